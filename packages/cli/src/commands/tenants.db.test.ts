// The verbs on tenants, run as a person runs them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startTestServer } from '@watchfloor/server/testing';

const CLI = path.join(import.meta.dirname, '../cli.ts');
const server = await startTestServer();
const folder = mkdtempSync(path.join(tmpdir(), 'wf-tenants-cli-'));
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function watchfloor(...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: {
      PATH: process.env['PATH'],
      // As the launcher has it: what was compiled once need not be compiled by each command.
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      WATCHFLOOR_HOME: folder,
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

test('makes, lists, suspends, resumes and deletes a tenant, and writes this one to a file', async () => {
  const made = await watchfloor(
    'tenants',
    'create',
    'acme',
    'Acme',
    '--owner',
    'o@acme.example.com',
    '--key',
    'k',
    '--records-per-day',
    '9',
  );
  assert.deepEqual([made.code, made.err], [0, '']);
  assert.match(
    made.out,
    /made acme \(tenant_[0-9a-f]{32}\)\nlink of the owner: http.*\/sign-in\?token=\S+\nkey: wfk_/,
  );
  assert.match((await watchfloor('tenants', 'list')).out, /acme\s+Acme\s+active\s+0\/9/);
  assert.equal(
    (await watchfloor('tenants', 'suspend', 'acme', '--reason', 'unpaid')).out,
    'acme is suspended\n',
  );
  assert.equal((await watchfloor('tenants', 'resume', 'acme', '--reason', 'paid')).out, 'acme is active\n');
  const slip = await watchfloor('tenants', 'delete', 'acme', '--confirm', 'acne', '--reason', 'ended');
  assert.equal(slip.code, 1);
  assert.match(slip.err, /not the short name/);
  const nobody = await watchfloor('tenants', 'suspend', 'nobody', '--reason', 'x');
  assert.match(nobody.err, /no tenant "nobody"/);
  const deleted = await watchfloor('tenants', 'delete', 'acme', '--confirm', 'acme', '--reason', 'ended');
  assert.deepEqual([deleted.code, deleted.err], [0, '']);
  const id = /tombstone (tenant_[0-9a-f]{32})/.exec(deleted.out)?.[1] ?? '';
  assert.match((await watchfloor('tenants', 'tombstone', id)).out, /"reason": "ended"/);

  const file = path.join(folder, 'own.ndjson.gz');
  assert.equal((await watchfloor('tenant', 'export', '-o', file)).code, 0);
  assert.match(gunzipSync(readFileSync(file)).toString(), /^\{"type":"manifest"[\s\S]*"type":"end"/);
  assert.match((await watchfloor('tenants', 'export', '-o', file)).err, /EEXIST/);
  assert.equal((await watchfloor('tenants', 'export', 'acme', '-o', `${file}.2`)).code, 1);
});
