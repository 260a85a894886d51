// What the state of the work means, in words, and what can be done about a letter.

import type { DeadLetter, WorkStatus } from '@watchfloor/client';
import { countOf } from '../../ui/format.ts';

export type Tone = 'good' | 'bad' | 'quiet';

export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone: Tone;
}

/** Work that waits longer is behind. */
const BEHIND_SECONDS = 120;

const CLASS_WORDS: Readonly<Record<WorkStatus['queue'][number]['class'], string>> = {
  critical: 'Critical alerts',
  high: 'High alerts',
  medium: 'Medium alerts',
  low: 'Low alerts',
  informational: 'Informational alerts',
  maintenance: 'Maintenance',
  again: 'What failed before',
  events: 'Events',
};

export const classWords = (name: WorkStatus['queue'][number]['class']): string => CLASS_WORDS[name];

const STAGE_WORDS: Readonly<Record<DeadLetter['stage'], string>> = {
  accepted: 'first decision',
  evidence: 'gathering evidence',
  revision: 'taking over a revision',
  event: 'linking an event',
  other: 'work of the tenant',
  none: 'nothing was left to do',
  unknown: 'not recorded',
};

export const stageWords = (stage: DeadLetter['stage']): string => STAGE_WORDS[stage];

/** `42 s`, `3 min`, `2 h`. */
export function secondsWords(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3_600)} h`;
}

export function tilesOf(status: WorkStatus): Tile[] {
  const { workers, dead_letters: letters } = status;
  const stuck = status.stuck.reduce((sum, row) => sum + row.alerts, 0);
  const isBehind = status.oldest_seconds > BEHIND_SECONDS;
  return [
    {
      name: 'Waiting',
      value: countOf(status.records, 'record'),
      note: status.jobs === 0 ? 'nothing waits' : `the oldest for ${secondsWords(status.oldest_seconds)}`,
      tone: status.jobs > 0 && isBehind ? 'bad' : 'quiet',
    },
    {
      name: 'Workers',
      value: `${workers.alive} alive`,
      note:
        workers.heard_seconds === null
          ? 'none was ever heard of'
          : `last heard of ${secondsWords(workers.heard_seconds)} ago`,
      tone: workers.alive === 0 ? 'bad' : 'good',
    },
    {
      name: 'Stuck',
      value: countOf(stuck, 'alert'),
      note: stuck === 0 ? 'a job carries everything' : 'put back to work by itself within 15 s',
      tone: stuck === 0 ? 'good' : 'bad',
    },
    {
      name: 'Failed for good',
      value: countOf(letters, 'open letter'),
      note: letters === 0 ? 'nothing to look at' : 'somebody has to look at them',
      tone: letters === 0 ? 'good' : 'bad',
    },
  ];
}

/** Why a letter cannot be replayed now; null when it can. */
export function refuseReplay({ state, followed_by }: DeadLetter): string | null {
  if (state !== 'replayed') return null;
  return followed_by === null
    ? 'It was replayed already.'
    : 'It was replayed and failed again: replay the letter that followed.';
}

/** Why a letter cannot be discarded now; null when it can. */
export function refuseDiscard({ state }: DeadLetter): string | null {
  return state === 'open' ? null : `It is ${state} already.`;
}
