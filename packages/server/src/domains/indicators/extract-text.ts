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
  if (text.length < 4) return [];
  const { text: plain, dots } = refangMarked(unescapeText(text.slice(0, TEXT_LENGTH_MAX)));
  const scan = createScan(plain, dots);
  if (plain.includes('://')) findUrls(scan);
  if (plain.includes('@')) findEmails(scan);
  findPaths(scan);
  findTokens(scan);
  if (plain.includes('.')) findNames(scan);
  return scan.list();
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
