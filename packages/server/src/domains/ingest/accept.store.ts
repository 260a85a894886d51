// The accept transaction: one set of statements for a batch of any tenants, run as the insert-only role `wf_ingest`.
//
//   1  upsert the deduplication keys, sorted, so that processes cannot deadlock; the answer tells new, revised or repeated
//   2  insert the raw records of what is new or revised
//   3  insert alerts, revisions, events
//   4  enqueue the work, a job for each tenant and severity, one for its events
//
// Everything commits together: there is no record without its job, and no job without its record.

import { severityRank } from '@watchfloor/sdk';
import {
  booleans,
  byteas,
  instants,
  integers,
  jsons,
  smallints,
  texts,
  uuids,
} from '../../kernel/columns.ts';
import type { Sql } from '../../kernel/context.ts';
import type { WorkCause } from '../../kernel/trace.ts';
import type { StorableRecord } from './storable.ts';

export interface AcceptItem {
  readonly tenantId: string;
  readonly source: string;
  readonly record: StorableRecord;
  /** Id that the alert or event gets if it is new. */
  readonly subjectId: string;
  readonly recordId: string;
  readonly key: Buffer;
  readonly contentHash: Buffer;
  readonly receivedAt: Date;
  readonly expiresAt: Date;
  readonly slides: boolean;
  /** How often this very record stands in the batch (twins are collapsed before). */
  readonly occurrences: number;
  /** The request that brought it, for the log lines of the job that decides it. */
  readonly cause?: WorkCause;
  readonly raw: {
    readonly contentType: string;
    readonly sizeBytes: number;
    readonly sha256: Buffer;
    readonly encoding: 'identity' | 'deflate';
    readonly body: Buffer;
  };
}

export interface Accepted {
  readonly status: 'queued' | 'updated' | 'deduplicated';
  readonly subjectId: string;
  readonly revision: number;
  /** Occurrences so far, this batch's included. */
  readonly count: number;
  /** It begins anew under a key that another alert had, whose last count is still to be written to it. */
  readonly isRenewed: boolean;
}

interface KeyRow {
  readonly place: number;
  readonly subject_id: string;
  readonly record_id: string;
  readonly revision: number;
  readonly count: number;
  readonly renewed: boolean;
}

/**
 * Stores the batch; gives one outcome an item, in order. No two items may share tenant, source and key: the second would hit
 * the row that the first wrote in the same statement.
 */
export async function acceptBatch(sql: Sql, items: readonly AcceptItem[]): Promise<Accepted[]> {
  const keys = await upsertKeys(sql, items);
  const outcomes = items.map((item, index) => outcomeOf(item, keys.get(index)));
  const stored = items.map((item, index) => ({ item, outcome: outcomes[index] })).filter(isStored);
  // Sent at once, run in this order.
  await Promise.all([
    insertRaw(sql, stored),
    insertAlerts(sql, stored),
    insertRevisions(sql, stored),
    insertEvents(sql, stored),
    enqueue(sql, stored),
  ]);
  return outcomes;
}

interface Stored {
  readonly item: AcceptItem;
  readonly outcome: Accepted;
}

function isStored(entry: { item: AcceptItem; outcome: Accepted | undefined }): entry is Stored {
  return entry.outcome !== undefined && entry.outcome.status !== 'deduplicated';
}

function outcomeOf(item: AcceptItem, row: KeyRow | undefined): Accepted {
  if (!row) throw new Error('the deduplication upsert gave no row for an item');
  const own = row.record_id === item.recordId;
  const status = !own ? 'deduplicated' : row.subject_id === item.subjectId ? 'queued' : 'updated';
  return {
    status,
    subjectId: row.subject_id,
    revision: row.revision,
    count: row.count,
    isRenewed: row.renewed,
  };
}

