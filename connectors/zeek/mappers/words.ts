// A record of one of Zeek's logs in words.

import type { JsonValue } from '@watchfloor/sdk';
import type { Fields } from './fields.ts';
import { LOGS } from './logs.ts';
import type { OpenedLog } from './recognise.ts';

export function titleOf({ fields, log }: OpenedLog): string {
  const kind = LOGS.get(log)?.[0] ?? (log === '' ? 'Zeek record' : `Zeek ${log}`);
  const subject = subjectOf(log, fields);
  const about = subject === '' ? endsOf(fields) : subject;
  return about === '' ? kind : `${kind}: ${about}`;
}

// The fields of each log that say most, joined by a blank.
const SUBJECTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['analyzer', ['analyzer_name', 'cause']],
  ['dce_rpc', ['endpoint', 'operation']],
  ['dhcp', ['mac', 'assigned_addr']],
  ['dns', ['query', 'qtype_name']],
  ['dpd', ['analyzer']],
  ['files', ['mime_type', 'filename']],
  ['ftp', ['user', 'command']],
  ['http', ['method', 'host']],
  ['kerberos', ['request_type', 'client']],
  ['known_certs', ['host', 'subject']],
  ['known_hosts', ['host']],
  ['known_services', ['host', 'port_num']],
  ['ldap_search', ['base_object']],
  ['loaded_scripts', ['name']],
  ['modbus', ['func']],
  ['ntlm', ['username']],
  ['pe', ['machine', 'subsystem']],
  ['quic', ['server_name']],
  ['rdp', ['cookie']],
  ['smb_files', ['action', 'name']],
  ['smb_mapping', ['path']],
  ['smtp', ['mailfrom']],
  ['software', ['host', 'unparsed_version']],
  ['ssl', ['server_name']],
  ['syslog', ['facility', 'severity']],
  ['weird', ['name']],
  ['x509', ['certificate.subject']],
]);

function subjectOf(log: string, fields: Fields): string {
  const words = (SUBJECTS.get(log.replace(/_red$/, '')) ?? []).map((name) => fields.text(name));
  return words.filter((word) => word !== '').join(' ');
}

function endsOf(fields: Fields): string {
  const source = fields.text('id.orig_h', 'src', 'src_addr');
  const destination = fields.text('id.resp_h', 'dst', 'dst_addr');
  if (source === '' || destination === '') return source;
  const port = fields.text('id.resp_p', 'p', 'dst_port');
  return `${source} → ${destination}${port === '' ? '' : ` port ${port}`}`;
}

// What an analyst asks next, with the word it is shown under. Passwords (`password`) and SNMP communities are left out.
const DETAILS: readonly (readonly [label: string, name: string])[] = [
  ['Detail', 'sub'],
  ['Detail', 'sub_msg'],
  ['File', 'file_desc'],
  ['Indicator', 'seen.indicator'],
  ['Seen in', 'seen.where'],
  ['Sources', 'sources'],
  ['Service', 'service'],
  ['State', 'conn_state'],
  ['History', 'history'],
  ['Duration', 'duration'],
  ['Bytes sent', 'orig_bytes'],
  ['Bytes received', 'resp_bytes'],
  ['URI', 'uri'],
  ['User agent', 'user_agent'],
  ['Status', 'status_code'],
  ['Answer', 'rcode_name'],
  ['Subject', 'subject'],
  ['Issuer', 'issuer'],
  ['Issuer', 'certificate.issuer'],
  ['Validation', 'validation_status'],
  ['Type', 'mime_type'],
  ['Result', 'result'],
  ['Error', 'error_msg'],
  ['Reason', 'failure_reason'],
  ['More', 'addl'],
  ['Client', 'client'],
  ['Server', 'server'],
  ['Message', 'message'],
  ['Reply', 'reply_msg'],
  ['Version', 'unparsed_version'],
  ['Class', 'alert.category'],
  ['Action', 'alert.action'],
];

const DETAIL_MAX = 1000;

export function describeLog({ fields }: OpenedLog): string {
  const ends = endsOf(fields);
  const proto = fields.text('proto');
  const parts = ends === '' ? [] : [`Connection: ${ends}${proto === '' ? '' : ` (${proto})`}.`];
  for (const [label, name] of DETAILS) {
    const value = fields.value(name);
    if (value === undefined) continue;
    const text = wordsOf(value) || fields.text(name);
    if (text !== '') parts.push(`${label}: ${text.slice(0, DETAIL_MAX)}.`);
  }
  return parts.join(' ');
}

/** The texts of a list; '' for everything else. */
function wordsOf(value: JsonValue | undefined): string {
  if (!Array.isArray(value)) return '';
  return value
    .slice(0, 20)
    .filter((item: JsonValue) => typeof item === 'string')
    .join(', ');
}
