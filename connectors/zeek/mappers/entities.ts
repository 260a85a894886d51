// The things a record of one of Zeek's logs names: the two ends, and the fields each log has beside them.
// https://docs.zeek.org/en/lts/script-reference/log-files.html

import {
  canonicalValue,
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonValue,
} from '@watchfloor/sdk';
import type { Fields } from './fields.ts';
import type { OpenedLog } from './recognise.ts';

export function addLogEntities({ fields, log }: OpenedLog, collector: EntityCollector): void {
  collector.add('ip', fields.value('id.orig_h'), 'source');
  collector.add('ip', fields.value('id.resp_h'), 'destination');
  for (const [name, type, role] of [...(FIELDS.get(baseOf(log)) ?? []), ...EVERYWHERE]) {
    collector.add(type, valuesOf(fields.value(name)), role);
  }
  OWN.get(baseOf(log))?.(fields, collector);
}

/** Corelight writes thinned-out twins of some logs: `conn_red` is `conn` with fewer fields. */
function baseOf(log: string): string {
  return log.replace(/_(?:red|agg|long)$/, '');
}

/** Lists as they are; Zeek's TSV forms of them, which some converters leave, taken apart. */
function valuesOf(value: JsonValue | undefined): unknown {
  return typeof value === 'string' && value.length > 1 && value.endsWith(',') ? value.split(',') : value;
}

type Field = readonly [name: string, type: EntityType, role: EntityRole];

const EVERYWHERE: readonly Field[] = [
  ['orig_l2_addr', 'mac', 'source'],
  ['resp_l2_addr', 'mac', 'destination'],
  ['_system_name', 'host', 'observer'],
];

const FIELDS: ReadonlyMap<string, readonly Field[]> = new Map<string, readonly Field[]>([
  [
    'dhcp',
    [
      ['client_addr', 'ip', 'source'],
      ['server_addr', 'ip', 'destination'],
      ['assigned_addr', 'ip', 'target'],
      ['assigned_ip', 'ip', 'target'],
      ['requested_addr', 'ip', 'related'],
      ['mac', 'mac', 'source'],
      ['host_name', 'host', 'source'],
      ['client_fqdn', 'host', 'source'],
      ['domain', 'domain', 'related'],
    ],
  ],
  [
    'files',
    [
      ['tx_hosts', 'ip', 'source'],
      ['rx_hosts', 'ip', 'destination'],
      ['filename', 'file_path', 'target'],
      ['md5', 'md5', 'target'],
      ['sha1', 'sha1', 'target'],
      ['sha256', 'sha256', 'target'],
    ],
  ],
  [
    'ftp',
    [
      ['user', 'user', 'actor'],
      ['data_channel.orig_h', 'ip', 'related'],
      ['data_channel.resp_h', 'ip', 'related'],
      ['arg', 'url', 'target'],
    ],
  ],
  [
    'irc',
    [
      ['nick', 'user', 'actor'],
      ['user', 'user', 'actor'],
      ['dcc_file_name', 'file_path', 'target'],
    ],
  ],
  ['known_certs', [['host', 'ip', 'related']]],
  [
    'known_devices',
    [
      ['mac', 'mac', 'related'],
      ['dhcp_host_name', 'host', 'related'],
    ],
  ],
  ['known_hosts', [['host', 'ip', 'related']]],
  ['known_modbus', [['host', 'ip', 'related']]],
  ['known_services', [['host', 'ip', 'related']]],
  ['software', [['host', 'ip', 'related']]],
  [
    'login',
    [
      ['user', 'user', 'target'],
      ['client_user', 'user', 'actor'],
    ],
  ],
  [
    'notice',
    [
      ['src', 'ip', 'source'],
      ['dst', 'ip', 'destination'],
    ],
  ],
  [
    'ntlm',
    [
      ['hostname', 'host', 'source'],
      ['server_nb_computer_name', 'host', 'destination'],
      ['server_dns_computer_name', 'host', 'destination'],
    ],
  ],
  ['quic', [['server_name', 'domain', 'destination']]],
  [
    'radius',
    [
      ['username', 'user', 'actor'],
      ['mac', 'mac', 'source'],
      ['framed_addr', 'ip', 'target'],
      ['remote_ip', 'ip', 'source'],
      ['tunnel_client', 'ip', 'source'],
    ],
  ],
  [
    'rdp',
    [
      ['cookie', 'user', 'actor'],
      ['client_name', 'host', 'source'],
    ],
  ],
  ['rfb', [['desktop_name', 'host', 'destination']]],
  [
    'signatures',
    [
      ['src_addr', 'ip', 'source'],
      ['dst_addr', 'ip', 'destination'],
    ],
  ],
  ['smtp_links', [['link', 'url', 'related']]],
  [
    'socks',
    [
      ['user', 'user', 'actor'],
      ['request.name', 'domain', 'destination'],
      ['request.host', 'ip', 'destination'],
      ['bound.host', 'ip', 'related'],
    ],
  ],
  [
    'traceroute',
    [
      ['src', 'ip', 'source'],
      ['dst', 'ip', 'destination'],
    ],
  ],
]);

