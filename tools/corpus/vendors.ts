// Measures the bundled sources on real public records: what they refuse, which of the expected entities they find, how many
// values they emit for that (economy), and whether severity, time and kind agree with what the record's collector declared.
//
//   node tools/corpus/vendors.ts            a table, then one JSON line per data set
//   node tools/corpus/vendors.ts --markdown the table of docs/measurements.md
//   node tools/corpus/vendors.ts --misses   and every expected value that was not found, with what was refused
//
// The sets stand in sets/, one file a source.
//
// The data folder is WATCHFLOOR_CORPUS, or ../shared/data beside the repository; without it there is nothing to measure.

import { join } from 'node:path';
import { bundledSources } from '@watchfloor/connectors';
import {
  canonicalValue,
  ENTITY_TYPES,
  type JsonObject,
  type JsonValue,
  type NormalizedRecord,
  parseJsonText,
  type SourceAdapter,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { formatSources } from '../../packages/server/src/domains/ingest/reader/format-sources.ts';
import { findJson } from '../../packages/server/src/domains/ingest/reader/line-json.ts';
import { corpusFolder, readJsonLines } from './corpus-files.ts';
import type { DataSet, Expected } from './data-set.ts';
import { DATA_SETS } from './sets/all-sets.ts';

interface Figures {
  readonly set: string;
  readonly source: string;
  readonly records: number;
  readonly refused: number;
  readonly recognised: number;
  readonly expected: number;
  readonly recall: number | null;
  /** Of the values found, those emitted under a type they are expected under. */
  readonly exact_type: number | null;
  /** Of the expected pairs of type and value, those emitted: a value expected as host and as domain counts twice here. */
  readonly exact_pairs: number | null;
  readonly economy: number | null;
  readonly severity: number | null;
  readonly time: number | null;
  readonly kind: number | null;
  readonly alerts: number;
  readonly us_per_kb: number;
}

interface Tally {
  records: number;
  refused: number;
  recognised: number;
  expected: number;
  found: number;
  exact: number;
  pairs: number;
  pairsFound: number;
  emitted: number;
  alerts: number;
  readonly agreed: Record<'severity' | 'time' | 'kind', { yes: number; all: number }>;
}

/** Measures one data set; what was missed is told through `report`. */
interface Measured {
  readonly set: DataSet;
  readonly tally: Tally;
  readonly usPerKb: number;
}

function measureSet(set: DataSet, folder: string, report: (text: string) => void): Measured {
  const adapter = sourceNamed(set.source);
  // The lines are parsed JSON: JsonObject is what that is.
  const lines = (readJsonLines(join(folder, set.file)) as JsonObject[]).filter(set.isMember);
  const tally = emptyTally();
  const records = lines.flatMap((line) =>
    recordsOf(set.record?.(line) ?? line.input ?? null, adapter).map((body) => ({ line, body })),
  );
  for (const { line, body } of records) {
    tally.records += 1;
    if (surest(body)?.id === set.source) tally.recognised += 1;
    else report(`${set.name} ${textAt(line, 'id')}: taken for ${surest(body)?.id ?? 'nothing'}`);
    const result = adapter.read(body);
    if (result.ok) {
      const miss = (text: string): void => report(`${set.name} ${textAt(line, 'id')}: ${text}`);
      compare(tally, { record: result.record, expected: set.expected(line, body) }, miss);
    } else {
      tally.refused += 1;
      report(`${set.name} ${textAt(line, 'id')}: refused, ${result.refusal.field} ${result.refusal.message}`);
    }
  }
  const usPerKb = speedOf(
    adapter,
    records.map(({ body }) => body),
  );
  return { set, tally, usPerKb };
}

function emptyTally(): Tally {
  const zero = (): { yes: number; all: number } => ({ yes: 0, all: 0 });
  return {
    records: 0,
    refused: 0,
    recognised: 0,
    expected: 0,
    found: 0,
    exact: 0,
    pairs: 0,
    pairsFound: 0,
    emitted: 0,
    alerts: 0,
    agreed: { severity: zero(), time: zero(), kind: zero() },
  };
}

const COUNTS = [
  'records',
  'refused',
  'recognised',
  'expected',
  'found',
  'exact',
  'pairs',
  'pairsFound',
  'emitted',
  'alerts',
] as const;

/** All sets as one: every expected value counts alike, whichever set it is of. */
function totalOf(measured: readonly Measured[]): Figures {
  const total = emptyTally();
  for (const { tally } of measured) {
    for (const name of COUNTS) total[name] += tally[name];
    for (const name of ['severity', 'time', 'kind'] as const) {
      total.agreed[name].yes += tally.agreed[name].yes;
      total.agreed[name].all += tally.agreed[name].all;
    }
  }
  const speeds = measured.map(({ usPerKb }) => usPerKb).sort((left, right) => left - right);
  return figuresOf({ set: 'all', source: 'all' }, total, speeds[Math.floor(speeds.length / 2)] ?? 0);
}

/** The bundled sources, and those of the formats that the server itself reads. */
const SOURCES: readonly SourceAdapter[] = [...bundledSources, ...formatSources];

function sourceNamed(id: string): SourceAdapter {
  const adapter = SOURCES.find((source) => source.id === id);
  if (adapter === undefined) throw new Error(`no bundled source "${id}"`);
  return adapter;
}

/** The records of a line: an object or the text of one, the items of a list, or what is in the source's own envelope. */
function recordsOf(input: JsonValue, adapter: SourceAdapter): readonly JsonObject[] {
  const value = typeof input === 'string' ? openText(input, adapter) : input;
  const inside = adapter.envelopes.map((path) => valueAt(value, path)).find(Array.isArray);
  const items: readonly unknown[] = Array.isArray(value) ? value : (inside ?? [value]);
  return items.map((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw new Error(`a line of ${adapter.id} has no record`);
    // Neither an array nor null: a JSON object.
    return item as JsonObject;
  });
}

/** What a text holds: JSON, what the adapter parses it to, or the JSON behind a header. */
function openText(text: string, adapter: SourceAdapter): JsonValue {
  const behind = () => findJson(text, 0)?.value ?? null;
  return parseJsonText(text) ?? adapter.parseText?.(text) ?? behind();
}

/** What `auto` would choose. */
function surest(body: JsonObject): SourceAdapter | null {
  const answers = SOURCES.map((source) => ({ source, certainty: source.recognise(body) }));
  const best = answers.reduce((left, right) => (right.certainty > left.certainty ? right : left));
  return best.certainty >= 50 ? best.source : null;
}

function compare(
  tally: Tally,
  pair: { readonly record: NormalizedRecord; readonly expected: Expected },
  miss: (text: string) => void,
): void {
  const { record, expected } = pair;
  if (record.kind === 'alert') tally.alerts += 1;
  agree(tally.agreed.severity, { wanted: expected.severity, found: record.severity, miss });
  agree(tally.agreed.kind, { wanted: expected.kind, found: record.kind, miss });
  const time = expected.time === undefined ? Number.NaN : instantOf(expected.time);
  if (!Number.isNaN(time)) {
    const ours = record.occurred_at === null ? null : new Date(record.occurred_at).toISOString();
    agree(tally.agreed.time, { wanted: new Date(time).toISOString(), found: ours, miss });
  }
  if (expected.entities === undefined || expected.entities.length === 0) return;
  // A value expected under two types (a login that is an address) is one value, exact when one of the types is emitted.
  const wanted = new Map<string, Set<string>>();
  for (const { type, value } of expected.entities) {
    const key = foldValue(type, value);
    wanted.set(key, (wanted.get(key) ?? new Set()).add(type));
  }
  const emitted = new Map<string, Set<string>>();
  for (const { type, value } of record.entities) {
    const key = foldValue(type, value);
    emitted.set(key, (emitted.get(key) ?? new Set()).add(type));
  }
  tally.expected += wanted.size;
  tally.emitted += emitted.size;
  for (const [value, types] of wanted) {
    const found = emitted.get(value);
    if (found === undefined) miss(`missed ${[...types].join('/')} ${value}`);
    else tally.found += 1;
    const exact = [...types].filter((type) => found?.has(type)).length;
    if (exact > 0) tally.exact += 1;
    tally.pairs += types.size;
    tally.pairsFound += exact;
  }
}

/** Values compare in canonical form and in lower case. */
function foldValue(type: string, value: string): string {
  // An expected type may be one we do not have; the value then compares as it is.
  const own = ENTITY_TYPES.find((name) => name === type);
  return ((own && canonicalValue(own, value)) ?? value).toLowerCase();
}

/** Date.parse with the zone made explicit: a time without one is UTC in these data sets. */
function instantOf(text: string): number {
  const iso = text.replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(iso) ? iso : `${iso}Z`);
}

