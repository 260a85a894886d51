// Whether a document is Wazuh's, and of which generation. Asked for every record of every product: the first look is at names
// few others have.

import { anyKeyOf, type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { isObject, itemsOf, type Opened, openEnvelope } from './envelope.ts';

export interface Judgement {
  /** `alert` up to version 4, `finding` from version 5. */
  readonly form: 'alert' | 'finding' | null;
  readonly certainty: number;
  readonly opened: Opened;
}

export function formOf(record: JsonObject): Judgement {
  if (!canTell(record)) return none({ alert: record, documentId: '', index: '', certainty: 0 });
  const hits = 'hits' in record && isObject(record.hits) ? itemsOf(record.hits.hits) : [];
  const first = hits.find(isObject);
  return judge(openEnvelope(first ?? record));
}

/** Without one of these names nothing is an alert, an archived event or a finding, nor an envelope around one. */
const canTell = anyKeyOf([
  'hits',
  '_source',
  'all_fields',
  'parameters',
  'attachments',
  'wazuh',
  'wazuh.rule.id',
  'wazuh.agent.id',
  'rule',
  'rule.level',
  'manager',
  'decoder',
]);

function judge(opened: Opened): Judgement {
  const { alert } = opened;
  const isIndexed = opened.index.startsWith('wazuh-');
  const extra = opened.certainty + (isIndexed ? 40 : 0);
  const own = valueAt(alert, 'wazuh');
  if (isObject(own) || 'wazuh.rule.id' in alert || 'wazuh.agent.id' in alert) {
    const points = findingPoints(alert) + extra;
    return points >= 50 ? { form: 'finding', certainty: Math.min(98, points), opened } : none(opened);
  }
  const points = alertPoints(alert) + extra;
  return points >= 50 ? { form: 'alert', certainty: Math.min(98, points), opened } : none(opened);
}

function none(opened: Opened): Judgement {
  return { form: null, certainty: 0, opened };
}

const FINDING_FIELDS: readonly (readonly [path: string, points: number])[] = [
  ['wazuh.rule', 40],
  ['wazuh.rule.id', 15],
  ['wazuh.rule.title', 15],
  ['wazuh.agent.id', 40],
  ['wazuh.agent.name', 15],
  ['wazuh.integration', 40],
  ['wazuh.protocol', 20],
];

function findingPoints(alert: JsonObject): number {
  return FINDING_FIELDS.reduce((sum, [path, points]) => sum + (hasPath(alert, path) ? points : 0), 0);
}

const ALERT_FIELDS: readonly (readonly [path: string, points: number])[] = [
  ['rule.groups', 20],
  ['rule.firedtimes', 30],
  ['rule.mail', 20],
  ['rule.pci_dss', 20],
  ['rule.mitre', 10],
  ['rule.sidid', 30],
  ['manager.name', 25],
  ['decoder.name', 25],
  ['full_log', 20],
  ['predecoder', 20],
  ['syscheck', 20],
  ['location', 10],
  ['cluster.node', 10],
  ['agent.id', 10],
  ['data.win.eventdata', 15],
];

/**
 * Points of an alert, or of an archived event without a rule. A level of 0 to 16 beside an id of digits is the rule's mark; what
 * is left after that many other products have, too.
 */
function alertPoints(alert: JsonObject): number {
  const hasRule = 'rule.level' in alert || isObject(valueAt(alert, 'rule'));
  // Without a rule it can only be an archived event: the manager, the decoder and the log itself stand in each of those.
  if (!hasRule && !isObject(valueAt(alert, 'manager')) && !isObject(valueAt(alert, 'decoder'))) return 0;
  const level = textAt(alert, 'rule.level');
  const id = textAt(alert, 'rule.id') || textAt(alert, 'rule.sidid');
  const isRule = /^(?:\d|1[0-6])$/.test(level) && /^\d{1,8}$/.test(id);
  if (hasRule && !isRule) return 0;
  const points = ALERT_FIELDS.reduce((sum, [path, worth]) => sum + (hasPath(alert, path) ? worth : 0), 0);
  return points + (isRule ? 25 : 0);
}

function hasPath(alert: JsonObject, path: string): boolean {
  return valueAt(alert, path) !== undefined;
}
