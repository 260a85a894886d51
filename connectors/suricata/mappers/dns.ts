// DNS in its four forms: one event an answer (version 1), one event a message with detailed or grouped answers (version 2),
// lists of questions (version 3, and inside alerts of every version), and the `query`/`answer` pair inside alerts of 6 and 7.
// https://docs.suricata.io/en/latest/output/eve/eve-json-format.html#event-type-dns

import { type EntityCollector, type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';
import { isObject } from './envelope.ts';

const MESSAGES_MAX = 100;
const RECORDS_MAX = 500;

/** What was asked for, with the addresses and names that were answered. */
export function addDns(eve: JsonObject, collector: EntityCollector): void {
  for (const field of ['dns', 'mdns']) {
    const dns = valueAt(eve, field);
    if (!isObject(dns)) continue;
    for (const message of messagesOf(dns)) addMessage(message, collector);
  }
}

/** The name that was asked for, '' when the record does not tell. */
export function questionOf(eve: JsonObject): string {
  const dns = valueAt(eve, 'dns') ?? valueAt(eve, 'mdns');
  if (!isObject(dns)) return '';
  for (const message of messagesOf(dns)) {
    const name =
      textAt(message, 'rrname') || textAt(message, 'queries.0.rrname') || textAt(message, 'queries.0');
    if (name !== '') return name;
  }
  return '';
}

function messagesOf(dns: JsonObject): readonly JsonObject[] {
  const inner = [...objectsIn(dns.query), ...objectsIn(dns.answer)];
  return [dns, ...inner].slice(0, MESSAGES_MAX);
}

function addMessage(message: JsonObject, collector: EntityCollector): void {
  addAsked(textAt(message, 'rrname'), collector);
  for (const question of objectsIn(message.queries)) addAsked(textAt(question, 'rrname'), collector);
  addAnswer(message, collector);
  for (const record of objectsIn(message.answers)) addAnswer(record, collector);
  const grouped = message.grouped;
  if (!isObject(grouped)) return;
  for (const [type, values] of Object.entries(grouped)) {
    if (!ANSWER_TYPES.has(type)) continue;
    collector.add(type === 'A' || type === 'AAAA' ? 'ip' : 'domain', values, 'related');
  }
}

const REVERSE_V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa\.?$/i;

/** A question for the name of an address is about that address. */
function addAsked(name: string, collector: EntityCollector): void {
  const reverse = REVERSE_V4.exec(name);
  if (reverse !== null)
    collector.add('ip', `${reverse[4]}.${reverse[3]}.${reverse[2]}.${reverse[1]}`, 'target');
  else if (!/\.(?:in-addr|ip6)\.arpa\.?$/i.test(name)) collector.add('domain', name, 'target');
}

// Records whose data is an address or a name; text and keys are neither.
const ANSWER_TYPES: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'NS', 'MX', 'PTR', 'SRV', 'DNAME']);

function addAnswer(record: JsonObject, collector: EntityCollector): void {
  const type = textAt(record, 'rrtype').toUpperCase();
  const data = textAt(record, 'rdata');
  if (data === '' || !ANSWER_TYPES.has(type)) return;
  collector.add(type === 'A' || type === 'AAAA' ? 'ip' : 'domain', data, 'related');
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  if (isObject(value)) return [value];
  if (!Array.isArray(value)) return [];
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  return (value as readonly JsonValue[]).slice(0, RECORDS_MAX).filter(isObject);
}