interface Comparison {
  readonly wanted: string | undefined;
  readonly found: string | null;
  miss(text: string): void;
}

function agree(count: { yes: number; all: number }, { wanted, found, miss }: Comparison): void {
  if (wanted === undefined || wanted === '') return;
  count.all += 1;
  if (wanted === found) count.yes += 1;
  else miss(`expected ${wanted}, found ${found}`);
}

/** Microseconds of one core per KB, after a warm-up; the records are read often enough to make the clock's grain small. */
function speedOf(adapter: SourceAdapter, bodies: readonly JsonObject[]): number {
  const bytes = bodies.reduce((sum, body) => sum + JSON.stringify(body).length, 0);
  const rounds = Math.max(2, Math.ceil(2_000_000 / bytes));
  const readAll = (): void => {
    for (let round = 0; round < rounds; round += 1) for (const body of bodies) adapter.read(body);
  };
  readAll();
  const start = performance.now();
  readAll();
  return ((performance.now() - start) * 1000) / (rounds * (bytes / 1024));
}

function figuresOf(name: { set: string; source: string }, tally: Tally, usPerKb: number): Figures {
  const share = (part: number, all: number): number | null =>
    all === 0 ? null : Math.round((part / all) * 1000) / 1000;
  const agreed = (name: 'severity' | 'time' | 'kind'): number | null =>
    share(tally.agreed[name].yes, tally.agreed[name].all);
  return {
    ...name,
    records: tally.records,
    refused: tally.refused,
    recognised: tally.recognised,
    expected: tally.expected,
    recall: share(tally.found, tally.expected),
    exact_type: share(tally.exact, tally.found),
    exact_pairs: share(tally.pairsFound, tally.pairs),
    economy: share(tally.emitted, tally.expected),
    severity: agreed('severity'),
    time: agreed('time'),
    kind: agreed('kind'),
    alerts: tally.alerts,
    us_per_kb: Math.round(usPerKb * 10) / 10,
  };
}

