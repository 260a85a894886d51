// Reads every record of the corpus and prints how well, by the generic reader alone (as if nobody had mapped the product) or, with
// `--auto`, as ingest does, by the source that is recognised: entities found against the ones the record's
// own source declares (recall), values emitted for each expected (economy), exact types, kind, time, severity, product.
//
//   node tools/corpus/normalize.ts [--json] [--half even|odd|both] [--misses N] [--source TEXT] [--auto]
//
// Rules are developed on the records with an even index of each product; the odd half shows whether they generalise.

import path from 'node:path';
import { parseArgs } from 'node:util';
import type { JsonObject, NormalizedRecord } from '@watchfloor/sdk';
import { extractFromRecord } from '../../packages/server/src/domains/indicators/extract-record.ts';
import { explainAnything } from '../../packages/server/src/domains/ingest/reader/read-anything.ts';
import { makeOfflineReader } from '../../packages/server/src/offline.ts';
import { corpusFiles, corpusFolder, readJsonLines } from './corpus-files.ts';
import { comparable, type Expectation, expectationOf } from './expectations.ts';

interface Tally {
  records: number;
  crashed: number;
  expected: number;
  found: number;
  exact: number;
  expectedValues: number;
  emittedValues: number;
  kindKnown: number;
  kindRight: number;
  timeKnown: number;
  timeRight: number;
  severityKnown: number;
  severityRight: number;
  timed: number;
  titled: number;
  referenced: number;
  recognised: number;
  products: Map<string, number>;
}

function emptyTally(): Tally {
  return {
    records: 0,
    crashed: 0,
    expected: 0,
    found: 0,
    exact: 0,
    expectedValues: 0,
    emittedValues: 0,
    kindKnown: 0,
    kindRight: 0,
    timeKnown: 0,
    timeRight: 0,
    severityKnown: 0,
    severityRight: 0,
    timed: 0,
    titled: 0,
    referenced: 0,
    recognised: 0,
    products: new Map(),
  };
}

const PARTS = ['alerts', 'parsing', 'logs', 'detections'] as const;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    half: { type: 'string', default: 'both' },
    misses: { type: 'string', default: '0' },
    source: { type: 'string', default: '' },
    auto: { type: 'boolean', default: false },
  },
});

const misses = new Map<string, number>();
const measured: (JsonObject | string)[] = [];

function main(): void {
  const folder = corpusFolder();
  if (folder === null) {
    console.error('No corpus on this machine: set WATCHFLOOR_CORPUS to its folder.');
    process.exitCode = 1;
    return;
  }
  const tallies = new Map<string, { even: Tally; odd: Tally }>();
  let bytes = 0;
  let milliseconds = 0;
  let records = 0;
  for (const part of PARTS) {
    for (const file of corpusFiles(folder, part)) {
      const position = new Map<string, number>();
      for (const record of readJsonLines(file)) {
        const source = sourceOf(part, file, record);
        if (!source.includes(options.source)) continue;
        const index = position.get(source) ?? 0;
        position.set(source, index + 1);
        const half = index % 2 === 0 ? 'even' : 'odd';
        if (options.half !== 'both' && options.half !== half) continue;
        const pair = tallies.get(source) ?? { even: emptyTally(), odd: emptyTally() };
        tallies.set(source, pair);
        const inputs = inputsOf(record['input']);
        const expectation =
          inputs.length === 1
            ? expectationOf(path.basename(file), record)
            : kindOnly(path.basename(file), record);
        for (const input of inputs) {
          measured.push(input);
          bytes += typeof input === 'string' ? input.length : JSON.stringify(input).length;
          const start = performance.now();
          const record = readSafely(input, pair[half]);
          milliseconds += performance.now() - start;
          records += 1;
          if (record !== null) count(pair[half], { record, expectation, source });
        }
      }
    }
  }
  report(tallies);
  const perRecord = milliseconds / records;
  const speed = {
    records,
    ms_per_record: round(perRecord),
    ms_per_2kb: round(milliseconds / (bytes / 2048)),
    records_per_second: Math.round(1000 / perRecord),
  };
  console.log(JSON.stringify({ figure: 'normalize speed', ...speed, ...warmSpeed() }));
  printMisses(Number(options.misses));
}

const SMALL = 1_024;
const LARGE = 4_096;
const ROUNDS = 3;

/**
 * Reading and extracting of each record when everything is warm, the best of a few rounds, since what a busy machine adds is
 * not ours: medians and 95th percentiles of a record, and of those between 1 and 4 KB scaled to 2 KB.
 */
