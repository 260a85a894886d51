// All SQL on the chain: what waits for its link, the links, and what is removed from their beginning.

import type { Scope } from './checkpoint.store.ts';

/** Columns of a record as they are hashed, of `audit_record r`. */
const FIELDS = `r.tenant_id, r.id, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, r.event,
  r.actor_kind, r.actor_id, r.actor_name, r.actor_tenant_id, r.address, r.subject, r.request_id, r.before, r.after, r.reason`;

export interface ChainedRecord {
  readonly tenant_id: string;
  readonly id: string;
  readonly at: string;
  readonly event: string;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly actor_tenant_id: string | null;
  readonly address: string | null;
  readonly subject: string;
  readonly request_id: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
}

export interface LinkRow {
  readonly sequence: number;
  readonly record_id: string;
  readonly body_salt: Buffer | null;
  readonly body_hash: Buffer;
  readonly record_hash: Buffer;
  readonly chain_hash: Buffer;
}

/** A place in the chain: the last link, or the checkpoint that stands for it when it was pruned. */
export interface Head {
  readonly sequence: number;
  readonly chain_hash: Buffer;
}

/** Lets one process at a time seal this tenant; false when another does and `wait` is not wanted. */
export async function lockChain(scope: Scope, wait: boolean): Promise<boolean> {
  if (wait) {
    await scope.sql.query(
      'audit.lock-chain',
      `select pg_advisory_xact_lock(hashtextextended(tenant_id::text, 16)) from (select $1::uuid as tenant_id) own`,
      [scope.tenantId],
    );
    return true;
  }
  const rows = await scope.sql.query<{ got: boolean }>(
    'audit.try-lock-chain',
    `select pg_try_advisory_xact_lock(hashtextextended(tenant_id::text, 16)) as got
     from (select $1::uuid as tenant_id) own`,
    [scope.tenantId],
  );
  return rows[0]?.got ?? false;
}

/** The end of the chain; null before the first link. */
export async function findHead(scope: Scope): Promise<Head | null> {
  const rows = await scope.sql.query<{ sequence: string; chain_hash: Buffer }>(
    'audit.find-head',
    `select sequence, chain_hash from (
       (select sequence, chain_hash from audit_link where tenant_id = $1 order by sequence desc limit 1)
       union all
       (select sequence, chain_hash from audit_checkpoint where tenant_id = $1 order by sequence desc limit 1)) ends
     order by sequence desc limit 1`,
    [scope.tenantId],
  );
  return rows[0] ? { ...rows[0], sequence: Number(rows[0].sequence) } : null;
}

/**
 * What can be sealed now, in the order of sealing. A transaction id beyond what this database has begun is from its life before
 * it was restored elsewhere by other means than ours, so nothing of it runs any more.
 */
export async function listUnsealed(scope: Scope, limit: number): Promise<ChainedRecord[]> {
  return scope.sql.query<ChainedRecord>(
    'audit.list-unsealed',
    `select ${FIELDS}
     from audit_unsealed u join audit_record r on r.tenant_id = u.tenant_id and r.id = u.id
     where u.tenant_id = $1
       and (u.transaction_id < oldest_running_transaction()
            or u.transaction_id >= next_transaction())
     order by u.transaction_id, u.id limit $2`,
    [scope.tenantId, limit],
  );
}

/** Links that chain records which waited until now, in one statement. */
export async function insertLinks(scope: Scope, links: readonly LinkRow[], at: Date): Promise<void> {
  await scope.sql.query(
    'audit.insert-links',
    `with linked as (
       insert into audit_link (tenant_id, sequence, record_id, body_salt, body_hash, record_hash, chain_hash, sealed_at)
       select $1::uuid, l.*, $8::timestamptz
       from unnest($2::bigint[], $3::uuid[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[]) as l
       returning record_id)
     delete from audit_unsealed u using linked where u.tenant_id = $1::uuid and u.id = linked.record_id`,
    [
      scope.tenantId,
      links.map((link) => link.sequence),
      links.map((link) => link.record_id),
      links.map((link) => link.body_salt),
      links.map((link) => link.body_hash),
      links.map((link) => link.record_hash),
      links.map((link) => link.chain_hash),
      at,
    ],
  );
}

