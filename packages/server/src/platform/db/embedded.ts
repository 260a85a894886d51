// The embedded PostgreSQL: real server binaries from npm, started and stopped by us, data in the home folder.
//
// It listens on a Unix socket only, so it takes no port and no other machine can reach it. It is started in a session of its
// own: Ctrl-C in a terminal reaches only us, and we stop it after our own work has drained. If we are killed outright it
// stays, and the next start adopts it.
//
// PostgreSQL refuses to run as uid 0. As root we start it in a user namespace where root is an ordinary user (works also
// when the repository lies in a folder that only root may enter), else as the machine's `nobody` user.

import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { StartError } from '../../kernel/errors.ts';
import { type Binaries, bundledBinaries, MAJOR } from './embedded-binaries.ts';
import { majorOfData, refuseUnfinished } from './embedded-folder.ts';

export interface EmbeddedPostgres {
  /** Superuser, for migrations and for making test databases; never used by the product's own queries. */
  readonly admin: pg.ClientConfig;
  /** Plain login without any right of its own; may only become the product's roles. */
  readonly app: pg.ClientConfig;
  readonly adopted: boolean;
  stop(): Promise<void>;
}

interface Paths {
  readonly home: string;
  readonly data: string;
  readonly log: string;
  readonly password: string;
}

export interface EmbeddedOptions {
  readonly settings?: readonly string[];
  /** Those that come with this release when left out. */
  readonly binaries?: Binaries;
}

const START_TIMEOUT_MS = 60_000;
const DATABASE = 'watchfloor';

/**
 * Starts the database of this home folder, or adopts the one that a killed server left running. Settings given here (`name=value`)
 * come after ours and hold for this start only.
 */
export async function startEmbeddedPostgres(
  home: string,
  { settings = [], binaries = bundledBinaries(home) }: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const paths: Paths = {
    home,
    data: path.join(home, 'postgres'),
    log: path.join(home, 'postgres.log'),
    password: path.join(home, 'postgres.password'),
  };
  mkdirSync(home, { recursive: true, mode: 0o700 });
  refuseUnfinished(home);
  refuseOtherMajor(paths, binaries.major);
  const password = readOrMakePassword(paths);
  const running = runningServer(paths);
  if (running) {
    const admin = adminConfig(running.socketDirectory, password);
    if (await answers(admin, START_TIMEOUT_MS)) {
      return { ...(await prepare(admin, password)), adopted: true, stop: () => stopServer(running.pid) };
    }
    throw new StartError(
      `The PostgreSQL of ${home} (process ${running.pid}) runs but does not answer; stop it, or see ${paths.log}.`,
    );
  }
  await untilReaped(paths);
  const runner = chooseRunner(paths, binaries);
  if (!existsSync(path.join(paths.data, 'PG_VERSION'))) initialise(paths, runner, binaries.major);
  const socketDirectory = socketFolder(home, runner);
  const pid = launch(paths, runner, { socketDirectory, settings });
  const admin = adminConfig(socketDirectory, password);
  if (!(await answers(admin, START_TIMEOUT_MS, pid))) {
    throw new StartError(`The embedded PostgreSQL did not start; the reason is at the end of ${paths.log}.`);
  }
  return { ...(await prepare(admin, password)), adopted: false, stop: () => stopServer(pid) };
}

function adminConfig(socketDirectory: string, password: string): pg.ClientConfig {
  return { host: socketDirectory, port: 5432, user: 'postgres', password, database: DATABASE };
}

function refuseOtherMajor(paths: Paths, expected: number): void {
  const major = majorOfData(paths.data);
  if (major === null || major === expected) return;
  throw new StartError(
    expected === MAJOR
      ? `The data folder ${paths.data} was made by PostgreSQL ${major}, this release brings ${MAJOR}: run "watchfloor upgrade", which says what it needs, or start the release that made it.`
      : `The data folder ${paths.data} was made by PostgreSQL ${major}, these binaries are of ${expected}.`,
  );
}

function readOrMakePassword(paths: Paths): string {
  if (existsSync(paths.password)) return readFileSync(paths.password, 'utf8').trim();
  if (existsSync(path.join(paths.data, 'PG_VERSION'))) {
    throw new StartError(
      `${paths.password} is missing: the database in ${paths.data} cannot be opened without it.`,
    );
  }
  const password = randomBytes(24).toString('hex');
  writeFileSync(paths.password, password, { mode: 0o600 });
  return password;
}

