// The verbs on the audit record, run as a person runs them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { startTestServer } from '@watchfloor/server/testing';

const CLI = path.join(import.meta.dirname, '../cli.ts');
const server = await startTestServer();
const folder = mkdtempSync(path.join(tmpdir(), 'wf-audit-cli-'));
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function watchfloor(args: readonly string[], withServer = true): Promise<Run> {
  const address = { WATCHFLOOR_URL: server.url, WATCHFLOOR_API_KEY: server.key };
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      PATH: process.env['PATH'],
      // As the launcher has it: what was compiled once need not be compiled by each command.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      WATCHFLOOR_HOME: folder,
      ...(withServer ? address : {}),
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

test('lists, verifies, exports, and verifies the file without a server', async () => {
  await server.api.keys.create({ name: 'one' });
  const list = await watchfloor(['audit', 'list', '--event', 'key.']);
  assert.match(list.out, /key\.created/);
  const verified = await watchfloor(['audit', 'verify']);
  assert.deepEqual([verified.code, verified.err], [0, '']);
  assert.match(verified.out, /^ok: \d+ records, \d+ checkpoints/);

  const file = path.join(folder, 'audit.jsonl');
  assert.equal((await watchfloor(['audit', 'export', '-o', file])).code, 0);
  const again = await watchfloor(['audit', 'export', '-o', file]);
  assert.deepEqual([again.code, /EEXIST/.test(again.err)], [1, true], 'a file is not written over');
  const key = await watchfloor(['audit', 'checkpoints', '--key']);
  const keyFile = path.join(folder, 'audit-key.pem');
  writeFileSync(keyFile, key.out);
  const offline = await watchfloor(['audit', 'verify', file, '--key', keyFile], false);
  assert.deepEqual([offline.code, offline.err], [0, '']);
  assert.match(offline.out, /^ok: \d+ records \(1 to \d+\), [1-9]\d* checkpoints signed by [0-9a-f]{16}/);

  writeFileSync(file, readFileSync(file, 'utf8').replace('"key.created"', '"key.revoked"'));
  const broken = await watchfloor(['audit', 'verify', file], false);
  assert.equal(broken.code, 1);
  assert.match(broken.out, /^BROKEN in line \d+: The record of link \d+ was altered/);
});

test('says in one sentence what it cannot do', async () => {
  const missing = await watchfloor(['audit', 'verify', path.join(folder, 'missing.jsonl')], false);
  assert.deepEqual([missing.code, /^There is no file .*missing\.jsonl\.\n$/.test(missing.err)], [1, true]);
  const format = await watchfloor(['audit', 'export', '--format', 'xml']);
  assert.equal(format.code, 1);
  assert.match(format.err, /format.*\(invalid\)\n$/);
});
