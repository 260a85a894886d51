// Indicators of compromise out of free text: reports, tickets, log lines, command lines, JSON, tables. Pure and linear in
// the length of the text. Each pass is one regular expression or one scan outwards from an anchor; a pass marks what it
// has explained, and the order of the passes is the order of how sure they are.
//
// What is deliberately not reported: the host of a URL and the domain of an e-mail address (a look-up takes them from
// there), user and host names (only a field can say that a word is one), networks in prefix notation, internal names such
// as `.local` (no one can look them up), bare file names.

import { type Indicator, refangMarked } from '@watchfloor/sdk';
import { findNames } from './extract-name.ts';
import { findPaths } from './extract-path.ts';
import { createScan } from './extract-scan.ts';
import { findTokens } from './extract-token.ts';
import { findEmails, findUrls } from './extract-url.ts';

/** Longer texts are cut: what is said in the first four million characters describes an alert well enough. */
export const TEXT_LENGTH_MAX = 4_000_000;

/**
 * The indicators in a text, each once in canonical form, by place of first mention. Defanged spellings are understood.
 * Never throws; at most `INDICATORS_MAX` values.
 */
export function extractIndicators(text: string): Indicator[] {
  if (text.length < 4 || isProse(text)) return [];
  const { text: plain, dots } = refangMarked(unescapeText(text.slice(0, TEXT_LENGTH_MAX)));
  const scan = createScan(plain, dots);
  if (plain.includes('://')) findUrls(scan);
  if (plain.includes('@')) findEmails(scan);
  findPaths(scan);
  findTokens(scan);
  if (plain.includes('.')) findNames(scan);
  return scan.list();
}

// Characters of words and sentences. Everything else - a digit, a dot, a slash, a bracket - can be a part of an indicator.
const IS_PROSE = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz ,;!?\'"-')
  IS_PROSE[character.charCodeAt(0)] = 1;

/** The shortest indicator without a digit or a sign: a bitcoin address of letters. */
const WORD_LENGTH_MAX = 25;

/** Whether the text is a short one of plain words, as many titles are: nothing can be found in it. */
function isProse(text: string): boolean {
  const { length } = text;
  if (length > 200) return false;
  let wordStart = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127 || IS_PROSE[code] === 0) return false;
    if (code < 65) wordStart = index + 1;
    else if (index - wordStart >= WORD_LENGTH_MAX) return false;
  }
  return true;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: ' ',
  f: ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

/** Escapes undone: the `\=` of CEF, and those of JSON text, so that `\nexample.com` and `C:\\Temp` are read as what they mean. */
function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  if (!/^\s*[[{]\s*["{[]/.test(text.slice(0, 200))) return text.replaceAll('\\=', '=');
  return text.replace(
    /\\(?:u([0-9a-f]{4})|(["\\/bfnrt]))/gi,
    (_whole, hex: string | undefined, letter: string) =>
      hex === undefined ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