/** The figures of every data set, in order, and of all together. `report` is told of each miss. */
export function measureVendors(folder: string, report: (text: string) => void): readonly Figures[] {
  const measured = DATA_SETS.map((set) => measureSet(set, folder, report));
  const each = measured.map(({ set, tally, usPerKb }) =>
    figuresOf({ set: set.name, source: set.source }, tally, usPerKb),
  );
  return [...each, totalOf(measured)];
}

const COLUMNS = [
  'set',
  'source',
  'records',
  'recognised',
  'expected',
  'recall',
  'exact_type',
  'economy',
  'severity',
  'time',
  'kind',
] as const;

/** The table of docs/measurements.md. */
function printMarkdown(figures: readonly Figures[]): void {
  console.log(`| ${COLUMNS.join(' | ')} |\n|${' --- |'.repeat(COLUMNS.length)}`);
  for (const row of figures) console.log(`| ${COLUMNS.map((name) => row[name] ?? '–').join(' | ')} |`);
}

if (import.meta.main) {
  const folder = corpusFolder();
  if (folder === null) {
    console.log('No corpus: set WATCHFLOOR_CORPUS to the folder with the data sets.');
  } else {
    const misses: string[] = [];
    const figures = measureVendors(folder, (text) => misses.push(text));
    if (process.argv.includes('--markdown')) printMarkdown(figures);
    else {
      console.table(Object.fromEntries(figures.map(({ set, ...rest }) => [set, rest])));
      if (process.argv.includes('--misses')) for (const miss of misses) console.log(miss);
      for (const line of figures) console.log(JSON.stringify(line));
    }
  }
}
