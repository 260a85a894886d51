// The payloads of Google Cloud's own logs that are no audit logs: HTTP requests, flows, firewall, NAT, DNS, IDS, and what nodes and
// Kubernetes write. Each reads the fields of its documented format and passes over those that are not there.

import {
  type EntityCollector,
  type EntityRole,
  type JsonObject,
  type JsonValue,
  urlParts,
} from '@watchfloor/sdk';
import { asText, isObject, memberItems, memberOf, memberText } from './fields.ts';

/** https://docs.cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#HttpRequest */
export function addHttpRequest(request: JsonValue | undefined, collector: EntityCollector): void {
  if (!isObject(request)) return;
  collector.add('ip', memberText(request, 'remoteIp'), 'source');
  collector.add('ip', memberText(request, 'serverIp'), 'destination');
  const url = memberText(request, 'requestUrl');
  collector.add('url', url, 'destination');
  // The host that the client asked for: which of the sites behind the balancer it wanted.
  const parts = urlParts(url);
  if (parts !== null && parts.hostKind !== 'name')
    collector.add(parts.hostKind === 'ip' ? 'ip' : 'domain', parts.host, 'destination');
  collector.add('url', memberText(request, 'referer'), 'related');
}

/** App Engine's request log, which is a payload of its own: https://docs.cloud.google.com/appengine/docs/legacy/standard/python/logs */
export function addAppEngineRequest(payload: JsonObject, collector: EntityCollector): void {
  if (!memberText(payload, '@type').endsWith('appengine.logging.v1.RequestLog')) return;
  collector.add('ip', memberText(payload, 'ip'), 'source');
  collector.addTyped(memberText(payload, 'host'), 'destination');
  collector.add('url', memberText(payload, 'resource'), 'destination');
  collector.add('url', memberText(payload, 'referrer'), 'related');
  collector.add('user', memberText(payload, 'nickname'), 'actor');
}

const ENDS: readonly (readonly [prefix: 'src' | 'dest', role: EntityRole])[] = [
  ['src', 'source'],
  ['dest', 'destination'],
];

/** VPC flows, firewall and NAT logs, DNS queries, Cloud IDS and load balancers. */
export function addNetworkPayload(payload: JsonObject, collector: EntityCollector): void {
  const connection = memberOf(payload, 'connection');
  for (const [end, role] of ENDS) {
    collector.add('ip', memberText(connection, `${end}Ip`), role);
    const instance = memberOf(payload, `${end}Instance`);
    collector.add('host', memberText(instance, 'vmName'), role);
    const gke = memberOf(payload, `${end}GkeDetails`);
    collector.add('host', memberText(memberOf(gke, 'pod'), 'podName'), role);
    collector.add('asn', memberText(memberOf(payload, `${end}Location`), 'asn'), 'related');
  }
  // Firewall logs name their own machine, NAT logs the endpoint.
  for (const name of ['instance', 'endpoint'])
    collector.add('host', memberText(memberOf(payload, name), 'vmName'), 'target');
  collector.add('ip', memberText(payload, 'remoteIp'), 'source');
  addDnsQuery(payload, collector);
  addThreat(payload, collector);
}

/** https://docs.cloud.google.com/dns/docs/monitoring#dns-log-record-format */
function addDnsQuery(payload: JsonObject, collector: EntityCollector): void {
  const query = memberText(payload, 'queryName');
  if (query === '') return;
  collector.add('domain', query, 'destination');
  collector.add('ip', memberText(payload, 'sourceIP') || memberText(payload, 'sourceIp'), 'source');
  collector.add('ip', memberText(payload, 'destinationIP'), 'destination');
  collector.add('host', memberText(payload, 'vmInstanceName').replace(/^\d+\./, ''), 'source');
}

/** https://docs.cloud.google.com/intrusion-detection-system/docs/logging */
function addThreat(payload: JsonObject, collector: EntityCollector): void {
  if (memberOf(payload, 'threatId') === undefined) return;
  collector.add('ip', memberText(payload, 'sourceIpAddress'), 'source');
  collector.add('ip', memberText(payload, 'destinationIpAddress'), 'destination');
  const target = memberText(payload, 'uriOrFilename');
  if (target.includes('/')) collector.add('url', target, 'related');
  else collector.add('file_path', target, 'related');
  for (const cves of memberItems(payload, 'cves').map(asText))
    collector.add('cve', cves.split(/[\s,]+/), 'related');
}

/** Whether a firewall or a security policy stopped it. */
export function isBlocked(payload: JsonValue | undefined): boolean {
  const outcome = memberText(memberOf(payload, 'enforcedSecurityPolicy'), 'outcome');
  return /^(?:DENY|DENIED|BLOCKED)$/i.test(outcome || memberText(payload, 'disposition'));
}

/** journald's fields, a Kubernetes event, a syslog agent's. */
export function addNodePayload(payload: JsonObject, collector: EntityCollector): void {
  for (const name of ['_HOSTNAME', 'hostname', 'host'])
    collector.addTyped(memberText(payload, name), 'observer', 'host');
  collector.add('process_path', memberText(payload, '_EXE'), 'related');
  collector.add('command_line', memberText(payload, '_CMDLINE'), 'related');
  if (memberText(payload, 'kind') !== 'Event') return;
  collector.add('host', memberText(memberOf(payload, 'source'), 'host'), 'observer');
  const object = memberOf(payload, 'involvedObject');
  const name = memberText(object, 'name');
  collector.add(memberText(object, 'kind') === 'Node' ? 'host' : 'cloud_resource', name, 'target');
}
