// Sealing: records that were written by their own transactions are chained afterwards, each second, so that writing them waits
// for nothing. A chain inside each transaction would let all of a tenant's operations stand in one line.
//
// The order is that of the transactions, below the oldest that still runs. One process seals a tenant at a time; that a record is
// chained twice, or two at one place, the keys of the table refuse.

import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from '../../kernel/context.ts';
import type { PlatformVault } from '../../kernel/vault.ts';
import {
  type ChainedRecord,
  countUnsealed,
  findHead,
  type Head,
  insertLinks,
  type LinkRow,
  listUnsealed,
  lockChain,
} from './chain.store.ts';
import { bodyHash, chainHash, GENESIS, recordHash, SALT_BYTES } from './chain-format.ts';
import { type CheckpointRow, findCheckpoint, insertCheckpoint, listCheckpoints } from './checkpoint.store.ts';
import { openSigner } from './signing.ts';

export const SEAL_BATCH = 1_000;
/** A checkpoint is due after so many links, or after this time when there is any. */
export const CHECKPOINT_EVERY = 1_000;
export const CHECKPOINT_AFTER_MS = 3_600_000;

const WAIT_MS = 20;
const WAIT_ROUNDS = 100;

export interface SealScope {
  readonly sql: Sql;
  readonly tenantId: string;
  readonly at: Date;
  readonly platformVault: PlatformVault;
}

/** What sealing needs outside an operation. */
export interface SealParts {
  readonly database: {
    transaction<Result>(tenantId: string | null, run: (sql: Sql) => Promise<Result>): Promise<Result>;
  };
  readonly clock: { now(): Date };
  readonly vault: { platform(tx: { readonly sql: Sql; readonly at: Date }): PlatformVault };
}

export interface SealedBatch {
  readonly sealed: number;
  /** Whether there may be more to seal at once. */
  readonly isFull: boolean;
}

const NOTHING: SealedBatch = { sealed: 0, isFull: false };

/**
 * Chains what can be chained now, at most up to the next checkpoint, and signs that when it is due. Without `wait` it does
 * nothing where another process is at it.
 */
export async function sealBatch(scope: SealScope, { wait }: { wait: boolean }): Promise<SealedBatch> {
  if (!(await lockChain(scope, wait))) return NOTHING;
  const head = (await findHead(scope)) ?? { sequence: 0, chain_hash: GENESIS };
  const last = (await listCheckpoints(scope, { before: null, limit: 1 }))[0];
  const sinceLast = head.sequence - (last?.sequence ?? 0);
  const limit = Math.max(1, Math.min(SEAL_BATCH, CHECKPOINT_EVERY - sinceLast));
  const records = await listUnsealed(scope, limit);
  const { links, end } = linksOf(head, records);
  if (links.length > 0) await insertLinks(scope, links, scope.at);
  if (isDue(end, last, scope.at)) await signAt(scope, end);
  return { sealed: links.length, isFull: links.length === limit };
}

/** Signs the end of the chain, unless that was done; null when there is no link yet. */
export async function makeCheckpoint(scope: SealScope): Promise<CheckpointRow | null> {
  await lockChain(scope, true);
  const head = await findHead(scope);
  return head && signAt(scope, head);
}

/** Seals all that can be sealed now, in transactions of its own; gives how many. */
export async function sealNow(parts: SealParts, tenantId: string): Promise<number> {
  let sealed = 0;
  let isFull = true;
  while (isFull) {
    const batch = await parts.database.transaction(tenantId, (sql) =>
      sealBatch(sealScope(parts, { sql, tenantId }), { wait: true }),
    );
    sealed += batch.sealed;
    isFull = batch.isFull;
  }
  return sealed;
}

/**
 * As `sealNow`, and waits for what a running transaction of this database still holds back; at most two seconds, since one may run
 * for as long as it likes. Gives how many were sealed.
 */
export async function sealAll(parts: SealParts, tenantId: string): Promise<number> {
  let sealed = await sealNow(parts, tenantId);
  for (let round = 0; round < WAIT_ROUNDS; round += 1) {
    const { count } = await parts.database.transaction(tenantId, (sql) => countUnsealed({ sql, tenantId }));
    if (count === 0) break;
    await delay(WAIT_MS);
    sealed += await sealNow(parts, tenantId);
  }
  return sealed;
}

/** What sealing needs in a transaction of its own. */
export function sealScope(parts: SealParts, tx: Pick<SealScope, 'sql' | 'tenantId'>): SealScope {
  const at = parts.clock.now();
  return { ...tx, at, platformVault: parts.vault.platform({ sql: tx.sql, at }) };
}

function linksOf(head: Head, records: readonly ChainedRecord[]): { links: LinkRow[]; end: Head } {
  const links: LinkRow[] = [];
  let end = head;
  for (const record of records) {
    const salt = randomBytes(SALT_BYTES);
    const hashOfBody = bodyHash(salt, record);
    const hashOfRecord = recordHash(record, hashOfBody);
    const sequence = end.sequence + 1;
    end = { sequence, chain_hash: chainHash(end.chain_hash, hashOfRecord, sequence) };
    links.push({
      ...end,
      record_id: record.id,
      body_salt: salt,
      body_hash: hashOfBody,
      record_hash: hashOfRecord,
    });
  }
  return { links, end };
}

function isDue(end: Head, last: CheckpointRow | undefined, at: Date): boolean {
  const since = end.sequence - (last?.sequence ?? 0);
  if (since === 0) return false;
  return !last || since >= CHECKPOINT_EVERY || at.getTime() - last.at.getTime() >= CHECKPOINT_AFTER_MS;
}

/** The checkpoint of a place of the chain, signed now unless it was. */
export async function signAt(scope: SealScope, head: Head): Promise<CheckpointRow> {
  const stored = await findCheckpoint(scope, head.sequence);
  if (stored) return stored;
  const signer = await openSigner(scope);
  const signature = signer.sign({
    tenant_id: scope.tenantId,
    sequence: head.sequence,
    chain_hash: head.chain_hash.toString('hex'),
    at: scope.at.toISOString(),
  });
  const row = { ...head, at: scope.at, key_id: signer.keyId, signature };
  await insertCheckpoint(scope, row);
  return row;
}
