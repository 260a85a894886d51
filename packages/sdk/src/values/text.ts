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

/** Whether the text only says that there is no value (`-`, `N/A`, `null`, `unknown` and the like, in any case). */
export function isPlaceholder(text: string): boolean {
  return text.length <= 64 && PLACEHOLDERS.has(text.trim().toLowerCase());
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
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
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
  return text.slice(0, end);
}
