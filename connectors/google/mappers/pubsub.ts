// A message pushed by Pub/Sub, the way Google Cloud delivers to a web address: the record is JSON in base64.
// https://docs.cloud.google.com/pubsub/docs/push#receive_push

import { Buffer } from 'node:buffer';
import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';
import { isObject } from './fields.ts';

/** The record inside a pushed (or pulled) message; null when the value is no such message or holds no JSON object. */
export function pushedRecord(value: JsonObject): JsonObject | null {
  const message = Object.hasOwn(value, 'message') ? value['message'] : undefined;
  if (!isObject(message)) return null;
  const data = message['data'];
  const isMessage = message['messageId'] !== undefined || message['message_id'] !== undefined;
  if (typeof data !== 'string' || !(isMessage || value['subscription'] !== undefined)) return null;
  // What base64 makes of a brace and the quote or white space behind it: other messages need not be decoded.
  if (!/^e[wy3]/.test(data)) return null;
  return jsonIn(data);
}

function jsonIn(data: string): JsonObject | null {
  const parsed: JsonValue | null = parseJsonText(Buffer.from(data, 'base64').toString('utf8'));
  return isObject(parsed ?? undefined) ? (parsed as JsonObject) : null;
}
