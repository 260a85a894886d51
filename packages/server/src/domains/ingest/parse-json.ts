// JSON of vendors. Whole numbers beyond 2^53 are kept as text: an alert id of 9007199254740993 must not become its neighbour.

import type { JsonValue } from '@watchfloor/sdk';

/** Parses, or throws the SyntaxError of JSON.parse. */
export function parseVendorJson(text: string): JsonValue {
  const clean = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // Only a text with a run of 16 digits can hold such a number; the reviver costs several times the plain parse.
  return /\d{16}/.test(clean) ? JSON.parse(clean, keepLargeIntegers) : JSON.parse(clean);
}

function keepLargeIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