const OWN: ReadonlyMap<string, (fields: Fields, collector: EntityCollector) => void> = new Map([
  ['dns', addDns],
  ['http', addHttp],
  ['http2', addHttp],
  ['intel', addIntel],
  ['kerberos', addKerberos],
  ['known_certs', addCertificate],
  ['ntlm', addNtlm],
  ['smb_files', addShare],
  ['smb_mapping', addShare],
  ['smtp', addMail],
  ['ssl', addTls],
  ['suricata_corelight', addRule],
  ['x509', addCertificate],
]);

/** A name that a client asked for: an address, a domain, or the bare name of a host inside. */
function addName(raw: string, role: EntityRole, collector: EntityCollector): void {
  if (canonicalValue('ip', raw) !== null) collector.add('ip', raw, role);
  else collector.add(canonicalValue('domain', raw) === null ? 'host' : 'domain', raw, role);
}

const REVERSE_V4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.in-addr\.arpa\.?$/i;
const ANSWERS_MAX = 300;

function addDns(fields: Fields, collector: EntityCollector): void {
  const query = fields.text('query');
  const reverse = REVERSE_V4.exec(query);
  // A question for the name of an address is about that address.
  if (reverse !== null)
    collector.add('ip', `${reverse[4]}.${reverse[3]}.${reverse[2]}.${reverse[1]}`, 'target');
  else if (!/\.(?:in-addr|ip6)\.arpa\.?$/i.test(query)) collector.add('domain', query, 'target');
  const answers = fields.value('answers');
  const list: readonly unknown[] = Array.isArray(answers) ? answers : [];
  for (const answer of list.slice(0, ANSWERS_MAX)) {
    // Text records come as `TXT 25 v=spf1 …`; only what is a whole address or name is an answer to look up.
    if (typeof answer !== 'string' || /[\s=]/.test(answer)) continue;
    if (canonicalValue('ip', answer) === null) collector.add('domain', answer, 'related');
    else collector.add('ip', answer, 'related');
  }
}

