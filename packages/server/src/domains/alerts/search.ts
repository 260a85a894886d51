// Words by which an alert is found: of its texts, and whole entity values. One module makes them for storing and for asking, so
// both always agree.
//
// They are stored as a text-search vector of our own making, never by PostgreSQL's parser, which would take addresses and paths
// apart in ways that nobody expects. A word begins with the last five digits of its tenant, so that in the one index of all
// tenants each has its own words; a field with its whole value is a word that begins with "=". The place of a word lets phrases be
// found, and its letter says where it stood.

import { hash } from 'node:crypto';
import { ENTITY_TYPES, refang } from '@watchfloor/sdk';
import type { PlacedWord } from '../../kernel/columns.ts';
import { uuidOfHex } from '../../kernel/ids.ts';

const WORDS_MAX = 400;
const WORD_LENGTH_MAX = 200;
/** Entries that each memory of what was made lately holds. */
const KNOWN_MAX = 20_000;
const TERMS_MAX = 12;
/** Places that are kept of a word. */
const PLACES_MAX = 20;
/** PostgreSQL keeps no place beyond this one; a phrase that far into a text is not found as one. */
const PLACE_MAX = 16_000;
/** What separates words; dots, dashes, colons, slashes and @ stay inside, since addresses and paths are searched whole. */
const SEPARATORS = /[\s,;"'`()[\]{}<>|=!?&^%$#~+“”‘’…*]+/u;
/** What a word is taken apart by: a path into its names, a name into its labels, a label into its words. */
const LEVELS: readonly RegExp[] = [/[/\\:@]+/, /\.+/, /[_-]+/];

/** Id of an entity: a hash of its type and value, so that links are written without reading the entity back. */
export function entityId(type: string, value: string): string {
  const name = `${type}\0${value}`;
  const known = knownIds.get(name);
  if (known !== undefined) return known;
  const id = uuidOfHex(hash('sha256', name, 'hex'));
  if (name.length > WORD_LENGTH_MAX) return id;
  if (knownIds.size >= KNOWN_MAX) knownIds.clear();
  knownIds.set(name, id);
  return id;
}

/** Ids that were asked for lately: an entity's is needed at each step of an alert, and most alerts name what others named. */
const knownIds = new Map<string, string>();

/** The id behind a filter `type:value`. */
export function entityIdOf(filter: string): string {
  const colon = filter.indexOf(':');
  return entityId(filter.slice(0, colon), filter.slice(colon + 1));
}

/** Where a word stood: the letter that a query names it by, and the weight that PostgreSQL keeps with each place. */
const LETTERS = { title: 'A', rule: 'B', values: 'C', rest: 'D' } as const;
const WEIGHTS = { title: 3, rule: 2, values: 1, rest: 0 } as const;
const WEIGHT_SHIFT = 14;
const PLACE_MASK = (1 << WEIGHT_SHIFT) - 1;
type Part = keyof typeof LETTERS;

/** What an alert is found by. */
export interface Searchable {
  readonly title: string;
  /** Id and name of its rule. */
  readonly rule: readonly string[];
  /** Entities and indicators. */
  readonly values: readonly { readonly type: string; readonly value: string }[];
  /** Fields that can be asked for by name, such as the source or a label. */
  readonly fields: readonly { readonly name: SearchField; readonly value: string }[];
  readonly description: string;
}

/** Fields that are not types of entities. */
const FIELDS = ['source', 'vendor', 'product', 'category', 'label', 'technique', 'tactic'] as const;
export type SearchField = (typeof FIELDS)[number];
/** One name for what people do not tell apart when they paste it. */
const HASHES = ['sha256', 'sha1', 'md5', 'sha512'] as const;

/** The words of an alert with their places: at most 400 words, each in lower case and cut at 200 characters. */
export function searchVector(tenantId: string, alert: Searchable): PlacedWord[] {
  const words = new Map<string, number[]>();
  const prefix = tenantPrefix(tenantId);
  let place = 1;
  const add = (word: string, part: Part) => {
    const at = Math.min(place, PLACE_MAX) | (WEIGHTS[part] << WEIGHT_SHIFT);
    const places = words.get(word);
    if (places === undefined) {
      if (words.size < WORDS_MAX) words.set(word, [at]);
      return;
    }
    // Places of a word must rise; beyond the last one they do not.
    if (places.length < PLACES_MAX && ((places.at(-1) ?? 0) & PLACE_MASK) < (at & PLACE_MASK))
      places.push(at);
  };
  const addText = (text: string, part: Part) => {
    for (const word of text.toLowerCase().split(SEPARATORS)) {
      const forms = formsOf(word);
      for (const form of forms) add(form, part);
      if (forms.length > 0) place += 1;
    }
    // A phrase does not reach from one text into the next.
    place += 2;
  };
  addText(alert.title, 'title');
  for (const text of alert.rule) addText(text, 'rule');
  for (const { type, value } of alert.values) {
    add(fieldWord(type, value), 'values');
    addText(value, 'values');
  }
  for (const { name, value } of alert.fields) {
    add(fieldWord(name, value), 'rest');
    addText(value, 'rest');
  }
  addText(alert.description, 'rest');
  return Array.from(words, ([word, places]) => [prefix + word, places]);
}

/** The last digits of a tenant's id: five of random ones, so that tenants share hardly a word; who asks is compared as well. */
function tenantPrefix(tenantId: string): string {
  return tenantId.slice(-5);
}

function fieldWord(field: string, value: string): string {
  return `=${field}:${cutWord(value.trim().toLowerCase())}`;
}

/** Forms of words that came lately: alerts of a tenant and of a product share most of theirs. */
const knownForms = new Map<string, readonly string[]>();

/** A word with inner punctuation and its parts: `C:\Tools\a-b.exe` is found by `a-b.exe` and by `tools`, a host by its short name. */
function formsOf(word: string): readonly string[] {
  const known = knownForms.get(word);
  if (known !== undefined) return known;
  const forms = new Set<string>();
  addForms(forms, word, 0);
  const made = [...forms];
  if (word.length > WORD_LENGTH_MAX) return made;
  if (knownForms.size >= KNOWN_MAX) knownForms.clear();
  knownForms.set(word, made);
  return made;
}

function addForms(forms: Set<string>, word: string, level: number): void {
  const trimmed = trimWord(word);
  if (trimmed.length < Math.min(level + 1, 2)) return;
  forms.add(cutWord(trimmed));
  const separator = LEVELS[level];
  if (separator === undefined || /^[\d.]+$/.test(trimmed)) return;
  for (const part of trimmed.split(separator)) addForms(forms, part, level + 1);
}

/** Not between the halves of a surrogate pair: each half would become the same replacement character. */
function cutWord(word: string): string {
  if (word.length <= WORD_LENGTH_MAX) return word;
  const last = word.charCodeAt(WORD_LENGTH_MAX - 1);
  return word.slice(0, last >= 0xd800 && last <= 0xdbff ? WORD_LENGTH_MAX - 1 : WORD_LENGTH_MAX);
}

function trimWord(word: string): string {
  return word.replace(/^[.:/\\@_-]+|[.:/\\@_-]+$/g, '');
}

/** As PostgreSQL reads a word inside a vector or a query: quotes and backslashes are doubled. No text that gets here holds U+0000. */
function quoted(word: string): string {
  if (!word.includes("'") && !word.includes('\\')) return `'${word}'`;
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

const TERM = /(?:(?<field>[a-z0-9_]+):)?(?:["“”](?<phrase>[^"“”]*)["“”]|(?<bare>[^\s"“”]+))/gu;

