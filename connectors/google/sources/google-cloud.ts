// Google Cloud: entries of Cloud Logging, audit logs above all.

import { anyKeyOf, defineSource, type JsonObject, type JsonValue, valueAt } from '@watchfloor/sdk';
import { asText, isObject, memberText } from '../mappers/fields.ts';
import { readLogEntry, restoreEntry } from '../mappers/log-entry.ts';
import { pushedRecord } from '../mappers/pubsub.ts';
import { isFindingLog } from '../mappers/scc-finding.ts';

export const googleCloud = defineSource({
  id: 'google-cloud',
  vendor: 'Google',
  product: 'Google Cloud',
  summary:
    'Log entries of Cloud Logging: audit logs, load balancers, VPC flows, firewall, DNS, Cloud IDS, Kubernetes',
  documentation: 'https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry',
  setup: `1. In **Logging > Log router** create a sink to a Pub/Sub topic. For audit logs use the filter
   \`log_id("cloudaudit.googleapis.com/activity") OR log_id("cloudaudit.googleapis.com/data_access") OR log_id("cloudaudit.googleapis.com/policy")\`.
2. Give the topic a push subscription with the endpoint \`{url}?key=<key>\`, or read it with a program that posts the entries.`,
  envelopes: ['entries', 'receivedMessages'],
  recognise(record) {
    if (!canTell(record)) return 0;
    const own = certaintyOf(record);
    if (own > 0) return own;
    const list = valueAt(record, 'entries') ?? valueAt(record, 'receivedMessages');
    const first = Array.isArray(list) ? (list[0] as JsonValue | undefined) : undefined;
    if (isObject(first)) return Math.max(certaintyOf(first), certaintyOfPush(first));
    return certaintyOfPush(record);
  },
  read(record) {
    const entry = restoreEntry(pushedRecord(record) ?? record);
    if (certaintyOf(entry) === 0 && !isFindingLog(entry)) {
      return {
        ok: false,
        refusal: { field: 'logName', message: 'is missing, and so is a payload of Cloud Logging' },
      };
    }
    return readLogEntry(entry);
  },
});

function certaintyOfPush(record: JsonObject): number {
  const pushed = pushedRecord(record);
  return pushed === null ? 0 : certaintyOf(pushed);
}

const LOG_NAME = /^(?:projects|organizations|folders|billingAccounts)\/[^/]{1,200}\/logs\//;

const LOG_NAMES = ['logName', 'logname', 'log_name'];
const AUDIT_PAYLOADS = ['protoPayload', 'protopayload', 'protopayload_auditlog'];
const PAYLOADS = ['jsonPayload', 'jsonpayload', 'httpRequest', 'httprequest', 'textPayload'];

/** Without one of these names a record is no entry and nothing is around one. */
const canTell = anyKeyOf([
  ...LOG_NAMES,
  ...AUDIT_PAYLOADS,
  ...PAYLOADS,
  'entries',
  'receivedMessages',
  'message',
]);

/** The first of the names that has a value. */
function firstOf(record: JsonObject, names: readonly string[]): JsonValue | undefined {
  for (const name of names) {
    const value = valueAt(record, name) ?? undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Asked about every record: the names are looked at before anything is restored. */
function certaintyOf(record: JsonObject): number {
  const name = asText(firstOf(record, LOG_NAMES));
  const isNamed = name !== '' && LOG_NAME.test(name.slice(0, 600));
  const proto = firstOf(record, AUDIT_PAYLOADS);
  if (isNamed) return isFindingLog(isObject(proto) ? {} : { ...record, logName: name }) ? 0 : 95;
  if (isObject(proto)) return auditCertainty(proto);
  return entryCertainty(record);
}

function auditCertainty(proto: JsonObject): number {
  const type = asText(proto['@type'] ?? proto['at_sign_type'] ?? proto['at_type']);
  if (type.startsWith('type.googleapis.com/google.')) return 95;
  return memberText(proto, 'methodName') !== '' || memberText(proto, 'serviceName') !== '' ? 80 : 60;
}

/** Without a log name and an audit payload: the skeleton of an entry around a payload. */
function entryCertainty(record: JsonObject): number {
  if (!PAYLOADS.some((name) => Object.hasOwn(record, name))) return 0;
  const payload = record['jsonPayload'] ?? record['jsonpayload'];
  const http = record['httpRequest'] ?? record['httprequest'];
  if (payload === undefined && http === undefined && record['textPayload'] === undefined) return 0;
  const resource = record['resource'];
  const isResource = isObject(resource) && typeof resource['type'] === 'string';
  const isTyped = memberText(payload, '@type').startsWith('type.googleapis.com/');
  const points =
    (isObject(payload) ? 30 : 0) +
    (isObject(http) ? 20 : 0) +
    (typeof record['textPayload'] === 'string' ? 20 : 0) +
    (record['insertId'] !== undefined || record['insertid'] !== undefined ? 30 : 0) +
    (isResource ? 15 : 0) +
    (record['receiveTimestamp'] !== undefined ? 15 : 0) +
    (isTyped ? 30 : 0);
  return points >= 50 ? Math.min(90, points) : 0;
}
