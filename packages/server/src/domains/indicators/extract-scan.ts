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

/** So many stretches are looked through one by one; a text with more of them gets a mark for each of its characters. */
const STRETCHES_MAX = 24;

/** An empty scan. Most texts are titles and command lines in which little is found: memory is taken when something is. */
export function createScan(text: string, dots: readonly number[]): Scan {
  /** Start, end, start, end … of what is explained; empty once there are marks. */
  let stretches: number[] = [];
  let marks: Uint8Array | null = null;
  let found: Map<string, { readonly indicator: Indicator; readonly at: number }> | null = null;
  return {
    text,
    dots,
    isTaken(start, end) {
      if (start >= end) return false;
      if (marks === null) return overlaps(stretches, start, end);
      for (let index = start; index < end; index += 1) if (marks[index] === 1) return true;
      return false;
    },
    take(start, end) {
      if (start >= end) return;
      if (marks === null && stretches.length < 2 * STRETCHES_MAX) {
        stretches.push(start, end);
        return;
      }
      if (marks === null) {
        marks = new Uint8Array(text.length);
        for (let index = 0; index < stretches.length; index += 2)
          marks.fill(1, stretches[index], stretches[index + 1]);
        stretches = [];
      }
      marks.fill(1, start, end);
    },
    add(type, raw, at) {
      const value = canonicalValue(type, raw);
      if (value === null) return;
      found ??= new Map();
      const key = `${type} ${value}`;
      const known = found.get(key);
      if (known === undefined ? found.size < INDICATORS_MAX : at < known.at) {
        found.set(key, { indicator: { type, value }, at });
      }
    },
    list() {
      if (found === null) return [];
      return [...found.values()].sort((a, b) => a.at - b.at).map((entry) => entry.indicator);
    },
  };
}

/** Whether one of the stretches has a character in common with `[start, end)`. */
function overlaps(stretches: readonly number[], start: number, end: number): boolean {
  for (let index = 0; index < stretches.length; index += 2) {
    if ((stretches[index] ?? end) < end && (stretches[index + 1] ?? start) > start) return true;
  }
  return false;
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
