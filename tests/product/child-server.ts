// The product as a user starts it: the `watchfloor` program in a process of its own, with an environment that holds nothing of
// the test run. For tests of starting, stopping, being killed, and of several servers on one database.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../../packages/server/src/testing/server.ts';

export const ROOT = path.join(import.meta.dirname, '../..');
const PROGRAM = path.join(ROOT, 'packages/cli/bin/watchfloor.mjs');

/** Without the console, whose build would cost each test seconds and shows nothing here. */
export const ROLES = 'api,worker,scheduler';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Program {
  /** The process that a user or a supervisor sees. */
  readonly pid: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  signal(name: NodeJS.Signals): void;
  /** As a terminal does: to the program and everything that it has started in its group. */
  signalGroup(name: NodeJS.Signals): void;
  write(text: string): void;
}

export interface RunOptions {
  readonly env?: Environment;
  readonly input?: string | Buffer;
}

/** Starts `watchfloor` with these arguments, in a process group of its own. */
export function start(args: readonly string[], options: RunOptions = {}): Program {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'], HOME: tmpdir(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    said.stdout += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said.stderr += chunk.toString('utf8');
  });
  // A program that ends before it has read everything is no failure of the test.
  child.stdin?.on('error', () => undefined);
  if (options.input !== undefined) child.stdin?.end(options.input);
  const { pid } = child;
  if (pid === undefined) throw new Error('the program could not be started');
  const program: Program = {
    pid,
    get stdout() {
      return said.stdout;
    },
    get stderr() {
      return said.stderr;
    },
    ended: once(child, 'close').then(([code, signal]) => code ?? signal),
    signal: (name) => void child.kill(name),
    signalGroup(name) {
      try {
        process.kill(-pid, name);
      } catch (error) {
        // The group has ended already.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    },
    write: (text) => void child.stdin?.write(text),
  };
  programs.add(program);
  void program.ended.then(() => programs.delete(program));
  return program;
}

export interface Ran {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const program = start(args, { input: '', ...options });
  const code = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

export interface Serving extends Program {
  readonly url: string;
  readonly startedMs: number;
  /** The process that serves, behind the launcher. */
  readonly serverPid: number;
}

/** Starts `serve` and waits until it says where. */
export async function serve(env: Environment): Promise<Serving> {
  const startedAt = performance.now();
  const program = start(['serve'], {
    env: { PORT: '0', WATCHFLOOR_ROLES: ROLES, WATCHFLOOR_LOG_LEVEL: 'warn', ...env },
  });
  let isOver = false;
  void program.ended.then(() => {
    isOver = true;
  });
  await until(async () => isOver || program.stdout.includes('Ctrl-C stops'), 60_000);
  if (isOver) throw new Error(`the server ended: ${program.stderr}`);
  const url = /runs at (http:\S+) /.exec(program.stdout)?.[1];
  if (url === undefined) throw new Error(`no address in: ${program.stdout}`);
  return Object.assign(Object.create(program), {
    url,
    startedMs: performance.now() - startedAt,
    serverPid: childrenOf(program.pid)[0] ?? program.pid,
  });
}

export interface CallAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape is what they test.
  readonly body: any;
}

/** Sends a request with the key; gives status and parsed body. */
export async function call(url: string, key: string, init: RequestInit = {}): Promise<CallAnswer> {
  const response = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
  });
  return { status: response.status, body: await response.json() };
}

const programs = new Set<Program>();
const folders = new Set<string>();

/** A folder of the test's own; `endAll` removes it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'wf-product-'));
  folders.add(folder);
  return folder;
}

/** Ends whatever a failed test has left running, and removes the folders: call it after the last test of a file. */
export async function endAll(): Promise<void> {
  for (const program of programs) program.signalGroup('SIGKILL');
  await Promise.all([...programs].map((program) => program.ended));
  for (const folder of folders) {
    for (const pid of postgresOf(folder)) process.kill(pid, 'SIGQUIT');
    await until(async () => postgresOf(folder).length === 0);
    rmSync(folder, { recursive: true, force: true });
  }
  folders.clear();
}

/** How the program ended; fails when it does not within the time. */
export async function endedWithin(program: Program, boundMs: number): Promise<number | string> {
  let end: number | string | null = null;
  void program.ended.then((code) => {
    end = code;
  });
  await until(async () => end !== null, boundMs);
  return end ?? 'unknown';
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);
}

/** PostgreSQL servers whose data lies in this home. */
export function postgresOf(home: string): number[] {
  const running = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && isPostgresOf(pid, home));
  // A connection's process carries the command line of its parent for the moment until it has named itself.
  return running.filter((pid) => !running.includes(parentOf(pid)));
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // The process ended while we looked.
    return 0;
  }
}

function isPostgresOf(pid: number, home: string): boolean {
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return args.includes('-D') && args.includes(path.join(home, 'postgres'));
  } catch {
    // The process ended while we looked.
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // There is no such process.
    return false;
  }
}
