// The real server for browser tests: a process of its own on a home of its own, so that it can be taken away and brought back.

import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Alert, createClient, type Operations } from '@watchfloor/client';
import { until } from './until.ts';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');
const KEY = 'wf_console_tests_only_0123456789';
const START_MS = 90_000;

export interface TestServer {
  readonly url: string;
  readonly api: Operations;
  /** Sends the record to the generic source and waits until its alert has been decided. */
  submit(record: Readonly<Record<string, unknown>>): Promise<Alert>;
  /** A one-time link of the owner. */
  signInLink(): Promise<string>;
  /** Takes the server away; its data stay. */
  stop(): Promise<void>;
  /** Brings it back on the same address. */
  start(): Promise<void>;
  /** Takes everything away. */
  close(): Promise<void>;
}

export async function startTestServer(): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'wf-console-'));
  const port = await findPort();
  bringConsole(join(folder, 'home'));
  let child: ChildProcess | null = null;
  const start = async () => {
    child = await startProcess(join(folder, 'home'), port);
  };
  const stop = async () => {
    if (child !== null) await stopProcess(child);
    child = null;
  };
  await start();
  // By its name: browsers give passkeys to names only.
  const url = `http://localhost:${port}`;
  const api = createClient({ baseUrl: url, headers: { 'x-api-key': KEY } });
  // Until the console is built the server shows a page that waits for it.
  await until(
    'the console is built',
    async () => (await (await fetch(`${url}/`)).text()).includes('id="root"'),
    START_MS,
  );
  // An admin's key makes no link of an owner; the key that the first start left for the machine's own command line does.
  const ownerKey = readFileSync(join(folder, 'home', 'cli.key'), 'utf8').trim();
  const owner = createClient({ baseUrl: url, headers: { 'x-api-key': ownerKey } });
  return {
    url,
    api,
    submit: (record) => submit({ url, api }, record),
    signInLink: async () => url + (await owner.signInLinks.create({})).path,
    start,
    stop,
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function submit(server: Pick<TestServer, 'url' | 'api'>, record: object): Promise<Alert> {
  const response = await fetch(`${server.url}/v1/ingest/generic`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': KEY },
    body: JSON.stringify(record),
  });
  const body = (await response.json()) as { data?: { alert_id?: string } };
  const id = body.data?.alert_id;
  if (response.status !== 202 || !id)
    throw new Error(`Submitting answered ${response.status}: ${JSON.stringify(body)}`);
  const decided = async () => {
    const [latest] = await server.api.alerts.decisions({ id });
    return latest?.phase === 'final';
  };
  await until('the alert is decided', decided);
  return server.api.alerts.get({ id });
}

/**
 * A free port below those that the system gives to outgoing connections: while the server is away, nobody else may get its address by
 * chance.
 */
async function findPort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer();
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
  throw new Error('No free port was found between 20000 and 30000.');
}

/** The console that the test run has built once for all: a server that finds it does not build its own. */
export function bringConsole(home: string): void {
  const built = process.env['WF_TEST_CONSOLE'];
  if (built !== undefined) cpSync(built, join(home, 'console'), { recursive: true });
}

async function startProcess(home: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(REPOSITORY, 'packages/cli/bin/watchfloor.mjs'), 'serve'], {
    cwd: REPOSITORY,
    // A group of its own: the launcher, the server and its database get the signal together, as from a terminal.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: String(port),
      WATCHFLOOR_HOME: home,
      WATCHFLOOR_BOOTSTRAP_KEY: KEY,
      WATCHFLOOR_LOG_LEVEL: 'error',
    },
  });
  // A test run that is broken off must not leave a server behind.
  const onExit = () => child.pid !== undefined && process.kill(-child.pid, 'SIGINT');
  process.once('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  await until(
    'the server runs or has ended',
    async () => said.includes('Watchfloor runs at') || child.exitCode !== null,
    START_MS,
  );
  if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${said}`);
  return child;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-child.pid, 'SIGINT');
  await ended;
}
