// `doctor`: checks what an installation needs, one line each, and says what to do about what is wrong.

import { existsSync, statfsSync } from 'node:fs';
import type { DatabaseHealth } from '@watchfloor/server';
import { type Config, loadConfig, REPOSITORY_ROOT, SETTINGS } from '@watchfloor/server/config';
import { StartError } from '@watchfloor/server/errors';
import { connect } from './connect.ts';
import { explain } from './explain.ts';
import { judgeHealth, judgeLetters } from './judge-health.ts';
import { judgeStorage } from './judge-storage.ts';
import { judgeWork } from './judge-work.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly finding: string;
  readonly advice: string | null;
}

const DISK_MIN_BYTES = 2 * 1024 ** 3;

/** Prints the checks; true when all are well. */
export async function runDoctor(json: boolean): Promise<boolean> {
  const checks: Check[] = [];
  const add = (name: string, ok: boolean, [finding, advice]: readonly [string, string]) =>
    checks.push({ name, ok, finding, advice: ok ? null : advice });
  add('node', Number(process.versions.node.split('.')[0]) >= 24, [
    `Node ${process.versions.node}`,
    'Run npm install, which brings Node 24 along.',
  ]);
  const config = readConfig(add);
  if (config) {
    const disk = statfsSync(existsSync(config.home) ? config.home : REPOSITORY_ROOT);
    const free = disk.bavail * disk.bsize;
    add('disk', free >= DISK_MIN_BYTES, [
      `${(free / 1024 ** 3).toFixed(1)} GiB free for ${config.home}`,
      'Free some space, or set WATCHFLOOR_HOME to a larger disk.',
    ]);
    const health = await checkDatabase(add, config);
    await checkServer(add);
    if (health && !checks.some((check) => check.name === 'dead letters'))
      addJudged(add, judgeLetters(health));
    addMetricsNote(add, config);
    await checkCollector(add, config);
  }
  const ok = checks.every((check) => check.ok);
  if (json) process.stdout.write(`${JSON.stringify({ ok, checks }, null, 2)}\n`);
  else {
    for (const check of checks) {
      process.stdout.write(`${check.ok ? 'ok  ' : 'BAD '} ${check.name}: ${check.finding}\n`);
      if (check.advice) process.stdout.write(`     ${check.advice}\n`);
    }
  }
  return ok;
}

type Add = (name: string, ok: boolean, text: readonly [string, string]) => void;

function readConfig(add: Add) {
  try {
    const config = loadConfig(process.env, REPOSITORY_ROOT);
    const set = SETTINGS.filter((setting) => process.env[setting.name] !== undefined).map(
      (setting) => setting.name,
    );
    add('settings', true, [set.length === 0 ? 'all at their defaults' : `set: ${set.join(', ')}`, '']);
    return config;
  } catch (error) {
    add('settings', false, [explain(error), 'See docs/configuration.md.']);
    return null;
  }
}

function addJudged(
  add: Add,
  check: { readonly name: string; readonly ok: boolean; readonly finding: string; readonly advice: string },
): void {
  add(check.name, check.ok, [check.finding, check.advice]);
}

async function checkDatabase(add: Add, config: Config): Promise<DatabaseHealth | null> {
  try {
    // Loaded here: the other verbs need no server.
    const { inspectHealth } = await import('@watchfloor/server');
    const { state, health } = await inspectHealth(config);
    const waiting = state.migrations.filter((row) => row.applied_at === null).length;
    add('database', waiting === 0, [
      `PostgreSQL ${state.server_version}, ${state.migrations.length - waiting} of ${state.migrations.length} migrations applied`,
      'Start the server, or run: watchfloor db migrate',
    ]);
    if (state.storage !== null) addJudged(add, { name: 'storage', ...judgeStorage(state.storage) });
    for (const check of health ? judgeHealth(health) : []) addJudged(add, check);
    return health;
  } catch (error) {
    add('database', false, [
      explain(error),
      error instanceof StartError
        ? 'The sentence says what to change.'
        : 'Start the server and see its output.',
    ]);
    return null;
  }
}

async function checkServer(add: Add): Promise<void> {
  try {
    const { url, api } = connect();
    const session = await api.session.get({});
    add('server', true, [
      `${url} answers; the key is "${session.principal.name}" (${session.principal.role})`,
      '',
    ]);
    await checkWork(add, api, session.permissions.includes('settings:manage'));
  } catch (error) {
    const down = error instanceof TypeError;
    add('server', false, [
      down ? 'no server answers' : explain(error),
      down
        ? 'Start it with: npm start'
        : 'Set WATCHFLOOR_API_KEY, or use the home folder of the server (WATCHFLOOR_HOME).',
    ]);
  }
}

/** Of the key's own tenant; only who manages the settings sees it. */
async function checkWork(add: Add, api: ReturnType<typeof connect>['api'], isOpen: boolean): Promise<void> {
  if (!isOpen) {
    add('work', true, ['not looked at: the key lacks settings:manage', '']);
    return;
  }
  for (const check of judgeWork(await api.work.status({}))) addJudged(add, check);
}

/** No finding, since a proxy in front may keep them off the world: who looks after the server should know where they are. */
function addMetricsNote(add: Add, config: Config): void {
  const where =
    config.metricsPort === null
      ? `port ${config.port}`
      : `port ${config.metricsPort} (WATCHFLOOR_METRICS_PORT)`;
  const who = config.metricsToken === null ? 'without a credential' : 'with WATCHFLOOR_METRICS_TOKEN';
  add('metrics', true, [`/metrics is on ${where} of ${config.host}, ${who}`, '']);
}

const COLLECTOR_MS = 3_000;

/** Any answer will do: that it would take spans is its own affair. */
async function checkCollector(add: Add, { tracing }: Config): Promise<void> {
  if (tracing === null) return;
  const { host } = new URL(tracing.url);
  try {
    await fetch(tracing.url, {
      method: 'HEAD',
      signal: AbortSignal.timeout(COLLECTOR_MS),
      redirect: 'manual',
    });
    add('tracing', true, [`the collector at ${host} answers`, '']);
  } catch {
    add('tracing', false, [
      `the collector at ${host} does not answer`,
      'Spans are dropped, nothing else is hindered. See OTEL_EXPORTER_OTLP_ENDPOINT, or take it away.',
    ]);
  }
}
