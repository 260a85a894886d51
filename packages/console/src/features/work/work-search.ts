// The state of the page about work, in the URL: which letters are listed, and which one is open.

import type { DeadLetter } from '@watchfloor/client';

export const LETTER_STATES = ['open', 'replayed', 'discarded'] as const;
export const LETTER_STAGES = [
  'accepted',
  'evidence',
  'revision',
  'event',
  'other',
  'none',
  'unknown',
] as const;

export interface WorkSearch {
  /** Open ones when left out. */
  readonly state?: readonly DeadLetter['state'][];
  readonly stage?: readonly DeadLetter['stage'][];
  readonly letter?: string;
}

export function parseWorkSearch(fields: Readonly<Record<string, unknown>>): WorkSearch {
  const words = (name: string) => (typeof fields[name] === 'string' ? fields[name].split(',') : []);
  const state = LETTER_STATES.filter((known) => words('state').includes(known));
  const stage = LETTER_STAGES.filter((known) => words('stage').includes(known));
  const letter = /^letter_[0-9a-f]{32}$/.exec(words('letter')[0] ?? '')?.[0];
  return {
    ...(state.length > 0 && { state }),
    ...(stage.length > 0 && { stage }),
    ...(letter && { letter }),
  };
}

/** What the list is asked for. */
export function letterFilter({ state, stage }: WorkSearch) {
  return { state: [...(state ?? (['open'] as const))], ...(stage && { stage: [...stage] }) };
}
