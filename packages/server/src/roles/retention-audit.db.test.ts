// Retention of audit records, with a clock that is moved: they go up to a signed checkpoint, and any hold keeps them.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { makeLogger } from '../platform/telemetry/log.ts';
import { makeMetrics } from '../platform/telemetry/metrics.ts';
import { auditByHand } from '../testing/audit-by-hand.ts';
import { runRetention } from './retention.ts';

const chain = await auditByHand();
after(() => chain.stop());
const parts = { ...chain.parts, log: makeLogger('silent'), metrics: makeMetrics({ waiting: () => 0 }) };
const DAY_MS = 86_400_000;

async function count(tenant: string): Promise<number> {
  const { rows } = await chain.tamper(
    'select count(*)::integer as count from wf.audit_record where tenant_id = $1',
    [tenant],
  );
  return rows[0].count;
}

async function tenantWithOldRecords() {
  const tenant = await chain.newTenant();
  await chain.tamper(
    "insert into wf.retention_class values ($1, 'audit', 1, now(), 'test', null, null, null, null, 0)",
    [tenant],
  );
  await chain.write(tenant, 5);
  await chain.seal(tenant);
  chain.parts.clock.advance(2 * DAY_MS);
  await chain.write(tenant, 3);
  await chain.seal(tenant);
  return tenant;
}

test('audit records older than their days go, and the chain still verifies', async () => {
  const tenant = await tenantWithOldRecords();
  await runRetention(parts, tenant, { onlyRequested: false });
  assert.equal(await count(tenant), 4, 'the three that stay, and the record of the pruning');
  assert.equal((await chain.verify(tenant)).broken, null);
});

test('a hold, on the tenant or on one alert, keeps every audit record until it is lifted', async () => {
  const tenant = await tenantWithOldRecords();
  // The alert itself is beside the point; what stands in the table is what is asked for.
  await chain.tamper(
    "insert into wf.legal_hold (tenant_id, id, subject, reason, placed_at, placed_by) values ($1, gen_random_uuid(), 'tenant', 'court', now(), 'test')",
    [tenant],
  );
  await runRetention(parts, tenant, { onlyRequested: false });
  assert.equal(await count(tenant), 8);
  await chain.tamper("update wf.legal_hold set lifted_at = now(), lifted_by = 'test' where tenant_id = $1", [
    tenant,
  ]);
  await runRetention(parts, tenant, { onlyRequested: false });
  assert.equal(await count(tenant), 4);
});

test('what nobody asked for is left to the hourly round', async () => {
  const tenant = await tenantWithOldRecords();
  await runRetention(parts, tenant, { onlyRequested: true });
  assert.equal(await count(tenant), 8);
});
