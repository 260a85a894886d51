// The conformance kit: what every source must do on its fixtures and on everything that can be made of them. A vendor's test
// file is one call per source; nothing else is needed to start.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ENTITIES_MAX } from '../entity-collector.ts';
import type { JsonObject, JsonValue, ReadResult, SourceAdapter } from '../source.ts';
import { cpuMs } from './cpu-clock.ts';
import { type Fixture, isBatch, isObject, loadFixtures, parseFile, recordsOf } from './fixtures.ts';
import { adversarialTexts, depthBombs, longLists, type Variant, variants, wrongTypes } from './mutations.ts';
import { recordProblems } from './record-problems.ts';

export interface CheckOptions {
  /** The folder with `<form>.<number>.in.json` and `.out.json`. */
  readonly fixturesDir: string | URL;
  /** The forms that belong to this source; every one needs a fixture. Another source of the vendor may own the others. */
  readonly forms: readonly string[];
}

const RECOGNISED_FROM = 50;
const LONG_LIST = 10_000;
// Past the depth at which a recursive walk runs out of stack, and as deep as ingest lets a record through.
const JSON_DEPTH = 30_000;
const RECORD_DEPTH = 1000;
const ADVERSARIAL_LENGTH = 40_000;
// A linear reader needs about a millisecond for such a text, a quadratic one seconds; this is generous to slow machines.
const TEXT_TIME_MAX_MS = 250;
// 1 µs a character is ten times what the first sources take; work per item that grows with the list takes far more.
const LIST_TIME_MAX_MS_PER_CHARACTER = 0.001;

/**
 * Registers the tests of a source with node:test: goldens (rewritten when UPDATE_GOLDENS=1), determinism, totality on
 * mutated fixtures, recognition against the other vendors' fixtures, canonical entities and links, nesting, long lists, and
 * time linear in the size of the input.
 */
export function checkSource(adapter: SourceAdapter, options: CheckOptions): void {
  const folder =
    typeof options.fixturesDir === 'string' ? options.fixturesDir : fileURLToPath(options.fixturesDir);
  const all = loadFixtures(folder);
  const own = all.filter((fixture) => options.forms.includes(fixture.form));

  describe(`source ${adapter.id}`, () => {
    test('says what it is and how to set it up', () => checkDescription(adapter));
    for (const form of options.forms) {
      test(`reads a fixture of the form ${form}`, () => checkForm(adapter, { form, folder, own }));
    }
    test('finds entities', () => checkEntitiesFound(adapter, own));
    test('links the vendor’s document of every fixture in the README', () => checkReadme(folder, own));
    for (const fixture of own) {
      test(`reads ${fixture.name} as its golden says`, () => checkGolden(adapter, fixture));
    }
    test('gives the same answer twice and leaves the record alone', () => checkDeterminism(adapter, own));
    test('recognises its own fixtures', () => checkOwnRecognised(adapter, own));
    test('does not take the fixtures of others for its own', () => {
      checkOthersNotRecognised(adapter, { folder, own, all });
    });
    test('answers with a sound record or a refusal whatever field is missing, null or of another type', () => {
      checkEach(adapter, own, wrongTypes);
    });
    test('survives nesting in any field', () => {
      checkEach(adapter, richest(own), depthBombs(JSON_DEPTH, RECORD_DEPTH));
    });
    test(`caps ${LONG_LIST} entities and says so, in time linear in their number`, () =>
      checkLongLists(adapter, own));
    test('takes time linear in the length of any text', () => checkTextTime(adapter, own));
    if (adapter.parseText !== undefined) {
      test('parses any text without an exception, in time linear in its length', () =>
        checkParseText(adapter, own));
    }
  });
}

