// What stands around a document: Elasticsearch returns it in `_source` or, value by value in lists, in `fields`; rule actions
// pass it on with `_id` and `_index` beside its own fields.

import type { JsonObject } from '@watchfloor/sdk';
import { isObject } from './document.ts';

export interface OpenedHit {
  readonly body: JsonObject;
  /** The document's id in Elasticsearch; '' when it came without. */
  readonly id: string;
}

export function openHit(record: JsonObject): OpenedHit {
  const id = '_id' in record && typeof record._id === 'string' ? record._id : '';
  if ('_source' in record && isObject(record._source)) return { body: record._source, id };
  // Beats use `fields` for the operator's own: only a hit has the document's time in it and not beside it.
  const fields = 'fields' in record ? record.fields : undefined;
  if (isObject(fields) && !Object.hasOwn(record, '@timestamp') && Object.hasOwn(fields, '@timestamp'))
    return { body: fields, id };
  return { body: record, id };
}

/** The first hit of a search response, or the record itself. */
export function firstHit(record: JsonObject): JsonObject {
  const hits = 'hits' in record ? record.hits : undefined;
  const list = isObject(hits) ? hits.hits : undefined;
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  // The element of a parsed list is a JSON value again: Array.isArray had widened it.
  return isObject(first as JsonObject) ? (first as JsonObject) : record;
}
