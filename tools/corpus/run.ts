// The corpus suite: every measurement on public records, held to floors a little below what was last measured, so that a change
// that reads worse is seen. The figures themselves stand in docs/measurements.md with their commands.
//
//   node tools/corpus/run.ts --check    one line a floor; exit 1 when one is missed

import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { corpusFolder } from './corpus-files.ts';

interface Line {
  readonly [field: string]: unknown;
}

interface Floor {
  readonly name: string;
  readonly least: number;
  /** The figure among the program's JSON lines; null when it is not there, which fails. */
  find(lines: readonly Line[]): number | null;
}

interface Measurement {
  readonly program: string;
  readonly floors: readonly Floor[];
}

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null);

function ratio(lines: readonly Line[], part: string, whole: string): number | null {
  const all = lines.find((line) => line['source'] === 'all' && line['type'] === 'all');
  const [above, below] = [number(all?.[part]), number(all?.[whole])];
  return above === null || below === null || below === 0 ? null : above / below;
}

const allSets = (lines: readonly Line[]): Line | undefined => lines.find((line) => line['set'] === 'all');

const total = (lines: readonly Line[], figure: string): number | null => number(allSets(lines)?.[figure]);

function share(lines: readonly Line[], part: string, whole: string): number | null {
  const [above, below] = [total(lines, part), total(lines, whole)];
  return above === null || below === null || below === 0 ? null : above / below;
}

const overall = (lines: readonly Line[], figure: string): number | null =>
  number(lines.find((line) => line['source'] === 'all')?.[figure]);

const MEASUREMENTS: readonly Measurement[] = [
  {
    program: 'ioc.ts',
    floors: [
      { name: 'indicator recall', least: 0.97, find: (lines) => ratio(lines, 'found', 'expected') },
      { name: 'indicator precision', least: 0.95, find: (lines) => ratio(lines, 'right', 'emitted') },
    ],
  },
  {
    program: 'vendors.ts',
    floors: [
      { name: 'mapped sources: entity recall', least: 0.95, find: (lines) => total(lines, 'recall') },
      { name: 'mapped sources: exact type', least: 0.85, find: (lines) => total(lines, 'exact_type') },
      { name: 'mapped sources: severity', least: 0.95, find: (lines) => total(lines, 'severity') },
      { name: 'mapped sources: kind', least: 0.95, find: (lines) => total(lines, 'kind') },
      { name: 'mapped sources: time', least: 0.95, find: (lines) => total(lines, 'time') },
      {
        name: 'mapped sources: recognised',
        least: 0.95,
        find: (lines) => share(lines, 'recognised', 'records'),
      },
    ],
  },
  {
    program: 'normalize.ts',
    floors: [
      { name: 'unmapped formats: entity recall', least: 0.85, find: (lines) => overall(lines, 'recall') },
      { name: 'unmapped formats: exact type', least: 0.85, find: (lines) => overall(lines, 'exact_type') },
      { name: 'unmapped formats: kind', least: 0.95, find: (lines) => overall(lines, 'kind') },
      { name: 'unmapped formats: product', least: 0.85, find: (lines) => overall(lines, 'recognised') },
    ],
  },
];

function measure(program: string): Line[] {
  const result = spawnSync(process.execPath, [path.join(import.meta.dirname, program), '--json'], {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.status !== 0) throw new Error(`${program} failed:\n${result.stderr}`);
  return result.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
}

if (corpusFolder() === null) {
  console.log('There is no folder of public records: set WATCHFLOOR_CORPUS.');
} else {
  for (const { program, floors } of MEASUREMENTS) {
    const lines = measure(program);
    for (const floor of floors) {
      const figure = floor.find(lines);
      const ok = figure !== null && figure >= floor.least;
      console.log(
        `${ok ? 'ok  ' : 'FAIL'} ${floor.name}: ${figure?.toFixed(3) ?? 'not measured'} (at least ${floor.least})`,
      );
      if (!ok) process.exitCode = 1;
    }
  }
}
