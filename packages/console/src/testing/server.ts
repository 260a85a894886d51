// The real server for browser tests: a process of its own on a home of its own, so that it can be taken away and brought back.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
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
  let child: ChildProcess | null = null;
  let port = 0;
  const start = async () => {
    const started = await startProcess(join(folder, 'home'), port);
    child = started.child;
    port = started.port;
  };
  const stop = async () => {
    if (child !== null) await stopProcess(child);
    child = null;
  };
  await start();
  const url = `http://127.0.0.1:${port}`;
  const api = createClient({ baseUrl: url, headers: { 'x-api-key': KEY } });
  // Until the console is built the server shows a page that waits for it.
  await until(
    'the console is built',
    async () => (await (await fetch(`${url}/`)).text()).includes('id="root"'),
    START_MS,
  );
  return {
    url,
    api,
    submit: (record) => submit({ url, api }, record),
    signInLink: async () => url + (await api.signInLinks.create({})).path,
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
  const body: { data?: { alert_id?: string } } = await response.json();
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

async function startProcess(home: string, port: number): Promise<{ child: ChildProcess; port: number }> {
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
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
    });
  }
  const address = () => /Watchfloor runs at http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
  await until(
    'the server runs or has ended',
    async () => address() !== undefined || child.exitCode !== null,
    START_MS,
  );
  if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${said}`);
  return { child, port: Number(address()) };
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-child.pid, 'SIGINT');
  await ended;
}
