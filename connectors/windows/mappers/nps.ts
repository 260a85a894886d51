// The log files of the Network Policy Server (RADIUS), which is also what Always On VPN and RRAS write: a line of 67 columns, or a
// small XML document. They belong to no event log; the events 6272 to 6280 of the Security log tell less of the same.
// https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2012-r2-and-2012/cc771748(v=ws.11)

import {
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
  readXml,
} from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { elementText, isObject, scalarOf } from './fields.ts';

// Columns in their order.
const COLUMNS =
  `Computer-Name Service-Name Record-Date Record-Time Packet-Type User-Name Fully-Qualified-User-Name Called-Station-Id
  Calling-Station-Id Callback-Number Framed-IP-Address NAS-Identifier NAS-IP-Address NAS-Port Client-Vendor Client-IP-Address
  Client-Friendly-Name Event-Timestamp Port-Limit NAS-Port-Type Connect-Info Framed-Protocol Service-Type Authentication-Type
  NP-Policy-Name Reason-Code Class Session-Timeout Idle-Timeout Termination-Action EAP-Friendly-Name Acct-Status-Type
  Acct-Delay-Time Acct-Input-Octets Acct-Output-Octets Acct-Session-Id Acct-Authentic Acct-Session-Time Acct-Input-Packets
  Acct-Output-Packets Acct-Terminate-Cause Acct-Multi-Session-Id Acct-Link-Count Acct-Interim-Interval Tunnel-Type
  Tunnel-Medium-Type Tunnel-Client-Endpt Tunnel-Server-Endpt Acct-Tunnel-Connection Tunnel-Pvt-Group-Id Tunnel-Assignment-Id
  Tunnel-Preference MS-Acct-Auth-Type MS-Acct-EAP-Type MS-RAS-Version MS-RAS-Vendor MS-CHAP-Error MS-CHAP-Domain
  MS-MPPE-Encryption-Types MS-MPPE-Encryption-Policy Proxy-Policy-Name Provider-Type Provider-Name Remote-Server-Address
  MS-RAS-Client-Name MS-RAS-Client-Version`.split(/\s+/);

const LINE = /^"[^"\r\n]{1,255}","(?:RAS|IAS|NPS)",\d{2}\/\d{2}\/\d{4},\d{2}:\d{2}:\d{2},\d{1,2},/;
const LINE_MAX = 20_000;

/** A line or a document of the log as an object with the names of its columns; null when the text is neither. */
export function parseNps(text: string): JsonObject | null {
  if (LINE.test(text.slice(0, 400))) return fromLine(text.slice(0, LINE_MAX));
  const head = text.slice(0, 2000);
  if (!head.startsWith('<Event>') || !head.includes('<Packet-Type') || !head.includes('<Computer-Name'))
    return null;
  const event = readXml(text, 0)?.Event;
  if (!isObject(event)) return null;
  const record: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(event)) {
    const element = elementText(value);
    // Microsoft's own spelling of the element.
    if (element !== '')
      record[name === 'Fully-Qualifed-User-Name' ? 'Fully-Qualified-User-Name' : name] = element;
  }
  return record;
}

function fromLine(line: string): JsonObject {
  const record: Record<string, JsonValue> = {};
  let column = 0;
  let at = 0;
  while (at <= line.length && column < COLUMNS.length) {
    const isQuoted = line[at] === '"';
    const close = isQuoted ? line.indexOf('"', at + 1) : line.indexOf(',', at);
    const end = close < 0 ? line.length : close;
    const cell = line.slice(isQuoted ? at + 1 : at, end).trim();
    const name = COLUMNS[column];
    if (cell !== '' && name !== undefined) record[name] = cell;
    const comma = isQuoted ? line.indexOf(',', end) : close;
    if (comma < 0) break;
    at = comma + 1;
    column += 1;
  }
  return record;
}

export function isNps(record: JsonObject): boolean {
  return Object.hasOwn(record, 'Packet-Type') && Object.hasOwn(record, 'Computer-Name');
}