function checkDescription(adapter: SourceAdapter): void {
  assert.match(adapter.summary, /^\S[^\n]{9,160}$/, 'summary: one line that says what the source reads');
  assert.ok(adapter.setup.includes('{url}'), 'setup must show where to put the address: {url}');
  assert.match(
    adapter.documentation,
    /^https:\/\/(?!example\.com)\S+$/,
    'documentation: deep link to the format',
  );
}

/** A fixture of the form that is read: a form whose every fixture is refused is not mapped yet. */
function checkForm(
  adapter: SourceAdapter,
  at: { readonly form: string; readonly folder: string; readonly own: readonly Fixture[] },
): void {
  const fixtures = at.own.filter((fixture) => fixture.form === at.form);
  assert.ok(
    fixtures.length > 0,
    `write ${at.form}.1.in.json into ${at.folder}: one record as the product sends it`,
  );
  const results = fixtures.flatMap((fixture) =>
    recordsOf(adapter, fixture.body).map((record) => adapter.read(record)),
  );
  const reasons = results.map((result) =>
    result.ok ? '' : `${result.refusal.field ?? 'the record'} ${result.refusal.message}`,
  );
  assert.ok(
    results.some((result) => result.ok),
    `no fixture of ${at.form} is read (${[...new Set(reasons)].join('; ') || 'no record in it'}): put a record into ` +
      `${at.form}.1.in.json and map its fields in mappers/${at.form}.ts`,
  );
}

function checkEntitiesFound(adapter: SourceAdapter, fixtures: readonly Fixture[]): void {
  const found = recordsOfAll(adapter, fixtures).some((record) => {
    const result = adapter.read(record);
    return result.ok && result.record.entities.length > 0;
  });
  assert.ok(
    found,
    'no fixture yields an entity: add users, hosts and addresses to the collector in the mapper',
  );
}

function checkReadme(folder: string, fixtures: readonly Fixture[]): void {
  const path = join(folder, '..', 'README.md');
  assert.ok(existsSync(path), `${path} is missing`);
  const lines = readFileSync(path, 'utf8').split('\n');
  const unlinked = fixtures.filter(
    ({ name }) =>
      !lines.some((line) => line.includes(`\`${name}\``) && /https:\/\/(?!example\.com)\S/.test(line)),
  );
  const names = unlinked.map(({ name }) => `\`${name}\``);
  assert.deepEqual(
    names,
    [],
    `name these in ${path}, each in a line with the https link of the document it was written after`,
  );
}

function readAll(adapter: SourceAdapter, body: JsonValue): ReadResult | ReadResult[] {
  const results = recordsOf(adapter, body).map((record) => adapter.read(record));
  const [first] = results;
  return isBatch(adapter, body) || first === undefined ? results : first;
}

function checkGolden(adapter: SourceAdapter, fixture: Fixture): void {
  const actual = readAll(adapter, fixture.body);
  for (const result of [actual].flat()) assert.deepEqual(recordProblems(result), [], fixture.name);
  if (process.env.UPDATE_GOLDENS === '1') {
    writeFileSync(fixture.outPath, `${JSON.stringify(actual, null, 2)}\n`);
    return;
  }
  assert.ok(
    existsSync(fixture.outPath),
    `${fixture.name}.out.json is missing: run with UPDATE_GOLDENS=1, then read it line by line before you commit it`,
  );
  assert.deepEqual(
    actual,
    parseFile(fixture.outPath),
    `${fixture.name} differs from its golden (UPDATE_GOLDENS=1)`,
  );
}

function checkDeterminism(adapter: SourceAdapter, fixtures: readonly Fixture[]): void {
  for (const record of recordsOfAll(adapter, fixtures)) {
    const text = JSON.stringify(record);
    const first = adapter.read(record);
    assert.deepEqual(adapter.read(record), first);
    assert.deepEqual(adapter.read(JSON.parse(text)), first);
    assert.equal(JSON.stringify(record), text, 'read() changed the record it was given');
  }
}