async function upsertKeys(sql: Sql, items: readonly AcceptItem[]): Promise<Map<number, KeyRow>> {
  const order = items
    .map((item, place) => ({
      item,
      place,
      sort: `${item.tenantId}\0${item.source}\0${item.key.toString('hex')}`,
    }))
    .sort((left, right) => (left.sort < right.sort ? -1 : 1));
  const of = <Value>(pick: (item: AcceptItem) => Value) => order.map((entry) => pick(entry.item));
  // `expired` starts a new alert under the same key; `changed` is a revision of the one that stands. An expired key keeps what it
  // counted for the alert before, until the worker has written that to the alert.
  const rows = await sql.query<Omit<KeyRow, 'place'> & { tenant_id: string; source: string; key: Buffer }>(
    'accept.keys',
    `insert into dedup_key as d (tenant_id, source, key, subject_kind, subject_id, record_id, content_hash, revision, count,
       first_seen, last_seen, expires_at, slides)
     select tenant_id, source, key, kind, subject_id, record_id, content_hash, 1, count, at, at, expires_at, slides
     from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::uuid[], $6::uuid[], $7::bytea[], $8::integer[],
       $9::timestamptz[], $10::timestamptz[], $11::boolean[])
       as r (tenant_id, source, key, kind, subject_id, record_id, content_hash, count, at, expires_at, slides)
     on conflict (tenant_id, source, key) do update set
       previous_subject_id = case when d.expires_at <= excluded.last_seen then d.subject_id else d.previous_subject_id end,
       previous_count = case when d.expires_at <= excluded.last_seen then d.count else d.previous_count end,
       previous_last_seen = case when d.expires_at <= excluded.last_seen then d.last_seen else d.previous_last_seen end,
       subject_id = case when d.expires_at <= excluded.last_seen then excluded.subject_id else d.subject_id end,
       record_id = case when d.expires_at <= excluded.last_seen or d.content_hash <> excluded.content_hash
                        then excluded.record_id else d.record_id end,
       revision = case when d.expires_at <= excluded.last_seen then 1
                       when d.content_hash <> excluded.content_hash then d.revision + 1 else d.revision end,
       count = case when d.expires_at <= excluded.last_seen then excluded.count else d.count + excluded.count end,
       first_seen = case when d.expires_at <= excluded.last_seen then excluded.first_seen else d.first_seen end,
       content_hash = excluded.content_hash,
       last_seen = greatest(d.last_seen, excluded.last_seen),
       expires_at = case when d.expires_at <= excluded.last_seen or d.slides
                         then excluded.expires_at else d.expires_at end
     returning d.tenant_id, d.source, d.key, d.subject_id, d.record_id, d.revision, d.count,
       d.previous_subject_id is not null as renewed`,
    [
      uuids(of((item) => item.tenantId)),
      texts(of((item) => item.source)),
      byteas(of((item) => item.key)),
      texts(of((item) => item.record.kind)),
      uuids(of((item) => item.subjectId)),
      uuids(of((item) => item.recordId)),
      byteas(of((item) => item.contentHash)),
      integers(of((item) => item.occurrences)),
      instants(of((item) => item.receivedAt)),
      instants(of((item) => item.expiresAt)),
      booleans(of((item) => item.slides)),
    ],
  );
  const places = new Map(order.map((entry) => [entry.sort, entry.place]));
  const byPlace = new Map<number, KeyRow>();
  for (const row of rows) {
    const place = places.get(`${row.tenant_id}\0${row.source}\0${row.key.toString('hex')}`);
    if (place !== undefined) byPlace.set(place, { ...row, place });
  }
  return byPlace;
}

const SHA256_BYTES = 32;

/**
 * All bodies travel as one binary value and are cut apart there: as elements of an array each would be written in hexadecimal, twice
 * its size, and read back.
 */
