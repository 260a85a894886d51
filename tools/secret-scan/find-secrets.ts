// Looks for credentials in one text. What is found is told by kind, place and a hint of its beginning: the report of a leak must
// not be a second one.

import { ALLOWED } from './allowed.ts';
import { SECRET_KINDS } from './secret-kinds.ts';

export interface FoundSecret {
  readonly kind: string;
  readonly line: number;
  readonly value: string;
}

/** Every credential of a text, in the order of the kinds; one value is told once, by the first kind that knows it. */
export function findSecrets(text: string): FoundSecret[] {
  const found = new Map<string, FoundSecret>();
  for (const kind of SECRET_KINDS) {
    if (!kind.hints.some((hint) => text.includes(hint))) continue;
    for (const match of text.matchAll(kind.pattern)) {
      const value = match[1] ?? match[0];
      if (found.has(value) || kind.isReal?.(value) === false) continue;
      found.set(value, { kind: kind.id, line: lineOf(text, match.index), value });
    }
  }
  return [...found.values()];
}

/** Whether this value stands on the list of synthetic ones, whole and unchanged. */
export function isAllowed(value: string): boolean {
  return ALLOWED.some((entry) => entry.value === value);
}

/** Enough to find it again, too little to use it. */
export function hintOf(value: string): string {
  return `${value.slice(0, 8)}… (${value.length} characters)`;
}

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
