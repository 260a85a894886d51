import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { StartError } from '../kernel/errors.ts';
import { lockHome } from './home-lock.ts';

let home = '';
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'wf-lock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const lockFile = () => path.join(home, 'server.lock');
const isTaken = (error: unknown) =>
  error instanceof StartError && error.message.includes(home) && /^[^\n]+\.$/.test(error.message);

test('a home has one server; releasing it lets the next one in', () => {
  const release = lockHome(home);
  assert.throws(() => lockHome(home), isTaken);
  release();
  assert.ok(!existsSync(lockFile()));
  lockHome(home)();
});

test('the sentence names the process that holds it', () => {
  const release = lockHome(home);
  assert.throws(
    () => lockHome(home),
    (error) => error instanceof StartError && error.message.includes(`process ${process.pid}`),
  );
  release();
});

test('two homes do not know each other', () => {
  const other = mkdtempSync(path.join(tmpdir(), 'wf-lock-'));
  const releases = [lockHome(home), lockHome(other)];
  for (const release of releases) release();
  rmSync(other, { recursive: true });
});

test('the lock of a process that is gone, or of one that has its number since, is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const left = [`${child.pid} 1\n`, `${process.pid} 1\n`, '1 0\n', '', 'nonsense', '999999999 5\n', '-1 -1'];
  for (const text of left) {
    writeFileSync(lockFile(), text);
    const release = lockHome(home);
    assert.match(
      readFileSync(lockFile(), 'utf8'),
      new RegExp(`^${process.pid} \\d+\n$`),
      JSON.stringify(text),
    );
    release();
  }
});

test('a living process keeps its lock', async () => {
  const program = `import { lockHome } from ${JSON.stringify(path.join(import.meta.dirname, 'home-lock.ts'))};
    lockHome(process.argv[1]); process.stdout.write('locked'); setInterval(() => undefined, 1000);`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program, home],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await once(child.stdout, 'data');
  assert.throws(() => lockHome(home), isTaken);
  child.kill('SIGKILL');
  await once(child, 'exit');
  lockHome(home)();
});

test('of many that start at once exactly one gets the home, and nothing else is left in it', async () => {
  const program = `import { lockHome } from ${JSON.stringify(path.join(import.meta.dirname, 'home-lock.ts'))};
    try { lockHome(process.argv[1]); process.stdout.write('locked'); setInterval(() => undefined, 1000); }
    catch (error) { process.stdout.write(error.name); }`;
  writeFileSync(lockFile(), '999999999 5\n');
  const children = Array.from({ length: 6 }, () =>
    spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', program, home],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    ),
  );
  const said = await Promise.all(
    children.map(async (child) => String((await once(child.stdout, 'data'))[0])),
  );
  assert.deepEqual([...said].sort(), [
    'StartError',
    'StartError',
    'StartError',
    'StartError',
    'StartError',
    'locked',
  ]);
  assert.deepEqual(readdirSync(home), ['server.lock']);
  for (const child of children) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});
