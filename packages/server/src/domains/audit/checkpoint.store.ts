// All SQL on checkpoints and on the keys that sign them.

import type { Sql } from '../../kernel/context.ts';

export interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface CheckpointRow {
  readonly sequence: number;
  readonly chain_hash: Buffer;
  readonly at: Date;
  readonly key_id: string;
  readonly signature: Buffer;
}

type Stored = Omit<CheckpointRow, 'sequence'> & { readonly sequence: string };

/** 64-bit numbers come as text; a chain of more than 2^53 links would take a million years at a hundred a second. */
function fromStored(rows: readonly Stored[]): CheckpointRow[] {
  return rows.map((row) => ({ ...row, sequence: Number(row.sequence) }));
}

/** Whether it was new: one of the same place was there already otherwise. */
export async function insertCheckpoint(scope: Scope, row: CheckpointRow): Promise<boolean> {
  const rows = await scope.sql.query(
    'audit.insert-checkpoint',
    `insert into audit_checkpoint (tenant_id, sequence, chain_hash, at, key_id, signature)
     values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning 1`,
    [scope.tenantId, row.sequence, row.chain_hash, row.at, row.key_id, row.signature],
  );
  return rows.length > 0;
}

export async function findCheckpoint(scope: Scope, sequence: number): Promise<CheckpointRow | null> {
  const rows = await scope.sql.query<Stored>(
    'audit.find-checkpoint',
    `select sequence, chain_hash, at, key_id, signature from audit_checkpoint
     where tenant_id = $1 and sequence = $2`,
    [scope.tenantId, sequence],
  );
  return fromStored(rows)[0] ?? null;
}

/** Newest first; those before a sequence. */
export async function listCheckpoints(
  scope: Scope,
  page: { readonly before: number | null; readonly limit: number },
): Promise<CheckpointRow[]> {
  const rows = await scope.sql.query<Stored>(
    'audit.list-checkpoints',
    `select sequence, chain_hash, at, key_id, signature from audit_checkpoint
     where tenant_id = $1 and ($2::bigint is null or sequence < $2::bigint) order by sequence desc limit $3`,
    [scope.tenantId, page.before, page.limit],
  );
  return fromStored(rows);
}

/** Those of a stretch of the chain, in its order. */
export async function listCheckpointsWithin(
  scope: Scope,
  stretch: { readonly after: number; readonly to: number },
): Promise<CheckpointRow[]> {
  const rows = await scope.sql.query<Stored>(
    'audit.checkpoints-within',
    `select sequence, chain_hash, at, key_id, signature from audit_checkpoint
     where tenant_id = $1 and sequence > $2 and sequence <= $3 order by sequence`,
    [scope.tenantId, stretch.after, stretch.to],
  );
  return fromStored(rows);
}

/** The first checkpoint behind the place whose link is not there. */
export async function findCheckpointWithoutLink(scope: Scope, after: number): Promise<number | null> {
  const rows = await scope.sql.query<{ sequence: string }>(
    'audit.checkpoint-without-link',
    `select c.sequence from audit_checkpoint c
     where c.tenant_id = $1 and c.sequence > $2
       and not exists (select from audit_link l where l.tenant_id = $1 and l.sequence = c.sequence)
     order by c.sequence limit 1`,
    [scope.tenantId, after],
  );
  return rows[0] ? Number(rows[0].sequence) : null;
}

/** The newest checkpoint not younger than that time. */
export async function findCheckpointBefore(scope: Scope, at: Date): Promise<CheckpointRow | null> {
  const rows = await scope.sql.query<Stored>(
    'audit.checkpoint-before',
    `select sequence, chain_hash, at, key_id, signature from audit_checkpoint
     where tenant_id = $1 and at < $2 order by sequence desc limit 1`,
    [scope.tenantId, at],
  );
  return fromStored(rows)[0] ?? null;
}

export interface SigningKeyRow {
  readonly key_id: string;
  readonly sealed_key: Buffer;
  readonly made_at: Date;
}

/** Newest first. */
export async function listSigningKeys(sql: Sql): Promise<SigningKeyRow[]> {
  return sql.query<SigningKeyRow>(
    'audit.list-signing-keys',
    'select key_id, sealed_key, made_at from audit_signing_key order by made_at desc, key_id',
  );
}

/** Only when there is none yet: servers that start together must not sign with a key each. */
export async function insertSigningKey(sql: Sql, row: SigningKeyRow): Promise<void> {
  await sql.query(
    'audit.lock-signing-key',
    'select pg_advisory_xact_lock(7743016) from (select count(*) from audit_signing_key) keys',
  );
  await sql.query(
    'audit.insert-signing-key',
    `insert into audit_signing_key (key_id, sealed_key, made_at)
     select $1, $2, $3 where not exists (select from audit_signing_key)`,
    [row.key_id, row.sealed_key, row.made_at],
  );
}
