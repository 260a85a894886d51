// The things an EVE record names, from the ends of the flow to what each protocol's parser took out of it.

import {
  canonicalValue,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type JsonValue,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { addDns } from './dns.ts';
import { isObject } from './envelope.ts';

export function addEveEntities(eve: JsonObject, collector: EntityCollector): void {
  addEnds(eve, collector);
  for (const [key, value] of Object.entries(eve)) {
    const fields = FIELDS.get(key);
    if (fields === undefined || !isObject(value)) continue;
    for (const [path, type, role] of fields) collector.add(type, valueAt(value, path), role);
  }
  addHttp(eve, collector);
  addTls(eve, collector);
  addDns(eve, collector);
  addMail(eve, collector);
  addFiles(eve, collector);
  addFtp(eve, collector);
  addSmb(valueAt(eve, 'smb'), collector);
  addCves(eve, collector);
  // The sensor, where `sensor-name` is set; a shipper may put an object here.
  collector.addTyped(textAt(eve, 'host'), 'observer', 'host');
}

/**
 * The two ends. `src_ip` sent the packet that matched, which in an alert on a server's reply is the server; the flow, where
 * it is named, says who opened the connection. Rules with the keyword `target` say who attacked whom.
 */
function addEnds(eve: JsonObject, collector: EntityCollector): void {
  collector.add('ip', valueAt(eve, 'alert.source.ip'), 'actor');
  collector.add('ip', valueAt(eve, 'alert.target.ip'), 'target');
  collector.add('ip', valueAt(eve, 'flow.src_ip'), 'source');
  collector.add('ip', valueAt(eve, 'flow.dest_ip'), 'destination');
  const isReply = textAt(eve, 'direction') === 'to_client';
  collector.add('ip', eve.src_ip, isReply ? 'destination' : 'source');
  collector.add('ip', eve.dest_ip, isReply ? 'source' : 'destination');
  for (const suffix of ['', 's']) {
    collector.add('mac', valueAt(eve, `ether.src_mac${suffix}`), isReply ? 'destination' : 'source');
    collector.add('mac', valueAt(eve, `ether.dest_mac${suffix}`), isReply ? 'source' : 'destination');
  }
  // Where a proxy stands before the server the real client is in a header, which any client can write.
  collector.add('ip', splitList(textAt(eve, 'xff')), 'source');
}

type Field = readonly [path: string, type: EntityType, role: EntityRole];

// What protocol parsers log under names that say what it is. Names and passwords of SNMP communities are no users.
const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map<string, readonly Field[]>([
  ['arp', arpFields()],
  [
    'dhcp',
    [
      ['client_mac', 'mac', 'source'],
      ['hostname', 'host', 'source'],
      ['assigned_ip', 'ip', 'target'],
      ['client_ip', 'ip', 'source'],
      ['requested_ip', 'ip', 'related'],
      ['dns_servers', 'ip', 'related'],
      ['routers', 'ip', 'related'],
      ['next_server_ip', 'ip', 'related'],
    ],
  ],
  [
    'krb5',
    [
      ['cname', 'user', 'actor'],
      ['realm', 'domain', 'related'],
    ],
  ],
  ['ldap', [['request.bind_request.name', 'user', 'actor']]],
  ['mqtt', [['connect.username', 'user', 'actor']]],
  ['nfs', [['filename', 'file_path', 'target']]],
  ['tftp', [['file', 'file_path', 'target']]],
  ['ftp_data', [['filename', 'file_path', 'target']]],
  ['pgsql', [['request.startup_parameters.user', 'user', 'actor']]],
  ['quic', [['sni', 'domain', 'destination']]],
  [
    'rdp',
    [
      ['client.client_name', 'host', 'source'],
      ['cookie', 'user', 'actor'],
    ],
  ],
  ['snmp', [['usm', 'user', 'actor']]],
  ['pop3', [['request.user', 'user', 'actor']]],
  ['telnet', [['user', 'user', 'actor']]],
]);

function arpFields(): readonly Field[] {
  return [
    ['src_mac', 'mac', 'source'],
    ['src_ip', 'ip', 'source'],
    ['dest_mac', 'mac', 'destination'],
    ['dest_ip', 'ip', 'destination'],
  ];
}

/** A name that a client asked for: an address, a domain, or the bare name of a host inside. */
export function addName(raw: JsonValue | undefined, role: EntityRole, collector: EntityCollector): void {
  if (typeof raw !== 'string' || raw === '') return;
  if (canonicalValue('ip', raw) !== null) collector.add('ip', raw, role);
  else collector.add(canonicalValue('domain', raw) === null ? 'host' : 'domain', raw, role);
}

function addHttp(eve: JsonObject, collector: EntityCollector): void {
  const http = valueAt(eve, 'http') ?? valueAt(eve, 'http2');
  if (!isObject(http)) return;
  const host = textAt(http, 'hostname');
  const url = textAt(http, 'url');
  addName(host, 'destination', collector);
  const whole = composeUrl(eve, { host, url, port: textAt(http, 'http_port') });
  if (whole !== '') collector.add('url', whole, 'target');
  // The request target as the record has it, which is what a web server's own log shows too; a bare `/` says nothing.
  if (url.length > 1) collector.add('url', url, 'target');
  collector.add('url', textAt(http, 'http_refer'), 'related');
  collector.add('url', textAt(http, 'redirect'), 'related');
  collector.add('ip', splitList(textAt(http, 'xff')), 'source');
  collector.add('ip', splitList(textAt(http, 'true_client_ip')), 'source');
  collector.add('user', textAt(http, 'x_authenticated_user'), 'actor');
}

/** The whole address; '' when the host is not named or the target is whole already. */
export function composeUrl(
  eve: JsonObject,
  { host, url, port }: { readonly host: string; readonly url: string; readonly port: string },
): string {
  if (host === '' || !url.startsWith('/')) return '';
  const isTls = textAt(eve, 'app_proto').startsWith('https') || isObject(valueAt(eve, 'tls'));
  const suffix = port === '' || port === (isTls ? '443' : '80') ? '' : `:${port}`;
  return `${isTls ? 'https' : 'http'}://${host}${suffix}${url}`;
}

function addTls(eve: JsonObject, collector: EntityCollector): void {
  const tls = valueAt(eve, 'tls');
  if (!isObject(tls)) return;
  const sni = textAt(tls, 'sni');
  addName(sni, 'destination', collector);
  // Without a server name the certificate's own name is what there is.
  if (sni === '') collector.add('domain', commonName(textAt(tls, 'subject')), 'related');
  // SHA-1 of the certificate, the form in which lists of hostile certificates are kept.
  collector.add('sha1', textAt(tls, 'fingerprint').replaceAll(':', ''), 'related');
}

function commonName(subject: string): string {
  return /(?:^|[,/]\s?)CN=([^,/]{1,253})/.exec(subject.slice(0, 4096))?.[1]?.trim() ?? '';
}

function addMail(eve: JsonObject, collector: EntityCollector): void {
  const smtp = valueAt(eve, 'smtp');
  const email = valueAt(eve, 'email');
  collector.add('email', textAt(smtp, 'mail_from'), 'source');
  collector.add('email', valueAt(smtp, 'rcpt_to'), 'destination');
  addName(textAt(smtp, 'helo').replace(/^\[(?:IPv6:)?|\]$/g, ''), 'source', collector);
  collector.add('email', textAt(email, 'from'), 'source');
  collector.add('email', valueAt(email, 'to'), 'destination');
  collector.add('email', valueAt(email, 'cc'), 'destination');
  collector.add('url', valueAt(email, 'url'), 'related');
  collector.add('file_path', valueAt(email, 'attachment'), 'related');
  collector.add('ip', textAt(email, 'x_originating_ip'), 'source');
}

function addFiles(eve: JsonObject, collector: EntityCollector): void {
  const files = [valueAt(eve, 'fileinfo'), ...listOf(valueAt(eve, 'files'))];
  for (const file of files) {
    if (!isObject(file)) continue;
    // The name of a page fetched over HTTP is the path of its address, which is there already.
    const name = textAt(file, 'filename');
    if (name !== '' && name !== '/' && name !== textAt(eve, 'http.url').split('?')[0])
      collector.add('file_path', name, 'target');
    for (const hash of ['md5', 'sha1', 'sha256'] as const) collector.add(hash, textAt(file, hash), 'target');
  }
}

function addFtp(eve: JsonObject, collector: EntityCollector): void {
  const data = textAt(eve, 'ftp.command_data');
  const command = textAt(eve, 'ftp.command').toUpperCase();
  if (command === 'USER') collector.add('user', data, 'actor');
  else if (/^(?:RETR|STOR|APPE|DELE|RNFR|RNTO|STOU)$/.test(command))
    collector.add('file_path', data, 'target');
}

function addSmb(smb: JsonValue | undefined, collector: EntityCollector): void {
  if (!isObject(smb)) return;
  const user = textAt(smb, 'ntlmssp.user');
  const domain = textAt(smb, 'ntlmssp.domain');
  collector.add('user', user === '' || domain === '' ? user : `${domain}\\${user}`, 'actor');
  collector.add('user', user, 'actor');
  collector.add('host', textAt(smb, 'ntlmssp.host'), 'source');
  collector.add('file_path', textAt(smb, 'filename'), 'target');
  const share = textAt(smb, 'share');
  if (share.startsWith('\\\\')) collector.add('file_path', share, 'target');
}

const CVE = /\bCVE[-_]\d{4}[-_]\d{4,7}\b/gi;

/** Vulnerabilities the rule is about: named in its message, or in its metadata as `CVE_2021_44228`. */
function addCves(eve: JsonObject, collector: EntityCollector): void {
  for (const cve of textAt(eve, 'alert.signature').slice(0, 1000).match(CVE) ?? [])
    collector.add('cve', cve, 'related');
  for (const raw of listOf(valueAt(eve, 'alert.metadata.cve'))) {
    const text = typeof raw === 'string' ? raw.trim() : '';
    collector.add('cve', /^\d/.test(text) ? `CVE-${text}` : text, 'related');
  }
}

/** A list, a single value as a list of one, nothing as an empty one. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  if (Array.isArray(value)) return value as readonly JsonValue[];
  return value === undefined || value === null ? [] : [value];
}

function splitList(text: string): readonly string[] {
  return text === '' ? [] : text.slice(0, 1000).split(/[,\s]+/);
}
