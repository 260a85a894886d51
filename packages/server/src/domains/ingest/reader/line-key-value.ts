// key=value in the spellings logs use: `k=v k2="a b"`, `k=v;k=v`, `k=v|k=v`, `k=v, k=v`, `[k "v"]`, `[client 192.0.2.1]`,
// `Key: value; Key: value` and the rendered text of Windows (`Account Name:<tab>bob` under a section heading).
//
// One pass each, no backtracking: keys are read backwards from their `=`, quoted values are jumped over whole. What was
// not part of a pair is handed back as `rest`, so that free text around the pairs is still read.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';

export interface Pairs {
  readonly fields: JsonObject;
  readonly count: number;
  /** The text between the pairs, joined by spaces. */
  readonly rest: string;
}

interface Pair {
  readonly keyStart: number;
  readonly key: string;
  readonly valueStart: number;
  /** Where a quoted value ends (after the quote); -1 for an unquoted one, which ends where its neighbour begins. */
  readonly quotedEnd: number;
}

const SPACE = 32;
const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const DOUBLE_QUOTE = 34;
const SINGLE_QUOTE = 39;
const BACKSLASH = 92;

/** Reads `key=value` pairs from anywhere in the text. */
export function readKeyValues(text: string): Pairs {
  const pairs = findPairs(text);
  const separator = listSeparator(text, pairs);
  if (separator !== null) return readSeparated(text, separator);
  const first = pairs[0];
  // A body that opens with a pair is made of pairs, so an unquoted value may hold spaces up to the next key. In prose
  // with a pair here and there (`session opened for user root by (uid=0)`) a value is one word.
  const isDense = first !== undefined && text.slice(0, first.keyStart).trim().length <= 1 && pairs.length > 1;
  const bag = new FieldBag();
  const rest: string[] = [];
  let restStart = 0;
  pairs.forEach((pair, index) => {
    rest.push(text.slice(restStart, pair.keyStart));
    const next = pairs[index + 1];
    const end = valueEnd(text, pair, { next: next?.keyStart ?? -1, isDense });
    const value =
      pair.quotedEnd >= 0 ? unquote(text, pair.valueStart, end) : trimValue(text.slice(pair.valueStart, end));
    if (value !== '') bag.add(pair.key, value);
    restStart = end;
  });
  rest.push(text.slice(restStart));
  return { fields: bag.toObject(), count: pairs.length, rest: rest.join(' ').trim() };
}

const KEY_WORDS_MAX = 40;

/** The mark that stands before most keys, when the text is one list of pairs: `a=1, b=two words; c=3`. */
function listSeparator(text: string, pairs: readonly Pair[]): string | null {
  if (pairs.length < 3) return null;
  const counts = new Map<string, number>();
  for (const pair of pairs) {
    // Keys of several words: the mark stands before the first of them.
    let at = pair.keyStart - 1;
    const least = Math.max(0, at - KEY_WORDS_MAX);
    while (at > least && (text.charCodeAt(at) === SPACE || isKeyCode(text.charCodeAt(at)))) at -= 1;
    const mark = text[at] ?? '';
    if (mark === ',' || mark === ';' || mark === '|') counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  for (const [mark, count] of counts) if (count >= 2 && count * 10 >= (pairs.length - 1) * 7) return mark;
  return null;
}

/** Cuts a list of pairs at its separator; keys may hold spaces (`Device Identifier=7`), values anything but the mark. */
function readSeparated(text: string, separator: string): Pairs {
  const bag = new FieldBag();
  const rest: string[] = [];
  let count = 0;
  for (const part of splitOutsideQuotes(text, separator)) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? '' : keyOfPart(part.slice(0, equals));
    if (key === '') {
      if (part.trim() !== '') rest.push(part.trim());
      continue;
    }
    const prefix = part.slice(0, equals).trim();
    if (prefix.length > key.length) rest.push(prefix.slice(0, prefix.length - key.length));
    const raw = part.slice(equals + 1).trim();
    const isQuoted = raw.length > 1 && (raw[0] === '"' || raw[0] === "'") && raw.endsWith(raw[0] ?? '');
    const value = isQuoted ? raw.slice(1, -1) : trimValue(raw);
    count += 1;
    if (!isQuoted && INNER_PAIR.test(value)) {
      addInnerPairs(part, { bag, rest });
      continue;
    }
    // `tid=0x1a: lease 192.0.2.5 has been allocated`: behind the value the sentence goes on.
    if (!isQuoted && /^\S{1,60}: \S+ \S/.test(value)) rest.push(value);
    if (value !== '') bag.add(key, value);
  }
  return { fields: bag.toObject(), count, rest: rest.join(' ').trim() };
}

