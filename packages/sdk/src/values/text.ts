// Small rules about text that every kind of value shares.

// What products write when they have nothing to say. A value that is one of these names no thing.
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  '',
  '-',
  '--',
  '---',
  '?',
  '*',
  '.',
  '_',
  'n/a',
  'na',
  'n.a.',
  'nil',
  'nan',
  'null',
  'none',
  'unknown',
  'undefined',
  'unspecified',
  'undetermined',
  'unavailable',
  'not available',
  'not applicable',
  'not set',
  'not specified',
  'empty',
  '(null)',
  '(none)',
  '(empty)',
  '(unknown)',
  '(not set)',
  '<null>',
  '<none>',
  '<unknown>',
  '<empty>',
  '[]',
  '{}',
  '""',
  "''",
]);

const PLACEHOLDER_LENGTH_MAX = Math.max(...[...PLACEHOLDERS].map((word) => word.length));

// What a placeholder can begin with: its first character in either case, or white space before it. Nine values in ten begin
// with something else and are done with after one look.
const PLACEHOLDER_STARTS = new Uint8Array(128);
for (const word of [...PLACEHOLDERS, ' ', '\t', '\n', '\v', '\f', '\r']) {
  for (const start of [word.slice(0, 1), word.slice(0, 1).toUpperCase()])
    if (start !== '') PLACEHOLDER_STARTS[start.charCodeAt(0)] = 1;
}

/** Whether the text only says that there is no value (`-`, `N/A`, `null`, `unknown` and the like, in any case). */
export function isPlaceholder(text: string): boolean {
  const { length } = text;
  if (length === 0) return true;
  if (length > 64) return false;
  const first = text.charCodeAt(0);
  if (first < 128 && PLACEHOLDER_STARTS[first] === 0) return false;
  if (length > PLACEHOLDER_LENGTH_MAX && !canBeSpace(first) && !canBeSpace(text.charCodeAt(length - 1)))
    return false;
  return PLACEHOLDERS.has(text.trim().toLowerCase());
}

/** Whether `trim` may take the character off; it knows more kinds of white space than ASCII has. */
function canBeSpace(code: number): boolean {
  return code <= 32 || code > 127;
}

/**
 * The first `max` UTF-16 units of the text; a surrogate pair at the edge is left out whole, so that what is stored is
 * always well-formed.
 */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const isSplitPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isSplitPair ? max - 1 : max);
}

/** Whether the text has a control character (U+0000 to U+001F, U+007F): no name, path or address has one. */
export function hasControl(text: string): boolean {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Whether the text has a letter or a digit of any alphabet: what has none names nothing. */
export function hasLetterOrDigit(text: string): boolean {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) return /[\p{L}\p{N}]/u.test(text);
    const lower = code | 0x20;
    if ((code >= 0x30 && code <= 0x39) || (lower >= 0x61 && lower <= 0x7a)) return true;
  }
  return false;
}

/**
 * The text without the characters of the set at its end. A loop rather than a pattern anchored at the end, which would try
 * every run of those characters from each of its places.
 */
export function trimEndOf(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end -= 1;
  return end === text.length ? text : text.slice(0, end);
}
