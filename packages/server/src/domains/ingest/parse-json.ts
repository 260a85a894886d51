// JSON of vendors. Whole numbers beyond 2^53 are kept as text: an alert id of 9007199254740993 must not become its neighbour.

import type { JsonValue } from '@watchfloor/sdk';

// Where a number of 16 digits or more can stand: behind a colon, a comma, a bracket or white space. Identifiers of many digits are
// mostly texts, and behind a quote no number stands.
const LARGE_NUMBER = /(?:^|[:,[\s])-?\d{16}/;

/** Parses, or throws the SyntaxError of JSON.parse. */
export function parseVendorJson(text: string): JsonValue {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // The reviver costs several times the plain parse.
  return LARGE_NUMBER.test(clean) ? JSON.parse(clean, keepLargeIntegers) : JSON.parse(clean);
}

function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
