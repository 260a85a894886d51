// A Collection of SecOps: a detection of one's own rule (RULE_DETECTION), a curated one (GCTI_FINDING), an alert that came with
// the telemetry (TELEMETRY_ALERT), of a model, or of another SIEM by way of SOAR.
// https://docs.cloud.google.com/chronicle/docs/reference/rest/Shared.Types/Collection
//
// A detection whose rule does not alert (`alertState: NOT_ALERTING`) is no alert by SecOps' own definition: an event.

import {
  cut,
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { attackOfFinding } from './attack.ts';
import {
  asText,
  categoryWord,
  isObject,
  memberItems,
  memberOf,
  memberText,
  sentences,
  shorten,
} from './fields.ts';
import { consoleLink, rulePage } from './links.ts';
import { severityOfProduct, severityOfScore } from './severity.ts';
import { addNoun, addUdmEntities, RELATED } from './udm-entities.ts';
import { timeOf, worstSeverity } from './udm-event.ts';
import { addByPath } from './udm-path.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;
const LABELS_MAX = 20;
const RULE_TEXT_MAX = 2000;

export const COLLECTION_TYPES: ReadonlyMap<string, string> = new Map([
  ['RULE_DETECTION', 'rule'],
  ['GCTI_FINDING', 'curated_rule'],
  ['UPPERCASE_ALERT', 'curated_rule'],
  ['TELEMETRY_ALERT', 'telemetry'],
  ['MACHINE_INTELLIGENCE_ALERT', 'machine_learning'],
  ['SOAR_ALERT', 'soar'],
]);

export function readCollection(collection: JsonObject): ReadResult {
  for (const field of ['id', 'type', 'detectionTime', 'createdTime']) {
    const value = memberOf(collection, field);
    if (typeof value === 'object' && !(field.endsWith('Time') && isObject(value)))
      return { ok: false, refusal: { field, message: 'must be a text' } };
  }
  const results = memberItems(collection, 'detection');
  const first = results[0];
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addCollectionEntities(collection, collector);
  const severity = severityOf(results, collection);
  const occurredAt = timeOfCollection(collection);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  // Authors name a rule for the editor (`rule_1783655286960`) and, if at all, for people in a label.
  const name =
    labelNamed(first, 'ruleLabels', 'rule_name') ||
    memberText(first, 'ruleName') ||
    memberText(first, 'threatName');
  const isSilent = memberText(first, 'alertState') === 'NOT_ALERTING';
  if (severity === null && !isSilent) flags.add('severity_unknown');
  const title = name || memberText(first, 'summary') || memberText(collection, 'type') || 'Detection';
  const base = {
    vendor: 'Google',
    product: 'Google SecOps',
    source_ref: memberText(collection, 'id') || null,
    title: shorten(title, TITLE_MAX, flags),
    description: shorten(describe(collection, first), DESCRIPTION_MAX, flags),
    category: categoryOf(collection, results),
    severity: severity ?? (isSilent ? 'informational' : 'medium'),
    sensor: 'siem',
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(collection, first),
    links: consoleLink('Google SecOps', memberText(first, 'urlBackToProduct')),
    ...attackOfFinding(results, memberItems(collection, 'tags')),
    rule: {
      id: memberText(first, 'ruleId') || null,
      name: name || null,
      description: cut(toldBy(first), RULE_TEXT_MAX) || null,
      url: rulePage(memberText(first, 'urlBackToProduct'), memberText(first, 'ruleId')),
    },
  } as const;
  if (isSilent) {
    const flagged = { ...base, flags: [...flags] };
    const action = memberText(collection, 'type') || 'RULE_DETECTION';
    return { ok: true, record: { kind: 'event', ...flagged, action, outcome: 'unknown' } };
  }
  return { ok: true, record: { kind: 'alert', ...base, flags: [...flags], closure: closureOf(collection) } };
}

/** The time of the event, or of the last one of the window that a rule looked at. */
function timeOfCollection(collection: JsonObject): string | null {
  const window = memberOf(collection, 'timeWindow');
  const times = [
    memberOf(collection, 'detectionTime'),
    memberOf(window, 'endTime'),
    memberOf(window, 'startTime'),
    memberOf(collection, 'createdTime'),
    memberOf(collection, 'createTime'),
    memberOf(collection, 'lastUpdatedTime'),
  ];
  for (const time of times) {
    const parsed = timeOf(time);
    if (parsed !== null) return parsed;
  }
  return null;
}

/** The rule's own severity, else the author's label, else what the risk score amounts to, else that of the events. */
function severityOf(results: readonly JsonValue[], collection: JsonObject): Severity | null {
  const first = results[0];
  const stated = worstSeverity(results) ?? severityOfProduct(labelNamed(first, 'ruleLabels', 'severity'));
  if (stated !== null) return stated;
  const score = memberText(first, 'riskScore') || labelNamed(first, 'outcomes', 'risk_score');
  return (
    severityOfScore(score) ??
    severityOfProduct(memberText(memberOf(collection, 'feedbackSummary'), 'severityDisplay'))
  );
}

/** The value of a label `{key, value}` in one of the lists of a result. */
function labelNamed(result: JsonValue | undefined, list: string, key: string): string {
  const label = memberItems(result, list).find((item) => memberText(item, 'key').toLowerCase() === key);
  return memberText(label, 'value');
}

function addCollectionEntities(collection: JsonObject, collector: EntityCollector): void {
  // Collectors take a detection apart and send each of its events beside it.
  const own = memberOf(collection, 'event');
  if (isObject(own)) addUdmEntities(own, collector);
  for (const element of memberItems(collection, 'collectionElements')) {
    for (const reference of memberItems(element, 'references')) {
      // A detection may hold thousands of events; past the cap nothing they name can be added.
      if (collector.capped) return;
      const event = memberOf(reference, 'event');
      if (isObject(event)) addUdmEntities(event, collector);
      // An entity of the graph that a rule joined: context of the event, without a part of its own.
      addNoun(memberOf(memberOf(reference, 'entity'), 'entity'), RELATED, collector);
    }
  }
  for (const result of memberItems(collection, 'detection')) {
    addNoun(memberOf(result, 'about'), RELATED, collector);
    for (const list of ['detectionFields', 'outcomes']) {
      for (const label of memberItems(result, list)) {
        addVariable(collector, {
          name: memberText(label, 'key'),
          path: memberText(label, 'source'),
          value: memberText(label, 'value'),
        });
      }
    }
    addVariables(memberOf(result, 'variables'), collector);
  }
}

/** The newer form of the same: a map from name to value and path. */
function addVariables(variables: JsonValue | undefined, collector: EntityCollector): void {
  if (!isObject(variables)) return;
  for (const [name, variable] of Object.entries(variables)) {
    const path = memberText(variable, 'sourcePath');
    const sequence = memberItems(memberOf(variable, 'stringSeq'), 'stringVals').map(asText);
    const value = memberText(variable, 'stringVal') || memberText(variable, 'value');
    for (const text of sequence.length > 0 ? sequence : [value])
      addVariable(collector, { name, path, value: text });
  }
}

interface Variable {
  readonly name: string;
  readonly path: string;
  readonly value: string;
}

const VALUES_MAX = 200;

/**
 * A match variable or an outcome. With a path it is what stands under that path; without one only what its shape makes sure,
 * or its name: authors call them `hostname`, `user`, `client_ip`. Outcomes of many values are joined by commas.
 */
function addVariable(collector: EntityCollector, { name, path, value }: Variable): void {
  if (value === '') return;
  const isCommand = /command_?line/i.test(path.slice(0, VALUES_MAX));
  for (const part of isCommand ? [value] : value.split(', ', VALUES_MAX)) {
    const text = part.trim();
    if (text === '' || (path !== '' && addByPath(collector, path, text))) continue;
    const word = name.slice(0, VALUES_MAX).toLowerCase();
    if (/(?:^|_)(?:host|hostname|machine|endpoint|asset)s?$/.test(word))
      collector.addTyped(text, 'related', 'host');
    else if (/(?:^|_)(?:user|username|userid|user_id|account|email)s?$/.test(word))
      addAccount(collector, text, 'related');
    else if (/(?:ip|hash|md5|sha1|sha256|url|domain|mac|cve)/.test(word)) collector.addTyped(text, 'related');
  }
}

/** What the rule's author says that it detects. */
function toldBy(first: JsonValue | undefined): string {
  return memberText(first, 'description') || labelNamed(first, 'ruleLabels', 'description');
}

function describe(collection: JsonObject, first: JsonValue | undefined): string {
  const told = toldBy(first);
  const summary = memberText(first, 'summary');
  const outcomes = memberItems(first, 'outcomes')
    .filter((outcome) => memberText(outcome, 'value') !== '')
    .slice(0, LABELS_MAX)
    .map((outcome) => `${memberText(outcome, 'key')}=${memberText(outcome, 'value')}`)
    .join('; ');
  const window = memberOf(collection, 'timeWindow');
  const [from, to] = [memberText(window, 'startTime'), memberText(window, 'endTime')];
  const facts = sentences([
    ['Summary', summary === told ? '' : summary],
    ['Window', from === '' || from === to ? '' : `${from} to ${to}`],
    ['Outcomes', outcomes],
    ['Severity', memberText(first, 'severityDetails')],
  ]);
  return [told, facts].filter((text) => text !== '').join('\n\n');
}

function categoryOf(collection: JsonObject, results: readonly JsonValue[]): string {
  const category = memberItems(results[0], 'category').map(asText)[0] ?? '';
  if (category !== '' && category !== 'UNKNOWN_CATEGORY') return categoryWord(category);
  const set =
    memberText(results[0], 'rulesetCategoryDisplayName') || memberText(results[0], 'ruleSetDisplayName');
  return (
    categoryWord(set) ||
    (COLLECTION_TYPES.get(memberText(collection, 'type')) === undefined ? '' : 'detection')
  );
}

function labelsOf(collection: JsonObject, first: JsonValue | undefined): readonly string[] {
  const score = memberText(first, 'riskScore');
  const labels = [
    COLLECTION_TYPES.get(memberText(collection, 'type')) ?? '',
    score === '' ? '' : `risk_score:${score}`,
    memberText(first, 'ruleSetDisplayName') && `rule_set:${memberText(first, 'ruleSetDisplayName')}`,
    memberText(collection, 'caseName') && `case:${memberText(collection, 'caseName').replace(/^.*\//, '')}`,
    memberItems(collection, 'detectionTimingDetails').map(asText).join().includes('RETROHUNT')
      ? 'retrohunt'
      : '',
  ];
  const tags = memberItems(collection, 'tags').slice(0, LABELS_MAX).map(asText);
  const words = tags.filter((tag) => !/^T[A]?\d{4}(?:\.\d{3})?$/.test(tag));
  return [...new Set([...labels, ...words])].filter((label) => label !== '' && label.length <= 200);
}

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['TRUE_POSITIVE', 'true_positive'],
  ['FALSE_POSITIVE', 'false_positive'],
  ['REASON_MALICIOUS', 'true_positive'],
  ['REASON_NOT_MALICIOUS', 'false_positive'],
  ['REASON_MAINTENANCE', 'benign_true_positive'],
]);

/** What the analysts of SecOps decided; feedback on an open alert closes nothing. */
function closureOf(collection: JsonObject): VendorClosure | null {
  const feedback = [memberOf(collection, 'feedbackSummary'), memberOf(collection, 'investigation')].find(
    (item) => memberText(item, 'status') === 'CLOSED',
  );
  if (feedback === undefined) return null;
  const reason = memberText(feedback, 'reason');
  const comments = [...memberItems(feedback, 'comment'), ...memberItems(feedback, 'comments')].map(asText);
  const told = [reason, ...comments, memberText(feedback, 'rootCause')].filter((text) => text !== '');
  return {
    verdict:
      VERDICTS.get(memberText(feedback, 'verdict')) ?? VERDICTS.get(reason) ?? ('undetermined' as const),
    reason: told.length === 0 ? null : told.join(': ').slice(0, DESCRIPTION_MAX),
    at: parseTime(memberText(feedback, 'createdTime')) ?? timeOf(memberOf(collection, 'lastUpdatedTime')),
  };
}