function warmSpeed(): Record<string, number> {
  const texts = measured.map((input) => (typeof input === 'string' ? input : JSON.stringify(input)));
  const best = measured.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round += 1) {
    measured.forEach((input, index) => {
      const start = performance.now();
      extractFromRecord(explainAnything(input).record, texts[index] ?? '');
      best[index] = Math.min(best[index] ?? 0, performance.now() - start);
    });
  }
  const per2kb = best.flatMap((milliseconds, index) => {
    const { length } = texts[index] ?? '';
    return length >= SMALL && length <= LARGE ? [(milliseconds * 2_048) / length] : [];
  });
  return {
    ms_p50: percentile(best, 0.5),
    ms_p95: percentile(best, 0.95),
    ms_p50_2kb: percentile(per2kb, 0.5),
    ms_p95_2kb: percentile(per2kb, 0.95),
  };
}

function percentile(values: number[], share: number): number {
  values.sort((left, right) => left - right);
  return round(values[Math.floor(values.length * share)] ?? 0);
}

function kindOnly(file: string, record: Record<string, unknown>): Expectation {
  const { kind } = expectationOf(file, record);
  return kind === undefined ? {} : { kind };
}

function sourceOf(part: string, file: string, record: Record<string, unknown>): string {
  const name = path.basename(file).replace(/\.jsonl(?:\.gz)?$/, '');
  const product = record['product'] ?? record['log'] ?? '';
  return product === '' ? `${part}/${name}` : `${part}/${name}/${String(product)}`;
}

/** A batch counts as its records. */
function inputsOf(input: unknown): (JsonObject | string)[] {
  if (Array.isArray(input)) return input.flatMap(inputsOf);
  if (typeof input === 'string') return [input];
  return typeof input === 'object' && input !== null ? [input as JsonObject] : [];
}

function readSafely(input: JsonObject | string, tally: Tally): NormalizedRecord | null {
  tally.records += 1;
  try {
    if (options.auto) return readAuto(input, tally);
    const reading = explainAnything(input);
    if (reading.product !== null) {
      tally.recognised += 1;
      const name = `${reading.product.vendor} ${reading.product.product}`.trim();
      tally.products.set(name, (tally.products.get(name) ?? 0) + 1);
    }
    return reading.record;
  } catch (error) {
    tally.crashed += 1;
    console.error(error);
    return null;
  }
}

const reader = makeOfflineReader();

/** What ingest would make of it; the records of an envelope are looked at as one. */
function readAuto(input: JsonObject | string, tally: Tally): NormalizedRecord | null {
  const { records, source } = reader.normalize(input);
  const [first] = records;
  if (first === undefined) return null;
  const isKnown = !first.flags.includes('best_effort') || first.product !== '';
  if (isKnown) {
    tally.recognised += 1;
    const name = `${source}: ${first.vendor} ${first.product}`.trim();
    tally.products.set(name, (tally.products.get(name) ?? 0) + 1);
  }
  return records.length === 1 ? first : { ...first, entities: records.flatMap((record) => record.entities) };
}

function count(
  tally: Tally,
  reading: { record: NormalizedRecord; expectation: Expectation; source: string },
): void {
  const { record, expectation, source } = reading;
  if (record.occurred_at !== null) tally.timed += 1;
  if (record.title !== '') tally.titled += 1;
  if (record.source_ref !== null) tally.referenced += 1;
  if (expectation.kind !== undefined) {
    tally.kindKnown += 1;
    if (record.kind === expectation.kind) tally.kindRight += 1;
    else note(`KIND ${source} is ${record.kind}`);
  }
  if (typeof expectation.time === 'string') {
    tally.timeKnown += 1;
    if (record.occurred_at?.slice(0, 19) === expectation.time.slice(0, 19)) tally.timeRight += 1;
    else note(`TIME ${source} ${record.occurred_at ?? 'none'} for ${expectation.time}`);
  }
  if (expectation.severity !== undefined) {
    tally.severityKnown += 1;
    if (record.severity === expectation.severity) tally.severityRight += 1;
    else note(`SEVERITY ${source} ${record.severity} for ${expectation.severity}`);
  }
  if (expectation.entities !== undefined)
    countEntities(tally, { record, expected: expectation.entities, source });
}

