// Words by which an alert is found: of its texts, and whole entity values. One function makes them for storing and for
// asking, so both always agree.

import { createHash } from 'node:crypto';
import { refang } from '@watchfloor/sdk';

const TOKENS_MAX = 400;
const TOKEN_LENGTH_MAX = 200;
// What separates words; dots, dashes, colons, slashes and @ stay inside, since addresses and paths are searched whole. One
// list for storing and for asking, where a star has a meaning of its own.
const BETWEEN = String.raw`\s,;"'\x60()[\]{}<>|=!?&^%$#~+“”‘’…`;
const SEPARATORS = new RegExp(`[${BETWEEN}*]+`, 'u');
const QUERY_SEPARATORS = new RegExp(`[${BETWEEN}]+`, 'u');
/** What a word is taken apart by: a path into its names, a name into its labels, a label into its words. */
const LEVELS: readonly RegExp[] = [/[/\\:@]+/, /\.+/, /[_-]+/];

/** Id of an entity: a hash of its type and value, so that links are written without reading the entity back. */
export function entityId(type: string, value: string): string {
  const hex = createHash('sha256').update(`${type}\0${value}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** The id behind a filter `type:value`. */
export function entityIdOf(filter: string): string {
  const colon = filter.indexOf(':');
  return entityId(filter.slice(0, colon), filter.slice(colon + 1));
}

/**
 * Words of a text, lower case and cut at 200 characters, at most 400. A word with inner punctuation gives itself and its parts:
 * `C:\Tools\a-b.exe` is found by `a-b.exe` and by `tools`, a host by its short name, and `10.0.0.55` as a whole.
 */
export function tokensOf(texts: readonly string[]): string[] {
  const tokens = new Set<string>();
  for (const text of texts) {
    for (const word of text.toLowerCase().split(SEPARATORS)) {
      addWord(tokens, word, 0);
      if (tokens.size >= TOKENS_MAX) return [...tokens].slice(0, TOKENS_MAX);
    }
  }
  return [...tokens];
}

function addWord(tokens: Set<string>, word: string, level: number): void {
  const trimmed = word.replace(/^[.:/\\@_-]+|[.:/\\@_-]+$/g, '');
  if (trimmed.length < Math.min(level + 1, 2)) return;
  tokens.add(trimmed.slice(0, TOKEN_LENGTH_MAX));
  const separator = LEVELS[level];
  if (separator === undefined || /^[\d.]+$/.test(trimmed)) return;
  for (const part of trimmed.split(separator)) addWord(tokens, part, level + 1);
}

export interface SearchTerm {
  readonly text: string;
  readonly prefix: boolean;
}

/** What a person typed: all words must occur, `word*` finds a beginning, a defanged address is undone. At most 12 words. */
export function searchTerms(query: string): SearchTerm[] {
  const terms = new Map<string, SearchTerm>();
  for (const word of refang(query).toLowerCase().split(QUERY_SEPARATORS)) {
    const prefix = word.endsWith('*');
    const text = word.replace(/^[.:/\\@_-]+|[.:/\\@_*-]+$/g, '').slice(0, TOKEN_LENGTH_MAX);
    if (text !== '') terms.set(`${text}${prefix}`, { text, prefix });
    if (terms.size >= 12) break;
  }
  return [...terms.values()];
}
