// What we know of MITRE ATT&CK: ids, names and tactics, from the generated table beside this file.

import table from './techniques.json' with { type: 'json' };

interface Technique {
  readonly name: string;
  readonly tactics: readonly string[];
}

const TECHNIQUES: ReadonlyMap<string, Technique> = new Map(Object.entries(table.techniques));
const TACTIC_BY_WORD: ReadonlyMap<string, string> = tacticWords();
const ID_BY_NAME: ReadonlyMap<string, string> = techniqueNames();

/** Letters and digits only, lower case: 'Initial Access', 'InitialAccess' and 'initial-access' are one word. */
function squash(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function tacticWords(): Map<string, string> {
  const words = new Map<string, string>([
    ['c2', 'command-and-control'],
    ['cnc', 'command-and-control'],
    ['candc', 'command-and-control'],
    ['commandcontrol', 'command-and-control'],
    ['recon', 'reconnaissance'],
    ['privesc', 'privilege-escalation'],
    ['defenceevasion', 'defense-evasion'],
  ]);
  for (const tactic of table.tactics) {
    words.set(squash(tactic.id), tactic.short_name);
    words.set(squash(tactic.name), tactic.short_name);
  }
  return words;
}

function techniqueNames(): Map<string, string> {
  const ids = new Map<string, string>();
  const ambiguous = new Set<string>();
  const add = (name: string, id: string): void => {
    if (ids.has(name)) ambiguous.add(name);
    else ids.set(name, id);
  };
  // Ids come sorted, a technique before its sub-techniques. A bare name means the technique when there is one; several
  // sub-techniques of one name mean nothing without their parent ('Domain Account').
  for (const [id, technique] of TECHNIQUES) {
    if (!id.includes('.')) add(squash(technique.name), id);
  }
  const topNames = new Set(ids.keys());
  for (const [id, technique] of TECHNIQUES) {
    const parent = TECHNIQUES.get(id.slice(0, 5));
    if (!id.includes('.') || parent === undefined) continue;
    if (!topNames.has(squash(technique.name))) add(squash(technique.name), id);
    add(squash(`${parent.name}${technique.name}`), id);
  }
  for (const name of ambiguous) ids.delete(name);
  return ids;
}

/** Whether the id (`T1059`, `T1059.001`) is in the ATT&CK Enterprise release the product ships. */
export function isKnownTechnique(id: string): boolean {
  return TECHNIQUES.has(id);
}

// Enterprise and PRE ids run from T1001, mobile ones from T1398, ICS ones from T0800. The id must stand alone: 'AT1059',
// 'T10599' and 'T1156.0012' are something else.
const TECHNIQUE_ID = /(?<![A-Za-z0-9])T(0[89]|1[0-7])(\d{2})(?:[./](\d{3}))?(?![A-Za-z0-9]|[./]\d)/gi;

/**
 * The ATT&CK technique ids in a text, in order of appearance, each once, in canonical form.
 * Ids of older releases are given too; `tacticsOfTechnique` is empty for them.
 */
export function techniquesIn(text: string): string[] {
  if (!canHaveTechnique(text)) return [];
  const found = new Set<string>();
  for (const match of text.matchAll(TECHNIQUE_ID)) {
    const id = `T${match[1]}${match[2]}`;
    found.add(match[3] === undefined ? id : `${id}.${match[3]}`);
  }
  return [...found];
}

/** A look for a T before a 0 or 1, which few texts have; the pattern costs several times as much a character. */
function canHaveTechnique(text: string): boolean {
  for (let index = text.length - 5; index >= 0; index -= 1) {
    const next = text.charCodeAt(index + 1);
    if ((next === DIGIT_0 || next === DIGIT_1) && (text.charCodeAt(index) | 0x20) === LOWER_T) return true;
  }
  return false;
}

const DIGIT_0 = 0x30;
const DIGIT_1 = 0x31;
const LOWER_T = 0x74;

// The same few dozen spellings come with every record. Bounded, since a field may hold anything.
const TACTICS_MAX = 1_000;
const TACTICS = new Map<string, string | null>();

/**
 * The short name of a tactic (`initial-access`) from 'Initial Access', 'InitialAccess', 'initial-access', 'TA0001', or a
 * text around an id ('TA0001 - Initial Access', the address of its page).
 */
export function tacticOf(nameOrId: string): string | null {
  if (nameOrId.length > 200) return null;
  const known = TACTICS.get(nameOrId);
  if (known !== undefined) return known;
  const id = /\bTA\d{4}\b/i.exec(nameOrId)?.[0] ?? '';
  const tactic = TACTIC_BY_WORD.get(squash(nameOrId)) ?? TACTIC_BY_WORD.get(squash(id)) ?? null;
  if (TACTICS.size >= TACTICS_MAX) TACTICS.clear();
  TACTICS.set(nameOrId, tactic);
  return tactic;
}

/** The short names of the tactics in a list separated by commas, semicolons or bars, each once, in order. */
export function tacticsIn(list: string): string[] {
  const found = new Set<string>();
  for (const part of list.slice(0, 2000).split(/[,;|]/)) {
    const tactic = tacticOf(part);
    if (tactic !== null) found.add(tactic);
  }
  return [...found];
}

/** The short names of a technique's tactics; those of the technique for an unknown sub-technique; else empty. */
export function tacticsOfTechnique(id: string): readonly string[] {
  const key = id.toUpperCase();
  return TECHNIQUES.get(key)?.tactics ?? TECHNIQUES.get(key.slice(0, 5))?.tactics ?? [];
}

/** The name of a technique, or null for an id the release does not have. */
export function techniqueName(id: string): string | null {
  return TECHNIQUES.get(id.toUpperCase())?.name ?? null;
}

/**
 * The id of a technique by its name ('Brute Force', 'PowerShell', 'Brute Force: Password Spraying'), in any case. A name
 * that several sub-techniques share gives null unless the parent's stands before it.
 */
export function techniqueByName(name: string): string | null {
  return name.length > 200 ? null : (ID_BY_NAME.get(squash(name)) ?? null);
}
