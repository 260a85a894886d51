// A LogEntry of Cloud Logging: audit logs, load balancers, VPC flows, firewall, DNS, Kubernetes, and whatever else writes there.
// https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry
//
// It comes from a sink (Pub/Sub, Cloud Storage), from the API, from BigQuery (`protopayload_auditlog`, lower-case names) or from
// pipelines that write `@type` as `at_sign_type`. All of it is events, save the threats of Cloud IDS. What Google finds wrong with a
// Workspace account stands in the audit log too, as a copy of what `google-workspace` and the Alert Center tell: an event here, with
// the severity of the finding.

import {
  cut,
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityOf,
  severityRank,
} from '@watchfloor/sdk';
import { findingOf } from './activity-findings.ts';
import { addParameters } from './activity-parameters.ts';
import { addAuditEntities, auditOutcome, describeAudit } from './audit-log.ts';
import {
  asText,
  isObject,
  memberOf,
  memberText,
  restoreNames,
  sentences,
  shorten,
  spellingsOf,
} from './fields.ts';
import {
  addAppEngineRequest,
  addHttpRequest,
  addNetworkPayload,
  addNodePayload,
  isBlocked,
} from './log-payloads.ts';
import { eventsOfAudit } from './workspace-activity.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const RULE_TEXT_MAX = 2000;

const SPELLINGS = spellingsOf([
  'logName',
  'insertId',
  'timestamp',
  'receiveTimestamp',
  'severity',
  'resource',
  'labels',
  'httpRequest',
  'protoPayload',
  'jsonPayload',
  'textPayload',
  'operation',
  'trace',
  'spanId',
  'sourceLocation',
]);

/** The entry with Google's own names; BigQuery's columns for payloads carry their type (`protopayload_auditlog`). */
export function restoreEntry(record: JsonObject): JsonObject {
  const entry = restoreNames(record, SPELLINGS);
  if (entry['protoPayload'] !== undefined || entry['jsonPayload'] !== undefined) return entry;
  const typed: [string, JsonValue | undefined][] = Object.entries(record).flatMap(
    ([key, value]): [string, JsonValue | undefined][] => {
      if (!isObject(value)) return [];
      if (/^protopayload_/i.test(key)) return [['protoPayload', value]];
      return /^jsonpayload_/i.test(key) ? [['jsonPayload', value]] : [];
    },
  );
  return typed.length === 0 ? entry : { ...entry, ...Object.fromEntries(typed) };
}

/** `compute.googleapis.com/vpc_flows` of `projects/p/logs/compute.googleapis.com%2Fvpc_flows`. */
export function logIdOf(entry: JsonObject): string {
  const name = memberText(entry, 'logName');
  const at = name.indexOf('/logs/');
  return at < 0 || name.length > 600 ? '' : name.slice(at + 6).replace(/%2F/gi, '/');
}

export function readLogEntry(entry: JsonObject): ReadResult {
  for (const field of ['logName', 'insertId', 'timestamp', 'textPayload']) {
    const value = entry[field];
    if (typeof value === 'object' && value !== null)
      return { ok: false, refusal: { field, message: 'must be a text' } };
  }
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  const kind = kindOf(entry);
  const finding = findingIn(entry);
  addEntities(entry, { collector, isFinding: finding !== null });
  const occurredAt = parseTime(entry['timestamp']) ?? parseTime(entry['receiveTimestamp']);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  const base = {
    vendor: 'Google',
    product: 'Google Cloud',
    source_ref: memberText(entry, 'insertId') || null,
    description: shorten(describe(entry), DESCRIPTION_MAX, flags),
    category: finding !== null && kind.sensor === 'identity' ? 'identity_threat' : kind.category,
    sensor: kind.sensor,
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: labelsOf(entry),
    links: [],
    tactics: [],
    techniques: [],
  } as const;
  const action = actionOf(entry) || 'log';
  const payload = memberOf(entry, 'jsonPayload');
  const policy =
    memberText(memberOf(payload, 'enforcedSecurityPolicy'), 'name') ||
    memberText(memberOf(payload, 'ruleDetails'), 'reference');
  const told = {
    title: shorten(finding?.rule ?? titleOf(entry, action), TITLE_MAX, flags),
    // Entries without a rating have `DEFAULT` or nothing: not rated is not of unknown weight.
    severity: finding?.severity ?? severityOf(memberText(entry, 'severity')) ?? 'informational',
    rule: {
      id: finding?.ruleId ?? null,
      name: (finding?.rule ?? policy) || null,
      ...(finding?.description ? { description: finding.description } : {}),
    },
  };
  if (finding?.isAlert === true)
    return { ok: true, record: { kind: 'alert', ...base, ...told, flags: [...flags], closure: null } };
  const did = { action: shorten(action, TITLE_MAX, flags), outcome: outcomeOf(entry) };
  return { ok: true, record: { kind: 'event', ...base, ...told, flags: [...flags], ...did } };
}

