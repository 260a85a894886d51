// The indicators of a normalised record: what its entities name and what its texts say.

import type { EntityType, Indicator, IndicatorMark, NormalizedRecord } from '@watchfloor/sdk';
import { extractIndicators } from './extract-text.ts';
import { markOf } from './known/known-lists.ts';

// What one can look up or block. Hosts, users, processes and cloud resources are entities: their reputation is our own
// history of them, not an outside list.
const INDICATOR_TYPES: ReadonlySet<EntityType> = new Set<EntityType>([
  'ip',
  'domain',
  'email',
  'url',
  'md5',
  'sha1',
  'sha256',
  'sha512',
  'mac',
  'file_path',
  'registry_key',
  'cve',
  'technique',
  'asn',
  'bitcoin',
]);

/** The same addresses and names come again and again, and a look-up of an address asks one table for each prefix length. */
const MARKS_MAX = 10_000;
const marks = new Map<string, IndicatorMark | null>();

function knownMark(key: string, { type, value }: Pick<Indicator, 'type' | 'value'>): IndicatorMark | null {
  const before = marks.get(key);
  if (before !== undefined) return before;
  if (marks.size >= MARKS_MAX) marks.clear();
  const mark = markOf(type, value);
  if (key.length <= 64) marks.set(key, mark);
  return mark;
}

/**
 * The indicators of a record, each once: those among its entities first, then its techniques, then those found in title,
 * description and command lines. Each carries what is known of its value: a private address, a known-good hash.
 * @param rawText the record as received. It is searched only when it is free text (a syslog line, a mail): the fields of a
 * JSON record were read by its adapter, and searching them again would report the vendor's own addresses.
 */
export function extractFromRecord(
  record: Pick<NormalizedRecord, 'entities' | 'techniques' | 'title' | 'description'>,
  rawText: string,
): Indicator[] {
  const found = new Map<string, Indicator>();
  const add = ({ type, value }: Pick<Indicator, 'type' | 'value'>): void => {
    const key = `${type} ${value}`;
    if (!found.has(key)) found.set(key, { type, value, ...knownMark(key, { type, value }) });
  };
  for (const entity of record.entities) {
    // The request target alone (`/index.php`) is a URL entity but nothing one can look up.
    if (INDICATOR_TYPES.has(entity.type) && !(entity.type === 'url' && entity.value.startsWith('/')))
      add(entity);
  }
  for (const value of record.techniques) add({ type: 'technique', value });
  const commands = record.entities
    .filter((entity) => entity.type === 'command_line')
    .map((entity) => entity.value);
  const searched = /^\s*[[{]/.test(rawText.slice(0, 200)) ? '' : rawText;
  for (const text of new Set([record.title, record.description, ...commands])) {
    // The title of a line of text is a piece of it: what it names is found there, whole.
    if (!searched.includes(text)) extractIndicators(text).forEach(add);
  }
  if (searched !== '') extractIndicators(searched).forEach(add);
  return [...found.values()];
}
