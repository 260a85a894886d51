// What is known about a value by itself: an address that everybody resolves through, the hash of the empty file, a scanner that
// publishes its addresses. A mark never drops anything; it tells an analyst, and keeps alerts from being joined by it.
//
// The lists are MISP's warning lists (lists.json, made by tools/known-lists), and the few resolvers below.

import { addressScope, type Indicator, type IndicatorMark } from '@watchfloor/sdk';
import ipaddr from 'ipaddr.js';
import table from './lists.json' with { type: 'json' };

export const KNOWN_AS = ['known_good', 'test', 'scanner', 'shared_service', 'popular'] as const;
export type KnownAs = (typeof KNOWN_AS)[number];

interface Range {
  readonly network: bigint;
  readonly bits: number;
  readonly mark: IndicatorMark;
}

/** The resolvers' own pages name these; the warning list has those of IPv6. */
const RESOLVERS = [
  '1.0.0.1',
  '1.1.1.1',
  '8.8.4.4',
  '8.8.8.8',
  '9.9.9.9',
  '149.112.112.112',
  '208.67.220.220',
  '208.67.222.222',
];

interface Index {
  readonly exact: Map<string, IndicatorMark>;
  /** Names under which every name is meant, without the leading dot. */
  readonly suffixes: Map<string, IndicatorMark>;
  /** By family and prefix length: an address is looked up once for each length in use. */
  readonly networks: Map<string, Range>;
  readonly lengths: { readonly v4: readonly number[]; readonly v6: readonly number[] };
}

const INDEX = buildIndex();

/** What is known of a value, and where an address can be reached from. Null when nothing is to be said. */
export function markOf(type: Indicator['type'], value: string): IndicatorMark | null {
  switch (type) {
    case 'ip':
      return markOfAddress(value);
    case 'domain':
    case 'host':
      return markOfName(value);
    case 'md5':
    case 'sha1':
    case 'sha256':
    case 'sha512':
      return INDEX.exact.get(value) ?? null;
    default:
      return null;
  }
}

function markOfAddress(value: string): IndicatorMark | null {
  const scope = addressScope(value);
  if (scope !== null && scope !== 'public') return { scope };
  return INDEX.exact.get(value) ?? inNetwork(value);
}

function inNetwork(value: string): IndicatorMark | null {
  const family = value.includes(':') ? 'v6' : 'v4';
  const width = family === 'v6' ? 128 : 32;
  const number = numberOf(value);
  if (number === null) return null;
  for (const bits of INDEX.lengths[family]) {
    const found = INDEX.networks.get(`${family} ${bits} ${number >> BigInt(width - bits)}`);
    if (found !== undefined) return found.mark;
  }
  return null;
}

function markOfName(value: string): IndicatorMark | null {
  const exact = INDEX.exact.get(value);
  if (exact !== undefined) return exact;
  for (let dot = value.indexOf('.'); dot >= 0; dot = value.indexOf('.', dot + 1)) {
    const mark = INDEX.suffixes.get(value.slice(dot + 1));
    if (mark !== undefined) return mark;
  }
  return null;
}

function numberOf(address: string): bigint | null {
  if (!ipaddr.isValid(address)) return null;
  return ipaddr
    .parse(address)
    .toByteArray()
    .reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

function buildIndex(): Index {
  const index = {
    exact: new Map<string, IndicatorMark>(),
    suffixes: new Map<string, IndicatorMark>(),
    networks: new Map<string, Range>(),
    lengths: { v4: new Set<number>(), v6: new Set<number>() },
  };
  const resolver: IndicatorMark = { known: 'known_good', list: 'public DNS resolvers' };
  for (const address of RESOLVERS) index.exact.set(address, resolver);
  for (const list of table.lists) {
    // The table is made by our own tool out of KNOWN_AS; a test looks at every list.
    const mark: IndicatorMark = { known: list.as as KnownAs, list: list.name };
    for (const value of list.values) addValue(index, value.toLowerCase(), mark);
  }
  const descending = (lengths: ReadonlySet<number>) => [...lengths].sort((left, right) => right - left);
  return { ...index, lengths: { v4: descending(index.lengths.v4), v6: descending(index.lengths.v6) } };
}

type Building = Pick<Index, 'exact' | 'suffixes' | 'networks'> & {
  readonly lengths: { readonly v4: Set<number>; readonly v6: Set<number> };
};

/** The first list that names a value keeps it: they stand in the order of how much they say. */
function addValue(index: Building, value: string, mark: IndicatorMark): void {
  const [address = '', prefix] = value.split('/');
  const number = numberOf(address);
  if (number !== null) {
    const family = address.includes(':') ? 'v6' : 'v4';
    const width = family === 'v6' ? 128 : 32;
    const bits = prefix === undefined ? width : Number(prefix);
    const network = number >> BigInt(width - bits);
    const key = `${family} ${bits} ${network}`;
    if (!index.networks.has(key)) index.networks.set(key, { network, bits, mark });
    index.lengths[family].add(bits);
    return;
  }
  // A star or a dot in front means every name below; a star inside a name is no name that we can look up.
  const suffix = /^\*?\.(.+)$/.exec(value)?.[1];
  const target = suffix === undefined ? index.exact : index.suffixes;
  const name = suffix ?? value;
  if (!name.includes('*') && !target.has(name)) target.set(name, mark);
}
