// Cuts a field's name into the words it was built from, whatever way its vendor builds names: `srcip`, `src_ip`, `srcIP`,
// `src-ip`, `c-ip`, `SourceIPAddress`, `cs(User-Agent)`, `kibana.alert.rule.name`. Everything the reader knows about
// fields is said about words, so that a spelling nobody has seen is still understood.

import { ALIASES, GLUE_WORDS, SINGULARS } from './field-knowledge.ts';

/** Longer names are read by their end, where the noun stands. */
const NAME_MAX = 96;

const NAMES_KEPT_MAX = 5_000;
const kept = new Map<string, readonly string[]>();

/** The words of one name, lower case, singular, abbreviations written out. Names are few and are met at many paths. */
export function wordsOf(name: string): readonly string[] {
  const known = kept.get(name);
  if (known !== undefined) return known;
  if (kept.size >= NAMES_KEPT_MAX) kept.clear();
  const words = cutIntoWords(name);
  if (name.length <= NAME_MAX) kept.set(name, words);
  return words;
}

function cutIntoWords(name: string): readonly string[] {
  const text = withoutVendor(name.length > NAME_MAX ? name.slice(-NAME_MAX) : name);
  const whole = ALIASES.get(text.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  if (whole !== undefined) return whole;
  const words: string[] = [];
  for (const word of splitCase(text)) {
    const alias = ALIASES.get(word);
    if (alias !== undefined) words.push(...alias);
    else if (GLUE_WORDS.has(word)) words.push(word);
    else pushUnglued(word, words);
  }
  return joinUserAgent(words);
}

/**
 * Vendors set their sign before the names they add to a common format: `FTNTFGTqname`, `FortinetFortiGatesrcintf`,
 * `PanOSSourceUserName`. Of a run of capitals only what follows in lower case and is a word we know is the name.
 */
export function withoutVendor(name: string): string {
  const own = /^(?:FortinetFortiGate|CybereasonCEFgenerator|PanOS)(?=\w)|^[A-Z]{5,12}(?=[a-z]{2})/.exec(
    name,
  )?.[0];
  if (own === undefined) return name;
  const rest = name.slice(own.length);
  if (/[a-z]$/.test(own) || own === 'PanOS') return rest;
  const word = /^[a-z]+/.exec(rest)?.[0] ?? '';
  return GLUE_WORDS.has(word) || ALIASES.has(word) || unglue(word) !== null ? rest : name;
}

/** A user agent is a program: neither a user nor an agent. */
function joinUserAgent(words: readonly string[]): readonly string[] {
  const at = words.indexOf('user');
  return at >= 0 && words[at + 1] === 'agent'
    ? [...words.slice(0, at), 'useragent', ...words.slice(at + 2)]
    : words;
}

function splitCase(text: string): string[] {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/(IP|ID|URL|URI|DNS|UPN|SID|MAC|ARN)s(?![a-z])/g, '$1')
    .replaceAll(/IP(?=v?[46])/g, 'Ip')
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function pushUnglued(word: string, words: string[]): void {
  const singular = SINGULARS.get(word);
  if (singular !== undefined) {
    words.push(singular);
    return;
  }
  if (word.length < 4 || word.length > 40) {
    words.push(word);
    return;
  }
  const parts = unglue(word);
  if (parts === null) words.push(word);
  else for (const part of parts) pushKnown(part, words);
}

function pushKnown(part: string, words: string[]): void {
  const alias = ALIASES.get(part);
  if (alias !== undefined) words.push(...alias);
  else words.push(SINGULARS.get(part) ?? part);
}

/** Cuts `dstuser` or `remoteip` where known words meet: the fewest words that cover the whole, or null. */
function unglue(word: string): readonly string[] | null {
  // best[i] is the fewest known words that spell word.slice(0, i).
  const best: (readonly string[] | null)[] = [[]];
  for (let end = 1; end <= word.length; end += 1) {
    let shortest: readonly string[] | null = null;
    for (let start = Math.max(0, end - 12); start < end; start += 1) {
      const before = best[start] ?? null;
      if (before === null) continue;
      const part = word.slice(start, end);
      if (!GLUE_WORDS.has(part) && !(part.length > 2 && ALIASES.has(part))) continue;
      if (shortest === null || before.length + 1 < shortest.length) shortest = [...before, part];
    }
    best.push(shortest);
  }
  const parts = best[word.length] ?? null;
  return parts !== null && parts.length > 1 && parts.length <= 5 ? parts : null;
}
