// What contains or destroys is on record or does not happen: the record is written in the operation's own transaction, whatever
// the operation is. Shown with operations of this test, run by the product's runner on a real database.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { z } from 'zod';
import type { Principal } from '../../kernel/context.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { anyOperation, type Effect, operation } from '../../kernel/operation.ts';
import { type OperationParts, runOperation } from '../../platform/http/run-operation.ts';
import { makeSecretBox } from '../../platform/secrets/secret-box.ts';
import { auditByHand } from '../../testing/audit-by-hand.ts';
import { insertAuditRecord } from './audit.store.ts';

const chain = await auditByHand();
after(() => chain.stop());
const { database, parts, tamper } = chain;
const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** Does something to the tenant that can be seen: a row, and an event that others would act on. */
function actOf(effect: Effect) {
  return anyOperation(
    operation({
      id: `test.${effect}`,
      summary: 'Act',
      permission: 'alerts:update',
      effect,
      audit: { event: `test.${effect}` },
      idempotency: 'none',
      expose: { http: { method: 'POST', path: '/v1/test' } },
      input: z.strictObject({}),
      output: z.object({ done: z.boolean() }),
      errors: [],
      async run(ctx) {
        await ctx.sql.query(
          'test.act',
          `insert into idempotency_key (tenant_id, principal, operation, key, request_hash, status, response, created_at)
           values ($1, 'test', $2, 'acted', '', 200, '{}', $3)`,
          [ctx.tenantId, effect, ctx.at],
        );
        ctx.publish({ type: 'test.acted', version: 1, subjectId: ctx.tenantId, payload: {} });
        ctx.audit({ subject: `test:${ctx.tenantId}`, reason: 'test' });
        return { done: true };
      },
    }),
  );
}

function callOf(tenantId: TenantId) {
  const principal: Principal = {
    kind: 'user',
    id: '0198c0ff-ee00-7000-8000-000000000001',
    name: 'Adele Vance',
    role: 'analyst',
    permissions: new Set(['alerts:update'] as const),
    tenantId,
    homeTenantId: tenantId,
    sources: null,
    sessionId: null,
    authenticatedAt: null,
  };
  return {
    principal,
    input: {},
    requestId: 'req_test',
    idempotencyKey: null,
    address: '192.0.2.7',
    userAgent: null,
  };
}

async function traces(tenantId: TenantId): Promise<Record<string, number>> {
  const { rows } = await tamper(
    `select (select count(*) from wf.idempotency_key where tenant_id = $1)::integer as acted,
       (select count(*) from wf.domain_event where tenant_id = $1)::integer as told,
       (select count(*) from wf.audit_record where tenant_id = $1)::integer as recorded,
       (select count(*) from wf.audit_unsealed where tenant_id = $1)::integer as waiting`,
    [tenantId],
  );
  return rows[0];
}

for (const effect of ['contain', 'destroy', 'write'] as const) {
  for (const table of ['audit_record', 'audit_unsealed']) {
    test(`an operation that may ${effect} fails and changes nothing when ${table} takes no row, and works when it does`, async () => {
      const tenantId = await chain.newTenant();
      const runner: OperationParts = {
        ...parts,
        database,
        log: silent,
        secrets: makeSecretBox(randomBytes(32)),
        rootTenantId: tenantId,
        writeAudit: insertAuditRecord,
        childrenOf: async () => [],
        baseUrl: () => 'https://soc.example.com',
      };
      const run = () => runOperation(runner, actOf(effect), callOf(tenantId));
      await tamper(
        `create function wf.refuse() returns trigger language plpgsql as 'begin raise exception ''no record''; end';
         create trigger refuse before insert on wf.${table} for each row execute function wf.refuse()`,
      );
      try {
        await assert.rejects(run(), /no record/);
        assert.deepEqual(await traces(tenantId), { acted: 0, told: 0, recorded: 0, waiting: 0 });
      } finally {
        await tamper(`drop trigger refuse on wf.${table}; drop function wf.refuse()`);
      }
      assert.deepEqual((await run()).body, { data: { done: true } });
      assert.deepEqual(await traces(tenantId), { acted: 1, told: 1, recorded: 1, waiting: 1 });
      await chain.seal(tenantId);
      assert.equal((await chain.verify(tenantId)).broken, null);
    });
  }
}