interface Adding {
  readonly collector: EntityCollector;
  readonly isFinding: boolean;
}

function addEntities(entry: JsonObject, { collector, isFinding }: Adding): void {
  const proto = memberOf(entry, 'protoPayload');
  const payload = memberOf(entry, 'jsonPayload');
  // Whom Google warns about is the one it was done to.
  if (isObject(proto)) addAuditEntities(proto, isFinding ? 'target' : 'actor', collector);
  if (isObject(proto)) addAppEngineRequest(proto, collector);
  if (isObject(payload)) {
    addNetworkPayload(payload, collector);
    addNodePayload(payload, collector);
  }
  addHttpRequest(memberOf(entry, 'httpRequest'), collector);
  for (const { parameters } of eventsOfAudit(memberOf(proto, 'metadata')))
    addParameters(parameters, collector);
  const labels = memberOf(memberOf(entry, 'resource'), 'labels');
  collector.add('host', memberText(labels, 'nodeName'), 'related');
  // An audit log names its resource in full, except for the cluster of a Kubernetes object.
  for (const name of isObject(proto)
    ? ['clusterName']
    : ['clusterName', 'bucketName', 'instanceId', 'functionName'])
    collector.add('cloud_resource', memberText(labels, name), 'target');
  // The service account an IAM entry is about.
  const account = memberText(labels, 'emailId');
  collector.add('user', account, 'target');
  collector.add('email', account, 'target');
}

interface Kind {
  readonly category: string;
  readonly sensor: 'cloud' | 'network' | 'identity';
}

const KINDS: readonly (readonly [pattern: RegExp, kind: Kind])[] = [
  [/vpc_flows|nat_flows/, { category: 'network', sensor: 'network' }],
  [/\/firewall$/, { category: 'firewall', sensor: 'network' }],
  [/dns_queries/, { category: 'dns', sensor: 'network' }],
  [/^ids\.googleapis\.com/, { category: 'intrusion_detection', sensor: 'network' }],
  [/^requests$|loadbalancing|external_regional_requests/, { category: 'web', sensor: 'network' }],
];

function kindOf(entry: JsonObject): Kind {
  const log = logIdOf(entry);
  const known = KINDS.find(([pattern]) => pattern.test(log));
  if (known !== undefined) return known[1];
  const service = memberText(memberOf(entry, 'protoPayload'), 'serviceName');
  if (service === 'login.googleapis.com') return { category: 'authentication', sensor: 'identity' };
  if (service === 'iam.googleapis.com') return { category: 'privilege_management', sensor: 'cloud' };
  if (service !== '') return { category: 'cloud_audit', sensor: 'cloud' };
  if (isObject(memberOf(entry, 'httpRequest'))) return { category: 'web', sensor: 'network' };
  return { category: /^k8s_|^gke_/.test(resourceType(entry)) ? 'kubernetes' : '', sensor: 'cloud' };
}

function resourceType(entry: JsonObject): string {
  return memberText(memberOf(entry, 'resource'), 'type').slice(0, 100);
}

interface EntryFinding {
  readonly severity: Severity;
  readonly rule: string;
  readonly ruleId: string;
  /** What the signature detects, where the product says so. */
  readonly description?: string;
  /** Whether the log is that of a product that finds threats. */
  readonly isAlert: boolean;
}

function findingIn(entry: JsonObject): EntryFinding | null {
  const payload = memberOf(entry, 'jsonPayload');
  if (/^ids\.googleapis\.com\/threat/.test(logIdOf(entry)) && isObject(payload)) {
    const name = memberText(payload, 'name');
    return {
      severity: severityOf(memberText(payload, 'alertSeverity')) ?? 'medium',
      rule: name || 'Cloud IDS threat',
      ruleId: memberText(payload, 'threatId') || 'cloud-ids',
      description: cut(memberText(payload, 'details'), RULE_TEXT_MAX),
      isAlert: true,
    };
  }
  let worst: EntryFinding | null = null;
  for (const { name, parameters } of eventsOfAudit(memberOf(memberOf(entry, 'protoPayload'), 'metadata'))) {
    const finding = findingOf(name, parameters);
    if (finding === null) continue;
    if (worst === null || severityRank(finding.severity) > severityRank(worst.severity))
      worst = { ...finding, isAlert: false };
  }
  return worst;
}

