// What the chain of audit records costs: writing a record, sealing, verifying, and pruning, on a database of its own.
//
//   node tools/launch.mjs bench/audit.ts [records]      one JSON line a figure: {"name","value","unit"}; progress on stderr

import { pruneAudit } from '../packages/server/src/domains/audit/prune.ts';
import { sealAll } from '../packages/server/src/domains/audit/seal.ts';
import type { VerifyCursor } from '../packages/server/src/domains/audit/verify.ts';
import { auditByHand } from '../packages/server/src/testing/audit-by-hand.ts';

const records = Number(process.argv[2] ?? 100_000);
const WRITTEN = 2_000;
const VERIFY_PAGE = 50_000;

function report(name: string, value: number, unit: string): void {
  console.log(JSON.stringify({ name, value: Number(value.toPrecision(3)), unit }));
}

async function seconds(what: string, run: () => Promise<unknown>): Promise<number> {
  console.error(what);
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1_000;
}

const chain = await auditByHand();
try {
  const tenant = await chain.newTenant();
  const writing = await seconds('writing, a transaction each', () => chain.write(tenant, WRITTEN));
  report('audit_write', (writing / WRITTEN) * 1_000, 'ms/record');
  await chain.tamper(
    `with copied as (
       insert into wf.audit_record (tenant_id, id, at, event, actor_kind, actor_id, actor_name, address, subject, before, after, reason, request_id)
       select r.tenant_id, gen_random_uuid(), r.at, r.event, r.actor_kind, r.actor_id, r.actor_name, r.address, 'alert:' || gen_random_uuid(),
         r.before, r.after, r.reason, r.request_id || n
       from (select * from wf.audit_record where tenant_id = $1 limit 1) r, generate_series(1, $2) n returning tenant_id, id, at)
     insert into wf.audit_unsealed (tenant_id, id, at) select tenant_id, id, at from copied`,
    [tenant, records - WRITTEN],
  );
  await chain.tamper('vacuum analyze');
  const sealing = await seconds(`sealing ${records}`, () => sealAll(chain.parts, tenant));
  report('audit_seal', records / sealing, 'records/s');
  await chain.tamper('vacuum analyze');
  let from: VerifyCursor | null = null;
  let calls = 0;
  let slowest = 0;
  let all = 0;
  do {
    const took = await seconds(`verifying, call ${calls + 1}`, async () => {
      const page = await chain.verify(tenant, { from, limit: VERIFY_PAGE });
      if (page.broken) throw new Error(page.broken.message);
      from = page.next;
    });
    calls += 1;
    all += took;
    slowest = Math.max(slowest, took);
  } while (from !== null);
  report('audit_verify', records / all, 'records/s');
  report('audit_verify_whole', all, 's');
  report('audit_verify_slowest_call', slowest, 's');
  const before = new Date(chain.parts.clock.now().getTime() + 1);
  const by = {
    actor_kind: 'system',
    actor_id: 'bench',
    actor_name: 'bench',
    reason: null,
    request_id: 'bench',
  } as const;
  const pruning = await seconds('pruning', () => pruneAudit(chain.parts, { tenantId: tenant, before, by }));
  report('audit_prune', records / pruning, 'records/s');
} finally {
  await chain.stop();
}
