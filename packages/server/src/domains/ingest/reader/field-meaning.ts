// What a field's path says about its value: the noun (what it is), the role (what part it played) and the doubts. Worked
// out once per path: field-path.ts remembers it.

import type { EntityRole } from '@watchfloor/sdk';
import {
  FILLERS,
  NOUNS,
  type Noun,
  PRODUCT_LINK_WORDS,
  QUIET_PARENTS,
  ROLES,
  type RoleWord,
  SHAPE_VETOES,
  VETOES,
} from './field-knowledge.ts';
import { wordsOf } from './field-names.ts';
import { type FieldPurpose, purposeOf } from './field-purpose.ts';

export interface FieldMeaning {
  readonly noun: Noun | null;
  /** The word that gave the noun, for the reason shown in a dry run. */
  readonly nounWord: string;
  readonly role: EntityRole | null;
  /** A word behind the noun says the value is about the thing: only beyond-doubt shapes are taken. */
  readonly isVetoed: boolean;
  /** Not even a clear shape means what it seems (`version: 10.0.0.1`). */
  readonly hidesShapes: boolean;
  /** Under an ancestor that describes rather than reports. */
  readonly isQuiet: boolean;
  /** The noun is followed by `id`: an address or an account name may stand there, an opaque key usually does. */
  readonly isId: boolean;
  readonly isDisplayName: boolean;
  /** The leaf has `path`, so that a relative or Unix path is meant. */
  readonly isPath: boolean;
  readonly isProductLink: boolean;
  readonly isLocal: boolean;
  readonly isRemote: boolean;
  /** All words of the leaf and its near ancestors. */
  readonly words: readonly string[];
  readonly purpose: FieldPurpose;
}

/** Ancestors beyond these are too far away to say anything about the value. */
const SEGMENTS_MAX = 5;

/** The meaning of a dotted path; numbers in it are positions in lists and count for nothing. */
export function meaningOf(path: string): FieldMeaning {
  const segments = path
    .split('.')
    .filter((segment) => segment !== '' && !/^\d+$/.test(segment))
    .slice(-SEGMENTS_MAX);
  const levels = segments.map(wordsOf).reverse();
  const leaf = levels[0] ?? [];
  const found = findNoun(levels);
  const all = levels.slice(0, 4).flat();
  const ancestors = levels.slice(1).flat();
  return {
    noun: found.noun,
    nounWord: found.word,
    role: roleOf(levels, found.word),
    isVetoed: found.isVetoed,
    hidesShapes: leaf.some((word) => SHAPE_VETOES.has(word)),
    isQuiet: ancestors.some((word) => QUIET_PARENTS.has(word)),
    isId: /^(?:id|sid|guid|uuid|uid|identifier|key)$/.test(leaf.at(-1) ?? ''),
    isDisplayName: leaf.includes('display') || leaf.includes('full') || leaf.includes('friendly'),
    isPath: leaf.includes('path'),
    isProductLink:
      (leaf.length > 1 && leaf.at(-1) === 'link') || leaf.some((word) => PRODUCT_LINK_WORDS.has(word)),
    isLocal: all.includes('local'),
    isRemote: all.includes('remote') || all.includes('peer'),
    words: all,
    purpose: purposeOf(segments, levels),
  };
}

interface FoundNoun {
  readonly noun: Noun | null;
  readonly word: string;
  readonly isVetoed: boolean;
}

const NO_NOUN: FoundNoun = { noun: null, word: '', isVetoed: false };

/** Reads each level from its end: the noun stands last, and what stands behind it decides whether it counts. */
function findNoun(levels: readonly (readonly string[])[]): FoundNoun {
  for (const [depth, level] of levels.slice(0, 4).entries()) {
    const found = nounOfLevel(level);
    if (found.noun === 'file' && found.word === 'path') {
      // `process.image.path`, `process.path`: the file of a process is the process.
      const above = levels[depth + 1];
      const owner = above === undefined || level.length > 1 ? NO_NOUN : nounOfLevel(above);
      return owner.noun === 'process' && !owner.isVetoed ? owner : found;
    }
    if (found.noun !== null) return found;
    if (depth === 0 && isIdOnly(level)) continue;
    if (found.isVetoed) return found;
    const bare = depth === 0 ? bareRole(level) : null;
    if (bare !== null) return bare;
    // A level made of words we do not know says nothing, and neither may what stands above it.
    if (found.word !== '') return NO_NOUN;
  }
  return NO_NOUN;
}

const ID_WORDS: ReadonlySet<string> = new Set([
  'id',
  'alternate',
  'alternative',
  'uid',
  'guid',
  'uuid',
  'identifier',
  'unique',
  'key',
]);

/** `user.id`, `actor.alternateId`: the noun stands above, and the value may be a name or an opaque key. */
function isIdOnly(level: readonly string[]): boolean {
  return (
    level.length > 0 &&
    level.every((word) => ID_WORDS.has(word) || FILLERS.has(word)) &&
    level.some((word) => ID_WORDS.has(word))
  );
}

