// Where the records lie inside a JSON body, in bytes: each is kept exactly as received, with its own numbers, escapes and
// repeated keys, which parsing and writing again would lose. Also how deep each is nested, before anything recursive sees it.
//
// One pass over the bytes without recursion; the text is known to be valid JSON or is refused by JSON.parse right after.

export interface Span {
  readonly start: number;
  readonly end: number;
  /** Deepest nesting inside, 0 for a scalar, 1 for a flat object. */
  readonly depth: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** The one value of the text from `from` on, without the white space around it. */
export function valueSpan(text: Buffer, from = 0): Span {
  const start = skipSpace(text, from);
  let depth = 0;
  let deepest = 0;
  let position = start;
  while (position < text.length) {
    const byte = text[position];
    if (byte === QUOTE) {
      position = stringEnd(text, position);
      if (depth === 0) return { start, end: position, depth: deepest };
      continue;
    }
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      if (depth === 0) return { start, end: position, depth: deepest };
      depth -= 1;
      if (depth === 0) return { start, end: position + 1, depth: deepest };
    } else if (depth === 0 && (byte === COMMA || isSpace(byte))) {
      return { start, end: position, depth: deepest };
    }
    position += 1;
  }
  return { start, end: text.length, depth: deepest };
}

/** Deepest nesting anywhere in the text, whatever stands before its first bracket. */
export function depthOf(text: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let position = 0;
  while (position < text.length) {
    const byte = text[position];
    if (byte === QUOTE) {
      position = stringEnd(text, position);
      continue;
    }
    if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth -= 1;
    position += 1;
  }
  return deepest;
}

/** The elements of the array that starts at `from`; null when no array starts there. */
export function elementSpans(text: Buffer, from = 0): Span[] | null {
  let position = skipSpace(text, from);
  if (text[position] !== OPEN_ARRAY) return null;
  position = skipSpace(text, position + 1);
  const spans: Span[] = [];
  while (position < text.length && text[position] !== CLOSE_ARRAY) {
    const span = valueSpan(text, position);
    spans.push(span);
    position = skipSpace(text, span.end);
    if (text[position] !== COMMA) break;
    position = skipSpace(text, position + 1);
  }
  return spans;
}

/** Where the value under a path of keys starts, from the object at `from`; null when there is none. The last of repeated keys counts, as in JSON.parse. */
export function findPath(text: Buffer, path: readonly string[], from = 0): number | null {
  let position: number | null = from;
  for (const key of path) {
    if (position === null) return null;
    position = findMember(text, key, position);
  }
  return position;
}

function findMember(text: Buffer, key: string, from: number): number | null {
  let position = skipSpace(text, from);
  if (text[position] !== OPEN_OBJECT) return null;
  position = skipSpace(text, position + 1);
  let found: number | null = null;
  while (text[position] === QUOTE) {
    const keyEnd = stringEnd(text, position);
    const name = keyOf(text.toString('utf8', position, keyEnd));
    position = skipSpace(text, keyEnd);
    if (text[position] !== COLON) return found;
    position = skipSpace(text, position + 1);
    if (name === key) found = position;
    position = skipSpace(text, valueSpan(text, position).end);
    if (text[position] !== COMMA) break;
    position = skipSpace(text, position + 1);
  }
  return found;
}

/** A key may be written with escapes; it is compared as what it means. */
function keyOf(quoted: string): string {
  if (!quoted.includes('\\')) return quoted.slice(1, -1);
  try {
    return JSON.parse(quoted);
  } catch {
    // A broken key is no key that anybody looks for; the text is refused where it is parsed.
    return quoted;
  }
}

/** The place after the closing quote of the string that starts here. */
function stringEnd(text: Buffer, start: number): number {
  let position = start + 1;
  while (position < text.length) {
    const quote = text.indexOf(QUOTE, position);
    if (quote === -1) return text.length;
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === BACKSLASH && quote - 1 - backslashes > start) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    position = quote + 1;
  }
  return text.length;
}

function skipSpace(text: Buffer, from: number): number {
  let position = from;
  while (isSpace(text[position])) position += 1;
  return position;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
