// Measures the indicator extractor on public reports and test sets: recall and precision per type and source, as a table
// and as JSON lines, and the throughput. Run: node tools/corpus/ioc.ts [--misses] [--speed] [--strict]
//
// How a value is compared: expected and found values are brought to canonical form and compared without case, URLs without
// a final slash. Labels that are no value of their type ("phishing email" as an address, `[REDACTED].ddns.net`) cannot be
// found by anyone; they are counted apart as `unreadable`. Precision is only counted for types that the source labels
// completely. The host of a labelled URL or e-mail address is neither required nor counted as wrong: the extractor does not
// report it by design, and sources disagree about it. With --strict both allowances are off: every host counts, and a label
// of a neighbouring type (`evil.example` as a URL) is a miss.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalValue, type EntityType, type Indicator, refang } from '../../packages/sdk/src/index.ts';
import { extractIndicators } from '../../packages/server/src/domains/indicators/extract-text.ts';

interface Case {
  readonly source: string;
  readonly id: string;
  readonly input: string;
  readonly expected: readonly Indicator[];
  /** Types that this source labels completely, so that anything else of that type is wrong. */
  readonly complete: ReadonlySet<EntityType>;
}

interface Score {
  expected: number;
  found: number;
  emitted: number;
  right: number;
  unreadable: number;
}

const isStrict = process.argv.includes('--strict');

const NETWORK_TYPES: readonly EntityType[] = ['ip', 'domain', 'url', 'email'];
const HASH_TYPES: readonly EntityType[] = ['md5', 'sha1', 'sha256', 'sha512'];

const folder = join(
  process.env.WATCHFLOOR_CORPUS ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'data'),
  'ioc',
);

