// An audit record as a line of ArcSight's Common Event Format, version 0 of the header: keys of its dictionary where it has one,
// labelled custom strings where it has none, and each value within the length that the dictionary gives it.
//
// Escapes: in the header a backslash and a pipe; in the extension a backslash and an equals sign; line breaks as \n and \r in the
// extension and as a blank in the header.

import type { LinkedRow } from './chain.store.ts';

const SEVERITIES: readonly (readonly [prefix: string, severity: number])[] = [
  ['request.refused', 6],
  ['audit.pruned', 5],
  ['audit.body-removed', 5],
  ['session.', 3],
];
const SEVERITY = 3;

export function cefHeaderText(text: string): string {
  return text.replaceAll(/[\\|]/g, '\\$&').replaceAll(/[\r\n]+/g, ' ');
}

export function cefExtensionText(text: string): string {
  return text.replaceAll(/[\\=]/g, '\\$&').replaceAll('\r', '\\r').replaceAll('\n', '\\n');
}

/** One line without its break; null for a record that is not there. */
export function cefLine(link: LinkedRow, version: string): string | null {
  const { record } = link;
  if (record === null) return null;
  const header = [
    'Watchfloor',
    'Watchfloor',
    version,
    record.event,
    nameOf(record.event),
    severityOf(record.event),
  ];
  const extension = extensionOf(link, record)
    .filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== '')
    .map(([key, value]) => `${key}=${cefExtensionText(value)}`);
  return `CEF:0|${header.map((field) => cefHeaderText(String(field))).join('|')}|${extension.join(' ')}`;
}

type Pair = readonly [key: string, value: string | null];

function extensionOf(link: LinkedRow, record: NonNullable<LinkedRow['record']>): Pair[] {
  const { before, after } = record;
  const changes = before === null && after === null ? null : JSON.stringify({ before, after });
  return [
    ['rt', String(Date.parse(record.at))],
    ['externalId', record.id.replaceAll('-', '')],
    ...addressOf(record.address),
    ['suid', cut(record.actor_id, 1023)],
    ['suser', cut(record.actor_name, 1023)],
    ['spriv', record.actor_kind],
    ['reason', cut(record.reason, 1023)],
    ['cn1', String(link.sequence)],
    ['cn1Label', 'Sequence'],
    ...labelled('cs1', 'Subject', record.subject),
    ...labelled('cs2', 'Request', record.request_id),
    ...labelled('cs3', 'ChainHash', link.chain_hash.toString('hex')),
    ...labelled('cs4', 'Tenant', record.tenant_id),
    ...labelled('cs5', 'ActorTenant', record.actor_tenant_id),
    ...labelled('cs6', 'Changes', changes),
  ];
}

function labelled(key: string, label: string, value: string | null): Pair[] {
  if (value === null) return [];
  return [
    [key, cut(value, 4000)],
    [`${key}Label`, label],
  ];
}

/** `src` takes IPv4 alone; what is no address (a name of a proxy) goes nowhere rather than into a field of another type. */
function addressOf(address: string | null): Pair[] {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(address ?? '')) return [['src', address]];
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address ?? '')) return [];
  return [
    ['c6a2', address],
    ['c6a2Label', 'Source IPv6 Address'],
  ];
}

/** At most so many characters, never half of one. */
function cut(text: string | null, max: number): string | null {
  if (text === null || text.length <= max) return text;
  const end = text.slice(0, max);
  return end.isWellFormed() ? end : end.slice(0, -1);
}

function nameOf(event: string): string {
  return event.replaceAll(/[.-]/g, ' ');
}

function severityOf(event: string): number {
  return SEVERITIES.find(([prefix]) => event.startsWith(prefix))?.[1] ?? SEVERITY;
}