/** A level with a process and a file (`ImageFileName`, `process_image_path`) is about the process. */
function nounOfLevel(level: readonly string[]): FoundNoun {
  const link = level.findIndex((word) => CONNECTIVES.has(word));
  if (link > 0) {
    // `Domaine du compte`: in these languages the head stands first; a mere `Nom du` says nothing yet.
    const head = lastNounOf(level.slice(0, link));
    return head.noun !== null || head.isVetoed ? head : nounOfLevel(level.slice(link + 1));
  }
  if (level.at(-1) === 'by' && DONE.has(level.at(-2) ?? ''))
    return { noun: 'account', word: 'by', isVetoed: false };
  const found = lastNounOf(level);
  if (found.noun === 'address') {
    const kind = level.find((word) => ADDRESS_KINDS.has(NOUNS.get(word) ?? ''));
    return kind === undefined ? found : { ...found, noun: NOUNS.get(kind) ?? null, word: kind };
  }
  if (found.noun !== 'file') return found;
  const process = level.find((word) => NOUNS.get(word) === 'process');
  return process === undefined ? found : { ...found, noun: 'process', word: process };
}

/** `created_by`, `performedBy`: whoever did it. `sort_by` is no one. */
const DONE: ReadonlySet<string> = new Set(
  `created updated modified deleted performed initiated invoked granted requested executed approved assigned started submitted
  uploaded sent closed triggered changed added removed run actioned reported owned opened resolved edited`.split(
    /\s+/,
  ),
);

const ADDRESS_KINDS: ReadonlySet<string> = new Set(['ip', 'email', 'mac', 'url']);

const CONNECTIVES: ReadonlySet<string> = new Set([
  'of',
  'du',
  'de',
  'des',
  'del',
  'da',
  'do',
  'di',
  'der',
  'den',
]);

function lastNounOf(level: readonly string[]): FoundNoun {
  // `is_admin`, `contains_featured_host` ask a question; the answer is yes or no.
  let isVetoed = QUESTIONS.has(level[0] ?? '');
  let unknown = '';
  for (let index = level.length - 1; index >= 0; index -= 1) {
    const word = level[index] ?? '';
    const noun = NOUNS.get(word);
    if (noun !== undefined && !(isVetoed && isWeakBehind(noun)))
      return { noun, word, isVetoed: isVetoed || unknown !== '' };
    if (FILLERS.has(word) || ROLES.has(word) || ID_WORDS.has(word)) continue;
    if (VETOES.has(word)) isVetoed = true;
    else unknown = unknown === '' ? word : unknown;
  }
  return { noun: null, word: unknown, isVetoed };
}

const QUESTIONS: ReadonlySet<string> = new Set([
  'is',
  'has',
  'was',
  'can',
  'contains',
  'should',
  'allow',
  'requires',
]);

/** `device_vendor` says nothing about a device: with a veto behind them these words are mere qualifiers. */
function isWeakBehind(noun: Noun): boolean {
  return noun === 'device' || noun === 'resource' || noun === 'technique' || noun === 'indicator';
}

/** `src=192.0.2.1`, `client: web7`, `actor: bob`: the role word alone is the field. */
function bareRole(level: readonly string[]): FoundNoun | null {
  const word = level.findLast((candidate) => ROLES.has(candidate));
  if (word === undefined || level.some((candidate) => !ROLES.has(candidate) && !FILLERS.has(candidate)))
    return null;
  const role = ROLES.get(word);
  if (role === 'source' || role === 'destination') return { noun: 'address', word, isVetoed: false };
  return role === 'actor' && !VAGUE_ACTORS.has(word) ? { noun: 'account', word, isVetoed: false } : null;
}

/** `subject` is more often a mail's or a certificate's; the others are parts of sentences. */
const VAGUE_ACTORS: ReadonlySet<string> = new Set(['subject', 'by', 'initiating', 'requesting', 'operator']);

const ENTITY_ROLE: Readonly<Record<RoleWord, EntityRole>> = {
  source: 'source',
  destination: 'destination',
  actor: 'actor',
  target: 'target',
  observer: 'observer',
  parent: 'parent',
};

function roleOf(levels: readonly (readonly string[])[], nounWord: string): EntityRole | null {
  for (const level of levels.slice(0, 4)) {
    if (level.some((word) => ROLES.get(word) === 'parent')) return 'parent';
    if (nounWord === 'by' && level.at(-1) === 'by') return 'actor';
    const word = level.find((candidate) => ROLES.has(candidate) && candidate !== nounWord);
    const role = word === undefined ? undefined : ROLES.get(word);
    if (role !== undefined) return ENTITY_ROLE[role];
    const own = level.includes(nounWord) ? ROLES.get(nounWord) : undefined;
    if (own !== undefined) return ENTITY_ROLE[own];
  }
  return null;
}