/** A link with its record; the record's columns are null when it is not there. */
export interface LinkedRow extends LinkRow {
  readonly record: ChainedRecord | null;
}

type StoredLink = Omit<LinkRow, 'sequence'> & { sequence: string } & ({ id: null } | ChainedRecord);

/** Links after a place, in their order. */
export async function listLinks(
  scope: Scope,
  page: { readonly after: number; readonly limit: number },
): Promise<LinkedRow[]> {
  const rows = await scope.sql.query<StoredLink>(
    'audit.list-links',
    `select l.sequence, l.record_id, l.body_salt, l.body_hash, l.record_hash, l.chain_hash, ${FIELDS}
     from audit_link l left join audit_record r on r.tenant_id = l.tenant_id and r.id = l.record_id
     where l.tenant_id = $1 and l.sequence > $2 order by l.sequence limit $3`,
    [scope.tenantId, page.after, page.limit],
  );
  return rows.map((row) => ({
    sequence: Number(row.sequence),
    record_id: row.record_id,
    body_salt: row.body_salt,
    body_hash: row.body_hash,
    record_hash: row.record_hash,
    chain_hash: row.chain_hash,
    record: row.id === null ? null : recordOf(row),
  }));
}

function recordOf(row: ChainedRecord): ChainedRecord {
  const { tenant_id, id, at, event, actor_kind, actor_id, actor_name, actor_tenant_id, address } = row;
  const { subject, request_id, before, after, reason } = row;
  const actor = { actor_kind, actor_id, actor_name, actor_tenant_id, address };
  return { tenant_id, id, at, event, ...actor, subject, request_id, before, after, reason };
}

export async function findLink(scope: Scope, sequence: number): Promise<Head | null> {
  const rows = await scope.sql.query<{ chain_hash: Buffer }>(
    'audit.find-link',
    'select chain_hash from audit_link where tenant_id = $1 and sequence = $2',
    [scope.tenantId, sequence],
  );
  return rows[0] ? { sequence, chain_hash: rows[0].chain_hash } : null;
}

export interface LinkHashes {
  readonly sequence: number;
  readonly record_hash: Buffer;
}

/** Hashes alone, for what outlives the records. */
export async function listLinkHashes(
  scope: Scope,
  page: { readonly after: number; readonly limit: number },
): Promise<LinkHashes[]> {
  const rows = await scope.sql.query<{ sequence: string; record_hash: Buffer }>(
    'audit.list-link-hashes',
    `select sequence, record_hash from audit_link where tenant_id = $1 and sequence > $2 order by sequence limit $3`,
    [scope.tenantId, page.after, page.limit],
  );
  return rows.map((row) => ({ sequence: Number(row.sequence), record_hash: row.record_hash }));
}

/** The subjects of the newest records of pruning: the chain begins behind the last of them. */
export async function findLastPrune(scope: Scope): Promise<string | null> {
  const rows = await scope.sql.query<{ subject: string }>(
    'audit.find-last-prune',
    `select subject from audit_record
     where tenant_id = $1 and event collate "C" = 'audit.pruned' order by id desc limit 1`,
    [scope.tenantId],
  );
  return rows[0]?.subject ?? null;
}

/** Which of these records' bodies were removed on record. */
export async function listRemovalsOnRecord(scope: Scope, recordIds: readonly string[]): Promise<string[]> {
  const rows = await scope.sql.query<{ subject: string }>(
    'audit.removals-on-record',
    `select distinct subject from audit_record
     where tenant_id = $1 and subject = any($2::text[]) and event = 'audit.body-removed'`,
    [scope.tenantId, recordIds.map((id) => `audit:${id}`)],
  );
  return rows.map((row) => row.subject.slice('audit:'.length));
}

export interface RecordsPage {
  readonly records: number;
  readonly last: string | null;
  /** The first record that is neither chained nor waiting. */
  readonly stray: string | null;
}

