// `key="value", key2=value2` in a text: the raw form of Splunk's stash (notable and risk events), and of many logs.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';

const KEY_MAX = 80;
const TEXT_MAX = 200_000;

/**
 * The pairs of a text, a repeated key with all its values. One pass: what belongs to a pair is not looked at again. The text
 * is cut at 200,000 characters.
 */
export function readPairs(text: string): JsonObject {
  const bag = new FieldBag();
  const line = text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) : text;
  let from = 0;
  for (let at = line.indexOf('='); at >= 0; at = line.indexOf('=', from)) {
    const key = keyBefore(line, at, from);
    from = at + 1;
    if (key === '') continue;
    const { value, end } = valueAfter(line, from);
    if (value !== '') bag.add(key, value);
    from = end;
  }
  return bag.toObject();
}

/** The name that ends at the sign; '' when none stands there. */
function keyBefore(line: string, at: number, from: number): string {
  const lowest = Math.max(from, at - KEY_MAX);
  let start = at;
  while (start > lowest && isKeyCode(line.charCodeAt(start - 1))) start -= 1;
  return line.slice(start, at);
}

function isKeyCode(code: number): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  // Digits, `_`, `.`, `:`, `-`, and the braces of JSON paths.
  const isOther = code === 95 || code === 46 || code === 58 || code === 45 || code === 123 || code === 125;
  return isLetter || isOther || (code >= 48 && code <= 57);
}

interface Value {
  readonly value: string;
  readonly end: number;
}

function valueAfter(line: string, start: number): Value {
  const quote = line[start];
  if (quote === '"' || quote === "'") return quotedValue(line, start + 1, quote);
  let end = start;
  while (end < line.length && !/[\s,]/.test(line[end] ?? '')) end += 1;
  return { value: line.slice(start, end), end };
}

/** Up to the closing quote; a backslash before a quote or a backslash belongs to the text's writing. */
function quotedValue(line: string, start: number, quote: string): Value {
  let end = start;
  while (end < line.length && line[end] !== quote) end += line[end] === '\\' ? 2 : 1;
  const inner = line.slice(start, Math.min(end, line.length));
  return { value: inner.replace(/\\(["'\\])/g, '$1').trim(), end: Math.min(end + 1, line.length) };
}
