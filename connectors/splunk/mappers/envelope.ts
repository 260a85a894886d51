// The forms in which a result or an event leaves Splunk, and what stands around it.
//
//   webhook  the alert action: one result, the search it came from, a link to the results
//   row      one line of a search export, `{"preview":false,"result":{…}}`
//   hec      an event on its way in, as the HTTP Event Collector takes it; `event` is an object or the raw text
//   bare     the fields of a result alone: notable events, findings, rows of any search

import type { JsonObject } from '@watchfloor/sdk';
import { isList, isObject, objectIn, readFields, type SplunkFields } from './fields.ts';
import { readPairs } from './pairs.ts';

export type Form = 'webhook' | 'row' | 'hec' | 'bare';

export interface Opened {
  readonly form: Form;
  /** The fields of the result or event, then those of the envelope that describe it (`sourcetype`, `host`). */
  readonly fields: SplunkFields;
  /** The envelope: the saved search and its link in a webhook, else the record itself. */
  readonly envelope: JsonObject;
  /** The raw text of an event that came as one; else ''. */
  readonly raw: string;
}

export function openRecord(record: JsonObject): Opened {
  const result = objectIn(isList(record.result) ? record.result[0] : record.result);
  if (result !== null) {
    const isWebhook = ['sid', 'search_name', 'results_link'].some((key) => Object.hasOwn(record, key));
    return { form: isWebhook ? 'webhook' : 'row', fields: resultFields(result), envelope: record, raw: '' };
  }
  if (isHecEvent(record)) return openEvent(record);
  return { form: 'bare', fields: resultFields(record), envelope: record, raw: '' };
}

/** A notable event that was exported without its fields extracted keeps them in its raw text. */
function resultFields(result: JsonObject): SplunkFields {
  const raw = result._raw;
  const isStash = result.sourcetype === 'stash' || result._sourcetype === 'stash';
  return isStash && typeof raw === 'string' ? readFields(result, readPairs(raw)) : readFields(result);
}

const HEC_KEYS: ReadonlySet<string> = new Set([
  'time',
  'host',
  'source',
  'sourcetype',
  'index',
  'event',
  'fields',
]);

/**
 * Whether the record is an event for the HTTP Event Collector: `event`, and beside it only metadata, two at least. Fewer say
 * too little: whoever sends such a thing has not told where it comes from.
 */
export function isHecEvent(record: JsonObject): boolean {
  if (!('event' in record)) return false;
  const { event } = record;
  if (!isObject(event) && (typeof event !== 'string' || event === '')) return false;
  if (['host', 'source', 'sourcetype', 'index'].some((key) => isObject(record[key]))) return false;
  const keys = Object.keys(record);
  if (!keys.every((key) => HEC_KEYS.has(key))) return false;
  return keys.length >= 3;
}

function openEvent(record: JsonObject): Opened {
  const { event, fields, ...metadata } = record;
  const extracted = isObject(fields) ? fields : {};
  if (isObject(event))
    return { form: 'hec', fields: readFields(event, extracted, metadata), envelope: record, raw: '' };
  const raw = typeof event === 'string' ? event : '';
  const parsed = objectIn(raw) ?? readPairs(raw);
  return { form: 'hec', fields: readFields(parsed, extracted, metadata), envelope: record, raw };
}
