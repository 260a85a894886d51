// How bad an event is, and whether what it tells of succeeded.

import { type Severity, severityOf } from '@watchfloor/sdk';
import type { EventKind } from './catalogue.ts';
import type { WindowsEvent } from './event.ts';

// `Level` of the log: 1 critical, 2 error, 3 warning, 4 information, 5 verbose, 0 for audits. It speaks of the health of a machine and
// not of its security, so that it counts a step less than the same words of a security product.
const LEVELS: readonly Severity[] = [
  'informational',
  'high',
  'medium',
  'low',
  'informational',
  'informational',
];
const LEVEL_OF_WORD: Readonly<Record<Severity, Severity>> = {
  critical: 'high',
  high: 'medium',
  medium: 'low',
  low: 'informational',
  informational: 'informational',
};

/** Microsoft's criticality of the event where the catalogue has one, else its level; a failed audit is at least low. */
export function eventSeverity(event: WindowsEvent, kind: EventKind): Severity {
  if (kind.mark === 'high' || kind.mark === 'medium') return kind.mark;
  // Shippers call a failed audit an error.
  if (event.audit !== null) return event.audit === 'failure' ? 'low' : 'informational';
  if (/^\d$/.test(event.level)) return LEVELS[Number(event.level)] ?? 'informational';
  const word = severityOf(event.level);
  return word === null ? 'informational' : LEVEL_OF_WORD[word];
}

// Defender's own scale of threats; a name the list does not have is read as a word.
const THREATS: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['severe', 'critical'],
  ['5', 'critical'],
  ['high', 'high'],
  ['4', 'high'],
  ['moderate', 'medium'],
  ['medium', 'medium'],
  ['2', 'medium'],
  ['low', 'low'],
  ['1', 'low'],
]);

/** The severity of a finding; null when it tells none. */
export function findingSeverity(event: WindowsEvent, kind: EventKind): Severity | null {
  if (kind.family !== 'defender') return kind.mark === 'alert' ? 'medium' : eventSeverity(event, kind);
  const name = event.data.text('Severity Name').toLowerCase();
  return THREATS.get(name) ?? THREATS.get(event.data.text('Severity ID')) ?? severityOf(name);
}

// Events whose name says how it ended, for shippers that leave the audit's result out.
const FAILURES: ReadonlySet<string> = new Set(
  '4625 4649 4766 4771 4772 4773 4775 4777 4820 4821 4822 4823 4824 4825 4935 5057 5060 5152 5155 5157 5159 6273 6274 6275 6423'.split(
    ' ',
  ),
);
const SUCCESSES: ReadonlySet<string> = new Set('4624 4648 4672 4778 5154 5156 5158 6272 6278'.split(' '));
const OTHER_FAILURES: ReadonlySet<string> = new Set([
  'winrm/161',
  'winrm/142',
  'rdp-core/140',
  'sql-server/18456',
  'smb-server/551',
  'adfs/1201',
  'adfs/1203',
  'adfs/1205',
  'service-control/7000',
  'task-scheduler/101',
  'task-scheduler/103',
  'task-scheduler/203',
]);
const OTHER_SUCCESSES: ReadonlySet<string> = new Set([
  'rdp-session/21',
  'rdp-session/25',
  'rdp-connection/1149',
  'sql-server/18453',
  'sql-server/18454',
  'adfs/1200',
  'adfs/1202',
  'winrm/169',
]);

export function outcomeOf(event: WindowsEvent, kind: EventKind): 'success' | 'failure' | 'unknown' {
  if (event.audit !== null) return event.audit;
  const name = `${kind.family}/${event.id}`;
  if (OTHER_FAILURES.has(name)) return 'failure';
  if (OTHER_SUCCESSES.has(name)) return 'success';
  if (kind.family !== 'security') return 'unknown';
  if (FAILURES.has(event.id)) return 'failure';
  if (SUCCESSES.has(event.id)) return 'success';
  // The same event tells of tickets that were given and refused.
  const status = event.data.text('Status', 'FailureCode').toLowerCase();
  if (!/^0x[0-9a-f]{1,8}$/.test(status)) return 'unknown';
  return /^0x0+$/.test(status) ? 'success' : 'failure';
}
