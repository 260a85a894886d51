// What the scenarios run in: a PostgreSQL of their own that may be killed and comes back at the same address, the real server as
// processes of its own on it, each with the failpoints preloaded, and tenants with real keys.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { makeTenants, urlOf } from '../../bench/load/world.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../packages/server/src/platform/db/embedded.ts';
import { until } from '../../packages/server/src/testing/server.ts';
import { endAll, postgresOf, ROLES, type Serving, serve, temporaryFolder } from '../product/child-server.ts';
import { CALM, CONTROL_VARIABLE, type Control } from './control.ts';
import { type Collector, startCollector } from './sinks.ts';

const FAILPOINTS = pathToFileURL(path.join(import.meta.dirname, 'failpoints.ts')).href;
/** The first start and the making of tenants: no part of the load, and its boundaries are a scenario of their own. */
const SETTING_UP = 'setup';
const BOOTSTRAP_KEY = 'the-bootstrap-key-of-the-chaos-suite';
/** Generous, since the machine may be shared with others who work. */
export const BOUND_MS = 180_000;

/** One server process, and what is done to it. */
export interface Node {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly isUp: boolean;
  readonly roles: string;
  readonly hasApi: boolean;
  /** What the process wrote to standard error. */
  readonly stderr: string;
  kill(): Promise<void>;
  stop(): Promise<void>;
  /** Settles when the process has ended, however. */
  readonly ended: Promise<unknown>;
  tell(control: Partial<Control>): Promise<void>;
}

/** Name of servers on databases of their own. */
export const FRESH = 'fresh';

export interface NodeOptions {
  readonly roles?: string;
  /** Another database of this PostgreSQL instead of the world's. */
  readonly database?: string;
  /** In force from the first statement of the process on. */
  readonly control?: Partial<Control>;
}

export interface World {
  readonly home: string;
  readonly keys: readonly string[];
  readonly admin: pg.Pool;
  readonly collector: Collector;
  readonly nodes: readonly Node[];
  /** Processes that ended although nobody ended them. */
  readonly unexpected: string[];
  /** Every boundary that a process of this world has reached. */
  boundaries(): Set<string>;
  /** What all servers of this world have said so far, newest last. */
  readonly said: string;
  start(name: string, options?: NodeOptions): Promise<Node>;
  /** The address of a server that takes requests; null while there is none. */
  apiUrl(turn: number): string | null;
  readonly postgres: Postgres;
  stop(): Promise<void>;
}

export interface Postgres {
  /** How to reach it now. */
  readonly running: EmbeddedPostgres;
  /** SIGKILL for the postmaster: its backends notice and end; nothing starts it again. */
  killPostmaster(): Promise<void>;
  /** SIGKILL for one backend that serves the product: PostgreSQL ends all others and recovers by itself. */
  killBackend(admin: pg.Pool, turn: number): Promise<void>;
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  start(): Promise<void>;
}

export interface WorldOptions {
  /**
   * Whether audit records are sent out. Whoever dies in the middle of that keeps its turn for a minute, which the short suite does not
   * have.
   */
  readonly hasSinks?: boolean;
}

export async function startWorld({ hasSinks = true }: WorldOptions = {}): Promise<World> {
  const home = mkdtempSync(path.join(tmpdir(), 'wf-chaos-'));
  const folder = mkdtempSync(path.join(tmpdir(), 'wf-chaos-control-'));
  const postgres = await startPostgres(home);
  const admin = new pg.Pool({ ...postgres.running.admin, max: 3 });
  // Connections of ours are cut with everybody's.
  admin.on('error', () => undefined);
  const collector = await startCollector();
  const live = new Map<string, Node>();
  const all: Node[] = [];
  const unexpected: string[] = [];
  let keys: readonly string[] = [];
  let started = 0;

  const world: World = {
    home,
    get keys() {
      return keys;
    },
    admin,
    collector,
    get nodes() {
      return [...live.values()];
    },
    unexpected,
    boundaries: () => boundariesIn(folder),
    get said() {
      return all.map((node) => `--- ${node.name} (${node.roles})\n${node.stderr}`).join('\n');
    },
    async start(name, options = {}) {
      started += 1;
      const node = await startNode(name, {
        ...options,
        control: { ...options.control },
        environment: {
          ...environmentOf(postgres.running, collector, options.database),
          WATCHFLOOR_HOME: temporaryFolder(),
        },
        file: path.join(folder, `${name}-${started}`),
        onEnd: (said) => unexpected.push(said),
      });
      live.set(name, node);
      all.push(node);
      void node.ended.then(() => live.get(name) === node && live.delete(name));
      return node;
    },
    apiUrl: (turn) => apiUrlOf([...live.values()], turn),
    postgres,
    async stop() {
      for (const node of live.values()) await node.stop();
      await collector.stop();
      await admin.end();
      await endAll();
      await postgres.running.stop();
      for (const gone of [home, folder]) rmSync(gone, { recursive: true, force: true });
    },
  };
  try {
    const node = await world.start(SETTING_UP);
    keys = await makeTenants(node.url, BOOTSTRAP_KEY);
    if (hasSinks) await collector.connect(node.url, keys);
    await node.stop();
  } catch (error) {
    await world.stop();
    throw error;
  }
  return world;
}

