// Plain walks over the text that sort its words by what they could be, so that no pattern has to be tried at every
// character. Regular expressions with a look-behind, one per kind, cost more than everything else together; these loops do
// constant work per character whatever the text, which is also why the extractor is linear.
//
// All lists of places are flat: start, end, start, end …

const LETTER = 1;
const UNDERSCORE = 2;
const HYPHEN = 3;
const DOT = 4;
const COLON = 5;

const CLASSES = new Uint8Array(128);
const IS_HEX = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789') {
  CLASSES[character.charCodeAt(0)] = LETTER;
}
for (const character of '0123456789abcdefABCDEF') IS_HEX[character.charCodeAt(0)] = 1;
CLASSES['_'.charCodeAt(0)] = UNDERSCORE;
CLASSES['-'.charCodeAt(0)] = HYPHEN;
CLASSES['.'.charCodeAt(0)] = DOT;
CLASSES[':'.charCodeAt(0)] = COLON;

// The walks go one step past the end so that the last word is closed like any other. A space is read there: asking
// charCodeAt beyond the end would give NaN and make the engine treat every code of the walk as a floating-point number.
const SPACE = 32;

/** 0 for everything that is part of no name. */
function classOf(code: number): number {
  return code < 128 ? (CLASSES[code] ?? 0) : 0;
}

export interface Words {
  /** Words of 32 to 128 hexadecimal digits: hashes. */
  readonly hexes: readonly number[];
  /** Words of two or four hexadecimal digits with a separator behind: where a MAC address may start. */
  readonly pairs: readonly number[];
  /** Words of the length and first letter of a bitcoin address. */
  readonly coins: readonly number[];
  /** Words that start as vulnerability, network and technique ids do: with `CVE`, `AS`, `T` and digits. */
  readonly marks: readonly number[];
}

/** Words of letters and digits alone, sorted. */
export function findWords(text: string): Words {
  const words = { hexes: NO_PLACES, pairs: NO_PLACES, coins: NO_PLACES, marks: NO_PLACES };
  const length = text.length;
  let start = -1;
  let isHex = true;
  for (let index = 0; index <= length; index += 1) {
    const code = index < length ? text.charCodeAt(index) : SPACE;
    const kind = classOf(code);
    if (kind === LETTER) {
      if (start < 0) {
        start = index;
        isHex = true;
      }
      if (IS_HEX[code] === 0) isHex = false;
      continue;
    }
    if (start < 0) continue;
    const size = index - start;
    if (isHex && size > 31) {
      if (size <= 128) words.hexes = withPlace(words.hexes, start, index);
    } else if (isHex && (size === 2 || size === 4)) {
      if (kind >= HYPHEN) words.pairs = withPlace(words.pairs, start, index);
    }
    const first = text.charCodeAt(start);
    if (size > 25 && size < 63 && isCoinStart(first)) words.coins = withPlace(words.coins, start, index);
    if (size < 14 && isMarkStart(first)) words.marks = withPlace(words.marks, start, index);
    start = -1;
  }
  return words;
}

// Most texts have no such word: the lists are made when the first is found.
const NO_PLACES: number[] = [];

function withPlace(places: number[], start: number, end: number): number[] {
  if (places === NO_PLACES) return [start, end];
  places.push(start, end);
  return places;
}

/** '1', '3', 'b', 'B'. */
function isCoinStart(code: number): boolean {
  return code === 49 || code === 51 || code === 98 || code === 66;
}

/** 'A', 'C', 'T' in either case. */
function isMarkStart(code: number): boolean {
  const upper = code & ~32;
  return upper === 65 || upper === 67 || upper === 84;
}

/** Runs of letters, digits, `_` and `-` with single dots between them: addresses, domains, file names, versions. */
export function findDottedRuns(text: string): number[] {
  const runs: number[] = [];
  const { length } = text;
  let done = 0;
  for (let dot = text.indexOf('.'); dot >= 0; dot = text.indexOf('.', Math.max(done, dot + 1))) {
    let start = dot;
    while (start > done && isNameCode(text.charCodeAt(start - 1))) start -= 1;
    if (start === dot) continue;
    let end = dot;
    // A dot belongs to the run when the next character does.
    while (end + 1 < length && isNameCode(text.charCodeAt(end + 1))) {
      end += 2;
      while (end < length && isNameCode(text.charCodeAt(end))) end += 1;
      if (text[end] !== '.') break;
    }
    if (end > dot) runs.push(start, end);
    done = Math.max(done, end);
  }
  return runs;
}

/** Whether the character can stand in a name, dots aside. */
export function isNameCode(code: number): boolean {
  const kind = classOf(code);
  return kind > 0 && kind <= HYPHEN;
}

/** Runs of hexadecimal digits and colons with at least two colons: IPv6 addresses, but also times of day. */
export function findColonRuns(text: string): number[] {
  const runs: number[] = [];
  const { length } = text;
  let done = 0;
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', done)) {
    let start = colon;
    while (start > done && isHexCode(text.charCodeAt(start - 1))) start -= 1;
    let end = colon + 1;
    let colons = 1;
    while (end < length) {
      const code = text.charCodeAt(end);
      if (code === 58) colons += 1;
      else if (!isHexCode(code)) break;
      end += 1;
    }
    if (colons > 1) runs.push(start, end);
    done = end;
  }
  return runs;
}

function isHexCode(code: number): boolean {
  return code < 128 && IS_HEX[code] === 1;
}

/** Calls back with every start and end of a flat list. */
export function eachPlace(places: readonly number[], visit: (start: number, end: number) => void): void {
  for (let index = 0; index + 1 < places.length; index += 2)
    visit(places[index] ?? 0, places[index + 1] ?? 0);
}
