import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { getLetterOperation, listLettersOperation } from './work/operations/read-dead-letters.ts';
import { discardLetterOperation, replayOperations } from './work/operations/settle-dead-letters.ts';
import { workStatusOperation } from './work/operations/work-status.ts';

/** The module; it asks for the jobs there are, since a letter of any of them can be replayed. */
export function ingestModule(jobIds: () => readonly string[]): Module {
  const replay = replayOperations(jobIds);
  return {
    domain: 'ingest',
    operations: [
      anyOperation(workStatusOperation),
      anyOperation(listLettersOperation),
      anyOperation(getLetterOperation),
      anyOperation(replay.one),
      anyOperation(replay.many),
      anyOperation(discardLetterOperation),
    ],
    jobs: [],
    publishes: [],
  };
}