/** The server that owns the data folder, by the file PostgreSQL itself keeps there. */
function runningServer(paths: Paths): { pid: number; socketDirectory: string } | null {
  const file = path.join(paths.data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  const socketDirectory = lines[4]?.trim() ?? '';
  if (!Number.isInteger(pid) || socketDirectory === '' || !isPostgres(pid)) return null;
  return { pid, socketDirectory };
}

const REAPED_WITHIN_MS = 10_000;

/**
 * A postmaster that was killed together with its parent blocks the next one until the first process of the machine or
 * container has reaped it, which may take a second: its lock file names a process that still has its number.
 */
async function untilReaped(paths: Paths): Promise<void> {
  const file = path.join(paths.data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const deadline = performance.now() + REAPED_WITHIN_MS;
  while (isZombie(pid) && performance.now() < deadline) await delay(20);
}

function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    // There is no such process, or no /proc: nothing to wait for.
    return false;
  }
}

function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    // No such process, or a system without /proc: signal 0 asks whether it lives.
    try {
      process.kill(pid, 0);
      return !existsSync('/proc/self');
    } catch {
      return false;
    }
  }
}

/** How to start the binaries on this machine: which folder, behind which command, as which user. */
interface Runner {
  readonly bin: string;
  readonly prefix: readonly string[];
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

function chooseRunner(paths: Paths, { native }: Binaries): Runner {
  const bin = path.join(native, 'bin');
  if (process.getuid?.() !== 0) return { bin, prefix: [], user: null };
  const nobody = passwdEntry('nobody') ?? passwdEntry('postgres');
  if (nobody === null) {
    throw new StartError(
      'PostgreSQL refuses to run as root and this machine has no "nobody" user: start Watchfloor as an ordinary user, or set DATABASE_URL.',
    );
  }
  const prefix = ['unshare', '-U', `--map-user=${nobody.uid}`, `--map-group=${nobody.gid}`];
  const probe = spawnSync(prefix[0] ?? '', [...prefix.slice(1), 'true'], { stdio: 'ignore' });
  if (probe.status === 0) return { bin, prefix, user: null };
  return asUser(paths, native, nobody);
}

function asUser(paths: Paths, native: string, user: { uid: number; gid: number }): Runner {
  if (!reachableByOthers(paths.home)) {
    throw new StartError(
      `PostgreSQL refuses to run as root, user namespaces are off, and other users cannot enter ${paths.home}: set WATCHFLOOR_HOME to a folder they can enter (such as /var/lib/watchfloor), start as an ordinary user, or set DATABASE_URL.`,
    );
  }
  let folder = native;
  if (!reachableByOthers(native)) {
    folder = path.join(paths.home, 'postgres-bin');
    if (!existsSync(path.join(folder, 'bin', 'postgres'))) cpSync(native, folder, { recursive: true });
  }
  mkdirSync(paths.data, { recursive: true, mode: 0o700 });
  chownSync(paths.data, user.uid, user.gid);
  return { bin: path.join(folder, 'bin'), prefix: [], user };
}

function reachableByOthers(folder: string): boolean {
  let current = path.resolve(folder);
  while (current !== path.dirname(current)) {
    if (existsSync(current) && (statSync(current).mode & 0o001) === 0) return false;
    current = path.dirname(current);
  }
  return true;
}

function passwdEntry(name: string): { uid: number; gid: number } | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const fields = line?.split(':') ?? [];
  const uid = Number(fields[2]);
  return fields.length > 3 && Number.isInteger(uid) ? { uid, gid: Number(fields[3]) } : null;
}

function spawnOptions(runner: Runner): SpawnOptions {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  return runner.user ? { env, uid: runner.user.uid, gid: runner.user.gid, cwd: '/' } : { env, cwd: '/' };
}