/** A value with a pair of its own in it: the list began behind a sentence, or two lists meet. */
const INNER_PAIR = /[\s(;[][A-Za-z_][\w.-]{1,40}=[^\s=&]/;

function addInnerPairs(part: string, found: { readonly bag: FieldBag; readonly rest: string[] }): void {
  const pairs = findPairs(part);
  let restStart = 0;
  pairs.forEach((pair, index) => {
    found.rest.push(part.slice(restStart, pair.keyStart));
    const next = pairs[index + 1]?.keyStart ?? -1;
    const end = valueEnd(part, pair, { next, isDense: false });
    const value =
      pair.quotedEnd >= 0 ? unquote(part, pair.valueStart, end) : trimValue(part.slice(pair.valueStart, end));
    if (value !== '') found.bag.add(pair.key, value);
    restStart = end;
  });
  found.rest.push(part.slice(restStart));
}

/** A key of a few words; of a longer text only the last word, as in `Login failed for user=bob`. */
function keyOfPart(text: string): string {
  const lastColon = text.lastIndexOf(': ');
  const own = lastColon < 0 ? text : text.slice(lastColon + 2);
  const key = own.trim().replace(/^["'{([<]+|["']+$/g, '');
  if (/^[A-Za-z@_][\w@./:()' -]{0,48}$/.test(key) && key.split(' ').length <= 6) return key;
  return /(?:^|[\s:([])([A-Za-z@_][\w@./-]{0,48})$/.exec(key)?.[1] ?? '';
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  const quotes = new QuoteFinder(text);
  let start = 0;
  let at = 0;
  while (at < text.length && parts.length < PAIRS_MAX) {
    const char = text[at] ?? '';
    if (char === '"' && (text[at - 1] === '=' || text[at - 1] === ' ')) {
      const end = quotes.end(at);
      at = end > 0 ? end : at + 1;
    } else if (char === separator) {
      // Cisco ISE escapes the mark between its pairs.
      parts.push(text.slice(start, text[at - 1] === '\\' ? at - 1 : at));
      start = at + 1;
      at += 1;
    } else {
      at += 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function isKeyCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45 ||
    code === 46 ||
    code === 64 ||
    code === 47 ||
    code === 58 ||
    // Names in other European languages have letters with accents.
    (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7)
  );
}

/** What may stand directly before a key. */
function isSeparatorCode(code: number): boolean {
  return (
    code === SPACE ||
    code === TAB ||
    code === LINE_FEED ||
    code === RETURN ||
    code === 44 ||
    code === 59 ||
    code === 124 ||
    code === 40 ||
    code === 91 ||
    code === 123 ||
    code === 60 ||
    code === DOUBLE_QUOTE ||
    code === SINGLE_QUOTE
  );
}

const PAIRS_MAX = 2_000;

function findPairs(text: string): Pair[] {
  const pairs: Pair[] = [];
  const quotes = new QuoteFinder(text);
  let at = 0;
  // How far back a key may reach: never into the value of the pair before.
  let floor = 0;
  while (at < text.length && pairs.length < PAIRS_MAX) {
    const equals = text.indexOf('=', at);
    if (equals < 0) break;
    const key = keyBefore(text, equals, floor);
    at = equals + 1;
    if (key === null) continue;
    const valueStart =
      text.charCodeAt(equals + 1) === SPACE && isLooseEquals(text, equals) ? equals + 2 : equals + 1;
    const quotedEnd = quotes.end(valueStart);
    pairs.push({ keyStart: key.start, key: key.name, valueStart, quotedEnd });
    if (quotedEnd >= 0) at = quotedEnd;
    floor = Math.max(at, valueStart);
  }
  return pairs;
}

/** `key = value` is a pair only when both sides of the sign have their space. */
function isLooseEquals(text: string, equals: number): boolean {
  return text.charCodeAt(equals - 1) === SPACE && text.charCodeAt(equals + 2) !== SPACE;
}

const KEY_LENGTH_MAX = 80;

function keyBefore(text: string, equals: number, floor: number): { start: number; name: string } | null {
  let end = equals;
  if (text.charCodeAt(end - 1) === SPACE && isLooseEquals(text, equals)) end -= 1;
  let start = end;
  const least = Math.max(floor, end - KEY_LENGTH_MAX);
  while (start > least && isKeyCode(text.charCodeAt(start - 1))) start -= 1;
  // Some devices quote the key as well.
  if (start === end) return null;
  if (start > floor && !isSeparatorCode(text.charCodeAt(start - 1))) return null;
  if (start === floor && start > 0 && !isSeparatorCode(text.charCodeAt(start - 1)) && floor > 0) {
    // Directly behind a closing quote or a value: `a="x"b="y"` is tolerated, `a=b=c` is not a second pair.
    if (text.charCodeAt(start - 1) !== DOUBLE_QUOTE) return null;
  }
  let name = text.slice(start, end);
  // `user:name=x`, `https://h/?a=b`: a key with a scheme or path in it is part of an address.
  if (name.includes('//')) return null;
  name = name.replace(/^[-.:/@]+(?=[A-Za-z])/, '');
  return /[A-Za-z]/.test(name) ? { start, name } : null;
}

/**
 * Finds where quoted values end. A quote that is never closed would make every later search run to the end of the text
 * again; once one such search has failed, there is no closer further on either, and it is not searched for any more.
 */
class QuoteFinder {
  readonly #text: string;
  readonly #unclosed = new Set<number>();

  constructor(text: string) {
    this.#text = text;
  }

  /** Behind the closing quote of the value that opens at `start`; -1 when it does not open with a quote or never closes. */
  end(start: number): number {
    const quote = this.#text.charCodeAt(start);
    if ((quote !== DOUBLE_QUOTE && quote !== SINGLE_QUOTE) || this.#unclosed.has(quote)) return -1;
    if (quote === DOUBLE_QUOTE && this.#isDoubled(start)) return this.#doubledEnd(start);
    for (let at = start + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === BACKSLASH) at += 1;
      else if (code === quote && closesValue(quote, this.#text.charCodeAt(at + 1))) return at + 1;
    }
    this.#unclosed.add(quote);
    return -1;
  }

  /** `user=""jdoe""`: a table has doubled the quotes of the line it held. */
  #isDoubled(start: number): boolean {
    return this.#text.charCodeAt(start + 1) === DOUBLE_QUOTE && isTextCode(this.#text.charCodeAt(start + 2));
  }

  #doubledEnd(start: number): number {
    const close = this.#text.slice(start + 2, start + DOUBLED_MAX).indexOf('""');
    return close < 0 ? -1 : start + close + 4;
  }
}

/** A longer search would be repeated for every such quote. */
const DOUBLED_MAX = 2_000;

function isTextCode(code: number): boolean {
  return !Number.isNaN(code) && !isSeparatorCode(code);
}

/** An apostrophe inside a word (`don't`) or an inner quote does not close the value. */
function closesValue(quote: number, after: number): boolean {
  if (Number.isNaN(after) || isSeparatorCode(after)) return true;
  if (after === 41 || after === 93 || after === 62 || after === 125) return true;
  return quote === DOUBLE_QUOTE && isKeyCode(after);
}

function valueEnd(text: string, pair: Pair, context: { next: number; isDense: boolean }): number {
  if (pair.quotedEnd >= 0) return pair.quotedEnd;
  const limit = context.next < 0 ? text.length : context.next;
  const opener = text[pair.valueStart] ?? '';
  const closer = { '<': '>', '[': ']', '(': ')', '{': '}' }[opener];
  if (closer !== undefined) {
    const close = text.indexOf(closer, pair.valueStart + 1);
    if (close >= 0 && close < limit) return firstBreak(text, close + 1, limit);
  }
  // A pair with a line to itself has all of it.
  if (isLineStart(text, pair.keyStart)) {
    const lineEnd = text.indexOf('\n', pair.valueStart);
    return lineEnd < 0 || lineEnd > limit ? limit : lineEnd;
  }
  // A command has options behind it, whatever surrounds the pair.
  if ((context.isDense || COMMAND_KEY.test(pair.key)) && context.next >= 0) return context.next;
  const end = firstBreak(text, pair.valueStart, limit);
  return end;
}

/** Whether only white space stands between the last line break and the position. */
function isLineStart(text: string, position: number): boolean {
  let at = position - 1;
  while (at >= 0 && position - at < 20 && (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB))
    at -= 1;
  return text.charCodeAt(at) === LINE_FEED;
}

const COMMAND_KEY = /^(?:\w*cmd_?line|\w*command_?line|cmd|proctitle|argv|args)$/i;

function firstBreak(text: string, from: number, limit: number): number {
  for (let at = from; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (
      code === SPACE ||
      code === TAB ||
      code === LINE_FEED ||
      code === RETURN ||
      code === 59 ||
      code === 124
    )
      return at;
    if (code === 44 && (text.charCodeAt(at + 1) === SPACE || at + 1 === limit)) return at;
  }
  return limit;
}

/** Marks that may stand around a value without being part of it. */
const AROUND = new Set(',;|"\'>)]}');

function trimValue(raw: string): string {
  const value = raw.trim();
  // Most values are a word or a number with nothing around them.
  return AROUND.has(value[value.length - 1] ?? '') ? withoutMarks(value) : value;
}

function withoutMarks(value: string): string {
  const text = value
    .replace(/[,;|]+$/, '')
    .replace(/^([^"']*)["'](?:[,;|]["'])?$/, '$1')
    .replace(/^<([^<>]*)>$/, '$1');
  // The bracket around the pair, not one of the value's own.
  const closer = /[)\]}>]$/.exec(text)?.[0];
  const opener = closer === undefined ? undefined : { ')': '(', ']': '[', '}': '{', '>': '<' }[closer];
  return opener === undefined || text.includes(opener) ? text : text.slice(0, -1);
}

function unquote(text: string, start: number, end: number): string {
  const isDoubled = text.startsWith('""', start) && text.slice(end - 2, end) === '""' && end - start > 4;
  const inner = isDoubled ? text.slice(start + 2, end - 2) : text.slice(start + 1, end - 1);
  return inner.includes('\\"') ? inner.replaceAll('\\"', '"') : inner;
}

const BRACKET_PAIR = /\[([A-Za-z][\w.-]{0,39}) (?:"((?:[^"\\]|\\.){0,4000})"|([^\]["\s]{1,255}))\]/g;

/** `[client 192.0.2.1]`, `[id "960015"]`: Apache, ModSecurity and others that copied them. */
export function readBracketPairs(text: string): Pairs {
  if (!text.includes('[')) return { fields: {}, count: 0, rest: text };
  const bag = new FieldBag();
  let count = 0;
  const rest = text.replaceAll(
    BRACKET_PAIR,
    (_, key: string, quoted: string | undefined, bare: string | undefined) => {
      bag.add(key, quoted ?? bare ?? '');
      count += 1;
      return ' ';
    },
  );
  return { fields: bag.toObject(), count, rest };
}
