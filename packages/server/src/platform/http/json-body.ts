// The body of an operation, strictly: one JSON object, in UTF-8, neither deep nor wide without bound, no name twice in an object.
// It is looked at byte by byte before it is parsed, because what comes after (schemas, hashes) goes down by recursion and would look
// at every member of millions. Receivers have their own, tolerant reader.

import { isUtf8 } from 'node:buffer';
import { AppError } from '../../kernel/errors.ts';

/** As deep as a record may be that is submitted (docs/api.md). */
export const JSON_DEPTH_MAX = 1_000;
/** Members and elements of the whole body. */
export const JSON_VALUES_MAX = 20_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/** The object that the body holds; throws `bad_json`, `too_deep` or `invalid`, in this order of looking. */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (!isUtf8(body)) throw new AppError('bad_json', { message: 'The body is not valid UTF-8.' });
  checkShape(body);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new AppError('bad_json', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new AppError('invalid', { message: 'The body must be a JSON object.' });
  }
  return value as Record<string, unknown>;
}

/** One pass; it understands just enough of JSON to be right about every text that the parser takes afterwards. */
function checkShape(body: Buffer): void {
  // The names of each open object; null for a list.
  const open: (Set<string> | null)[] = [];
  let values = 0;
  let text: { readonly start: number; readonly end: number } | null = null;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      const end = endOfText(body, at);
      text = { start: at, end };
      at = end;
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      open.push(byte === OPEN_OBJECT ? new Set() : null);
      if (open.length > JSON_DEPTH_MAX) {
        throw new AppError('too_deep', {
          message: `The body is nested more than ${JSON_DEPTH_MAX} levels deep.`,
        });
      }
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) open.pop();
    else if (byte === COLON && text) addName(open.at(-1), body, text);
    if (byte === COMMA || byte === COLON) {
      values += 1;
      if (values > JSON_VALUES_MAX) {
        throw new AppError('invalid', {
          message: `The body holds more than ${JSON_VALUES_MAX} members and elements.`,
          isRecorded: true,
        });
      }
    }
  }
}

/** The place of the closing quote, or of the last byte where there is none. */
function endOfText(body: Buffer, start: number): number {
  let at = start + 1;
  while (at < body.length && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return Math.min(at, body.length - 1);
}

function addName(
  names: Set<string> | null | undefined,
  body: Buffer,
  text: { readonly start: number; readonly end: number },
): void {
  if (!names) return;
  const written = body.toString('utf8', text.start, text.end + 1);
  const name = written.includes('\\') ? unescaped(written) : written.slice(1, -1);
  if (names.has(name)) {
    throw new AppError('bad_json', {
      message: `"${name.slice(0, 60)}" stands twice in one object, and which one counts would be a guess.`,
    });
  }
  names.add(name);
}

/** `"na\u006de"` is `name`; what is no text at all is refused by the parser in its turn. */
function unescaped(written: string): string {
  try {
    return String(JSON.parse(written));
  } catch (error) {
    if (error instanceof SyntaxError) return written;
    throw error;
  }
}