/** Looks at records after an id, by their ids, for one that is not in the chain. */
export async function findStrayRecord(
  scope: Scope,
  page: { readonly after: string; readonly limit: number },
): Promise<RecordsPage> {
  const rows = await scope.sql.query<RecordsPage>(
    'audit.find-stray',
    `with page as materialized (
       select id from audit_record where tenant_id = $1 and id > $2 order by id limit $3)
     select count(*)::integer as records, (array_agg(p.id order by p.id desc))[1] as last,
       (array_agg(p.id order by p.id) filter (where l.record_id is null and u.id is null))[1] as stray
     from page p
     left join audit_link l on l.tenant_id = $1 and l.record_id = p.id
     left join audit_unsealed u on u.tenant_id = $1 and u.id = p.id`,
    [scope.tenantId, page.after, page.limit],
  );
  return rows[0] ?? { records: 0, last: null, stray: null };
}

export interface Unsealed {
  readonly count: number;
  /** One that waits although its record is gone. */
  readonly missing: string | null;
}

export async function countUnsealed(scope: Scope): Promise<Unsealed> {
  const rows = await scope.sql.query<Unsealed>(
    'audit.count-unsealed',
    `select count(*)::integer as count,
       (array_agg(u.id order by u.id) filter (where r.id is null))[1] as missing
     from audit_unsealed u left join audit_record r on r.tenant_id = u.tenant_id and r.id = u.id
     where u.tenant_id = $1`,
    [scope.tenantId],
  );
  return rows[0] ?? { count: 0, missing: null };
}

/** The first and the last place of records of this time; null when there are none. `from` is in, `to` is not. */
export async function findStretch(
  scope: Scope,
  time: { readonly from: Date | null; readonly to: Date | null },
): Promise<{ readonly first: number; readonly last: number } | null> {
  const rows = await scope.sql.query<{ first: string | null; last: string | null }>(
    'audit.find-stretch',
    `select min(l.sequence) as first, max(l.sequence) as last
     from audit_record r join audit_link l on l.tenant_id = r.tenant_id and l.record_id = r.id
     where r.tenant_id = $1 and ($2::timestamptz is null or r.at >= $2::timestamptz)
       and ($3::timestamptz is null or r.at < $3::timestamptz)`,
    [scope.tenantId, time.from, time.to],
  );
  const { first = null, last = null } = rows[0] ?? {};
  return first === null || last === null ? null : { first: Number(first), last: Number(last) };
}

/** Within the next `limit` links, the last before the first whose record is not older than that time; null when none is older. */
export async function findPruneEnd(
  scope: Scope,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<Head | null> {
  const rows = await scope.sql.query<{ sequence: string; chain_hash: Buffer }>(
    'audit.find-prune-end',
    `select o.sequence, l.chain_hash from (
       select max(sequence) filter (where not seen) as sequence from (
         select sequence, bool_or(at >= $2) over (order by sequence) as seen from (
           select l.sequence, coalesce(r.at, $2::timestamptz) as at
           from audit_link l left join audit_record r on r.tenant_id = l.tenant_id and r.id = l.record_id
           where l.tenant_id = $1 order by l.sequence limit $3) beginning) marked) o
     join audit_link l on l.tenant_id = $1 and l.sequence = o.sequence`,
    [scope.tenantId, before, limit],
  );
  return rows[0] ? { sequence: Number(rows[0].sequence), chain_hash: rows[0].chain_hash } : null;
}

/** Removes records and links up to a checkpoint; the database refuses any other place. */
export async function removeUpTo(scope: Scope, sequence: number): Promise<number> {
  const rows = await scope.sql.query<{ removed: string }>(
    'audit.prune',
    'select prune_audit($1) as removed',
    [sequence],
  );
  return Number(rows[0]?.removed ?? 0);
}

/** Removes what the records tell; the database refuses those whose removal is not on record. */
export async function removeBodiesOf(scope: Scope, recordIds: readonly string[]): Promise<number> {
  const rows = await scope.sql.query<{ removed: string }>(
    'audit.remove-bodies',
    'select remove_audit_bodies($1::uuid[]) as removed',
    [recordIds],
  );
  return Number(rows[0]?.removed ?? 0);
}
