// Runs a TypeScript program of this repository on the Node that the repository brings along. Plain JavaScript without any
// dependency, because it must run on whatever Node (20 or newer) the machine has.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const NEEDED = 24;

/** The Node to run on: this one when it is new enough, else the one from the installed packages. */
function findNode() {
  if (Number(process.versions.node.split('.')[0]) >= NEEDED) return process.execPath;
  const require = createRequire(path.join(root, 'package.json'));
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  try {
    const file = path.join(path.dirname(require.resolve(`${name}/package.json`)), 'bin', 'node');
    if (existsSync(file)) return file;
  } catch {
    // Not installed for this platform: said below, in words for the user.
  }
  process.stderr.write(
    `Watchfloor needs Node ${NEEDED}; this is ${process.version} and ${name} is not installed. Run "npm install" in ${root}, or use Node ${NEEDED}.\n`,
  );
  process.exit(1);
}

/**
 * A small young generation and an allocator that gives large blocks back: under a storm of large bodies the process stays at
 * half the size, and shrinks to what it was. With 8 MB accepting was a tenth slower than with 32, with which an idle server is above
 * 250 MB.
 */
const OPTIONS = ['--max-semi-space-size=16', '--disable-warning=ExperimentalWarning'];
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Where Node keeps what it has compiled: a second start takes half the time. It does without where it may not write. */
const COMPILED = { NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/watchfloor') };

/** Replaces this process as far as Node can: same terminal, same signals, same exit code. */
export function launch(script, args) {
  // The channel carries no messages: its end tells the program that we are gone, however we went.
  const child = spawn(findNode(), [...OPTIONS, script, ...args], {
    env: { ...ALLOCATOR, ...COMPILED, ...process.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // A signal may reach us alone, or the whole group and so the program as well; it takes both for one.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 1));
}