const PACKETS: ReadonlyMap<string, readonly [title: string, outcome: 'success' | 'failure' | 'unknown']> =
  new Map<string, readonly [string, 'success' | 'failure' | 'unknown']>([
    ['1', ['Access requested', 'unknown']],
    ['2', ['Access accepted', 'success']],
    ['3', ['Access rejected', 'failure']],
    ['4', ['Accounting requested', 'unknown']],
    ['5', ['Accounting answered', 'unknown']],
    ['11', ['Access challenged', 'unknown']],
  ]);

const REASONS: ReadonlyMap<string, string> = new Map([
  ['8', 'no such account'],
  ['16', 'user name or password wrong'],
  ['22', 'EAP type not processed'],
  ['34', 'account disabled'],
  ['36', 'account locked out'],
  ['48', 'no policy matched'],
  ['65', 'dial-in denied'],
  ['66', 'authentication method not enabled'],
  ['265', 'certificate chain not trusted'],
]);

export function readNps(record: JsonObject): ReadResult {
  const text = (name: string): string => scalarOf(record[name]);
  const packet = text('Packet-Type');
  if (!/^\d{1,3}$/.test(packet))
    return { ok: false, refusal: { field: 'Packet-Type', message: 'must be the number of a RADIUS packet' } };
  const [title, outcome] = PACKETS.get(packet) ?? [`RADIUS packet ${packet}`, 'unknown'];
  const user = text('User-Name') || text('Fully-Qualified-User-Name');
  const occurredAt =
    parseTime(text('Timestamp')) ?? parseTime(`${text('Record-Date')} ${text('Record-Time')}`);
  const collector = entityCollector();
  addNpsEntities(text, collector);
  const flags: readonly RecordFlag[] = occurredAt === null ? ['time_missing'] : [];
  return {
    ok: true,
    record: {
      kind: 'event',
      vendor: 'Microsoft',
      product: 'Network Policy Server',
      source_ref: null,
      title: `${title}${user === '' ? '' : `: ${user}`}`.slice(0, 300),
      description: describe(text).slice(0, 2000),
      category: packet === '4' || packet === '5' ? 'accounting' : 'authentication',
      severity: outcome === 'failure' ? 'low' : 'informational',
      sensor: 'identity',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: [],
      links: [],
      flags,
      tactics: [],
      techniques: [],
      rule: { id: null, name: null },
      action: `NPS:${packet}`,
      outcome,
    },
  };
}

function addNpsEntities(text: (name: string) => string, collector: EntityCollector): void {
  const user = text('User-Name');
  collector.addTyped(text('Computer-Name'), 'target', 'host');
  addAccount({ name: user, domain: '', sid: '' }, 'actor', collector);
  // A log-in name of the form of an address is one: Always On VPN takes it from the certificate.
  if (user.includes('@')) collector.add('email', user, 'actor');
  addAccount({ name: text('Fully-Qualified-User-Name'), domain: '', sid: '' }, 'actor', collector);
  for (const name of ['Calling-Station-Id', 'Tunnel-Client-Endpt']) collector.addTyped(text(name), 'source');
  for (const name of ['Called-Station-Id', 'Tunnel-Server-Endpt'])
    collector.addTyped(text(name), 'destination');
  collector.add('ip', text('Framed-IP-Address'), 'target');
  for (const name of ['NAS-IP-Address', 'Client-IP-Address']) collector.add('ip', text(name), 'related');
  for (const name of ['NAS-Identifier', 'Client-Friendly-Name'])
    collector.addTyped(text(name), 'related', 'host');
  collector.add('host', text('MS-RAS-Client-Name'), 'source');
}

function describe(text: (name: string) => string): string {
  const reason = text('Reason-Code');
  const known = REASONS.get(reason);
  const parts: readonly (readonly [label: string, value: string])[] = [
    ['Policy', text('NP-Policy-Name')],
    ['Proxy policy', text('Proxy-Policy-Name')],
    ['Reason', reason === '0' ? '' : known === undefined ? reason : `${reason} (${known})`],
    ['EAP', text('EAP-Friendly-Name')],
    ['Session', text('Acct-Session-Id')],
    ['Session time', text('Acct-Session-Time')],
  ];
  return parts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}: ${value}.`)
    .join(' ');
}
