// Whether a record comes from Splunk, from a few of its keys: `auto` asks for every record of every product.

import type { JsonObject } from '@watchfloor/sdk';
import { isHecEvent, type Opened } from './envelope.ts';
import { isList, isObject, type SplunkFields } from './fields.ts';

/** Search results as the REST interface returns them, and as some alert apps post them. */
export const ENVELOPES: readonly string[] = ['results', 'findings', 'items'];

const SURE = 98;

export function certaintyOf(record: JsonObject): number {
  if ('result' in record && isObject(record.result)) return resultCertainty(record);
  if (isHecEvent(record)) return hecCertainty(record);
  for (const name of ENVELOPES) {
    const list = Object.hasOwn(record, name) ? record[name] : undefined;
    const first = isList(list) ? list[0] : undefined;
    if (isObject(first)) return fieldCertainty(first);
  }
  return fieldCertainty(record);
}

function resultCertainty(record: JsonObject): number {
  if (typeof record.preview === 'boolean') return SURE;
  const isSearch = typeof record.sid === 'string' && record.sid !== '';
  const hasLink = typeof record.results_link === 'string';
  const hasName = Object.hasOwn(record, 'search_name');
  if ((isSearch && (hasLink || hasName)) || (hasLink && hasName)) return SURE;
  if (isSearch || hasName) return 80;
  return Object.hasOwn(record, 'offset') || Object.hasOwn(record, 'lastrow') ? 60 : 0;
}

/** The envelope's own fields: `sourcetype` is a word of Splunk's, the others count when most of them are there. */
function hecCertainty(record: JsonObject): number {
  if (typeof record.sourcetype === 'string') return 85;
  return Object.keys(record).length >= 4 && /^\d{9,13}(?:\.\d+)?$/.test(String(record.time)) ? 60 : 0;
}

// Fields of results and of notable events with what each adds to the certainty. `host` and `source` are on everything.
const FEATURES: ReadonlyMap<string, number> = new Map([
  ['_bkt', 30],
  ['_cd', 25],
  ['_si', 25],
  ['_serial', 20],
  ['_indextime', 25],
  ['_raw', 15],
  ['_time', 15],
  ['_sourcetype', 20],
  ['sourcetype', 15],
  ['splunk_server', 40],
  ['punct', 15],
  ['linecount', 10],
  ['index', 10],
  ['source', 5],
  ['rule_title', 20],
  ['rule_name', 15],
  ['rule_description', 10],
  ['search_name', 20],
  ['savedsearch_description', 30],
  ['security_domain', 30],
  ['urgency', 15],
  ['notable_type', 30],
  ['event_id', 5],
  ['event_hash', 10],
  ['orig_sid', 25],
  ['orig_rid', 20],
  ['orig_sourcetype', 20],
  ['orig_time', 10],
  ['info_min_time', 25],
  ['info_max_time', 15],
  ['info_search_time', 20],
  ['drilldown_search', 25],
  ['drilldown_searches', 25],
  ['drilldown_name', 20],
  ['status_label', 15],
  ['status_group', 10],
  ['status_end', 10],
  ['disposition_label', 20],
  ['disposition', 5],
  ['risk_object', 25],
  ['risk_object_type', 20],
  ['normalized_risk_object', 30],
  ['risk_message', 15],
  ['threat_object', 15],
  ['finding_id', 15],
  ['finding_score', 25],
  ['finding_title', 20],
  ['entity_type', 10],
  ['annotations.mitre_attack', 20],
  ['annotations.mitre_attack.mitre_technique_id', 20],
  ['annotations', 5],
  ['src', 5],
  ['dest', 5],
]);

/** Goes through the record's names, of which there are fewer than features. */
function fieldCertainty(record: JsonObject): number {
  let points = 0;
  for (const name in record) {
    const value = FEATURES.get(name);
    if (value !== undefined) points += value;
    if (name === 'event_id' && isNotableId(record[name])) points += 60;
    if (points >= SURE) return SURE;
  }
  return points >= 50 ? points : 0;
}

/** `<indexer>@@notable@@<hash>`: the id that the `notable` macro makes. */
function isNotableId(value: unknown): boolean {
  return typeof value === 'string' && value.includes('@@notable@@');
}

/** Whether the record has anything of Splunk at all: a saved search, a time, an index, a rule. */
export function isReadable(record: JsonObject, { form, fields }: Opened): boolean {
  // Beside a webhook's own fields the result must be one; in a row of its own `result` is a word of CIM.
  if (form === 'bare' && typeof record.result === 'object' && record.result !== null) return false;
  return form !== 'bare' || fields.has(...ESSENTIALS);
}

const ESSENTIALS = [
  '_time',
  '_raw',
  'sourcetype',
  'search_name',
  'rule_name',
  'rule_title',
  'finding_title',
  'event_id',
  'risk_object',
  'security_domain',
];

/** Whether a result is a finding of Enterprise Security and not a row of some other index. */
export function isNotable(fields: SplunkFields): boolean {
  if (isNotableId(fields.text('event_id', 'rule_id'))) return true;
  const index = fields.text('index');
  if (index === 'notable') return true;
  if (index === 'risk' || index.endsWith('summary')) return false;
  const isNamed = fields.has('rule_title', 'rule_name', 'search_name', 'finding_title');
  return isNamed && fields.has(...NOTABLE_FIELDS);
}

const NOTABLE_FIELDS = [
  'urgency',
  'security_domain',
  'status_label',
  'notable_type',
  'disposition_label',
  'drilldown_search',
  'drilldown_searches',
  'finding_score',
  'finding_id',
  'orig_sid',
];

/** CIM's tags of findings: the data models Alerts, Intrusion Detection and Malware are of what other products found. */
export function isTaggedFinding(fields: SplunkFields): boolean {
  const tags = new Set([...fields.values('tag'), ...fields.values('tag::eventtype')]);
  if (tags.has('alert')) return true;
  return tags.has('attack') && (tags.has('ids') || tags.has('malware'));
}
