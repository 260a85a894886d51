// A finding of Security Command Center: as a notification (`finding` with its `resource`), from the list of findings, alone, or as
// Event Threat Detection writes it to Cloud Logging.
// https://docs.cloud.google.com/security-command-center/docs/reference/rest/v2/organizations.sources.findings

import {
  cut,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type Link,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Rule,
  type Severity,
  severityOf,
  type VendorClosure,
} from '@watchfloor/sdk';
import { addAccount, addMember } from './accounts.ts';
import { attackSet } from './attack.ts';
import {
  asText,
  categoryWord,
  isObject,
  itemsOf,
  memberItems,
  memberOf,
  memberText,
  sentences,
  shorten,
  spellingsOf,
} from './fields.ts';
import { consoleLink, detectorPage } from './links.ts';
import { addFindingDetails } from './scc-details.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;
const LABELS_MAX = 20;
const RULE_TEXT_MAX = 2000;

/** A finding with what is told beside it. */
export interface SccFinding {
  readonly finding: JsonObject;
  readonly resource: JsonValue | undefined;
}

const FINDING_LOGS = /\/logs\/(?:threatdetection|securitycenter)\.googleapis\.com/;

/** Whether a log entry is a finding that was written to Cloud Logging. */
export function isFindingLog(entry: JsonObject): boolean {
  const name = memberText(entry, 'logName');
  return name.length <= 600 && FINDING_LOGS.test(name);
}

/** The finding in any of its envelopes; null when there is none. */
export function findingIn(record: JsonObject): SccFinding | null {
  const inside = memberOf(record, 'finding');
  if (isObject(inside)) return { finding: inside, resource: memberOf(record, 'resource') };
  if (isFindingLog(record)) {
    const payload = memberOf(record, 'jsonPayload');
    if (!isObject(payload)) return null;
    const nested = memberOf(payload, 'finding');
    if (isObject(nested)) return { finding: nested, resource: memberOf(payload, 'resource') };
    return { finding: { ...payload, loggedAt: record['timestamp'] }, resource: undefined };
  }
  const isAlone = memberText(record, 'resourceName') !== '' || memberText(record, 'category') !== '';
  return isAlone ? { finding: record, resource: memberOf(record, 'resource') } : null;
}

export function readFinding({ finding, resource }: SccFinding): ReadResult {
  for (const field of ['name', 'category', 'state', 'severity', 'eventTime']) {
    const value = memberOf(finding, field);
    if (typeof value === 'object') return { ok: false, refusal: { field, message: 'must be a text' } };
  }
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addResource(finding, resource, collector);
  addFindingDetails(finding, collector);
  addProperties(memberOf(finding, 'sourceProperties'), { collector, level: 0 });
  addProperties(memberOf(finding, 'properties'), { collector, level: 0 });
  const severity = severityOfFinding(finding);
  if (severity === null) flags.add('severity_unknown');
  const occurredAt =
    parseTime(memberOf(finding, 'eventTime')) ??
    parseTime(memberOf(finding, 'createTime')) ??
    parseTime(memberOf(finding, 'loggedAt'));
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const name = nameOf(finding);
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Google',
      product: 'Security Command Center',
      source_ref:
        memberText(finding, 'canonicalName') ||
        memberText(finding, 'name') ||
        memberText(finding, 'findingId') ||
        null,
      title: shorten(name || 'Security Command Center finding', TITLE_MAX, flags),
      description: shorten(describe(finding, resource), DESCRIPTION_MAX, flags),
      category: categoryWord(memberText(finding, 'findingClass')) || 'threat',
      severity: severity ?? 'medium',
      sensor: 'cloud',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(finding, resource),
      links: linksOf(finding),
      flags: [...flags],
      ...attackOf(finding),
      rule: ruleOf(finding, name),
      closure: closureOf(finding),
    },
  };
}

/** Event Threat Detection's own log names a technique and an indicator instead of a category. */
function nameOf(finding: JsonObject): string {
  const category = memberText(finding, 'category');
  if (category !== '') return /^[A-Z0-9]+(?:_[A-Z0-9]+)+$/.test(category) ? sentenceOf(category) : category;
  const detection = memberOf(finding, 'detectionCategory');
  return [memberText(detection, 'technique'), memberText(detection, 'ruleName')]
    .filter((text) => text !== '')
    .join(': ');
}