function countEntities(
  tally: Tally,
  reading: { record: NormalizedRecord; expected: NonNullable<Expectation['entities']>; source: string },
): void {
  const { record, expected, source } = reading;
  const values = new Set(record.entities.map((entity) => entity.value.toLowerCase()));
  const typed = new Set(record.entities.map((entity) => `${entity.type} ${entity.value.toLowerCase()}`));
  tally.emittedValues += values.size;
  tally.expectedValues += new Set(expected.map((entity) => comparable(entity.type, entity.value))).size;
  for (const entity of expected) {
    const value = comparable(entity.type, entity.value);
    tally.expected += 1;
    if (!values.has(value)) {
      note(`MISS ${source} ${entity.type}`);
      continue;
    }
    tally.found += 1;
    if (entity.type === 'hash' || typed.has(`${entity.type} ${value}`)) tally.exact += 1;
    else note(`TYPE ${source} ${entity.type}`);
  }
}

function note(text: string): void {
  misses.set(text, (misses.get(text) ?? 0) + 1);
}

function report(tallies: ReadonlyMap<string, { even: Tally; odd: Tally }>): void {
  const rows = [...tallies].map(([source, pair]) => line(source, join(pair.even, pair.odd)));
  const even = sum([...tallies.values()].map((pair) => pair.even));
  const odd = sum([...tallies.values()].map((pair) => pair.odd));
  const totals = [line('all', join(even, odd)), line('even half', even), line('odd half', odd)];
  if (options.json) for (const row of [...rows, ...totals]) console.log(JSON.stringify(row));
  else for (const row of [HEAD, ...rows.map(cells), ...totals.map(cells)]) console.log(row.join('  '));
}

const WIDTHS = [58, 6, 5, 6, 6, 6, 6, 6, 6, 6, 6, 6];
const HEAD = [
  'source',
  'rec',
  'lost',
  'recall',
  'econ',
  'type',
  'kind',
  'time',
  'sever',
  'timed',
  'ref',
  'known',
  'product',
].map((name, index) => (index === 0 ? name.padEnd(58) : name.padStart(WIDTHS[index] ?? 0)));

type Row = ReturnType<typeof line>;

function line(source: string, tally: Tally) {
  const product = [...tally.products].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
  return {
    source,
    records: tally.records,
    crashed_or_lost: tally.crashed + (tally.records - tally.crashed - tally.titled),
    recall: share(tally.found, tally.expected),
    economy: share(tally.emittedValues, tally.expectedValues),
    exact_type: share(tally.exact, tally.found),
    kind: share(tally.kindRight, tally.kindKnown),
    time: share(tally.timeRight, tally.timeKnown),
    severity: share(tally.severityRight, tally.severityKnown),
    with_time: share(tally.timed, tally.records),
    with_reference: share(tally.referenced, tally.records),
    recognised: share(tally.recognised, tally.records),
    product,
  };
}

function cells(row: Row): string[] {
  return Object.values(row).map((value, index) => {
    const text = value === null ? '·' : String(value);
    return index === 0
      ? text.slice(0, 58).padEnd(58)
      : index === 12
        ? text
        : text.padStart(WIDTHS[index] ?? 0);
  });
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : round(part / whole, 2);
}

function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}

function sum(parts: readonly Tally[]): Tally {
  return parts.reduce(join, emptyTally());
}

function join(a: Tally, b: Tally): Tally {
  const products = new Map(a.products);
  for (const [name, number] of b.products) products.set(name, (products.get(name) ?? 0) + number);
  return {
    records: a.records + b.records,
    crashed: a.crashed + b.crashed,
    expected: a.expected + b.expected,
    found: a.found + b.found,
    exact: a.exact + b.exact,
    expectedValues: a.expectedValues + b.expectedValues,
    emittedValues: a.emittedValues + b.emittedValues,
    kindKnown: a.kindKnown + b.kindKnown,
    kindRight: a.kindRight + b.kindRight,
    timeKnown: a.timeKnown + b.timeKnown,
    timeRight: a.timeRight + b.timeRight,
    severityKnown: a.severityKnown + b.severityKnown,
    severityRight: a.severityRight + b.severityRight,
    timed: a.timed + b.timed,
    titled: a.titled + b.titled,
    referenced: a.referenced + b.referenced,
    recognised: a.recognised + b.recognised,
    products,
  };
}

function printMisses(max: number): void {
  const sorted = [...misses].sort((a, b) => b[1] - a[1]).slice(0, max);
  for (const [text, number] of sorted) console.log(`${String(number).padStart(5)}  ${text}`);
}

main();
