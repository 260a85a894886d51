// All SQL on dead letters: kept, listed, locked, marked as replayed or discarded.

import type { Sql } from '../../../kernel/context.ts';
import type { FailedWork } from '../../../kernel/job.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export const LETTER_STAGES = [
  'accepted',
  'evidence',
  'revision',
  'event',
  'other',
  'none',
  'unknown',
] as const;
export type LetterStage = (typeof LETTER_STAGES)[number];
export const LETTER_STATES = ['open', 'replayed', 'discarded'] as const;
export type LetterState = (typeof LETTER_STATES)[number];

export interface LetterRow {
  readonly id: string;
  readonly job: string;
  readonly stage: LetterStage;
  readonly state: LetterState;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly error_class: string;
  readonly error: string;
  readonly attempts: number;
  readonly first_failed_at: Date;
  readonly failed_at: Date;
  readonly replay_of: string | null;
  readonly followed_by: string | null;
  readonly replayed_at: Date | null;
  readonly replayed_by: string | null;
  readonly discarded_at: Date | null;
  readonly discarded_by: string | null;
  readonly discard_reason: string | null;
}

const STATE = `case when l.replayed_at is not null then 'replayed' when l.discarded_at is not null then 'discarded' else 'open' end`;

// The letter that the last replay ended in, if it failed again.
const COLUMNS = `l.id, l.job, l.stage, ${STATE} as state, l.payload, l.error_class, l.error, l.attempts,
  coalesce(l.first_failed_at, l.failed_at) as first_failed_at, l.failed_at, l.replay_of,
  (select f.id from dead_letter f where f.tenant_id = l.tenant_id and f.replay_of = coalesce(l.replay_of, l.id)
     and f.failed_at > l.failed_at order by f.failed_at, f.id limit 1) as followed_by,
  l.replayed_at, l.replayed_by, l.discarded_at, l.discarded_by, l.discard_reason`;

export async function insertLetter(
  scope: Scope,
  letter: FailedWork & { readonly id: string; readonly stage: LetterStage; readonly at: Date },
): Promise<void> {
  await scope.sql.query(
    'letter.insert',
    // A letter that is named and gone meanwhile must not keep this one from being written.
    `insert into dead_letter (tenant_id, id, job, stage, payload, error_class, error, attempts, first_failed_at, failed_at, replay_of)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
       (select coalesce(o.replay_of, o.id) from dead_letter o where o.tenant_id = $1 and o.id = $11))`,
    [
      scope.tenantId,
      letter.id,
      letter.job,
      letter.stage,
      JSON.stringify(letter.payload),
      letter.errorClass,
      letter.error,
      letter.attempts,
      letter.firstFailedAt,
      letter.at,
      letter.replayOf,
    ],
  );
}

export interface LetterFilter {
  readonly job: string | null;
  readonly stage: readonly LetterStage[] | null;
  readonly state: readonly LetterState[] | null;
  /** Failed at or after; failed before. */
  readonly from: Date | null;
  readonly to: Date | null;
}

const FILTER = `($2::text is null or l.job = $2) and ($3::text[] is null or l.stage = any($3))
  and ($4::text[] is null or ${STATE} = any($4)) and ($5::timestamptz is null or l.failed_at >= $5)
  and ($6::timestamptz is null or l.failed_at < $6)`;

function valuesOf(scope: Scope, filter: LetterFilter): readonly unknown[] {
  return [scope.tenantId, filter.job, filter.stage, filter.state, filter.from, filter.to];
}

export interface LetterPage {
  readonly filter: LetterFilter;
  readonly after: { readonly failedAt: string; readonly id: string } | null;
  readonly limit: number;
}

/** The latest failure first. */
export async function listLetters(scope: Scope, { filter, after, limit }: LetterPage): Promise<LetterRow[]> {
  return scope.sql.query<LetterRow>(
    'letter.list',
    `select ${COLUMNS} from dead_letter l
     where l.tenant_id = $1 and ${FILTER} and ($7::timestamptz is null or (l.failed_at, l.id) < ($7, $8::uuid))
     order by l.failed_at desc, l.id desc limit $9`,
    [...valuesOf(scope, filter), after?.failedAt ?? null, after?.id ?? null, limit],
  );
}

export async function countLetters(scope: Scope, filter: LetterFilter): Promise<number> {
  const rows = await scope.sql.query<{ letters: number }>(
    'letter.count',
    `select count(*)::integer as letters from dead_letter l where l.tenant_id = $1 and ${FILTER}`,
    valuesOf(scope, filter),
  );
  return rows[0]?.letters ?? 0;
}

export async function findLetter(scope: Scope, id: string): Promise<LetterRow | null> {
  const rows = await scope.sql.query<LetterRow>(
    'letter.find',
    `select ${COLUMNS} from dead_letter l where l.tenant_id = $1 and l.id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** As `findLetter`, locked for change. */
export async function lockLetter(scope: Scope, id: string): Promise<LetterRow | null> {
  const rows = await scope.sql.query<LetterRow>(
    'letter.lock',
    `select ${COLUMNS} from dead_letter l where l.tenant_id = $1 and l.id = $2 for update of l`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** The oldest that the filter lets pass, locked; those that somebody else replays at this moment are left to them. */
export async function lockLetters(
  scope: Scope,
  wanted: { readonly filter: LetterFilter; readonly jobs: readonly string[]; readonly limit: number },
): Promise<LetterRow[]> {
  return scope.sql.query<LetterRow>(
    'letter.lock-many',
    `select ${COLUMNS} from dead_letter l where l.tenant_id = $1 and ${FILTER} and l.job = any($7::text[])
     order by l.failed_at, l.id limit $8 for update of l skip locked`,
    [...valuesOf(scope, wanted.filter), wanted.jobs, wanted.limit],
  );
}

export interface Dealt {
  readonly at: Date;
  readonly by: string;
}

export async function markReplayed(scope: Scope, ids: readonly string[], { at, by }: Dealt): Promise<void> {
  await scope.sql.query(
    'letter.replayed',
    'update dead_letter set replayed_at = $3, replayed_by = $4 where tenant_id = $1 and id = any($2::uuid[])',
    [scope.tenantId, ids, at, by],
  );
}

export async function markDiscarded(
  scope: Scope,
  id: string,
  { at, by, reason }: Dealt & { readonly reason: string },
): Promise<void> {
  await scope.sql.query(
    'letter.discarded',
    `update dead_letter set discarded_at = $3, discarded_by = $4, discard_reason = $5
     where tenant_id = $1 and id = $2`,
    [scope.tenantId, id, at, by, reason],
  );
}

/** Puts the work of letters into the queue anew, a job each, so that one that fails again names its letter. */
export async function enqueueLetters(scope: Scope, letters: readonly LetterRow[]): Promise<void> {
  const specs = letters.map((letter) => ({
    job: letter.job,
    // The tenant is the transaction's, whatever the letter says.
    payload: {
      ...letter.payload,
      tenant_id: scope.tenantId,
      origin: { replay_of: letter.replay_of ?? letter.id },
    },
    queue: `${scope.tenantId}:replay`,
    priority: 6,
  }));
  await scope.sql.query('letter.enqueue', 'select wf_work.enqueue($1::jsonb)', [JSON.stringify(specs)]);
}

/** Letters that nobody has dealt with, of all tenants; asked without a tenant. */
export async function countOpenLetters(sql: Sql): Promise<number> {
  const rows = await sql.query<{ letters: string }>('letter.open', 'select count_open_letters() as letters');
  return Number(rows[0]?.letters ?? 0);
}