const ACRONYMS =
  /\b(?:api|bgp|cis|cmek|csek|dns|gke|https?|iam|ip|kms|mfa|nat|os|rdp|rsa|sql|ssh|ssl|tls|vm|vpc)\b/g;

/** `PUBLIC_SQL_INSTANCE` as the console shows it. */
function sentenceOf(category: string): string {
  const words = category.slice(0, TITLE_MAX).toLowerCase().replaceAll('_', ' ');
  const text = words.replace(ACRONYMS, (word) => word.toUpperCase());
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A misconfiguration is described by its detector; a threat, if at all, as the single case. */
function ruleOf(finding: JsonObject, name: string): Rule {
  const isThreat = memberText(finding, 'findingClass') === 'THREAT';
  const description = isThreat ? '' : cut(memberText(finding, 'description'), RULE_TEXT_MAX);
  return {
    id: ruleIdOf(finding) || null,
    name: name || null,
    ...(description === '' ? {} : { description }),
    url: detectorPage(memberText(finding, 'parentDisplayName'), memberText(finding, 'category')),
  };
}

function ruleIdOf(finding: JsonObject): string {
  const detection =
    memberOf(memberOf(finding, 'sourceProperties'), 'detectionCategory') ??
    memberOf(finding, 'detectionCategory');
  return (
    memberText(finding, 'moduleName') || memberText(detection, 'ruleName') || memberText(finding, 'category')
  );
}

function severityOfFinding(finding: JsonObject): Severity | null {
  const word =
    memberText(finding, 'severity') ||
    memberText(finding, 'detectionPriority') ||
    memberText(memberOf(finding, 'sourceProperties'), 'detectionPriority');
  return /unspecified/i.test(word.slice(0, 60)) ? null : severityOf(word);
}

function addResource(finding: JsonObject, resource: JsonValue | undefined, collector: EntityCollector): void {
  collector.add('cloud_resource', memberText(finding, 'resourceName'), 'target');
  collector.add('cloud_resource', memberText(resource, 'name'), 'target');
  for (const item of memberItems(finding, 'affectedResources'))
    collector.add('cloud_resource', memberText(item, 'gcpResourceName'), 'target');
  // The display name of a machine is its host name.
  if (/compute\.(?:googleapis\.com\/)?Instance$/i.test(memberText(resource, 'type').slice(0, 200)))
    collector.add('host', memberText(resource, 'displayName'), 'target');
}

const LEVELS_MAX = 8;

interface Walk {
  readonly collector: EntityCollector;
  readonly level: number;
}

type Meaning = readonly [kind: EntityType | 'account' | 'member', role: EntityRole];

// Names in the free part of a finding (`sourceProperties`), which each detector fills in its own way.
const PROPERTIES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['principalEmail', ['account', 'actor']],
  ['userEmail', ['account', 'actor']],
  ['user', ['account', 'actor']],
  ['member', ['member', 'target']],
  ['members', ['member', 'target']],
  ['callerIp', ['ip', 'source']],
  ['sourceIp', ['ip', 'source']],
  ['sourceIps', ['ip', 'source']],
  ['srcIp', ['ip', 'source']],
  ['destIp', ['ip', 'destination']],
  ['destinationIp', ['ip', 'destination']],
  ['ip', ['ip', 'related']],
  ['ips', ['ip', 'related']],
  ['ipAddress', ['ip', 'related']],
  ['ipAddresses', ['ip', 'related']],
  ['domain', ['domain', 'destination']],
  ['domains', ['domain', 'destination']],
  ['uri', ['url', 'related']],
  ['vmName', ['host', 'target']],
  ['instanceId', ['cloud_resource', 'target']],
  ['instanceDetails', ['cloud_resource', 'target']],
  ['bucketName', ['cloud_resource', 'target']],
  ['serviceAccountKeyName', ['cloud_resource', 'related']],
  ['processBinaryFullpath', ['process_path', 'actor']],
]);

const SPELLINGS = spellingsOf([...PROPERTIES.keys()]);

// Links to consoles and documents, the log entries behind the finding, and text for people.
const SKIPPED: ReadonlySet<string> = new Set([
  'contextUris',
  'evidence',
  'detectionCategory',
  'finding_type',
  'recommendation',
]);

