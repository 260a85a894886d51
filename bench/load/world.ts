// What a measurement runs in: an empty home, a PostgreSQL of its own, the real server as a process of its own, twenty tenants with
// real keys. Everything is started here and stopped at the end, whatever happened in between.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../packages/server/src/platform/db/embedded.ts';
import { TENANTS } from './records.ts';

const COMMAND = path.join(import.meta.dirname, '../../packages/cli/bin/watchfloor.mjs');
const READY_WITHIN_MS = 60_000;

export interface World {
  readonly url: string;
  readonly serverPid: number;
  /** One admin key a tenant. */
  readonly keys: readonly string[];
  /** Superuser: to look at what stands in the tables, never to do the product's work. */
  readonly admin: pg.Pool;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Settings of PostgreSQL (`name=value`), beside those that the product starts it with. */
  readonly settings?: readonly string[];
  /** A folder that stays, and is used as it is when it was made by a run before; a new one that goes at the end when left out. */
  readonly home?: string | undefined;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'wf-bench-'));
  if (options.home !== undefined) mkdirSync(home, { recursive: true, mode: 0o700 });
  const postgres = await startEmbeddedPostgres(home, options);
  const admin = new pg.Pool({ ...postgres.admin, max: 4 });
  const stopDatabase = async () => {
    await admin.end();
    await postgres.stop();
    if (options.home === undefined) rmSync(home, { recursive: true, force: true });
  };
  try {
    const server = await startServerProcess(home, {
      DATABASE_URL: urlOf(postgres.app),
      DATABASE_MIGRATION_URL: urlOf(postgres.admin),
    });
    try {
      const keys = await keysOf(home, server.url);
      return {
        url: server.url,
        serverPid: server.pid,
        keys,
        admin,
        async stop() {
          await server.stop();
          await stopDatabase();
        },
      };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}

/** Those of the run that made the folder, or of tenants that are made now. */
async function keysOf(home: string, url: string): Promise<string[]> {
  const file = path.join(home, 'load-keys.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const keys = await makeTenants(url, readFileSync(path.join(home, 'cli.key'), 'utf8').trim());
  writeFileSync(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}

export function urlOf(config: EmbeddedPostgres['admin']): string {
  const password = encodeURIComponent(String(config.password));
  return `postgresql://${config.user}:${password}@localhost:5432/${config.database}?host=${encodeURIComponent(config.host ?? '')}`;
}

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** Milliseconds from the start of the process to its first answer that it is ready. */
  readonly readyMs: number;
  stop(): Promise<void>;
}

/** `watchfloor serve` as anybody starts it, on a free port. */
export async function startServerProcess(
  home: string,
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [COMMAND, 'serve'], {
    env: { ...process.env, WATCHFLOOR_HOME: home, PORT: '0', WATCHFLOOR_LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  while (!(await isReady(url))) {
    if (performance.now() - startedAt > READY_WITHIN_MS)
      throw new Error('the server is not ready after a minute');
    await delay(5);
  }
  return {
    url,
    pid: child.pid ?? 0,
    readyMs: performance.now() - startedAt,
    stop: () =>
      new Promise((done) => {
        child.once('close', () => done());
        child.kill('SIGTERM');
      }),
  };
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((done, fail) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
      const url = /Watchfloor runs at (\S+)/.exec(text)?.[1];
      if (url) done(url);
    });
    child.once('close', (code) =>
      fail(new Error(`the server ended with ${code} before it was ready: ${text}`)),
    );
  });
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

export async function makeTenants(url: string, key: string): Promise<string[]> {
  const keys: string[] = [];
  for (let index = 0; index < TENANTS; index += 1) {
    const answer = await fetch(`${url}/v1/tenants`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        slug: `load-${index}`,
        name: `Load ${index}`,
        key: { name: 'load', role: 'admin' },
      }),
    });
    const body = (await answer.json()) as { data?: { key?: { key?: string } | string } };
    const made = typeof body.data?.key === 'string' ? body.data.key : body.data?.key?.key;
    if (!answer.ok || made === undefined) throw new Error(`no tenant was made: ${JSON.stringify(body)}`);
    keys.push(made);
  }
  return keys;
}

/** Resident memory in MiB, as the kernel counts it, of a process and of those that it started: the command starts the server. */
export function residentMb(pid: number): number {
  const kilobytes = Number(
    /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0,
  );
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + residentMb(Number(child)), Math.round(kilobytes / 1_024));
}
