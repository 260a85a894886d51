// Collectors wrap what products wrote: the HTTP event collector's `event`, the `log` of container runtimes, the `message` of
// Logstash and Filebeat, a raw line beside fields of its own. `auto` looks inside, so that a product is read by its own source
// however it was shipped. Only looks: whether what is inside is some product's is for the sources to say.

import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';

/** Fields in which a wrapper carries the record, the surest first. */
const CARRIERS = ['event', '_raw', 'raw', 'raw_log', 'rawLog', 'original', 'log', 'message', 'msg'] as const;
/** What collectors put around a record. One field beyond these is a product's own, and the whole is that product's record. */
export const TRANSPORT_FIELDS: ReadonlySet<string> = new Set(
  `message msg event event.original original _raw raw raw_log rawLog line log time _time date @timestamp timestamp @version host
   hostname source sourcetype index fields type tags tag port input agent path file facility severity priority level stream
   kubernetes docker container_id container_name ecs data_stream cloud ident pid sender topic partition offset key headers
   logtag source_type ingest_time received_at observed_timestamp`.split(/\s+/),
);
const TEXT_LENGTH_MIN = 20;

/** What the object may be a wrapper around: an object, or a text of more than a word. Null when nothing looks like it. */
export function innerOf(value: JsonObject): JsonObject | string | null {
  for (const key in value) if (!TRANSPORT_FIELDS.has(key)) return null;
  for (const name of CARRIERS) {
    const inner = Object.hasOwn(value, name) ? value[name] : undefined;
    if (isObject(inner)) {
      // `event.original` is where ECS keeps the record as it came.
      const original = name === 'event' ? inner['original'] : undefined;
      if (isLine(original)) return openJson(original);
      if (name !== 'message' && name !== 'log') return inner;
    } else if (isLine(inner)) return openJson(inner);
  }
  return isLine(value['event.original']) ? openJson(value['event.original']) : null;
}

function isLine(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value.length >= TEXT_LENGTH_MIN;
}

function openJson(text: string): JsonObject | string {
  const parsed = /^\s*\{/.test(text) ? parseJsonText(text) : null;
  return parsed !== null && isObject(parsed) ? parsed : text;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