async function insertRaw(sql: Sql, stored: readonly Stored[]): Promise<void> {
  if (stored.length === 0) return;
  const of = <Value>(pick: (item: AcceptItem) => Value) => stored.map((entry) => pick(entry.item));
  const lengths = of((item) => item.raw.body.length);
  let end = 1;
  const starts = lengths.map((length) => {
    end += length;
    return end - length;
  });
  await sql.query(
    'accept.raw',
    `insert into raw_record (tenant_id, id, source, received_at, content_type, size_bytes, sha256, encoding, body)
     select r.tenant_id, r.id, r.source, r.received_at, r.content_type, r.size_bytes, substring($7::bytea from r.place for ${SHA256_BYTES}),
       r.encoding, substring($9::bytea from r.start for r.length)
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::text[], $6::integer[], $8::text[], $10::integer[],
       $11::integer[], $12::integer[])
       as r (tenant_id, id, source, received_at, content_type, size_bytes, encoding, start, length, place)`,
    [
      uuids(of((item) => item.tenantId)),
      uuids(of((item) => item.recordId)),
      texts(of((item) => item.source)),
      instants(of((item) => item.receivedAt)),
      texts(of((item) => item.raw.contentType)),
      integers(of((item) => item.raw.sizeBytes)),
      Buffer.concat(of((item) => item.raw.sha256)),
      texts(of((item) => item.raw.encoding)),
      Buffer.concat(of((item) => item.raw.body)),
      integers(starts),
      integers(lengths),
      integers(stored.map((_, index) => index * SHA256_BYTES + 1)),
    ],
  );
}