function readLines(name: string): Record<string, unknown>[] {
  const text = readFileSync(join(folder, name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function pairs(value: unknown): Indicator[] {
  // The corpus files are our own collector's; each row has `type` and `value`.
  return Array.isArray(value) ? (value as Indicator[]) : [];
}

function readAptner(): Case[] {
  const types = new Set<EntityType>([...NETWORK_TYPES, ...HASH_TYPES, 'cve']);
  return readLines('aptner-sentences.jsonl').map((row) => ({
    source: 'aptner',
    id: String(row.id),
    input: String(row.input),
    expected: pairs(row.expected_entities).filter((entity) => types.has(entity.type)),
    complete: types,
  }));
}

function readEset(): Case[] {
  return readLines('eset-reports.jsonl').map((row) => ({
    source: 'eset',
    id: String(row.id),
    input: String(row.input),
    expected: pairs(row.expected_indicators),
    complete: new Set(HASH_TYPES),
  }));
}

function readTalos(): Case[] {
  return readLines('talos-lists.jsonl').map((row) => ({
    source: 'talos',
    id: String(row.id),
    input: String(row.input),
    expected: pairs(row.expected_indicators),
    complete: new Set<EntityType>([...NETWORK_TYPES.filter((type) => type !== 'email'), ...HASH_TYPES]),
  }));
}

const IOC_FINDER_KEYS: Readonly<Record<string, EntityType>> = {
  asns: 'asn',
  attack_techniques: 'technique',
  bitcoin_addresses: 'bitcoin',
  cves: 'cve',
  domains: 'domain',
  email_addresses: 'email',
  file_paths: 'file_path',
  ipv4s: 'ip',
  ipv6s: 'ip',
  mac_addresses: 'mac',
  md5s: 'md5',
  registry_key_paths: 'registry_key',
  sha1s: 'sha1',
  sha256s: 'sha256',
  sha512s: 'sha512',
  urls: 'url',
};

function readIocFinder(): Case[] {
  return readLines('ioc-finder-cases.jsonl').map((row) => ({
    source: 'ioc-finder',
    id: String(row.id),
    input: String(row.input),
    expected: Object.entries(Object(row.expected)).flatMap(([key, values]) => {
      const type = IOC_FINDER_KEYS[key];
      return type === undefined ? [] : textsIn(values).map((value) => ({ type, value }));
    }),
    complete: new Set(Object.values(IOC_FINDER_KEYS)),
  }));
}

function textsIn(values: unknown): string[] {
  if (typeof values === 'string') return [...values.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
  if (Array.isArray(values)) return values.map(String);
  return typeof values === 'object' && values !== null ? Object.values(values).flatMap(textsIn) : [];
}

/** The form values are compared in; null when the label is no value of its type. */
function comparable(type: EntityType, raw: string): string | null {
  const plain = refang(type === 'url' ? raw.replace(/\s+/g, '') : raw.trim());
  if (type === 'url') {
    const bare = canonicalValue('url', plain);
    const hostOnly = bare ?? canonicalValue('domain', plain) ?? canonicalValue('ip', plain);
    return hostOnly === null ? null : hostOnly.toLowerCase().replace(/\/$/, '');
  }
  return canonicalValue(type, plain)?.toLowerCase() ?? null;
}

/** Hosts that follow from the URLs and addresses of a case. */
function derivedHosts(input: string, expected: readonly Indicator[]): Set<string> {
  const texts = expected.filter(({ type }) => type === 'url' || type === 'email').map(({ value }) => value);
  const hosts = [...texts, ...input.split(/\s+/).filter((word) => /:\/\/|@/.test(word))].flatMap((text) => {
    const match = /(?:\/\/(?:[^/@]*@)?|@|^)\[?([\w.:-]+?)\]?(?::\d+)?(?:[/?#)\]"'\s,]|$)/.exec(refang(text));
    return match?.[1] === undefined ? [] : [match[1].toLowerCase()];
  });
  return new Set(hosts);
}

function scoreCase(item: Case, scores: Map<string, Score>, misses: string[]): void {
  const score = (type: EntityType): Score => {
    const key = `${item.source}\t${type}`;
    const known = scores.get(key) ?? { expected: 0, found: 0, emitted: 0, right: 0, unreadable: 0 };
    scores.set(key, known);
    return known;
  };
  const emitted = extractIndicators(item.input);
  const found = new Set(emitted.map(({ type, value }) => `${type} ${comparable(type, value)}`));
  const foundValues = new Set(emitted.map(({ type, value }) => comparable(type, value)));
  const derived = derivedHosts(item.input, item.expected);
  const wanted = new Set<string>();
  for (const { type, value } of item.expected) {
    const canonical = comparable(type, value);
    if (canonical === null) {
      score(type).unreadable += 1;
      continue;
    }
    const key = `${type} ${canonical}`;
    if (wanted.has(key)) continue;
    wanted.add(key);
    // A label of the neighbouring type (`evil.example` as url) counts as found under the type that it is.
    const isFound =
      found.has(key) || (!isStrict && NETWORK_TYPES.includes(type) && foundValues.has(canonical));
    if (!isStrict && !isFound && (type === 'domain' || type === 'ip') && derived.has(canonical)) continue;
    score(type).expected += 1;
    if (isFound) score(type).found += 1;
    else misses.push(`MISS\t${item.source}\t${item.id}\t${type}\t${value}`);
  }
  const wantedValues = new Set([...wanted].map((key) => key.slice(key.indexOf(' ') + 1)));
  for (const { type, value } of emitted) {
    if (!item.complete.has(type)) continue;
    const canonical = comparable(type, value) ?? value;
    const isRight =
      wanted.has(`${type} ${canonical}`) ||
      (!isStrict && NETWORK_TYPES.includes(type) && wantedValues.has(canonical));
    if (!isStrict && !isRight && (type === 'domain' || type === 'ip') && derived.has(canonical)) continue;
    score(type).emitted += 1;
    if (isRight) score(type).right += 1;
    else misses.push(`EXTRA\t${item.source}\t${item.id}\t${type}\t${value}`);
  }
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : (part / whole).toFixed(3);
}

function printScores(scores: Map<string, Score>): void {
  const totals = new Map<string, Score>();
  const addTo = (key: string, score: Score): void => {
    const sum = totals.get(key) ?? { expected: 0, found: 0, emitted: 0, right: 0, unreadable: 0 };
    for (const name of ['expected', 'found', 'emitted', 'right', 'unreadable'] as const)
      sum[name] += score[name];
    totals.set(key, sum);
  };
  for (const [key, score] of scores) {
    addTo(`all\t${key.split('\t')[1]}`, score);
    addTo(`${key.split('\t')[0]}\tall`, score);
    addTo('all\tall', score);
  }
  const rows = [...scores, ...totals].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log('source\ttype\texpected\trecall\temitted\tprecision\tunreadable');
  for (const [key, score] of rows) {
    const cells = [score.expected, share(score.found, score.expected), score.emitted];
    console.log(`${key}\t${cells.join('\t')}\t${share(score.right, score.emitted)}\t${score.unreadable}`);
  }
  for (const [key, score] of rows) {
    const [source, type] = key.split('\t');
    console.log(JSON.stringify({ suite: 'ioc', source, type, ...score }));
  }
}

/** The lines that iocextract's own tests call indicators must give one, those it calls none must give none. */
function scoreIocextract(misses: string[]): void {
  const lists = JSON.parse(readFileSync(join(folder, 'iocextract.json'), 'utf8'));
  const valid: string[] = lists.valid;
  const invalid: string[] = lists.invalid;
  const missed = valid.filter((line) => extractIndicators(line).length === 0);
  const wrong = invalid.filter((line) => extractIndicators(line).length > 0);
  misses.push(
    ...missed.map((line) => `MISS\tiocextract\t${line}`),
    ...wrong.map((line) => `EXTRA\tiocextract\t${line}`),
  );
  const figures = {
    valid: valid.length,
    found: valid.length - missed.length,
    invalid: invalid.length,
    wrong: wrong.length,
  };
  console.log(JSON.stringify({ suite: 'ioc', source: 'iocextract', ...figures }));
}

/** Megabytes of text a second on one core, over reports (dense with indicators) and over records (mostly not). */
function measureSpeed(cases: readonly Case[]): void {
  const reports = cases.filter(({ source }) => source === 'eset').map(({ input }) => input);
  const sentences = cases.filter(({ source }) => source === 'aptner').map(({ input }) => input);
  for (const [name, texts] of [
    ['reports', reports],
    ['sentences', sentences],
  ] as const) {
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    for (const text of texts) extractIndicators(text);
    const rounds = 20;
    const start = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) for (const text of texts) extractIndicators(text);
    const seconds = Number(process.hrtime.bigint() - start) / 1e9 / rounds;
    const figures = { texts: texts.length, megabytes_per_second: Number((bytes / 1e6 / seconds).toFixed(1)) };
    console.log(
      JSON.stringify({
        suite: 'ioc',
        speed: name,
        ...figures,
        ms_per_2kb: Number(((seconds * 1000 * 2048) / bytes).toFixed(4)),
      }),
    );
  }
}

function run(): void {
  if (!existsSync(folder)) {
    console.log(`no corpus at ${folder}; set WATCHFLOOR_CORPUS`);
    return;
  }
  const scores = new Map<string, Score>();
  const misses: string[] = [];
  const cases = [...readAptner(), ...readEset(), ...readTalos(), ...readIocFinder()];
  for (const item of cases) scoreCase(item, scores, misses);
  printScores(scores);
  scoreIocextract(misses);
  if (process.argv.includes('--misses')) console.log(misses.join('\n'));
  if (process.argv.includes('--speed')) measureSpeed(cases);
}

run();
