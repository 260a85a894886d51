// Finds JSON inside a line: after a syslog header, after a tag, between words.

import type { JsonObject, JsonValue } from '@watchfloor/sdk';

export interface EmbeddedJson {
  readonly value: JsonObject | readonly JsonValue[];
  readonly start: number;
  readonly end: number;
}

/** How many opening braces are tried: a line of `{{{{` must not cost its square. */
const ATTEMPTS_MAX = 4;

/** The first JSON object or list at or behind `from`; null when there is none that parses. */
export function findJson(line: string, from: number): EmbeddedJson | null {
  let at = from;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const start = nextOpening(line, at);
    if (start < 0) return null;
    const end = matchingClose(line, start);
    if (end > 0) {
      const value = tryParse(line.slice(start, end));
      if (value !== null) return { value, start, end };
    }
    at = start + 1;
  }
  return null;
}

/** `{'a': 'b', 'c': None}`, as Python prints a dictionary; null when it is none or does not parse. */
export function parsePythonOrNull(text: string): JsonValue {
  if (!/^\s*[[{]\s*(?:[[{]\s*)?'/.test(text)) return null;
  let json = '';
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === "'" || char === '"') {
      const end = endOfString(text, at, char);
      json += JSON.stringify(text.slice(at + 1, end).replaceAll(/\\(['"\\])/g, '$1'));
      at = end + 1;
    } else {
      const word = /[A-Za-z]+/y;
      word.lastIndex = at;
      const literal = word.exec(text)?.[0] ?? '';
      json += literal === '' ? char : (PYTHON_LITERALS[literal] ?? 'null');
      at += literal === '' ? 1 : literal.length;
    }
  }
  return parseOrNull(json);
}

const PYTHON_LITERALS: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null' };

function endOfString(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function nextOpening(line: string, from: number): number {
  const match = /\{\s{0,40}"|\{\s{0,40}\}|\[\s{0,40}\{\s{0,40}"/.exec(from === 0 ? line : line.slice(from));
  return match === null ? -1 : from + match.index;
}

function matchingClose(line: string, start: number): number {
  let depth = 0;
  let isString = false;
  for (let at = start; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (isString) {
      if (code === 92) at += 1;
      else if (code === 34) isString = false;
    } else if (code === 34) {
      isString = true;
    } else if (code === 123 || code === 91) {
      depth += 1;
    } else if (code === 125 || code === 93) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

function tryParse(text: string): JsonObject | readonly JsonValue[] | null {
  const value = parseOrNull(text) ?? (text.includes('\\"') ? parseOrNull(text.replaceAll('\\"', '"')) : null);
  return value !== null && typeof value === 'object' ? value : null;
}

// `{0cce922b-…}` and `[preauth]` are no JSON, and an error with its stack costs more than reading a whole record.
const LIKELY_JSON = /^\s*(?:\{\s*["}]|\[\s*[\]["{\d.tfn-]|"|-?\d|true|false|null)/;

/** JSON with an outer or inner value; null for text that is not JSON (the caller has other readers for it). */
export function parseOrNull(text: string): JsonValue {
  if (!LIKELY_JSON.test(text)) return null;
  try {
    // JSON.parse gives exactly the values JsonValue names.
    return JSON.parse(text) as JsonValue;
  } catch {
    return null;
  }
}
