// The state of one extraction: the text, which parts of it are already accounted for, and what was found.
//
// Passes run from the most to the least specific (URL, e-mail, registry key, path, hash, name). Each one marks the
// characters it has explained, so that the host inside a URL or the hash inside a file path is not reported a second time
// as something weaker.

import { canonicalValue, type EntityType, type Indicator } from '@watchfloor/sdk';

/** More indicators than this in one text are a blocklist, not a description; the rest is left out. */
export const INDICATORS_MAX = 10_000;

export interface Scan {
  readonly text: string;
  /** Positions in `text`, ascending, of dots that had been written with a defanging mark. */
  readonly dots: readonly number[];
  /** Whether any character between the positions is explained already. */
  isTaken(start: number, end: number): boolean;
  take(start: number, end: number): void;
  /** Records a value if it is valid for its type. */
  add(type: EntityType, raw: string, at: number): void;
  /** The indicators by place of first mention. */
  list(): Indicator[];
}

export function createScan(text: string, dots: readonly number[]): Scan {
  const taken = new Uint8Array(text.length);
  const found = new Map<string, { readonly indicator: Indicator; readonly at: number }>();
  return {
    text,
    dots,
    isTaken(start, end) {
      for (let index = start; index < end; index += 1) if (taken[index] === 1) return true;
      return false;
    },
    take(start, end) {
      taken.fill(1, start, end);
    },
    add(type, raw, at) {
      const value = canonicalValue(type, raw);
      if (value === null) return;
      const key = `${type} ${value}`;
      const known = found.get(key);
      if (known === undefined ? found.size < INDICATORS_MAX : at < known.at) {
        found.set(key, { indicator: { type, value }, at });
      }
    },
    list: () => [...found.values()].sort((a, b) => a.at - b.at).map((entry) => entry.indicator),
  };
}

/** Whether one of the ascending positions lies in `[start, end)`. */
export function hasPosition(positions: readonly number[], start: number, end: number): boolean {
  let low = 0;
  let high = positions.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((positions[middle] ?? end) < start) low = middle + 1;
    else high = middle;
  }
  const position = positions[low];
  return position !== undefined && position < end;
}
