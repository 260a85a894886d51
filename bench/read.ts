// What reading costs one core: from the text of a record to the normalised record with its indicators, by the source that is
// recognised and by the generic reader alone. The records are the fixtures of all connectors, so anyone can run it.
//
//   node bench/read.ts      one JSON line a figure: {"name","value","unit"}; progress on stderr
//
// Costs are scaled to 2 KB a record, over records of half to twice that size: the cost grows with the length.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { extractFromRecord, extractIndicators } from '../packages/server/src/domains/indicators/index.ts';
import { readAnything } from '../packages/server/src/domains/ingest/reader/read-anything.ts';
import { makeOfflineReader, parseVendorJson } from '../packages/server/src/offline.ts';

const CONNECTORS = path.join(import.meta.dirname, '../connectors');
const SCALE_BYTES = 2_048;
const BYTES_MIN = 1_024;
const BYTES_MAX = 4_096;
const WARM_UP_ROUNDS = 30;
const ROUNDS = 15;

interface Input {
  readonly text: string;
  readonly isJson: boolean;
}

function loadInputs(): Input[] {
  const vendors = readdirSync(CONNECTORS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return vendors.flatMap((vendor) => {
    const folder = path.join(CONNECTORS, vendor.name, 'fixtures');
    return readdirSync(folder)
      .filter((file) => /\.in\.(?:json|txt)$/.test(file))
      .map((file) => {
        const text = readFileSync(path.join(folder, file), 'utf8').trim();
        const isJson = file.endsWith('.json');
        return { text: isJson ? JSON.stringify(JSON.parse(text)) : text, isJson };
      });
  });
}

const reader = makeOfflineReader();

function readAuto({ text, isJson }: Input): void {
  // `normalize` extracts the indicators as the worker does.
  reader.normalize(isJson ? parseVendorJson(text) : text);
}

function readGeneric({ text, isJson }: Input): void {
  const value = isJson ? parseVendorJson(text) : text;
  // A fixture that is an array is a batch; the generic reader reads its records one by one.
  for (const record of Array.isArray(value) ? value : [value]) {
    if (typeof record !== 'string' && (typeof record !== 'object' || record === null)) continue;
    const normalized = readAnything(record);
    extractFromRecord(normalized, typeof record === 'string' ? record : '');
  }
}

/** The median of the rounds, in milliseconds. */
function cost(run: () => void): number {
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((left, right) => left - right);
  return times[Math.floor(ROUNDS / 2)] ?? 0;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function print(name: string, value: number, unit: string): void {
  process.stdout.write(`${JSON.stringify({ name, value: Number(value.toPrecision(3)), unit })}\n`);
}

function measure(name: string, inputs: readonly Input[], read: (input: Input) => void): void {
  process.stderr.write(`${name}: ${inputs.length} records\n`);
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) for (const input of inputs) read(input);
  const times = inputs.map((input) => cost(() => read(input)));
  const scaled = times
    .map((time, index) => (time * SCALE_BYTES) / (inputs[index]?.text.length ?? SCALE_BYTES))
    .sort((left, right) => left - right);
  print(`${name}_p50_ms_2kb`, percentile(scaled, 0.5), 'ms');
  print(`${name}_p95_ms_2kb`, percentile(scaled, 0.95), 'ms');
  print(`${name}_per_s`, (times.length * 1_000) / times.reduce((sum, time) => sum + time, 0), 'records/s');
}

const inputs = loadInputs().filter(({ text }) => text.length >= BYTES_MIN && text.length <= BYTES_MAX);
measure('normalize', inputs, readAuto);
measure('normalize_generic', inputs, readGeneric);

const text = inputs.map((input) => input.text.replaceAll(/[{}"]/g, ' ')).join('\n');
for (let round = 0; round < 3; round += 1) extractIndicators(text);
print('extract_mb_per_s', text.length / 1_000_000 / (cost(() => extractIndicators(text)) / 1_000), 'MB/s');