function addProperties(value: JsonValue | undefined, { collector, level }: Walk): void {
  if (level > LEVELS_MAX) return;
  if (Array.isArray(value)) {
    for (const item of itemsOf(value)) addProperties(item, { collector, level: level + 1 });
    return;
  }
  if (!isObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (SKIPPED.has(key)) continue;
    const meaning = PROPERTIES.get(SPELLINGS.get(key) ?? '');
    if (meaning !== undefined)
      for (const item of itemsOf(child)) addProperty(asText(item), meaning, collector);
    if (typeof child === 'object') addProperties(child, { collector, level: level + 1 });
  }
}

function addProperty(text: string, [kind, role]: Meaning, collector: EntityCollector): void {
  if (kind === 'account') addAccount(collector, text, role);
  else if (kind === 'member') addMember(collector, text, role);
  else collector.add(kind, text, role);
}

function describe(finding: JsonObject, resource: JsonValue | undefined): string {
  const told = memberText(finding, 'description');
  const access = memberOf(finding, 'access');
  const facts = sentences([
    ['Detector', memberText(finding, 'parentDisplayName')],
    ['Resource', `${memberText(resource, 'displayName')} ${memberText(resource, 'type')}`.trim()],
    ['Project', memberText(resource, 'projectDisplayName')],
    ['Method', `${memberText(access, 'serviceName')} ${memberText(access, 'methodName')}`.trim()],
    ['State', memberText(finding, 'state')],
  ]);
  return [told, facts, memberText(finding, 'nextSteps')].filter((text) => text !== '').join('\n\n');
}

function labelsOf(finding: JsonObject, resource: JsonValue | undefined): readonly string[] {
  const project = memberText(resource, 'projectDisplayName');
  const marks = memberOf(memberOf(finding, 'securityMarks'), 'marks');
  const labels = [
    memberText(finding, 'parentDisplayName'),
    project === '' ? '' : `project:${project}`,
    memberText(finding, 'mute') === 'MUTED' ? 'muted' : '',
    ...(isObject(marks)
      ? Object.entries(marks)
          .slice(0, LABELS_MAX)
          .map(([name, value]) => `${name}:${asText(value)}`)
      : []),
  ];
  return [...new Set(labels)].filter((label) => label !== '' && label.length <= 200);
}

/** `externalUri` may lead to a scanner of another vendor; the finding itself has a place in the console. */
function linksOf(finding: JsonObject): Link[] {
  const own = consoleLink('Security Command Center', memberText(finding, 'externalUri'));
  if (own.length > 0) return own;
  const name =
    /^organizations\/(\d{1,30})\/sources\/\d{1,30}\/(?:locations\/[a-z0-9-]{1,40}\/)?findings\/[A-Za-z0-9]{1,100}$/.exec(
      memberText(finding, 'name').slice(0, 300),
    );
  if (name === null) return [];
  const query = `organizationId=${name[1]}&resourceId=${encodeURIComponent(name[0])}`;
  return [
    {
      label: 'Security Command Center',
      url: `https://console.cloud.google.com/security/command-center/findings?${query}`,
    },
  ];
}

function attackOf(finding: JsonObject): {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
} {
  const attack = memberOf(finding, 'mitreAttack');
  const set = attackSet();
  for (const name of ['primaryTactic', 'additionalTactics']) {
    for (const tactic of memberItems(attack, name)) set.add(asText(tactic));
  }
  for (const name of ['primaryTechniques', 'additionalTechniques']) {
    for (const technique of memberItems(attack, name).slice(0, LABELS_MAX)) set.add(asText(technique), true);
  }
  return set.result();
}

/** A finding that is no longer there is closed by the vendor; a muted one by somebody's rule or hand. Neither has a verdict. */
function closureOf(finding: JsonObject): VendorClosure | null {
  const isMuted = memberText(finding, 'mute') === 'MUTED';
  if (memberText(finding, 'state') !== 'INACTIVE' && !isMuted) return null;
  const initiator = memberText(finding, 'muteInitiator');
  return {
    verdict: 'undetermined',
    reason: isMuted ? initiator || 'muted' : 'inactive',
    at: parseTime(memberOf(finding, isMuted ? 'muteUpdateTime' : 'eventTime')),
  };
}