/**
 * The query of what a person typed, as PostgreSQL reads it; null when there is no word in it. All words must occur; `word*` finds
 * a beginning, `"two words"` a phrase, `field:value` a field, and a defanged address is undone. At most 12 terms.
 */
export function searchQuery(tenantId: string, typed: string): string | null {
  const prefix = tenantPrefix(tenantId);
  const terms = new Set<string>();
  for (const match of refang(typed).toLowerCase().matchAll(TERM)) {
    const { field, phrase, bare = '' } = match.groups ?? {};
    const made =
      field === undefined
        ? plainTerms(prefix, { phrase, bare }, '')
        : fieldTerms(prefix, { field, phrase, bare });
    for (const term of made) if (terms.size < TERMS_MAX) terms.add(term);
  }
  return terms.size === 0 ? null : [...terms].join(' & ');
}

interface Typed {
  readonly phrase: string | undefined;
  readonly bare: string;
}

function fieldTerms(prefix: string, { field, phrase, bare }: Typed & { readonly field: string }): string[] {
  if (field === 'title' || field === 'rule') return plainTerms(prefix, { phrase, bare }, LETTERS[field]);
  const names = field === 'hash' ? HASHES : [field];
  if (!names.every(isField)) {
    // No field of ours: a word with a colon in it, as an address or a path has.
    return [
      ...plainTerms(prefix, { phrase: undefined, bare: `${field}:${bare}` }, ''),
      ...(phrase === undefined ? [] : plainTerms(prefix, { phrase, bare: '' }, '')),
    ];
  }
  const isBeginning = phrase === undefined && bare.endsWith('*');
  const value = phrase ?? (isBeginning ? bare.slice(0, -1) : bare);
  if (value.trim() === '') return [];
  const values = names.map((name) => `${quoted(prefix + fieldWord(name, value))}${isBeginning ? ':*' : ''}`);
  const [only, ...others] = values;
  return [others.length === 0 && only !== undefined ? only : `(${values.join(' | ')})`];
}

function isField(name: string): boolean {
  return [...FIELDS, ...ENTITY_TYPES].some((known) => known === name);
}

/** Words that must all occur, or one phrase; with a letter, in that part of the alert alone. */
function plainTerms(prefix: string, { phrase, bare }: Typed, letter: string): string[] {
  const term = (word: string, beginning: boolean) => {
    const options = `${beginning ? '*' : ''}${letter}`;
    return `${quoted(prefix + cutWord(word))}${options && `:${options}`}`;
  };
  if (phrase !== undefined) {
    const words = phrase.split(SEPARATORS).map(trimWord).filter(Boolean);
    const inOrder = words.map((word) => term(word, false)).join(' <-> ');
    return words.length < 2 ? words.map((word) => term(word, false)) : [`(${inOrder})`];
  }
  return bare.split(QUERY_SEPARATORS).flatMap((word) => {
    const beginning = word.endsWith('*');
    const text = trimWord(word.replaceAll('*', ''));
    return text === '' ? [] : [term(text, beginning)];
  });
}

/** As SEPARATORS, but for the star, which has a meaning when somebody asks. */
const QUERY_SEPARATORS = /[\s,;"'`()[\]{}<>|=!?&^%$#~+“”‘’…]+/u;
