// The logs that are findings: a notice, a hit of the intelligence framework, a signature that matched, and Suricata's alerts as
// Corelight's sensors log them beside Zeek's own logs.
//
// Zeek gives a notice no severity. `SEVERITIES` holds our reading of the notices that Zeek and its usual packages raise; any
// other is medium, with the flag that says so.

import { cut, type Rule, type Severity, severityOf, tacticOf, techniquesIn } from '@watchfloor/sdk';
import type { Fields } from './fields.ts';

export interface Finding {
  readonly rule: Rule;
  readonly title: string;
  /** Null when nothing says how bad it is. */
  readonly severity: Severity | null;
  readonly category: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  /** What tells this finding from others of the same rule on the same connection. */
  readonly about: string;
}

export function findingOf(log: string, fields: Fields): Finding | null {
  switch (log) {
    case 'notice':
    case 'notice_alarm':
      return noticeOf(fields);
    case 'intel':
      return intelOf(fields);
    case 'signatures':
      return signatureOf(fields);
    case 'suricata_corelight':
      return suricataOf(fields);
    default:
      return null;
  }
}

// The longer names before the shorter.
const SEVERITIES: readonly (readonly [prefix: string, severity: Severity])[] = [
  ['ATTACK::', 'medium'],
  ['CaptureLoss::', 'informational'],
  ['Conn::', 'informational'],
  ['CVE', 'high'],
  ['DNS::External_Name', 'low'],
  ['FTP::Bruteforcing', 'medium'],
  ['FTP::Site_Exec_Success', 'high'],
  ['HTTP::SQL_Injection', 'medium'],
  ['Heartbleed::', 'high'],
  ['Intel::Notice', 'medium'],
  ['Notice::Tally', 'informational'],
  ['PacketFilter::', 'informational'],
  ['ProtocolDetector::', 'low'],
  ['SMTP::', 'low'],
  ['SSH::Interesting_Hostname_Login', 'low'],
  ['SSH::Login_By_Password_Guesser', 'high'],
  ['SSH::Password_Guessing', 'medium'],
  ['SSL::', 'low'],
  ['Scan::', 'medium'],
  ['Signatures::', 'medium'],
  ['Software::Software_Version_Change', 'informational'],
  ['Software::Vulnerable_Version', 'medium'],
  ['Stats::', 'informational'],
  ['TeamCymruMalwareHashRegistry::Match', 'high'],
  ['Traceroute::', 'low'],
  ['Weird::', 'low'],
];

function noticeOf(fields: Fields): Finding {
  const note = fields.text('note');
  const message = fields.text('msg');
  // Corelight's sensors add a severity of syslog's scale.
  const declared = severityOf(fields.text('severity.name', 'severity'));
  const text = `${message} ${fields.text('sub')}`.slice(0, 4000);
  return {
    rule: { id: note === '' ? null : cut(note, 200), name: note === '' ? null : cut(humanName(note), 200) },
    title: message || humanName(note) || 'Zeek notice',
    severity: declared ?? SEVERITIES.find(([prefix]) => note.startsWith(prefix))?.[1] ?? null,
    category: slugOf(note.split('::')[0] ?? ''),
    tactics: tacticsIn(note),
    techniques: techniquesIn(text),
    about: note,
  };
}

/** `SSL::Invalid_Server_Cert` as people say it. */
function humanName(note: string): string {
  return note.replace('::', ': ').replaceAll('_', ' ');
}

/** The notices of MITRE's BZAR package name the tactic they stand for: `ATTACK::Lateral_Movement_Extracted_File`. */
function tacticsIn(note: string): readonly string[] {
  if (!note.startsWith('ATTACK::')) return [];
  const words = note.slice('ATTACK::'.length, 200).split('_');
  for (const count of [3, 2, 1]) {
    const tactic = tacticOf(words.slice(0, count).join(' '));
    if (tactic !== null) return [tactic];
  }
  return [];
}

function intelOf(fields: Fields): Finding {
  const indicator = fields.text('seen.indicator');
  const where = fields.text('seen.where');
  return {
    rule: { id: 'Intel::Notice', name: 'Intelligence hit' },
    title: cut(
      `Intelligence hit: ${indicator || 'unnamed indicator'}${where === '' ? '' : ` (${where})`}`,
      500,
    ),
    severity: severityOf(fields.text('cif.severity')),
    category: 'threat_intelligence',
    tactics: [],
    techniques: [],
    about: `${indicator} ${where}`,
  };
}

function signatureOf(fields: Fields): Finding {
  const id = fields.text('sig_id');
  const message = fields.text('event_msg', 'sub_msg');
  return {
    // The message names the host it is about: only the id is the same each time.
    rule: { id: id === '' ? null : cut(id, 200), name: id === '' ? null : cut(id, 200) },
    title: message || id || 'Signature matched',
    severity: null,
    category: 'intrusion_detection',
    tactics: [],
    techniques: techniquesIn(message.slice(0, 4000)),
    about: id,
  };
}

const PRIORITIES: readonly (Severity | null)[] = [null, 'high', 'medium', 'low'];

/** Suricata's alert, flattened; its scale and its rule numbers are those of the source `suricata`. */
function suricataOf(fields: Fields): Finding {
  const sid = fields.text('alert.signature_id');
  const name = fields.text('alert.signature');
  const priority = Number(fields.text('alert.severity') || Number.NaN);
  const isOnScale = Number.isInteger(priority) && priority >= 1 && priority <= 255;
  const metadata = fields.value('alert.metadata');
  const words = Array.isArray(metadata) ? metadata.slice(0, 50).join(' ').slice(0, 4000) : '';
  const declared = severityOf(/signature_severity:\s?([A-Za-z]{1,20})/.exec(words)?.[1]);
  return {
    rule: {
      id: sid === '' ? null : cut(`${fields.text('alert.gid') || '1'}:${sid}`, 100),
      name: name === '' ? null : cut(name, 500),
    },
    title: name || `Signature ${sid || 'without a number'}`,
    severity: declared ?? (isOnScale ? (PRIORITIES[priority] ?? 'informational') : null),
    category: slugOf(fields.text('alert.category')),
    tactics: [],
    techniques: techniquesIn(words),
    about: sid,
  };
}

function slugOf(text: string): string {
  return text
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
