// `doctor` as an operator runs it: on an installation that is well, and on one where things were broken behind its back.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { startTestServer } from '@watchfloor/server/testing';

const CLI = path.join(import.meta.dirname, 'cli.ts');
const home = mkdtempSync(path.join(tmpdir(), 'wf-doctor-home-'));
const elsewhere = mkdtempSync(path.join(tmpdir(), 'wf-doctor-other-'));
const server = await startTestServer({ home });
// A secret that is stored under the master key.
await server.api.sources.setSecret({ source: 'github', secret: 'a-secret-of-the-test' });
after(async () => {
  await server.stop();
  for (const folder of [home, elsewhere]) rmSync(folder, { recursive: true, force: true });
});

interface Report {
  readonly ok: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly finding: string;
    readonly advice: string | null;
  }[];
}

async function doctor(env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [CLI, 'doctor', '--json'], {
    env: {
      PATH: process.env['PATH'],
      WATCHFLOOR_HOME: home,
      DATABASE_URL: server.database.url,
      DATABASE_MIGRATION_URL: server.database.adminUrl,
      WATCHFLOOR_URL: server.url,
      ...env,
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.notEqual(out, '', err);
  const report: Report = JSON.parse(out);
  const find = (name: string) => report.checks.find((check) => check.name === name);
  return { code, report, find, bad: report.checks.filter((check) => !check.ok).map((check) => check.name) };
}

test('an installation that is well passes every check, whose names scripts may rely on', async () => {
  const { code, report, bad } = await doctor();
  assert.deepEqual(bad, []);
  assert.deepEqual([code, report.ok], [0, true]);
  assert.deepEqual(
    report.checks.map((check) => check.name),
    [
      'node',
      'settings',
      'disk',
      'database',
      'storage',
      'database version',
      'database roles',
      'tenants apart',
      'connections',
      'clock',
      'master key',
      'audit chain',
      'server',
      'workers',
      'queue',
      'stuck work',
      'dead letters',
      'metrics',
    ],
  );
  for (const check of report.checks) {
    assert.deepEqual(Object.keys(check), ['name', 'ok', 'finding', 'advice']);
    assert.equal(check.advice, null, 'advice is for what is wrong');
  }
});

test('what was broken is found, each with advice, and ends with 1', async () => {
  const { admin } = server.database;
  await admin.query('alter table wf.entity no force row level security');
  try {
    const { code, find, bad } = await doctor();
    assert.deepEqual([code, bad], [1, ['tenants apart']]);
    assert.equal(find('tenants apart')?.finding, 'row-level security is not forced on entity');
    assert.match(find('tenants apart')?.advice ?? '', /force row level security/);
  } finally {
    await admin.query('alter table wf.entity force row level security');
  }
});

test('a master key that is gone, or that others can read, is told, and none is made in its place', async () => {
  const key = server.key;
  const gone = await doctor({ WATCHFLOOR_HOME: elsewhere, WATCHFLOOR_API_KEY: key });
  assert.deepEqual([gone.code, gone.bad], [1, ['master key']]);
  assert.match(
    gone.find('master key')?.finding ?? '',
    /^mk_[0-9a-f]{16} under which stored secrets lie is not in/,
  );
  const again = await doctor({ WATCHFLOOR_HOME: elsewhere, WATCHFLOOR_API_KEY: key });
  assert.deepEqual(again.bad, ['master key'], 'doctor has made no key');

  const copy = path.join(elsewhere, 'master.key');
  copyFileSync(path.join(home, 'master.key'), copy);
  chmodSync(copy, 0o600);
  const restored = await doctor({ WATCHFLOOR_HOME: elsewhere, WATCHFLOOR_API_KEY: key });
  assert.deepEqual(restored.bad, []);
  chmodSync(copy, 0o644);
  const open = await doctor({ WATCHFLOOR_HOME: elsewhere, WATCHFLOOR_API_KEY: key });
  assert.deepEqual(open.bad, ['master key']);
  assert.match(open.find('master key')?.finding ?? '', /can be read by others/);
});

test('a server that is away, and a collector that does not answer, are told; the database still tells of dead letters', async () => {
  const { code, find, bad } = await doctor({
    WATCHFLOOR_URL: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    WATCHFLOOR_METRICS_TOKEN: 'a-token-of-the-test',
  });
  assert.deepEqual([code, bad], [1, ['server', 'tracing']]);
  assert.equal(find('dead letters')?.finding, 'none is open');
  assert.match(find('tracing')?.advice ?? '', /OTEL_EXPORTER_OTLP_ENDPOINT/);
  assert.match(find('metrics')?.finding ?? '', /WATCHFLOOR_METRICS_TOKEN$/);
});