function recordsOfAll(adapter: SourceAdapter, fixtures: readonly Fixture[]): readonly JsonObject[] {
  return fixtures.flatMap((fixture) => recordsOf(adapter, fixture.body));
}

function checkOwnRecognised(adapter: SourceAdapter, fixtures: readonly Fixture[]): void {
  for (const fixture of fixtures) {
    // `auto` sees a body before its records are taken out of the envelope.
    const bodies = isObject(fixture.body) ? [fixture.body] : [];
    const envelope = isBatch(adapter, fixture.body) ? bodies : [];
    for (const record of [...envelope, ...recordsOf(adapter, fixture.body)]) {
      if (!envelope.includes(record) && !adapter.read(record).ok) continue;
      const certainty = adapter.recognise(record);
      assert.ok(
        certainty >= RECOGNISED_FROM,
        `${fixture.name} is recognised with ${certainty}, needs ${RECOGNISED_FROM}`,
      );
    }
  }
}

function checkOthersNotRecognised(
  adapter: SourceAdapter,
  at: { readonly folder: string; readonly own: readonly Fixture[]; readonly all: readonly Fixture[] },
): void {
  const others = [...at.all.filter((fixture) => !at.own.includes(fixture)), ...siblingFixtures(at.folder)];
  for (const fixture of others) {
    for (const record of recordsOf(adapter, fixture.body)) {
      const certainty = adapter.recognise(record);
      assert.ok(
        certainty < RECOGNISED_FROM,
        `${fixture.inPath} is taken for ${adapter.id} with ${certainty}`,
      );
    }
  }
}

/** The fixtures of the vendors beside this one: `<vendor>/fixtures` next to each other, as in this repository. */
function siblingFixtures(folder: string): Fixture[] {
  const vendor = dirname(folder);
  const vendors = dirname(vendor);
  return readdirSync(vendors, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && join(vendors, entry.name) !== vendor)
    .map((entry) => join(vendors, entry.name, 'fixtures'))
    .filter((path) => existsSync(path))
    .flatMap((path) => loadFixtures(path));
}

/** Reads every variant; an exception or an unsound record fails with the field that was changed. */
function checkEach(
  adapter: SourceAdapter,
  fixtures: readonly Fixture[],
  change: Parameters<typeof variants>[1],
): void {
  for (const fixture of fixtures) {
    for (const record of recordsOf(adapter, fixture.body)) {
      for (const variant of variants(record, change)) checkVariant(adapter, fixture.name, variant);
    }
  }
}

function checkVariant(adapter: SourceAdapter, name: string, variant: Variant): ReadResult {
  const record = recordOf(variant);
  const certainty = adapter.recognise(record);
  assert.ok(
    certainty >= 0 && certainty <= 100,
    `recognise() gave ${certainty} for ${name} with ${variant.at} changed`,
  );
  const result = adapter.read(record);
  const problems = recordProblems(result);
  if (problems.length > 0) assert.fail(`${name} with ${variant.at} changed: ${problems.join('; ')}`);
  return result;
}

/** A variant of a record is a record: the change lies inside it. */
function recordOf(variant: Variant): JsonObject {
  return variant.value as JsonObject;
}

/** The largest fixture of each form: it has the most fields to change. */
function richest(fixtures: readonly Fixture[]): readonly Fixture[] {
  const best = new Map<string, Fixture>();
  const size = (fixture: Fixture): number => JSON.stringify(fixture.body).length;
  for (const fixture of fixtures) {
    const known = best.get(fixture.form);
    if (known === undefined || size(fixture) > size(known)) best.set(fixture.form, fixture);
  }
  return [...best.values()];
}

