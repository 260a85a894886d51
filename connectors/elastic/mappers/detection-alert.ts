// An alert of a detection rule: `kibana.alert.*` since 8.0, `signal.*` before it; alerts of Kibana's other rules too.
// https://www.elastic.co/guide/en/security/current/alert-schema.html

import {
  cut,
  entityCollector,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Sensor,
  type Severity,
  severityOf,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import { attackOf } from './attack.ts';
import type { EcsDocument } from './document.ts';
import { hostRoleOf, timeOf } from './ecs-document.ts';
import { addEcsEntities, addTerms } from './entities.ts';
import type { OpenedHit } from './hit.ts';
import { linksOf, rulePage } from './links.ts';
import { productOf } from './products.ts';
import { severityOfRisk } from './severity.ts';
import { labelsOf, shorten, wordOf } from './texts.ts';

const TITLE_MAX = 300;
const DESCRIPTION_MAX = 8192;
const ID_MAX = 300;

// The activity first, then the alert: `original_time` is when the matched event happened, `@timestamp` when the rule ran.
const TIMES = [
  'kibana.alert.original_time',
  'signal.original_time',
  'kibana.alert.threshold_result.from',
  'signal.threshold_result.from',
  'kibana.alert.start',
  '@timestamp',
  'kibana.alert.original_event.created',
];

const NAMES = ['kibana.alert.rule.name', 'signal.rule.name', 'kibana.alert.rule.parameters.name'];
const REASONS = ['kibana.alert.reason', 'signal.reason'];
const DESCRIPTIONS = [
  'kibana.alert.rule.description',
  'kibana.alert.rule.parameters.description',
  'signal.rule.description',
];
const IDS = ['kibana.alert.uuid', 'kibana.alert.id', 'signal.id'];
const RULE_IDS = [
  'kibana.alert.rule.uuid',
  'signal.rule.id',
  'kibana.alert.rule.rule_id',
  'kibana.alert.rule.parameters.rule_id',
  'signal.rule.rule_id',
];
const BUILDING_BLOCKS = [
  'kibana.alert.building_block_type',
  'kibana.alert.rule.building_block_type',
  'signal.rule.building_block_type',
];
const LABELS = ['kibana.alert.rule.tags', 'signal.rule.tags', 'kibana.alert.workflow_tags', 'tags'];

/** Whether the document carries anything of an alert of a rule. */
export function isDetectionAlert(doc: EcsDocument): boolean {
  return [
    ...NAMES,
    ...REASONS,
    ...IDS,
    ...RULE_IDS,
    'kibana.alert.severity',
    'kibana.alert.workflow_status',
  ].some((path) => doc.text(path) !== '');
}

export function readDetectionAlert(doc: EcsDocument, hit: OpenedHit): ReadResult {
  const flags = new Set<RecordFlag>();
  const product = productOf(doc);
  const hostRole = hostRoleOf(doc, product);
  const collector = entityCollector();
  addEcsEntities(doc, collector, hostRole);
  addTerms(hit.body, collector, hostRole);
  const attack = attackOf(doc);
  const severity = severityOfAlert(doc);
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = timeOf(doc, TIMES);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  if (doc.isTooDeep) flags.add('depth_limit');

  const name = doc.text(...NAMES);
  const reason = doc.text(...REASONS);
  const about = doc.text(...DESCRIPTIONS);
  const id = doc.text(...IDS) || hit.id;
  const title = shorten(name || reason || 'Elastic alert', TITLE_MAX, flags);
  const description = shorten(
    [reason, about].filter((text) => text !== '').join('\n\n'),
    DESCRIPTION_MAX,
    flags,
  );
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Elastic',
      product: isSecurityRule(doc) ? 'Elastic Security' : 'Kibana',
      source_ref: cut(id, ID_MAX) || null,
      title,
      description,
      category: wordOf(attack.tactics[0] ?? doc.text('event.category')),
      severity: severity ?? 'medium',
      sensor: product.sensor === 'unknown' ? ('siem' satisfies Sensor) : product.sensor,
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: alertLabels(doc),
      links: linksOf(doc, id),
      flags: [...flags],
      ...attack,
      rule: {
        id: cut(doc.text(...RULE_IDS), ID_MAX) || null,
        name: cut(name, TITLE_MAX) || null,
        description: cut(about, DESCRIPTION_MAX) || null,
        url: rulePage(doc, id),
      },
      closure: closureOf(doc),
    },
  };
}

/** Logs, metrics and uptime have rules too; their alerts say so in the consumer, those of detection rules say `siem`. */
function isSecurityRule(doc: EcsDocument): boolean {
  const consumer = doc.text('kibana.alert.rule.consumer', 'kibana.alert.rule.producer').toLowerCase();
  return (
    consumer === '' || consumer === 'siem' || doc.text('kibana.alert.rule.rule_type_id').startsWith('siem.')
  );
}

const SEVERITIES = [
  'kibana.alert.severity',
  'kibana.alert.rule.severity',
  'kibana.alert.rule.parameters.severity',
  'signal.rule.severity',
];
const RISK_SCORES = [
  'kibana.alert.risk_score',
  'kibana.alert.rule.risk_score',
  'kibana.alert.rule.parameters.risk_score',
  'signal.rule.risk_score',
];

function severityOfAlert(doc: EcsDocument): Severity | null {
  for (const path of SEVERITIES) {
    const severity = severityOf(doc.text(path));
    if (severity !== null) return severity;
  }
  return severityOfRisk(doc.text(...RISK_SCORES));
}

/** The rule's tags and the analysts', then what Elastic judged: its risk score, and whether it hides the alert. */
function alertLabels(doc: EcsDocument): readonly string[] {
  const labels = labelsOf(doc, LABELS);
  const risk = doc.text(...RISK_SCORES);
  if (/^\d{1,3}(?:\.\d{1,4})?$/.test(risk)) labels.push(`risk_score:${Number(risk)}`);
  if (doc.text(...BUILDING_BLOCKS) !== '') labels.push('building_block');
  return labels;
}

const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['true_positive', 'true_positive'],
  ['benign_positive', 'benign_true_positive'],
  ['false_positive', 'false_positive'],
]);

/**
 * The analysts' closing. Elastic asks for a reason since 9.2; before that analysts used the tag `False Positive` that comes
 * with it. A rule whose condition is over (`kibana.alert.status: recovered`) has closed nothing.
 */
function closureOf(doc: EcsDocument): VendorClosure | null {
  const status = doc.text('kibana.alert.workflow_status', 'signal.status').toLowerCase();
  if (status !== 'closed') return null;
  const reason = doc.text('kibana.alert.workflow_reason');
  const tags = doc.texts('kibana.alert.workflow_tags').map(wordOf);
  const words = [wordOf(reason), ...tags];
  const word = words.find((known) => VERDICTS.has(known)) ?? '';
  const tagged = tags.find((tag) => VERDICTS.has(tag) || tag === 'duplicate') ?? '';
  return {
    verdict: VERDICTS.get(word) ?? 'undetermined',
    reason: cut(reason || tagged, 500) || null,
    at: parseTime(doc.text('kibana.alert.workflow_status_updated_at')),
  };
}
