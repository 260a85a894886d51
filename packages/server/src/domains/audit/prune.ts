// Removing: the beginning of the chain when its time is over, the body of a record that must not be kept, a whole tenant. What
// is removed goes on to be proved by a signed checkpoint, and that it was removed is itself on record.

import type { KeyObject } from 'node:crypto';
import { AppError } from '../../kernel/errors.ts';
import type { Ids } from '../../kernel/ids.ts';
import { type AuditRow, insertAuditRecord } from './audit.store.ts';
import {
  countUnsealed,
  findHead,
  findLastPrune,
  findPruneEnd,
  type LinkHashes,
  listLinkHashes,
  lockChain,
  removeBodiesOf,
  removeUpTo,
} from './chain.store.ts';
import { chainHash, GENESIS } from './chain-format.ts';
import { type CheckpointRow, findCheckpoint } from './checkpoint.store.ts';
import { makeCheckpoint, type SealParts, sealAll, sealScope, signAt } from './seal.ts';
import { isSigned } from './signing.ts';
import { prunedUpTo } from './verify.ts';

const PRUNE_STEP = 20_000;
const HASH_PAGE = 10_000;

export interface PruneParts extends SealParts {
  readonly ids: Ids;
}

/** Who removes, and why; ends up in the record of the removal. */
export type Remover = Pick<AuditRow, 'actor_kind' | 'actor_id' | 'actor_name' | 'reason' | 'request_id'>;

export interface Pruning {
  readonly tenantId: string;
  /** Records older than this go, from the beginning of the chain up to the first that is not. */
  readonly before: Date;
  readonly by: Remover;
}

/**
 * Removes the beginning of a tenant's chain, in steps of a transaction each: a signed checkpoint, the record of the removal,
 * the removal. Verifying goes on from the checkpoint. Gives how many records went.
 */
export async function pruneAudit(parts: PruneParts, { tenantId, before, by }: Pruning): Promise<number> {
  let removed = 0;
  while (true) {
    const step = await parts.database.transaction(tenantId, async (sql) => {
      const scope = sealScope(parts, { sql, tenantId });
      await lockChain(scope, true);
      const end = await findPruneEnd(scope, { before, limit: PRUNE_STEP });
      if (!end) return 0;
      await signAt(scope, end);
      const count = await removeUpTo(scope, end.sequence);
      await insertAuditRecord(scope, {
        ...removal(by, scope.at),
        id: parts.ids.next('audit'),
        event: 'audit.pruned',
        subject: `audit-chain:${end.sequence}`,
        after: { records: count, before: before.toISOString(), chain_hash: end.chain_hash.toString('hex') },
      });
      return count;
    });
    removed += step;
    if (step < PRUNE_STEP) return removed;
  }
}

export interface BodyRemoval {
  readonly tenantId: string;
  readonly recordIds: readonly string[];
  readonly by: Remover;
}

/** Removes before, after and reason of sealed records for good; the chain still verifies. Gives how many had one. */
export async function removeBodies(
  parts: PruneParts,
  { tenantId, recordIds, by }: BodyRemoval,
): Promise<number> {
  return parts.database.transaction(tenantId, async (sql) => {
    const scope = { sql, tenantId };
    const at = parts.clock.now();
    for (const recordId of recordIds) {
      await insertAuditRecord(scope, {
        ...removal(by, at),
        id: parts.ids.next('audit'),
        event: 'audit.body-removed',
        subject: `audit:${recordId}`,
        after: null,
      });
    }
    const removed = await removeBodiesOf(scope, recordIds);
    if (removed === recordIds.length) return removed;
    // Nothing may be on record that did not happen.
    throw new AppError('conflict', {
      message: 'A body can be removed once, of a record that is sealed: try again when all of these are.',
    });
  });
}

function removal(by: Remover, at: Date) {
  return { at, before: null, address: null, actor_tenant_id: null, ...by };
}

/** What outlives a tenant: with it anybody can verify that the records were what they were, without one of them. */
export interface ClosedChain {
  /** The place that the first hash follows: the beginning, or what was pruned last. */
  readonly start: { readonly sequence: number; readonly chain_hash: Buffer };
  readonly links: readonly LinkHashes[];
  /** Null when the tenant never had a record. */
  readonly checkpoint: CheckpointRow | null;
}

/**
 * Seals what waits and signs the end of a tenant's chain. Refused while a record cannot be sealed: nothing may write any more.
 */
export async function closeChain(parts: SealParts, tenantId: string): Promise<ClosedChain> {
  await sealAll(parts, tenantId);
  return parts.database.transaction(tenantId, async (sql) => {
    const scope = sealScope(parts, { sql, tenantId });
    await lockChain(scope, true);
    const { count } = await countUnsealed(scope);
    if (count > 0) {
      throw new AppError('conflict', {
        message: `The chain cannot be closed yet: ${count} audit records are not sealed.`,
      });
    }
    const checkpoint = (await findHead(scope)) && (await makeCheckpoint(scope));
    const pruned = prunedUpTo(await findLastPrune(scope));
    const before = pruned === 0 ? null : await findCheckpoint(scope, pruned);
    const start = before ?? { sequence: 0, chain_hash: GENESIS };
    const links: LinkHashes[] = [];
    while (true) {
      const page = await listLinkHashes(scope, {
        after: links.at(-1)?.sequence ?? start.sequence,
        limit: HASH_PAGE,
      });
      links.push(...page);
      if (page.length < HASH_PAGE) break;
    }
    return { start: { sequence: start.sequence, chain_hash: start.chain_hash }, links, checkpoint };
  });
}

/**
 * Whether hashes of records, in order, lead from the start to what the checkpoint signed. Pure, so that a tombstone verifies
 * when nothing else is left.
 */
export function verifyHashes(
  closed: ClosedChain & { readonly tenantId: string },
  key: KeyObject | undefined,
): boolean {
  const { checkpoint, links, tenantId } = closed;
  if (checkpoint === null) return links.length === 0;
  let { sequence, chain_hash } = closed.start;
  for (const link of links) {
    if (link.sequence !== sequence + 1) return false;
    sequence = link.sequence;
    chain_hash = chainHash(chain_hash, link.record_hash, sequence);
  }
  const { key_id, signature } = checkpoint;
  const at = checkpoint.at.toISOString();
  return (
    sequence === checkpoint.sequence &&
    chain_hash.equals(checkpoint.chain_hash) &&
    isSigned(
      key,
      { tenant_id: tenantId, sequence, chain_hash: chain_hash.toString('hex'), at, key_id },
      signature,
    )
  );
}
