// Deleting a tenant for good. Its state says that it is to go; each round does what is left, in batches of a transaction each, and a
// process that dies in the middle leaves nothing that the next round does not see. The order: the keys of its secrets, the people
// who are nowhere else, every table but the audit log; then the audit chain is closed and what proves it is written down with the
// tenant above; then the audit log, the queue, and the tenant itself.
//
// The tables come from the catalogue, so that one that is added later goes as well. That nothing is left is checked by the function
// that removes the tenant, and by the foreign keys: a row that came late makes it fail, and the next round takes that row too.

import { type ClosedChain, closeChain, type SealParts, sealNow } from '../domains/audit/index.ts';
import {
  closeTombstone,
  type DyingTenant,
  findTombstone,
  finishDeletion,
  listDyingTenants,
  listPurgeOrder,
  purgePeople,
  purgeRows,
} from '../domains/identity/index.ts';
import type { Logger } from '../kernel/context.ts';
import type { Database } from '../platform/db/database.ts';

export interface DeletionParts extends SealParts {
  readonly database: Pick<Database, 'transaction' | 'workerPool'>;
  readonly log: Logger;
}

type StoppableParts = DeletionParts & { readonly signal: AbortSignal };

const BATCH_ROWS = 5_000;
/** Credentials are remembered for a second; after two nobody acts in the tenant any more. */
const QUIET_MS = 2_000;
/** Gone first: from then on nothing that was sealed for this tenant can be opened, whatever happens to the rest. */
const KEYS_FIRST = ['data_key', 'secret'];

/** One round over all tenants whose deletion has begun. */
export async function deleteDyingTenants(parts: DeletionParts, signal: AbortSignal): Promise<void> {
  const before = new Date(parts.clock.now().getTime() - QUIET_MS);
  for (const dying of await parts.database.transaction(null, (sql) => listDyingTenants(sql, before))) {
    await deleteTenant({ ...parts, signal }, dying);
  }
}

export async function deleteTenant(parts: StoppableParts, dying: DyingTenant): Promise<void> {
  const startedAt = performance.now();
  const { id } = dying;
  const order = await parts.database.transaction(null, listPurgeOrder);
  const isAudit = (table: string) => table.startsWith('audit_');
  for (const table of KEYS_FIRST) await purgeTable(parts, id, table);
  await untilNone(parts, () => parts.database.transaction(id, (sql) => purgePeople(sql, BATCH_ROWS)));
  for (const table of order.filter((name) => !isAudit(name))) await purgeTable(parts, id, table);
  await closeAudit(parts, dying);
  for (const table of order.filter(isAudit)) await purgeTable(parts, id, table);
  await emptyQueue(parts, id);
  await parts.database.transaction(id, (sql) => finishDeletion(sql, parts.clock.now()));
  parts.log.info({ tenant: id, ms: Math.round(performance.now() - startedAt) }, 'tenant.deleted');
}

async function purgeTable(parts: StoppableParts, tenantId: string, table: string): Promise<void> {
  await untilNone(parts, () =>
    parts.database.transaction(tenantId, (sql) => purgeRows(sql, table, BATCH_ROWS)),
  );
}

/** Batch by batch; a server that stops leaves the rest to its next start. */
async function untilNone({ signal }: StoppableParts, removeBatch: () => Promise<number>): Promise<void> {
  do signal.throwIfAborted();
  while ((await removeBatch()) > 0);
}

/** Writes down what proves the audit records, once: after that they may go. */
async function closeAudit(parts: DeletionParts, { id, parent_id }: DyingTenant): Promise<void> {
  const scope = { tenantId: parent_id };
  const tombstone = await parts.database.transaction(parent_id, (sql) =>
    findTombstone({ ...scope, sql }, id),
  );
  if (!tombstone) throw new Error(`the tenant ${id} is being deleted and has no tombstone`);
  if (tombstone.end_hash !== null) return;
  await sealNow(parts, id);
  const { start, links, checkpoint }: ClosedChain = await closeChain(parts, id);
  // The beginning of the deletion is itself a record, so there is no tenant without one.
  if (checkpoint === null) throw new Error(`the tenant ${id} has no audit chain to close`);
  await parts.database.transaction(parent_id, (sql) =>
    closeTombstone({ ...scope, sql }, id, { start, links, checkpoint }),
  );
}

/** Work that waits for this tenant, and its queues. What runs at this moment finds nothing and ends. */
async function emptyQueue(parts: DeletionParts, tenantId: string): Promise<void> {
  await parts.database.workerPool.query(
    `delete from graphile_worker._private_jobs j
     where j.payload ->> 'tenant_id' = $1
       or j.job_queue_id in (select q.id from graphile_worker._private_job_queues q where q.queue_name like $1 || ':%')`,
    [tenantId],
  );
  await parts.database.workerPool.query(
    `delete from graphile_worker._private_job_queues q where q.queue_name like $1 || ':%'`,
    [tenantId],
  );
}
