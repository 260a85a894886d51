// Whether a record is Zeek's and of which log. Zeek names the log in `_path` when it writes to a socket and in the file's name
// when it writes files; shippers often lose the latter, and the fields must tell.

import { anyKeyOf, type JsonObject, type JsonValue } from '@watchfloor/sdk';
import { type Fields, isObject, readFields } from './fields.ts';
import { LOGS, SHAPES } from './logs.ts';

export interface OpenedLog {
  readonly fields: Fields;
  /** The log's name, '' when neither path nor fields tell. */
  readonly log: string;
  readonly record: JsonObject;
}

/** The record with its log. The Kafka writer wraps each record in an object whose only key is the log's name. */
export function openLog(record: JsonObject): OpenedLog {
  const wrapped = wrappedLog(record);
  const inner = wrapped === null ? record : wrapped.inner;
  const fields = readFields(inner);
  const path = inner._path ?? wrapped?.log;
  if (typeof path === 'string' && path !== '') return { fields, log: path.toLowerCase(), record: inner };
  return { fields, log: shapeOf(fields)?.log ?? '', record: inner };
}

function wrappedLog(record: JsonObject): { readonly log: string; readonly inner: JsonObject } | null {
  let only: string | null = null;
  for (const key in record) {
    if (only !== null) return null;
    only = key;
  }
  if (only === null || !LOGS.has(only)) return null;
  const inner = record[only];
  return isObject(inner) ? { log: only, inner } : null;
}

interface Shape {
  readonly log: string;
  readonly points: number;
}

function shapeOf(fields: Fields): Shape | null {
  for (const [log, points, names] of SHAPES) if (names.every(fields.has)) return { log, points };
  return null;
}

const UID = /^C[0-9A-Za-z]{8,24}$/;
const FUID = /^F[0-9A-Za-z]{8,24}$/;
/** A notice's type: the script's module and the name. */
const NOTE = /^[A-Z]\w{1,60}::\w{1,100}$/;

/** Many products have an object `id`; Zeek's has the ends of a connection. */
function isConnection(id: JsonValue | undefined): boolean {
  return isObject(id) && (Object.hasOwn(id, 'orig_h') || Object.hasOwn(id, 'resp_h'));
}

const canTell = anyKeyOf(['_path', 'ts', 'id.orig_h', 'id_orig_h', 'id']);

/** 0 to 98. Cheap for what is not Zeek's: nothing is looked at without a path, a time or a connection. */
export function certaintyOf(given: JsonObject): number {
  const wrapped = wrappedLog(given);
  const record = wrapped?.inner ?? given;
  if (wrapped === null && !canTell(record)) return 0;
  const path = record._path ?? wrapped?.log;
  const hasConnection =
    Object.hasOwn(record, 'id.orig_h') || Object.hasOwn(record, 'id_orig_h') || isConnection(record.id);
  if (path === undefined && !Object.hasOwn(record, 'ts') && !hasConnection) return 0;
  const fields = readFields(record);
  let points = 0;
  if (typeof path === 'string') points += LOGS.has(path.toLowerCase()) ? 50 : 25;
  if (fields.has('id.orig_h')) points += 25;
  if (fields.has('id.resp_h')) points += 25;
  if (UID.test(fields.text('uid'))) points += 20;
  if (FUID.test(fields.text('fuid', 'id'))) points += 15;
  if (NOTE.test(fields.text('note'))) points += 20;
  if (Object.hasOwn(record, '_write_ts')) points += 10;
  if (Object.hasOwn(record, '_system_name')) points += 10;
  if (Object.hasOwn(record, 'ts')) points += 5;
  if (points >= 70) return Math.min(98, points);
  return Math.min(98, points + (shapeOf(fields)?.points ?? 0));
}
