import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DatabaseHealth } from '@watchfloor/server';
import { CLOCK_APART_MAX_MS, judgeHealth, judgeLetters, UNSEALED_MAX_SECONDS } from './judge-health.ts';

const WELL: DatabaseHealth = {
  server_version_number: 180_004,
  login: 'watchfloor',
  unbound_roles: [],
  missing_roles: [],
  tenant_tables: 40,
  unguarded_tables: [],
  connections: { used: 20, max: 97, needed: 32 },
  clock_ahead_ms: -3,
  audit_unsealed: { records: 2, oldest_seconds: 0.5 },
  dead_letters: 0,
  master_keys: { provider: 'file', used: 1, missing: [], error: null },
};

const bad = (change: Partial<DatabaseHealth>) =>
  judgeHealth({ ...WELL, ...change })
    .filter((check) => !check.ok)
    .map((check) => `${check.name}: ${check.finding}`);

test('nothing is wrong with a database as it should be, up to each limit', () => {
  assert.deepEqual(bad({}), []);
  assert.deepEqual(
    bad({
      server_version_number: 160_000,
      clock_ahead_ms: CLOCK_APART_MAX_MS,
      audit_unsealed: { records: 9, oldest_seconds: UNSEALED_MAX_SECONDS },
      connections: { used: 90, max: 100, needed: 100 },
      master_keys: { provider: 'environment', used: 0, missing: [], error: null },
    }),
    [],
  );
});

test('each thing that is wrong is told by itself', () => {
  for (const [change, told] of [
    [{ server_version_number: 150_012 }, 'database version: PostgreSQL 15'],
    [
      { unbound_roles: ['watchfloor', 'wf_app'] },
      'database roles: watchfloor, wf_app could bypass row-level security',
    ],
    [{ missing_roles: ['wf_ingest'] }, 'database roles: "watchfloor" cannot become wf_ingest'],
    [{ unguarded_tables: ['alert'] }, 'tenants apart: row-level security is not forced on alert'],
    [
      { connections: { used: 5, max: 20, needed: 32 } },
      'connections: 5 of 20 are in use; a server opens up to 32',
    ],
    [
      { connections: { used: 91, max: 100, needed: 32 } },
      'connections: 91 of 100 are in use; a server opens up to 32',
    ],
    [{ clock_ahead_ms: -2_001 }, 'clock: the database is 2001 ms behind this machine'],
    [{ clock_ahead_ms: 90_000 }, 'clock: the database is 90000 ms ahead of this machine'],
    [
      { master_keys: { provider: 'file', used: 2, missing: ['mk_1'], error: null } },
      'master key: mk_1 under which stored secrets lie is not in master.key of WATCHFLOOR_HOME',
    ],
    [
      {
        master_keys: { provider: 'transit', used: 2, missing: [], error: 'The key service does not answer.' },
      },
      'master key: The key service does not answer.',
    ],
    [
      { audit_unsealed: { records: 7, oldest_seconds: 301.2 } },
      'audit chain: 7 records wait, the oldest for 301 s',
    ],
  ] as const satisfies readonly (readonly [Partial<DatabaseHealth>, string])[]) {
    assert.deepEqual(bad(change), [told]);
  }
  assert.equal(judgeLetters({ ...WELL, dead_letters: 2 }).ok, false);
  for (const check of [...judgeHealth(WELL), judgeLetters(WELL)])
    assert.ok(check.advice.length > 20, check.name);
});