/** The method that was called, what the load balancer did, the reason of a Kubernetes event; else the name of the log. */
function actionOf(entry: JsonObject): string {
  const payload = memberOf(entry, 'jsonPayload');
  const rule = memberOf(payload, 'enforcedSecurityPolicy');
  return (
    memberText(memberOf(entry, 'protoPayload'), 'methodName') ||
    memberText(rule, 'configuredAction') ||
    memberText(payload, 'statusDetails') ||
    memberText(payload, 'disposition') ||
    memberText(payload, 'reason') ||
    memberText(memberOf(entry, 'httpRequest'), 'requestMethod') ||
    logIdOf(entry)
  );
}

function titleOf(entry: JsonObject, action: string): string {
  const proto = memberOf(entry, 'protoPayload');
  const payload = memberOf(entry, 'jsonPayload');
  const http = memberOf(entry, 'httpRequest');
  if (isObject(proto)) {
    const service = memberText(proto, 'serviceName');
    return service === '' ? action : `${action} (${service})`;
  }
  if (isObject(http)) {
    const line = `${memberText(http, 'requestMethod')} ${memberText(http, 'requestUrl')} ${memberText(http, 'status')}`;
    return line.trim().replace(/\s+/g, ' ') || action;
  }
  const connection = connectionOf(memberOf(payload, 'connection'));
  if (connection !== '')
    return `${memberText(payload, 'disposition') || shortLogOf(entry) || 'connection'}: ${connection}`;
  const query = memberText(payload, 'queryName');
  if (query !== '') return `DNS query for ${query.replace(/\.$/, '')}`;
  const said =
    memberText(payload, 'message') || memberText(payload, 'MESSAGE') || memberText(entry, 'textPayload');
  return said || action;
}

function describe(entry: JsonObject): string {
  const payload = memberOf(entry, 'jsonPayload');
  const http = memberOf(entry, 'httpRequest');
  const resource = memberOf(entry, 'resource');
  const policy = memberOf(payload, 'enforcedSecurityPolicy');
  return sentences([
    ...describeAudit(memberOf(entry, 'protoPayload')),
    ['Client', memberText(http, 'userAgent')],
    ['Policy', `${memberText(policy, 'name')} ${memberText(policy, 'outcome')}`.trim()],
    ['Status', memberText(payload, 'statusDetails')],
    ['Details', memberText(payload, 'details')],
    ['Connection', connectionOf(memberOf(payload, 'connection'))],
    ['Resource type', memberText(resource, 'type')],
    ['Project', projectOf(entry)],
  ]);
}

function connectionOf(connection: JsonValue | undefined): string {
  const end = (name: string): string =>
    [memberText(connection, `${name}Ip`), memberText(connection, `${name}Port`)]
      .filter((text) => text !== '')
      .join(' port ');
  const [from, to] = [end('src'), end('dest')];
  return from === '' || to === '' ? '' : `${from} to ${to}`;
}

function projectOf(entry: JsonObject): string {
  const labels = memberOf(memberOf(entry, 'resource'), 'labels');
  return (
    memberText(labels, 'projectId') ||
    (/^projects\/([^/]{1,100})\//.exec(memberText(entry, 'logName'))?.[1] ?? '')
  );
}

/** `vpc_flows` of `compute.googleapis.com/vpc_flows`. */
function shortLogOf(entry: JsonObject): string {
  return logIdOf(entry).split('/').at(-1) ?? '';
}

function labelsOf(entry: JsonObject): readonly string[] {
  const log = shortLogOf(entry);
  const project = projectOf(entry);
  return [log === '' ? '' : `log:${log}`, project === '' ? '' : `project:${project}`].filter(
    (label) => label !== '' && label.length <= 200,
  );
}

function outcomeOf(entry: JsonObject): NormalizedEvent['outcome'] {
  const proto = memberOf(entry, 'protoPayload');
  if (isObject(proto)) return auditOutcome(proto);
  const payload = memberOf(entry, 'jsonPayload');
  if (isBlocked(payload)) return 'failure';
  if (/^ALLOWED$/i.test(memberText(payload, 'disposition'))) return 'success';
  const status = Number(memberText(memberOf(entry, 'httpRequest'), 'status') || Number.NaN);
  if (Number.isFinite(status)) return status >= 400 ? 'failure' : 'success';
  return asText(memberOf(payload, 'responseCode')) === 'NOERROR' ? 'success' : 'unknown';
}
