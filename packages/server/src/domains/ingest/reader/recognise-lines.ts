// The product of a line by its wording. The rows are indexed by their programs and by the literal pieces their wording must
// have, so that a line costs one walk however many products are known.

import { HintIndex } from './hint-index.ts';
import type { LineRow } from './line-row.ts';
import { APPLICATION_LINES } from './line-rows-application.ts';
import { HOST_LINES } from './line-rows-host.ts';
import { INFRASTRUCTURE_LINES } from './line-rows-infrastructure.ts';
import { NETWORK_LINES } from './line-rows-network.ts';

export const LINE_ROWS: readonly LineRow[] = [
  ...NETWORK_LINES,
  ...INFRASTRUCTURE_LINES,
  ...HOST_LINES,
  ...APPLICATION_LINES,
];

export interface LineMatch {
  readonly row: LineRow;
  readonly because: string;
}

const HEAD_MAX = 600;

const BY_PROGRAM = new Map<string, LineRow>();
const BY_HINT = new HintIndex<number>();
const WITH_PROGRAM_PATTERN = LINE_ROWS.filter((row) => row.program !== null);
/** Rows whose wording has no literal piece: few, and tried on every line. */
const WITHOUT_HINT = LINE_ROWS.filter((row) => row.hints.length === 0 && row.text !== null);

for (const [index, row] of LINE_ROWS.entries()) {
  for (const name of row.programs) if (!BY_PROGRAM.has(name)) BY_PROGRAM.set(name, row);
  for (const hint of row.hints) BY_HINT.add(hint, index);
}

/** The best row for a line; null when nothing in its first characters is known. */
export function matchLine(text: string, program: string | null): LineMatch | null {
  let best = matchProgram(program ?? leadingWord(text));
  const head = text.length > HEAD_MAX ? text.slice(0, HEAD_MAX) : text;
  const consider = (row: LineRow): void => {
    if (best !== null && row.confidence <= best.row.confidence) return;
    if (row.text === null || row.text.test(head)) best = { row, because: 'wording of the line' };
  };
  for (const index of new Set(BY_HINT.find(head))) {
    const row = LINE_ROWS[index];
    if (row !== undefined) consider(row);
  }
  for (const row of WITHOUT_HINT) if (row.mark === '' || head.includes(row.mark)) consider(row);
  return best;
}

/** `oscap: ERROR: …`: without a header before it, any word with a colon; it counts when it is a program we know. */
function leadingWord(text: string): string | null {
  return LEADING_WORD.exec(text)?.[1] ?? null;
}

const LEADING_WORD = /^\s{0,4}([A-Za-z][\w.-]{1,40})(?:\[\d{1,10}\])?: /;

function matchProgram(program: string | null): LineMatch | null {
  if (program === null) return null;
  // A path says where the program lies, the last step of it what it is.
  const name = program.slice(program.lastIndexOf('/') + 1);
  const because = `program ${program}`;
  const row = BY_PROGRAM.get(program.toLowerCase()) ?? BY_PROGRAM.get(name.toLowerCase());
  if (row !== undefined) return { row, because };
  const byPattern = WITH_PROGRAM_PATTERN.find((candidate) => candidate.program?.test(program) === true);
  return byPattern === undefined ? null : { row: byPattern, because };
}
