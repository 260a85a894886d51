// The verbs on work and dead letters, and the lines of doctor about them, run as a person runs them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { startTestServer } from '@watchfloor/server/testing';
import { plantLetter } from '../../../server/src/testing/poison.ts';

const CLI = path.join(import.meta.dirname, '../cli.ts');
const server = await startTestServer();
const folder = mkdtempSync(path.join(tmpdir(), 'wf-work-cli-'));
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

function watchfloor(...args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      PATH: process.env['PATH'],
      // As the launcher has it: what was compiled once need not be compiled by each command.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      WATCHFLOOR_HOME: folder,
      DATABASE_URL: server.database.url,
      DATABASE_MIGRATION_URL: server.database.adminUrl,
      WATCHFLOOR_URL: server.url,
      WATCHFLOOR_API_KEY: server.key,
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const hex = (await server.api.session.get({})).tenant.id.slice('tenant_'.length);
const tenant = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
  '-',
);
const plant = async () =>
  `letter_${(await plantLetter(server.database.admin, { tenant, alert: null })).replaceAll('-', '')}`;

test('letters are listed, shown, replayed and discarded; doctor tells of open ones and what to run', async () => {
  const [first, second, third] = [await plant(), await plant(), await plant()];
  const list = await watchfloor('dead-letters', 'list');
  assert.deepEqual([list.code, list.err], [0, '']);
  assert.match(list.out, /^ID +FAILED +JOB +STAGE +STATE/);
  for (const id of [first, second, third]) assert.ok(list.out.includes(id));
  const shown = await watchfloor('dead-letters', 'show', first);
  assert.match(shown.out, /error +DatabaseError P0001: poisoned\npayload +\{/);

  const doctor = await watchfloor('doctor');
  assert.equal(doctor.code, 1);
  assert.match(
    doctor.out,
    /BAD {2}dead letters: 3 open: work that failed for good\n +Run: watchfloor dead-letters list\./,
  );
  assert.match(doctor.out, /ok {3}workers: 6 alive/);
  assert.match(doctor.out, /ok {3}stuck work: none/);

  assert.equal((await watchfloor('dead-letters', 'replay', first)).out, `replayed ${first}\n`);
  assert.equal((await watchfloor('dead-letters', 'discard', second)).code, 2, 'a reason is required');
  const discarded = await watchfloor('dead-letters', 'discard', second, '--reason', 'a test');
  assert.equal(discarded.out, `discarded ${second}\n`);
  assert.equal(
    (await watchfloor('dead-letters', 'replay', '--all', '--stage', 'event')).out,
    'replayed 0, 0 left\n',
  );
  assert.equal((await watchfloor('dead-letters', 'replay', '--all')).out, 'replayed 1, 0 left\n');
  assert.equal((await watchfloor('dead-letters', 'list')).out, 'none\n');
  const settled = JSON.parse(
    (await watchfloor('dead-letters', 'list', '--state', 'replayed,discarded', '--json')).out,
  );
  assert.deepEqual(settled.map((letter: { state: string }) => letter.state).sort(), [
    'discarded',
    'replayed',
    'replayed',
  ]);
});

test('wrong usage is told in a sentence', async () => {
  for (const args of [['replay'], ['replay', 'letter_1', '--all'], ['replay', 'letter_1', '--job', 'x']]) {
    const run = await watchfloor('dead-letters', ...args);
    assert.notEqual(run.code, 0);
    assert.match(run.err, /^[^\n]{10,100}\.\n$/);
  }
});

test('the state of the work has a line a class and tells of the workers', async () => {
  const { out } = await watchfloor('work', 'status');
  for (const name of ['critical', 'low', 'events']) assert.match(out, new RegExp(`^${name} +0`, 'm'));
  assert.match(out, /workers alive: 6 \(last heard of \d+ s ago\)/);
  assert.match(out, /open dead letters: 0/);
});
