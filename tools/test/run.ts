// `npm test`: everything that is checked, in the order in which a failure is cheapest to understand. `--fast` leaves out the
// browser and the corpus; `--update-goldens` writes the golden files instead of comparing them; `--times` names the slowest files.
// Last line: `N passed, N failed`.

import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { run } from 'node:test';
import { CLUSTER_VARIABLE, startCluster } from '../../packages/server/src/testing/cluster.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const args = process.argv.slice(2);
const fast = args.includes('--fast');
const showsTimes = args.includes('--times');
const only = args.filter((arg) => !arg.startsWith('--'));
if (args.includes('--update-goldens')) process.env['UPDATE_GOLDENS'] = '1';

// Colours, settings of the developer's own and a real home folder must not reach the tests.
for (const name of Object.keys(process.env)) {
  const kept = ['WATCHFLOOR_BROWSER', 'WATCHFLOOR_CORPUS', 'WATCHFLOOR_OLD_POSTGRES'];
  if ((name.startsWith('WATCHFLOOR_') && !kept.includes(name)) || /^(PORT|DATABASE_.*URL)$/.test(name))
    delete process.env[name];
}

/** Only against what hangs: a busy machine may need a multiple of an idle one. */
const FILE_MAX_MS = 600_000;
const SLOWEST_SHOWN = 20;

let passed = 0;
let failed = 0;

if (only.length === 0) {
  check('types', 'tsc', ['-p', 'tsconfig.json']);
  check('types of the console', 'tsc', ['-p', 'packages/console/tsconfig.json']);
  check('format and lint', 'biome', ['ci', '--colors=off', '.']);
  check('house rules', process.execPath, ['tools/tidy/run.ts']);
  check('generated files', process.execPath, ['tools/generate/run.ts', '--check']);
  check('no credential in the repository', process.execPath, ['tools/secret-scan/run.ts']);
  if (!fast) check('advisories about packages', process.execPath, ['tools/audit-packages/run.ts']);
}
const cluster = await startCluster();
process.env[CLUSTER_VARIABLE] = JSON.stringify({ host: cluster.host, password: cluster.password });
try {
  const found = (pattern: string) =>
    globSync(pattern, {
      cwd: ROOT,
      exclude: (name) => /node_modules|\.cache|\.watchfloor/.test(name),
    }).sort();
  if (only.length > 0) await tests('named', only);
  else {
    await tests('unit and database', found('{packages,connectors,tools,tests}/**/*.test.ts'));
    if (!fast) {
      buildConsole();
      await tests('browser', found('{packages,tests}/**/*.e2e.ts'), 2);
    }
  }
} finally {
  await cluster.stop();
}
if (only.length === 0 && !fast) corpus();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** One program whose success is one check; one that could not look says "not run: …" and is neither passed nor failed. */
function check(name: string, command: string, commandArgs: string[]): void {
  const started = performance.now();
  const bin = path.isAbsolute(command) ? command : path.join(ROOT, 'node_modules/.bin', command);
  const result = spawnSync(bin, commandArgs, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const ok = result.status === 0;
  if (ok && result.stdout.startsWith('not run: ')) {
    console.log(`--   ${name}: ${result.stdout.trim()}`);
    return;
  }
  if (ok) passed += 1;
  else failed += 1;
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${name} (${seconds(started)} s)`);
  if (!ok) console.log(`${result.stdout}${result.stderr}`.trim());
}

/** Once for all browser tests: a server that finds the console in its home does not build it. */
function buildConsole(): void {
  const folder = path.join(ROOT, '.cache/test-console');
  rmSync(folder, { recursive: true, force: true });
  check('build of the console', process.execPath, ['tools/test/build-console.ts', folder]);
  process.env['WF_TEST_CONSOLE'] = folder;
  check('browser', process.execPath, ['tools/test/unpack-browser.ts']);
}

/**
 * Test files, each in a process of its own, three at once also on two cores: a third of their time they wait. Failures are printed
 * whole, successes are counted.
 */
async function tests(name: string, files: string[], concurrency = 3): Promise<void> {
  const started = performance.now();
  const before = { passed, failed };
  mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
  const stream = run({
    files: files.map((file) => path.resolve(ROOT, file)),
    concurrency,
    timeout: FILE_MAX_MS,
    cwd: ROOT,
  });
  stream.on('test:pass', (event) => {
    if (event.details.type !== 'suite' && event.skip === undefined) passed += 1;
  });
  stream.on('test:fail', (event) => {
    // A suite or file fails with its tests; only what has an error of its own is told.
    const { error } = event.details;
    if (event.details.type === 'suite' && /subtests? failed/.test(String(error?.message))) return;
    failed += 1;
    const place = event.file ? path.relative(ROOT, event.file) : '';
    console.log(`FAIL ${place}:${event.line ?? ''} ${event.name}\n${indent(describe(error))}`);
  });
  const times: { file: string; ms: number }[] = [];
  stream.on('test:summary', ({ file, duration_ms: ms }) => {
    if (file !== undefined) times.push({ file: path.relative(ROOT, file), ms });
  });
  stream.on('test:stderr', (event) => {
    if (process.env['WF_TEST_LOG'] !== undefined) process.stderr.write(event.message);
  });
  stream.on('test:stdout', (event) => {
    if (only.length > 0) process.stdout.write(event.message);
  });
  for await (const _event of stream) {
    // The stream ends when every file has; what counts is counted by the listeners above.
  }
  times.sort((one, other) => other.ms - one.ms);
  for (const { file, ms } of showsTimes ? times.slice(0, SLOWEST_SHOWN) : [])
    console.log(`     ${(ms / 1000).toFixed(1).padStart(6)} s ${file}`);
  const bad = failed - before.failed;
  console.log(
    `${bad === 0 ? 'ok  ' : 'FAIL'} ${name}: ${passed - before.passed} passed, ${bad} failed, ${files.length} files (${seconds(started)} s)`,
  );
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const inner =
    cause instanceof Error ? (cause.stack ?? cause.message) : cause === undefined ? '' : String(cause);
  return inner || (error.stack ?? error.message);
}

function indent(text: string): string {
  return text
    .split('\n')
    .slice(0, 40)
    .map((line) => `     ${line}`)
    .join('\n');
}

/** Public records that are not in the repository: measured where they are, and said where they are not. */
function corpus(): void {
  const folder = process.env['WATCHFLOOR_CORPUS'] ?? path.join(ROOT, '../shared/data');
  if (!existsSync(folder)) {
    console.log('--   corpus: not run, there is no folder of public records (set WATCHFLOOR_CORPUS)');
    return;
  }
  check('corpus', process.execPath, ['tools/corpus/run.ts', '--check']);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}
