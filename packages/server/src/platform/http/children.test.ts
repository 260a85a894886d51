// How many tenants one call reads, how many at once, and what it says of those that it could not read. The database is the test's:
// it answers, fails or times out as it is told.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Principal, Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { makeLogger } from '../telemetry/log.ts';
import { CHILDREN_READ_MAX, childFacilities } from './children.ts';
import type { OperationCall, OperationParts } from './run-operation.ts';

const home = '0198c0ff-0000-7000-8000-000000000000' as TenantId;
const idOf = (index: number) => `0198c0ff-0000-7000-8000-${String(index + 1).padStart(12, '0')}` as TenantId;

function principalIn(tenantId: TenantId): Principal {
  return {
    kind: 'user',
    id: 'somebody',
    name: 'Somebody',
    role: 'analyst',
    permissions: new Set(['alerts:read'] as const),
    tenantId,
    homeTenantId: home,
    sources: null,
    sessionId: null,
    authenticatedAt: null,
  };
}

interface Given {
  readonly children: number;
  readonly from?: TenantId;
  answer(tenantId: string): Promise<void>;
}

function readerOf({ children, from = home, answer }: Given) {
  const parts = {
    log: makeLogger('silent'),
    childrenOf: async () =>
      Array.from({ length: children }, (_, index) => ({
        tenant: { id: idOf(index), slug: `c-${index}`, name: `C ${index}` },
        principal: principalIn(idOf(index)),
      })),
    database: {
      readAside: async (tenantId: string, run: (sql: Sql) => Promise<unknown>) => {
        await answer(tenantId);
        return run({ query: async () => [] });
      },
    },
  } as unknown as OperationParts;
  const call = { principal: principalIn(from) } as OperationCall;
  const tx = { at: new Date(0), sql: { query: async () => [] } };
  const wanted = { permission: 'alerts:read', only: null, run: async () => 'read' } as const;
  return () => childFacilities(parts, call, tx).children.read(wanted);
}

test('at most eight tenants are read at once', async () => {
  let running = 0;
  let most = 0;
  const read = readerOf({
    children: 50,
    async answer() {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    },
  });
  assert.equal((await read()).included.length, 50);
  assert.equal(most, 8);
});

test(`of more than ${CHILDREN_READ_MAX} tenants the rest is named as left out`, async () => {
  const read = readerOf({ children: CHILDREN_READ_MAX + 3, answer: async () => undefined });
  const { included, missing } = await read();
  assert.equal(included.length, CHILDREN_READ_MAX);
  assert.deepEqual([missing.length, missing[0]?.reason], [3, 'too_many']);
});

test('one that fails and one that takes too long are named, each for its reason, and hide no other', async () => {
  const read = readerOf({
    children: 4,
    async answer(tenantId) {
      if (tenantId === idOf(1)) throw new Error('no such thing');
      if (tenantId === idOf(2)) throw Object.assign(new Error('canceling statement'), { code: '57014' });
      if (tenantId === idOf(3)) throw new Error('timeout exceeded when trying to connect');
    },
  });
  const { included, missing } = await read();
  assert.deepEqual(
    included.map((row) => row.tenant.slug),
    ['c-0'],
  );
  assert.deepEqual(missing.map((row) => [row.tenant.slug, row.reason]).sort(), [
    ['c-1', 'failed'],
    ['c-2', 'too_slow'],
    ['c-3', 'too_slow'],
  ]);
});

test('what is wrong with the question itself is told as such', async () => {
  const read = readerOf({
    children: 2,
    async answer() {
      throw new AppError('invalid', { field: 'cursor' });
    },
  });
  await assert.rejects(read, (error) => error instanceof AppError && error.field === 'cursor');
});

test('whoever acts in a customer’s tenant reads no other from there', async () => {
  const read = readerOf({ children: 3, from: idOf(0), answer: async () => undefined });
  assert.deepEqual(await read(), { included: [], missing: [] });
});
