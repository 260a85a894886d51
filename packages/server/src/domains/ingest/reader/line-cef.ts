// CEF and LEEF: a header cut by `|`, then `key=value` pairs. Both let a value hold spaces without quotes, so a value ends
// where the next key begins. `cs1Label=Policy cs1=web` becomes the field `Policy`: the label is the vendor's own name.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';

export interface CefLine {
  readonly form: 'cef' | 'leef';
  readonly fields: JsonObject;
}

/** Header fields are named alike for both, and start with `device_`, which no vendor's extension uses. */
export const CEF_HEADER = [
  'device_vendor',
  'device_product',
  'device_version',
  'device_event_class_id',
] as const;

/** Reads CEF or LEEF that begins at `start`; null when the header is cut short. */
export function readCef(line: string, start: number): CefLine | null {
  return line.startsWith('LEEF:', start) ? readLeef(line, start) : readCefProper(line, start);
}

/** Where CEF or LEEF begins in the line, or -1. Only looked for near the start: later it is quoted text. */
export function findCef(line: string, from: number): number {
  const head = line.slice(from, from + 512);
  const match = /(?:CEF:\d{1,2}|LEEF:\d{1,2}(?:\.\d{1,2})?)\|/.exec(head);
  if (match !== null) return from + match.index;
  // A collector that cut the tag off leaves `0|Vendor|Product|…`.
  return /^\d\|[^|=]{2,60}\|[^|=]{2,60}\|[^|=]{0,60}\|[^|]{0,120}\|[^|]{1,250}\|\d{1,2}\|/.test(head)
    ? from
    : -1;
}

function readCefProper(line: string, start: number): CefLine | null {
  const { parts, end } = splitHeader(line, line.indexOf('|', start) + 1, 6);
  if (parts.length < 4) return null;
  const bag = new FieldBag();
  CEF_HEADER.forEach((name, index) => {
    addHeader(bag, name, parts[index]);
  });
  addHeader(bag, 'event_name', parts[4]);
  addHeader(bag, 'device_severity', parts[5]);
  readSpacedPairs(line, end, bag);
  applyLabels(bag);
  return { form: 'cef', fields: bag.toObject() };
}

function readLeef(line: string, start: number): CefLine | null {
  const isSecond = line.startsWith('LEEF:2', start);
  const { parts, end } = splitHeader(line, line.indexOf('|', start) + 1, isSecond ? 5 : 4);
  if (parts.length < 4) return null;
  const bag = new FieldBag();
  CEF_HEADER.forEach((name, index) => {
    addHeader(bag, name, parts[index]);
  });
  addHeader(bag, 'event_id', parts[3]);
  const delimiter = isSecond ? leefDelimiter(parts[4] ?? '') : null;
  const rest = line.slice(end);
  if (delimiter === null && isSecond) readDelimitedPairs(`${parts[4] ?? ''}|${rest}`, '\t', bag);
  else if (rest.includes(delimiter ?? '\t')) readDelimitedPairs(rest, delimiter ?? '\t', bag);
  else if (/^[\w.-]{1,60}=[^|]*\|[\w.-]{1,60}=[^|]*\|/.test(rest)) readDelimitedPairs(rest, '|', bag);
  else readSpacedPairs(line, end, bag);
  applyLabels(bag);
  return { form: 'leef', fields: bag.toObject() };
}

/** `^`, `0x5E`, `x09`, `\t`; null when the fifth header part is not a delimiter but already the first pair. */
function leefDelimiter(text: string): string | null {
  if (text === '' || text === '\\t') return '\t';
  if (text.length === 1) return text;
  const hex = /^(?:0?x)([0-9a-f]{1,4})$/i.exec(text);
  return hex === null ? null : String.fromCharCode(Number.parseInt(hex[1] ?? '9', 16));
}

function addHeader(bag: FieldBag, name: string, value: string | undefined): void {
  const text = (value ?? '').trim();
  if (text !== '') bag.add(name, text);
}

function splitHeader(line: string, from: number, partsMax: number): { parts: string[]; end: number } {
  const parts: string[] = [];
  let text = '';
  let at = from;
  for (; at < line.length && parts.length < partsMax; at += 1) {
    const char = line[at] ?? '';
    if (char === '\\' && (line[at + 1] === '|' || line[at + 1] === '\\')) {
      text += line[at + 1];
      at += 1;
    } else if (char === '|') {
      parts.push(text);
      text = '';
    } else {
      text += char;
    }
  }
  if (text !== '') parts.push(text);
  return { parts, end: at };
}

const KEY_CODES = new Uint8Array(128);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-[]/:@%')
  KEY_CODES[char.charCodeAt(0)] = 1;

const BACKSLASH = 92;
const EQUALS = 61;
const PIPE = 124;

interface KeyPosition {
  readonly keyStart: number;
  readonly equals: number;
}

/** `k=v k2=v2` where a value runs until the next ` key=`. One pass over the text: the key is read back from its `=`. */
function readSpacedPairs(line: string, from: number, bag: FieldBag): void {
  const keys: KeyPosition[] = [];
  let keyStart = from;
  for (let at = from; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code < 128 && KEY_CODES[code] === 1) continue;
    if (code === BACKSLASH) {
      at += 1;
      keyStart = -1;
    } else if (code === 32 || code === 9 || code === 10 || code === 13) {
      keyStart = at + 1;
    } else if (code === EQUALS) {
      if (keyStart >= 0 && keyStart < at) keys.push({ keyStart, equals: at });
      keyStart = -1;
    } else {
      // A pipe directly before the first key ends the header.
      keyStart = code === PIPE ? at + 1 : -1;
    }
  }
  keys.forEach((key, index) => {
    const end = keys[index + 1]?.keyStart ?? line.length;
    const value = unescapeValue(line.slice(key.equals + 1, end).trim());
    if (value !== '') bag.add(line.slice(key.keyStart, key.equals), value);
  });
}

function readDelimitedPairs(text: string, delimiter: string, bag: FieldBag): void {
  for (const part of text.split(delimiter)) {
    const equals = part.indexOf('=');
    if (equals <= 0) continue;
    const value = unescapeValue(part.slice(equals + 1).trim());
    if (value !== '') bag.add(part.slice(0, equals).trim(), value);
  }
}

function unescapeValue(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replaceAll(/\\([\\=|nr])/g, (_, char: string) => {
    if (char === 'n') return '\n';
    if (char === 'r') return '\r';
    return char;
  });
}

/** Turns every `xLabel=Name x=value` into `Name=value`, when the name is free and short enough to be one. */
function applyLabels(bag: FieldBag): void {
  for (const labelKey of [...bag.keys()]) {
    if (!labelKey.endsWith('Label')) continue;
    const key = labelKey.slice(0, -5);
    const label = bag.get(labelKey);
    const value = bag.get(key);
    bag.delete(labelKey);
    if (typeof label !== 'string' || value === undefined || label.length > 64) continue;
    bag.delete(key);
    bag.add(label, value);
  }
}