function addHttp(fields: Fields, collector: EntityCollector): void {
  const host = fields.text('host');
  const uri = fields.text('uri');
  addName(host, 'destination', collector);
  if (/^[a-z]{2,10}:\/\//i.test(uri)) collector.add('url', uri, 'target');
  else if (uri.startsWith('/')) {
    if (host !== '') collector.add('url', `http://${host}${portOf(fields, host)}${uri}`, 'target');
    // The request target as the record has it, which is what a web server's own log shows too; a bare `/` says nothing.
    if (uri.length > 1) collector.add('url', uri, 'target');
  }
  const referrer = fields.text('referrer');
  if (referrer.includes('://')) collector.add('url', referrer, 'related');
  collector.add('user', fields.text('username'), 'actor');
  for (const name of ['orig_filenames', 'resp_filenames'])
    collector.add('file_path', fields.value(name), 'target');
  for (const header of textsOf(fields.value('proxied'))) addForwarded(header, collector);
}

/** `X-FORWARDED-FOR -> 192.0.2.1, 198.51.100.2`. */
function addForwarded(header: string, collector: EntityCollector): void {
  const at = header.indexOf('->');
  if (at < 0 || !/forwarded|client-ip|real-ip/i.test(header.slice(0, at))) return;
  collector.add('ip', header.slice(at + 2, at + 500).split(/[,\s]+/), 'source');
}

function portOf(fields: Fields, host: string): string {
  const port = fields.text('id.resp_p');
  return port === '' || port === '80' || /:\d+$/.test(host) ? '' : `:${port}`;
}

const INTEL_TYPES: ReadonlyMap<string, EntityType> = new Map<string, EntityType>([
  ['ADDR', 'ip'],
  ['DOMAIN', 'domain'],
  ['URL', 'url'],
  ['EMAIL', 'email'],
  ['FILE_NAME', 'file_path'],
  ['USER_NAME', 'user'],
]);

/** The indicator that was seen, in the role that its place has. */
function addIntel(fields: Fields, collector: EntityCollector): void {
  const indicator = fields.text('seen.indicator');
  const kind = fields.text('seen.indicator_type', 'indicator_type').replace(/^Intel::/, '');
  const where = fields.text('seen.where');
  const role = where === 'Conn::IN_ORIG' ? 'source' : where === 'Conn::IN_RESP' ? 'destination' : 'related';
  const type = INTEL_TYPES.get(kind);
  if (type !== undefined) collector.add(type, indicator, role);
  // Hashes of files and certificates do not say which; their length does.
  else if (kind.endsWith('HASH')) collector.addTyped(indicator, role);
}

/** `anna/EXAMPLE.COM` for the client, `HTTP/www.example.com` for the service. */
function addKerberos(fields: Fields, collector: EntityCollector): void {
  const [name = '', realm = ''] = fields.text('client').split('/');
  collector.add('user', name !== '' && realm !== '' ? `${name}@${realm}` : name, 'actor');
  collector.add('user', name, 'actor');
  const [service = '', host = ''] = fields.text('service').split('/');
  if (service.toLowerCase() !== 'krbtgt' && host.includes('.')) collector.add('host', host, 'destination');
}

function addNtlm(fields: Fields, collector: EntityCollector): void {
  const name = fields.text('username');
  const domain = fields.text('domainname');
  if (name !== '' && domain !== '' && !/[\\@]/.test(name))
    collector.add('user', `${domain}\\${name}`, 'actor');
  collector.add('user', name, 'actor');
}

/** The file under its share; the share alone when no file is named. */
function addShare(fields: Fields, collector: EntityCollector): void {
  const share = fields.text('path');
  const name = fields.text('name');
  if (name === '') {
    if (share.startsWith('\\\\')) collector.add('file_path', share, 'target');
  } else {
    collector.add('file_path', share.startsWith('\\\\') ? `${share}\\${name}` : name, 'target');
  }
  collector.add('file_path', fields.text('prev_name'), 'related');
}

function addMail(fields: Fields, collector: EntityCollector): void {
  collector.add('email', fields.text('mailfrom'), 'source');
  collector.add('email', fields.text('from'), 'source');
  collector.add('email', fields.text('reply_to'), 'related');
  for (const name of ['rcptto', 'to', 'cc']) {
    for (const list of textsOf(fields.value(name)))
      collector.add('email', list.slice(0, 4000).split(/,(?=[^"]*$)/), 'destination');
  }
  collector.add('ip', fields.text('x_originating_ip'), 'source');
  addName(fields.text('helo').replace(/^\[(?:IPv6:)?|\]$/g, ''), 'source', collector);
  collector.add('ip', fields.value('path'), 'related');
}

function addTls(fields: Fields, collector: EntityCollector): void {
  const server = fields.text('server_name');
  addName(server, 'destination', collector);
  if (server === '') collector.add('domain', commonName(fields.text('subject')), 'related');
}

function commonName(subject: string): string {
  return /(?:^|[,/]\s?)CN=([^,/]{1,253})/.exec(subject.slice(0, 4096))?.[1]?.trim() ?? '';
}

/** A certificate: its own name, the names it is good for, and its fingerprint. */
function addCertificate(fields: Fields, collector: EntityCollector): void {
  const name = commonName(fields.text('certificate.subject', 'subject'));
  addName(name.includes(' ') || !name.includes('.') ? '' : name, 'related', collector);
  collector.add('domain', fields.value('san.dns'), 'related');
  collector.add('email', fields.value('san.email'), 'related');
  collector.add('ip', fields.value('san.ip'), 'related');
  collector.add('url', fields.value('san.uri'), 'related');
  collector.addTyped(fields.text('fingerprint'), 'related');
}

const CVE = /\bCVE[-_]\d{4}[-_]\d{4,7}\b/gi;

function addRule(fields: Fields, collector: EntityCollector): void {
  for (const cve of fields.text('alert.signature').slice(0, 1000).match(CVE) ?? [])
    collector.add('cve', cve, 'related');
}

const TEXTS_MAX = 500;

function textsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return [];
  return value.slice(0, TEXTS_MAX).filter((item: JsonValue) => typeof item === 'string');
}