async function startPostgres(home: string): Promise<Postgres> {
  let running = await startEmbeddedPostgres(home);
  const signal = async (name: NodeJS.Signals) => {
    for (const pid of postgresOf(home)) process.kill(pid, name);
    await until(async () => postgresOf(home).length === 0, BOUND_MS);
  };
  return {
    get running() {
      return running;
    },
    killPostmaster: () => signal('SIGKILL'),
    killBackend,
    stop: (mode) => signal(mode === 'fast' ? 'SIGINT' : 'SIGQUIT'),
    async start() {
      // Backends of a killed postmaster hold its memory for a moment, and a new one refuses to start beside them.
      await until(async () => {
        running = await startEmbeddedPostgres(home);
        return true;
      }, BOUND_MS);
    },
  };
}

function environmentOf(
  { app, admin }: EmbeddedPostgres,
  collector: Collector,
  database = app.database,
): Record<string, string> {
  return {
    DATABASE_URL: urlOf({ ...app, database }),
    DATABASE_MIGRATION_URL: urlOf({ ...admin, database }),
    WATCHFLOOR_MASTER_KEY: 'ab'.repeat(32),
    WATCHFLOOR_BOOTSTRAP_KEY: BOOTSTRAP_KEY,
    WATCHFLOOR_EGRESS_ALLOW: `127.0.0.1:${collector.port}`,
    NODE_OPTIONS: `--import=${FAILPOINTS}`,
  };
}

interface NodeParts extends NodeOptions {
  readonly environment: Readonly<Record<string, string>>;
  readonly file: string;
  onEnd(said: string): void;
}

async function startNode(name: string, parts: NodeParts): Promise<Node> {
  const { roles = ROLES, file } = parts;
  let control: Control = { ...CALM, ...parts.control, sequence: 1 };
  writeFileSync(file, JSON.stringify(control));
  const serving = await serve({
    ...parts.environment,
    WATCHFLOOR_ROLES: roles,
    [CONTROL_VARIABLE]: file,
  });
  const pid = serving.serverPid;
  let isUp = true;
  // Whoever asks for a failpoint or sends a signal expects the end.
  let isExpected = control.kill !== null;
  const ended = serving.ended.then((how) => {
    isUp = false;
    if (!isExpected) parts.onEnd(`${name} ended with ${how}: ${lastLines(serving)}`);
  });
  const signal = async (sent: NodeJS.Signals) => {
    isExpected = true;
    isUp = false;
    try {
      process.kill(pid, sent);
    } catch {
      // It has ended already; then there is nothing to wait for either.
    }
    await ended;
  };
  return {
    name,
    url: serving.url,
    pid,
    roles,
    hasApi: /\bapi\b/.test(roles),
    get isUp() {
      return isUp;
    },
    get stderr() {
      return serving.stderr;
    },
    ended,
    kill: () => signal('SIGKILL'),
    stop: () => signal('SIGTERM'),
    async tell(change) {
      control = { ...control, ...change, sequence: control.sequence + 1 };
      isExpected ||= control.kill !== null;
      writeFileSync(file, JSON.stringify(control));
      process.kill(pid, 'SIGUSR2');
      await until(async () => readFileSync(`${file}.seen.${pid}`, 'utf8') === String(control.sequence));
    },
  };
}

function lastLines(serving: Serving): string {
  return serving.stderr.trim().split('\n').slice(-12).join('\n').slice(-3_000);
}

async function killBackend(admin: pg.Pool, turn: number): Promise<void> {
  const { rows } = await admin.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name like 'watchfloor wf_%' order by state = 'active' desc, pid`,
  );
  const victim = rows[turn % Math.max(1, rows.length)];
  if (victim) process.kill(victim.pid, 'SIGKILL');
}

function isOfLoad(file: string): boolean {
  return file.includes('.boundaries.') && !file.startsWith(`${SETTING_UP}-`) && !file.startsWith(`${FRESH}-`);
}

function apiUrlOf(nodes: readonly Node[], turn: number): string | null {
  // A fresh one works on another database, and knows none of the senders.
  const urls = nodes
    .filter((node) => node.name !== FRESH && node.hasApi && node.isUp)
    .map((node) => node.url);
  return urls[turn % urls.length] ?? null;
}

function boundariesIn(folder: string): Set<string> {
  const seen = new Set<string>();
  for (const name of readdirSync(folder).filter(isOfLoad)) {
    for (const line of readFileSync(path.join(folder, name), 'utf8').split('\n')) if (line) seen.add(line);
  }
  return seen;
}

/** Waits until a server on this address says that it is ready. */
export async function untilReady(node: Node): Promise<void> {
  if (!node.hasApi) return;
  await until(async () => !node.isUp || (await fetch(`${node.url}/readyz`)).ok, BOUND_MS);
  if (!node.isUp) throw new Error(`${node.name} ended instead of getting ready`);
}

/** A pause of the scenario itself: how long the load goes on before, between and after its faults. */
export function goOn(ms: number): Promise<void> {
  return delay(ms);
}