/** Lists travel as texts in PostgreSQL's own notation, since an array parameter cannot hold arrays of different lengths. */
function listText(values: readonly string[]): string {
  if (values.length === 0) return '{}';
  return `{${values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`).join(',')}}`;
}

async function insertAlerts(sql: Sql, stored: readonly Stored[]): Promise<void> {
  const alerts = stored.filter(
    ({ item, outcome }) => item.record.kind === 'alert' && outcome.status === 'queued',
  );
  if (alerts.length === 0) return;
  const of = <Value>(pick: (record: StorableRecord, item: AcceptItem) => Value) =>
    alerts.map(({ item }) => pick(item.record, item));
  await sql.query(
    'accept.alerts',
    `insert into alert (tenant_id, id, source, source_ref, dedup_key, vendor, product, sensor, title, description, category,
       severity, severity_rank, vendor_severity, rule_id, rule_name, occurred_at, received_at, tactics, techniques, entities,
       labels, links, flags, closure, record_id, last_seen, rule_details)
     select r.tenant_id, r.id, r.source, r.source_ref, r.key, r.vendor, r.product, r.sensor, r.title, r.description,
       r.category, r.severity, r.rank, r.severity, r.rule_id, r.rule_name, r.occurred_at, r.received_at,
       r.tactics::text[], r.techniques::text[], r.entities, r.labels::text[], r.links, r.flags::text[], r.closure,
       r.record_id, r.received_at, r.rule_details
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::text[], $11::text[], $12::text[], $13::smallint[], $14::text[], $15::text[], $16::timestamptz[],
       $17::timestamptz[], $18::text[], $19::text[], $20::jsonb[], $21::text[], $22::jsonb[], $23::text[],
       $24::jsonb[], $25::uuid[], $26::jsonb[])
       as r (tenant_id, id, source, source_ref, key, vendor, product, sensor, title, description, category, severity, rank,
         rule_id, rule_name, occurred_at, received_at, tactics, techniques, entities, labels, links, flags, closure,
         record_id, rule_details)`,
    [
      uuids(of((_, item) => item.tenantId)),
      uuids(of((_, item) => item.subjectId)),
      texts(of((_, item) => item.source)),
      texts(of((record) => record.source_ref)),
      byteas(of((_, item) => item.key)),
      texts(of((record) => record.vendor)),
      texts(of((record) => record.product)),
      texts(of((record) => record.sensor)),
      texts(of((record) => record.title)),
      texts(of((record) => record.description)),
      texts(of((record) => record.category)),
      texts(of((record) => record.severity)),
      smallints(of((record) => severityRank(record.severity))),
      texts(of((record) => record.rule.id)),
      texts(of((record) => record.rule.name)),
      instants(of((record) => record.occurred_at)),
      instants(of((_, item) => item.receivedAt)),
      texts(of((record) => listText(record.tactics))),
      texts(of((record) => listText(record.techniques))),
      jsons(of((record) => JSON.stringify(record.entities))),
      texts(of((record) => listText(record.labels))),
      jsons(of((record) => JSON.stringify(record.links))),
      texts(of((record) => listText(record.flags))),
      jsons(
        of((record) => (record.kind === 'alert' && record.closure ? JSON.stringify(record.closure) : null)),
      ),
      uuids(of((_, item) => item.recordId)),
      jsons(of((record) => ruleDetails(record.rule))),
    ],
  );
}

/** What the vendor says of the rule beside its id and name; null, as most records have nothing, costs no storage. */
function ruleDetails({ description, url }: StorableRecord['rule']): string | null {
  return description || url
    ? JSON.stringify({ ...(description && { description }), ...(url && { url }) })
    : null;
}

async function insertRevisions(sql: Sql, stored: readonly Stored[]): Promise<void> {
  const revised = stored.filter(
    ({ item, outcome }) => item.record.kind === 'alert' && outcome.status === 'updated',
  );
  if (revised.length === 0) return;
  await sql.query(
    'accept.revisions',
    `insert into alert_revision (tenant_id, alert_id, revision, record_id, received_at, normalized)
     select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::uuid[], $5::timestamptz[], $6::jsonb[])`,
    [
      uuids(revised.map(({ item }) => item.tenantId)),
      uuids(revised.map(({ outcome }) => outcome.subjectId)),
      integers(revised.map(({ outcome }) => outcome.revision)),
      uuids(revised.map(({ item }) => item.recordId)),
      instants(revised.map(({ item }) => item.receivedAt)),
      jsons(revised.map(({ item }) => JSON.stringify(item.record))),
    ],
  );
}

async function insertEvents(sql: Sql, stored: readonly Stored[]): Promise<void> {
  const events = stored.flatMap(({ item }) =>
    item.record.kind === 'event' ? [{ item, record: item.record }] : [],
  );
  if (events.length === 0) return;
  await sql.query(
    'accept.events',
    `insert into event (tenant_id, id, source, source_ref, vendor, product, sensor, title, description, category, action,
       outcome, severity, occurred_at, received_at, tactics, techniques, rule_id, rule_name, entities, labels, links, flags,
       record_id)
     select r.tenant_id, r.id, r.source, r.source_ref, r.vendor, r.product, r.sensor, r.title, r.description, r.category,
       r.action, r.outcome, r.severity, r.occurred_at, r.received_at, r.tactics::text[], r.techniques::text[],
       r.rule_id, r.rule_name, r.entities, r.labels::text[], r.links, r.flags::text[], r.record_id
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[],
       $16::text[], $17::text[], $18::text[], $19::text[], $20::jsonb[], $21::text[], $22::jsonb[], $23::text[],
       $24::uuid[])
       as r (tenant_id, id, source, source_ref, vendor, product, sensor, title, description, category, action, outcome,
         severity, occurred_at, received_at, tactics, techniques, rule_id, rule_name, entities, labels, links, flags,
         record_id)`,
    [
      uuids(events.map(({ item }) => item.tenantId)),
      uuids(events.map(({ item }) => item.subjectId)),
      texts(events.map(({ item }) => item.source)),
      texts(events.map(({ record }) => record.source_ref)),
      texts(events.map(({ record }) => record.vendor)),
      texts(events.map(({ record }) => record.product)),
      texts(events.map(({ record }) => record.sensor)),
      texts(events.map(({ record }) => record.title)),
      texts(events.map(({ record }) => record.description)),
      texts(events.map(({ record }) => record.category)),
      texts(events.map(({ record }) => record.action)),
      texts(events.map(({ record }) => record.outcome)),
      texts(events.map(({ record }) => record.severity)),
      instants(events.map(({ record }) => record.occurred_at)),
      instants(events.map(({ item }) => item.receivedAt)),
      texts(events.map(({ record }) => listText(record.tactics))),
      texts(events.map(({ record }) => listText(record.techniques))),
      texts(events.map(({ record }) => record.rule.id)),
      texts(events.map(({ record }) => record.rule.name)),
      jsons(events.map(({ record }) => JSON.stringify(record.entities))),
      texts(events.map(({ record }) => listText(record.labels))),
      jsons(events.map(({ record }) => JSON.stringify(record.links))),
      texts(events.map(({ record }) => listText(record.flags))),
      uuids(events.map(({ item }) => item.recordId)),
    ],
  );
}

/** Priority of a job of events: behind every alert. */
const EVENTS_PRIORITY = 8;
/** Ids that a job carries: what runs in some tenths of a second, so that a worker is soon free for somebody else. */
const JOB_MAX = 100;

interface Job {
  readonly tenant_id: string;
  /** By the severity of its alerts; critical first. */
  readonly priority: number;
  readonly alerts: string[];
  /** Those of the alerts that begin anew under their key. */
  readonly renewed: string[];
  /** Those of the alerts that have new content to be taken over. */
  readonly revised: string[];
  readonly events: string[];
  readonly causes: (WorkCause & { records: number })[];
}

/** Requests that a job names at most; a commit may join hundreds. */
const CAUSES_MAX = 16;

/**
 * Jobs of one queue run in turn, and who runs one takes the next ones along. Full ones need no company and have a queue of their own,
 * so that a storm is worked off by two workers and leaves the rest to others.
 */
function queueOf({ alerts, events }: Pick<Job, 'alerts' | 'events'>): 'alerts' | 'full' | 'events' {
  if (events.length > 0) return 'events';
  return alerts.length >= JOB_MAX ? 'full' : 'alerts';
}

/** Names who asked for the next id of the job. They are counted off in the order of the ids, so the first unknown one ends it. */
function addCause({ alerts, events, causes }: Job, cause: WorkCause | undefined): void {
  const counted = causes.reduce((sum, known) => sum + known.records, 0);
  if (!cause || counted !== alerts.length + events.length) return;
  const last = causes.at(-1);
  if (last?.request_id === cause.request_id) last.records += 1;
  else if (causes.length < CAUSES_MAX) causes.push({ ...cause, records: 1 });
}

async function enqueue(sql: Sql, stored: readonly Stored[]): Promise<void> {
  if (stored.length === 0) return;
  const jobs = new Map<string, Job[]>();
  for (const { item, outcome } of stored) {
    const isAlert = item.record.kind === 'alert';
    const priority = isAlert ? 5 - severityRank(item.record.severity) : EVENTS_PRIORITY;
    const name = `${item.tenantId}:${priority}`;
    const alike = jobs.get(name) ?? [];
    jobs.set(name, alike);
    let job = alike.at(-1);
    if (!job || job.alerts.length + job.events.length >= JOB_MAX) {
      job = {
        tenant_id: item.tenantId,
        priority,
        alerts: [],
        renewed: [],
        revised: [],
        events: [],
        causes: [],
      };
      alike.push(job);
    }
    addCause(job, item.cause);
    (isAlert ? job.alerts : job.events).push(outcome.subjectId);
    if (isAlert && outcome.isRenewed) job.renewed.push(outcome.subjectId);
    if (isAlert && outcome.status === 'updated') job.revised.push(outcome.subjectId);
  }
  const specs = [...jobs.values()].flat().map(({ priority, ...payload }) => ({
    job: 'records.accepted',
    payload,
    queue: `${payload.tenant_id}:${queueOf(payload)}`,
    priority,
  }));
  await sql.query('accept.enqueue', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify(specs)]);
}

/** Takes turns with whoever else submits under this key, in any process, until the transaction ends. */
export async function lockKey(
  scope: { readonly sql: Sql; readonly tenantId: string },
  wanted: { readonly source: string; readonly key: Buffer },
): Promise<void> {
  await scope.sql.query(
    'accept.lock-key',
    `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', k.tenant_id, k.source, k.key), 8))
     from (values ($1::uuid, $2::text, $3::text)) as k (tenant_id, source, key)`,
    [scope.tenantId, wanted.source, wanted.key.toString('hex')],
  );
}

/** Content hash under a key of the tenant, while its window is open; null when the key is free. */
export async function findContentHash(
  scope: { readonly sql: Sql; readonly tenantId: string },
  wanted: { readonly source: string; readonly key: Buffer; readonly at: Date },
): Promise<Buffer | null> {
  const rows = await scope.sql.query<{ content_hash: Buffer }>(
    'accept.find-content',
    'select content_hash from dedup_key where tenant_id = $1 and source = $2 and key = $3 and expires_at > $4',
    [scope.tenantId, wanted.source, wanted.key, wanted.at],
  );
  return rows[0]?.content_hash ?? null;
}
