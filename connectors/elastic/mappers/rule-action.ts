// What a rule's webhook action sends when its body is a summary of a run and not the alerts: `{{rule.name}}`,
// `{{context.rule.severity}}`, `{{context.results_link}}`, `{{state.signals_count}}` under whatever keys the operator
// gave them; read are those that keep the variables' own names. Alerts that came as a JSON text are opened for what they name.
// https://www.elastic.co/guide/en/kibana/current/rule-action-variables.html

import {
  cut,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseJsonText,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityOf,
  tacticOf,
  techniquesIn,
  valueAt,
} from '@watchfloor/sdk';
import { type EcsDocument, isList, isObject, readDocument } from './document.ts';
import { timeOf } from './ecs-document.ts';
import { addEcsEntities, addTerms } from './entities.ts';
import { severityOfRisk } from './severity.ts';
import { labelsOf, shorten, wordOf } from './texts.ts';

const TITLE_MAX = 300;
const DESCRIPTION_MAX = 8192;
const ALERTS_MAX = 50;

const NAMES = ['context.rule.name', 'rule.name', 'rulename', 'rule_name', 'alertname'];
const IDS = ['rule.id', 'context.rule.id', 'ruleid', 'alertid', 'context.rule.rule_id'];
const TIMES = ['date', 'context.date', '@timestamp', 'timestamp'];
const LISTS = ['context.alerts', 'alerts.new.data', 'alerts', 'context.hits'];

// Variables that only a rule of Kibana has, in the words of its documentation.
const VARIABLES = [
  'kibanabaseurl',
  'state.signals_count',
  'context.results_link',
  'alerts.new.count',
  'alerts.all.count',
  'rule.spaceid',
  'rule.params.ruleid',
  'alert.actiongroup',
  'alert.actiongroupname',
];

/** Whether the body is a rule action's summary: it names the rule, and at least one more variable of Kibana's. */
export function isRuleAction(doc: EcsDocument): boolean {
  if (doc.text(...NAMES) === '') return false;
  return doc.text('rule.type').startsWith('siem.') || VARIABLES.some((path) => doc.text(path) !== '');
}

// The first steps of the variables above; those of the rule are looked for inside it.
const ROOTS = ['kibanabaseurl', 'state', 'context', 'alert'];
const RULE_MEMBERS = ['type', 'spaceid', 'params'];

/**
 * Whether the names of a body let it be a rule action's: a look before the whole of it is walked. Alerts of other products have
 * a rule as well, with none of these members.
 */
export function canBeRuleAction(record: JsonObject): boolean {
  for (const key in record) {
    const name = key.toLowerCase();
    if (name === '' || name.startsWith('rule.') || ROOTS.some((root) => name.startsWith(root))) return true;
    const rule = name === 'rule' ? record[key] : undefined;
    if (!isObject(rule)) {
      if (isList(rule)) return true;
      continue;
    }
    for (const member in rule) {
      const inner = member.toLowerCase();
      if (inner === '' || RULE_MEMBERS.some((start) => inner.startsWith(start))) return true;
    }
  }
  return false;
}

export function readRuleAction(doc: EcsDocument, body: JsonObject): ReadResult {
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  for (const alert of alertsIn(body)) {
    addEcsEntities(readDocument(alert), collector, 'target');
    addTerms(alert, collector, 'target');
  }
  const name = doc.text(...NAMES);
  const severity = severityOfRun(doc);
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = timeOf(doc, TIMES);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  if (doc.isTooDeep) flags.add('depth_limit');
  const about = doc.text('context.rule.description', 'rule.description');
  const reason = doc.text('context.reason', 'context.message', 'message', 'reason');
  const tactics = ['name', 'id']
    .flatMap((field) => doc.texts(`context.rule.threat.tactic.${field}`))
    .map(tacticOf);
  const techniques = ['technique.id', 'technique.subtechnique.id'].flatMap((path) =>
    doc.texts(`context.rule.threat.${path}`).flatMap((text) => techniquesIn(text.slice(0, 100))),
  );
  const title = shorten(name, TITLE_MAX, flags);
  const parts = [reason, countLine(doc), about].filter((text) => text !== '');
  const description = shorten(parts.join('\n\n'), DESCRIPTION_MAX, flags);
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Elastic',
      product: 'Elastic Security',
      source_ref: null,
      title,
      description,
      category: wordOf(doc.text('context.rule.threat.tactic.name')),
      severity: severity ?? 'medium',
      sensor: 'siem',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(doc, ['rule.tags', 'context.rule.tags']),
      links: [],
      flags: [...flags],
      tactics: [...new Set(tactics.filter((tactic) => tactic !== null))],
      techniques: [...new Set(techniques)],
      rule: {
        id: cut(doc.text(...IDS), TITLE_MAX) || null,
        name: cut(name, TITLE_MAX) || null,
        description: cut(about, DESCRIPTION_MAX) || null,
      },
      closure: null,
    },
  };
}

function severityOfRun(doc: EcsDocument): Severity | null {
  return (
    severityOf(doc.text('context.rule.severity', 'rule.severity', 'severity')) ??
    severityOfRisk(doc.text('context.rule.risk_score', 'rule.risk_score', 'risk_score'))
  );
}

function countLine(doc: EcsDocument): string {
  const count = doc.text('state.signals_count', 'alerts.new.count', 'alerts.all.count');
  return /^\d{1,9}$/.test(count) ? `${count} new alerts in this run.` : '';
}

/** Alerts inside the body; `{{context.alerts}}` between quotes arrives as their JSON text. */
function alertsIn(body: JsonObject): readonly JsonObject[] {
  for (const path of LISTS) {
    const value = valueAt(body, path);
    const list: JsonValue | null | undefined = typeof value === 'string' ? parseJsonText(value) : value;
    if (isList(list ?? undefined))
      return (list as readonly JsonValue[]).filter(isObject).slice(0, ALERTS_MAX);
  }
  return [];
}