function initialise(paths: Paths, runner: Runner, major: number): void {
  const passwordFile = path.join(runner.user ? paths.data : paths.home, 'initdb.password');
  writeFileSync(passwordFile, readFileSync(paths.password), { mode: 0o600 });
  if (runner.user) {
    // The data folder must be empty for initdb, so the password file lies beside it, readable for that user only.
    rmSync(passwordFile);
    writeFileSync(`${paths.data}.pw`, readFileSync(paths.password), { mode: 0o600 });
    chownSync(`${paths.data}.pw`, runner.user.uid, runner.user.gid);
  }
  const file = runner.user ? `${paths.data}.pw` : passwordFile;
  const [command, ...args] = [
    ...runner.prefix,
    path.join(runner.bin, 'initdb'),
    `--pgdata=${paths.data}`,
    '--username=postgres',
    `--pwfile=${file}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    // PostgreSQL 16 has no locales of its own; only tests make a data folder with it.
    ...(major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
  ];
  const result = spawnSync(command ?? '', args, { ...spawnOptions(runner), encoding: 'utf8' });
  rmSync(file, { force: true });
  if (result.status !== 0) {
    throw new StartError(
      `The embedded PostgreSQL could not make its data folder ${paths.data}: ${String(
        result.stderr ?? result.error,
      )
        .trim()
        .split('\n')
        .at(-1)}`,
    );
  }
}

/** A Unix socket's path may have 107 bytes, so a long home folder gets its socket in the system's temp folder. */
function socketFolder(home: string, runner: Runner): string {
  const near = path.join(home, 'run');
  const folder = near.length <= 90 ? near : path.join(tmpdir(), `wf-${randomBytes(6).toString('hex')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (runner.user) chownSync(folder, runner.user.uid, runner.user.gid);
  return folder;
}

const SERVER_SETTINGS = [
  'listen_addresses=',
  'port=5432',
  'max_connections=120',
  'shared_buffers=256MB',
  'max_wal_size=2GB',
  'checkpoint_timeout=15min',
  'random_page_cost=1.1',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_min_messages=warning',
];

function launch(
  paths: Paths,
  runner: Runner,
  given: { readonly socketDirectory: string; readonly settings: readonly string[] },
): number {
  const log = openSync(paths.log, 'a', 0o600);
  const [command, ...args] = [
    ...runner.prefix,
    path.join(runner.bin, 'postgres'),
    '-D',
    paths.data,
    '-k',
    given.socketDirectory,
    ...[...SERVER_SETTINGS, ...given.settings].flatMap((setting) => ['-c', setting]),
  ];
  const child = spawn(command ?? '', args, {
    ...spawnOptions(runner),
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  if (child.pid === undefined) throw new StartError('The embedded PostgreSQL could not be started.');
  return child.pid;
}

/** Whether the server takes a query within the time; recovery after a crash may need a while. Stops early if it has died. */
async function answers(config: pg.ClientConfig, timeoutMs: number, pid?: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const client = new pg.Client({ ...config, database: 'postgres', connectionTimeoutMillis: 2_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query('select 1');
      await client.end();
      return true;
    } catch {
      // Not up yet: starting, recovering, or gone; the loop decides which.
      await client.end().catch(() => undefined);
    }
    if (pid !== undefined && !isPostgres(pid) && !isStarting(pid)) return false;
    await delay(25);
  }
  return false;
}

/** Right after the spawn the process still bears the name of the wrapper that becomes postgres. */
function isStarting(pid: number): boolean {
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    // While PostgreSQL takes unshare's place the kernel shows no command line at all; on a busy machine that is met now and then.
    return commandLine === '' || commandLine.includes('unshare');
  } catch {
    return false;
  }
}

/** The product's database and its plain login, made when they are not there. */
async function prepare(
  admin: pg.ClientConfig,
  password: string,
): Promise<Pick<EmbeddedPostgres, 'admin' | 'app'>> {
  const client = new pg.Client({ ...admin, database: 'postgres' });
  await client.connect();
  try {
    const login = await client.query("select 1 from pg_roles where rolname = 'watchfloor'");
    if (login.rowCount === 0) {
      await client.query(`create role watchfloor login noinherit password ${client.escapeLiteral(password)}`);
    }
    const database = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (database.rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
  return { admin, app: { ...admin, user: 'watchfloor', password } };
}

/** Stops the database of this home folder, if one runs: what a killed command has left. */
export async function stopLeftPostgres(home: string): Promise<void> {
  const running = runningServer({
    home,
    data: path.join(home, 'postgres'),
    log: path.join(home, 'postgres.log'),
    password: path.join(home, 'postgres.password'),
  });
  if (running) await stopServer(running.pid);
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
async function stopServer(pid: number): Promise<void> {
  if (!isPostgres(pid)) return;
  process.kill(pid, 'SIGINT');
  const deadline = performance.now() + 30_000;
  while (isPostgres(pid) && performance.now() < deadline) await delay(20);
}
