// What verifying the chain has found so far, call by call, and what that is called.

import type { AuditBreak, AuditRecord, AuditVerification } from '@watchfloor/client';

export interface VerificationTotal {
  readonly state: 'running' | 'holds' | 'broken';
  readonly first: number | null;
  readonly last: number | null;
  readonly links: number;
  readonly records: number;
  readonly checkpoints: number;
  readonly bodiesRemoved: number;
  readonly unsealed: number;
  readonly broken: AuditBreak | null;
  /** Where the next call goes on; null when there is none. */
  readonly cursor: string | null;
}

export const NOTHING_VERIFIED: VerificationTotal = {
  state: 'running',
  first: null,
  last: null,
  links: 0,
  records: 0,
  checkpoints: 0,
  bodiesRemoved: 0,
  unsealed: 0,
  broken: null,
  cursor: null,
};

/** Only an answer that says so itself ends as holding: one that is neither broken nor complete nor goes on is not taken for good. */
export function addVerification(total: VerificationTotal, answer: AuditVerification): VerificationTotal {
  const { covered, broken, complete, ok } = answer;
  const isGood = ok && complete && broken === null;
  const isOver = broken !== null || !ok || answer.next_cursor === null;
  return {
    state: isGood ? 'holds' : isOver ? 'broken' : 'running',
    first: total.first ?? covered.first_sequence,
    last: covered.last_sequence ?? total.last,
    links: total.links + covered.links,
    records: total.records + covered.records,
    checkpoints: total.checkpoints + answer.checkpoints_checked,
    bodiesRemoved: total.bodiesRemoved + answer.bodies_removed,
    unsealed: answer.unsealed,
    broken,
    cursor: isGood || isOver ? null : answer.next_cursor,
  };
}

const BREAK_TITLES: Readonly<Record<AuditBreak['kind'], string>> = {
  record_altered: 'A record was altered',
  record_missing: 'A record was removed',
  record_not_chained: 'A record was put in',
  link_altered: 'A link of the chain was altered',
  link_missing: 'Links of the chain are missing',
  checkpoint_mismatch: 'A signed checkpoint does not fit',
};

export function breakTitle(broken: AuditBreak | null): string {
  return broken === null ? 'Verifying ended without a result' : BREAK_TITLES[broken.kind];
}

/** The record that a break names, where it is still there to be looked at. */
export function recordToOpen(broken: AuditBreak | null): string | null {
  return broken === null || broken.kind === 'record_missing' ? null : broken.record_id;
}

export interface ChainState {
  /** The newest place in the chain among the records that were read; null when none of them is sealed. */
  readonly sealedTo: number | null;
  /** Records that were read and wait for their place. */
  readonly waiting: number;
  /** Whether all that were read wait, so that there may be more of them. */
  readonly isMore: boolean;
}

/** What the newest records say of the chain without verifying it. */
export function chainStateOf(newest: readonly AuditRecord[]): ChainState {
  const places = newest.flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
  const waiting = newest.length - places.length;
  return {
    sealedTo: places.length === 0 ? null : Math.max(...places),
    waiting,
    isMore: waiting > 0 && places.length === 0,
  };
}