function checkLongLists(adapter: SourceAdapter, fixtures: readonly Fixture[]): void {
  const tried = new Set<string>();
  for (const fixture of fixtures) {
    for (const record of recordsOf(adapter, fixture.body)) {
      for (const variant of variants(
        record,
        longLists(LONG_LIST, (at) => !tried.has(listName(fixture, at))),
      )) {
        const path = listName(fixture, variant.at);
        tried.add(path);
        const start = cpuMs();
        const result = adapter.read(recordOf(variant));
        let ms = cpuMs() - start;
        assert.deepEqual(recordProblems(result), [], path);
        const isFull = result.ok && result.record.entities.length === ENTITIES_MAX;
        if (isFull)
          assert.ok(result.record.flags.includes('entities_capped'), `${path}: flag entities_capped`);
        const allowed =
          TEXT_TIME_MAX_MS + JSON.stringify(variant.value).length * LIST_TIME_MAX_MS_PER_CHARACTER;
        if (ms >= allowed) ms = timeOf(adapter, recordOf(variant));
        assert.ok(ms < allowed, `${path} with ${LONG_LIST} items took ${Math.round(ms)} ms`);
      }
    }
  }
}

/** A list by its form and field, whatever its place among the items of an outer list. */
function listName(fixture: Fixture, at: string): string {
  return `${fixture.form} ${at.replace(/\d+/g, '*')}`;
}

function checkTextTime(adapter: SourceAdapter, fixtures: readonly Fixture[]): void {
  for (const fixture of richest(fixtures)) {
    for (const record of recordsOf(adapter, fixture.body)) {
      for (const variant of variants(record, adversarialTexts(ADVERSARIAL_LENGTH))) {
        const ms = timeOf(adapter, recordOf(variant));
        assert.ok(
          ms < TEXT_TIME_MAX_MS,
          `${fixture.name}: a long text in ${variant.at} took ${Math.round(ms)} ms`,
        );
      }
    }
  }
}

/** Pieces that formats of lines are made of, repeated and broken off anywhere. */
const TEXT_PIECES = [
  '<',
  '<a ',
  '<a b="',
  '|',
  '=',
  ' k=',
  '\\',
  '"',
  '{',
  '[',
  '<13>',
  '\t',
  '&amp;',
  'CEF:0|',
  '\u0000',
];

function checkParseText(adapter: SourceAdapter, fixtures: readonly Fixture[]): void {
  const own = fixtures.flatMap((fixture) => (typeof fixture.body === 'string' ? [fixture.body] : []));
  assert.ok(own.length > 0, 'a source with parseText needs a fixture that is a text: <form>.1.in.txt');
  const texts = own.flatMap((text) => [
    ...Array.from({ length: 50 }, (_, part) => text.slice(0, Math.ceil((text.length * part) / 50))),
    ...TEXT_PIECES.flatMap((piece) => {
      const filler = piece.repeat(Math.ceil(ADVERSARIAL_LENGTH / piece.length));
      const middle = Math.floor(text.length / 2);
      return [filler, text + filler, text.slice(0, middle) + filler + text.slice(middle)];
    }),
  ]);
  for (const text of texts) {
    let ms = Number.POSITIVE_INFINITY;
    for (let attempt = 0; attempt < 3 && ms >= TEXT_TIME_MAX_MS; attempt += 1) {
      const start = cpuMs();
      const record = adapter.parseText?.(text) ?? null;
      if (record !== null) assert.deepEqual(recordProblems(adapter.read(record)), [], text.slice(0, 200));
      ms = Math.min(ms, cpuMs() - start);
    }
    assert.ok(
      ms < TEXT_TIME_MAX_MS,
      `a text of ${text.length} characters took ${Math.round(ms)} ms: ${text.slice(0, 80)}`,
    );
  }
}

/** The best of up to three readings: only a slow one is repeated, since only its cause is in question. */
function timeOf(adapter: SourceAdapter, record: JsonObject): number {
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && best >= TEXT_TIME_MAX_MS; attempt += 1) {
    const start = cpuMs();
    adapter.recognise(record);
    adapter.read(record);
    best = Math.min(best, cpuMs() - start);
  }
  return best;
}
