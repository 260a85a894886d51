// An EVE record in words: a title that tells one event from the next, and what no entity carries.

import { type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { questionOf } from './dns.ts';
import { isObject } from './envelope.ts';
import { EVENT_TYPES } from './event-types.ts';

export function titleOf(eve: JsonObject, type: string): string {
  const kind = EVENT_TYPES.get(type)?.[0] ?? `Suricata ${type}`;
  const subject = subjectOf(eve);
  if (subject !== '') return `${kind}: ${subject}`;
  const ends = endsOf(eve);
  return ends === '' ? kind : `${kind}: ${ends}`;
}

// The one field of a protocol that says most, the more telling before the others.
const SUBJECTS: readonly string[] = [
  'anomaly.event',
  'tls.sni',
  'quic.sni',
  'fileinfo.filename',
  'smtp.mail_from',
  'ftp.command',
  'smb.command',
  'dhcp.dhcp_type',
  'krb5.msg_type',
  'ssh.client.software_version',
  'engine.message',
];

function subjectOf(eve: JsonObject): string {
  const host = textAt(eve, 'http.hostname');
  if (host !== '' || textAt(eve, 'http.url') !== '')
    return [textAt(eve, 'http.http_method'), `${host}${textAt(eve, 'http.url')}`].join(' ').trim();
  return questionOf(eve) || SUBJECTS.map((path) => textAt(eve, path)).find((text) => text !== '') || '';
}

function endsOf(eve: JsonObject): string {
  const source = textAt(eve, 'src_ip');
  const destination = textAt(eve, 'dest_ip');
  if (source === '' || destination === '') return '';
  const port = textAt(eve, 'dest_port');
  return `${source} → ${destination}${port === '' ? '' : ` port ${port}`}`;
}

/** What an analyst asks next: the connection, the request, the file, the mail, and what the engine did. */
export function describeEve(eve: JsonObject): string {
  const parts: readonly (readonly [label: string, text: string])[] = [
    ['Class', textAt(eve, 'alert.category')],
    ['Connection', connectionOf(eve)],
    ['User agent', textAt(eve, 'http.http_user_agent')],
    ['HTTP status', textAt(eve, 'http.status')],
    ['DNS', [textAt(eve, 'dns.rrtype'), textAt(eve, 'dns.rcode')].filter((text) => text !== '').join(', ')],
    ['Certificate', textAt(eve, 'tls.subject')],
    ['Issuer', textAt(eve, 'tls.issuerdn')],
    ['Subject', textAt(eve, 'email.subject')],
    ['File', fileOf(eve)],
    ['SMB', [textAt(eve, 'smb.command'), textAt(eve, 'smb.status')].filter((text) => text !== '').join(', ')],
    [
      'Anomaly',
      [textAt(eve, 'anomaly.type'), textAt(eve, 'anomaly.layer')].filter((text) => text !== '').join(', '),
    ],
    ['Flow', flowOf(eve)],
    ['Verdict', textAt(eve, 'verdict.action')],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}.`)
    .join(' ');
}

function connectionOf(eve: JsonObject): string {
  const ends = ['src', 'dest'].map((end) => {
    const address = textAt(eve, `${end}_ip`);
    const port = textAt(eve, `${end}_port`);
    return address === '' ? '' : port === '' ? address : `${address} port ${port}`;
  });
  if (ends.includes('')) return '';
  const protocols = [textAt(eve, 'proto'), textAt(eve, 'app_proto')].filter((text) => text !== '');
  return `${ends.join(' → ')}${protocols.length === 0 ? '' : ` (${protocols.join(', ')})`}`;
}

function fileOf(eve: JsonObject): string {
  const file = valueAt(eve, 'fileinfo');
  if (!isObject(file)) return '';
  const size = textAt(file, 'size');
  return [textAt(file, 'filename'), textAt(file, 'magic'), size === '' ? '' : `${size} bytes`]
    .filter((text) => text !== '')
    .join(', ');
}

function flowOf(eve: JsonObject): string {
  const sent = textAt(eve, 'flow.bytes_toserver');
  const received = textAt(eve, 'flow.bytes_toclient');
  const words = [
    sent === '' ? '' : `${sent} bytes to server`,
    received === '' ? '' : `${received} bytes to client`,
  ];
  return [...words, textAt(eve, 'flow.state'), textAt(eve, 'flow.reason')]
    .filter((text) => text !== '')
    .join(', ');
}
