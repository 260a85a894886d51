// What the preloaded failpoints are told: a file that is read at the start and at each SIGUSR2.

export const CONTROL_VARIABLE = 'CHAOS_CONTROL';

export interface Kill {
  /** Its name; ANY_BOUNDARY is each of them. */
  readonly boundary: string;
  /** Before the COMMIT is sent; just when it was sent; when its answer is there. */
  readonly side: 'before' | 'sent' | 'answered';
  /** The n-th time that the boundary is reached from now on. */
  readonly nth: number;
}

/** Writing statements that fail, and how. */
export interface Refusal {
  readonly sqlState: string;
  /** Names of the statements; all that write when left out. */
  readonly statements?: readonly string[];
}

export const ANY_BOUNDARY = '*';

export interface Control {
  readonly sequence: number;
  readonly kill: Kill | null;
  readonly refuse: Refusal | null;
  readonly commitDelayMs: number;
  readonly clockMs: number;
}

export const CALM: Omit<Control, 'sequence'> = { kill: null, refuse: null, commitDelayMs: 0, clockMs: 0 };
