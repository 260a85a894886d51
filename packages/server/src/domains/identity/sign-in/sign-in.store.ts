// SQL of signing in: who somebody may be (resolvers, before anybody is known), steps that wait, attempts that are counted.

import type { Sql } from '../../../kernel/context.ts';
import type { TenantId } from '../../../kernel/ids.ts';
import type { Scope } from '../identity.store.ts';

export interface SignInRow {
  readonly person_id: string;
  readonly name: string;
  readonly tenant_id: TenantId;
  readonly password_hash: string | null;
  readonly must_change: boolean;
  readonly has_totp: boolean;
  readonly passkeys: number;
  readonly recovery_codes: number;
}

/** Who has this e-mail, when they can act somewhere. Needs no tenant. */
export async function findSignIn(sql: Sql, email: string): Promise<SignInRow | null> {
  const rows = await sql.query<SignInRow>('sign-in.find', 'select * from find_sign_in($1)', [email]);
  return rows[0] ?? null;
}

export interface PersonSignInRow {
  readonly person_id: string;
  readonly name: string;
  readonly email: string;
  readonly tenant_id: TenantId;
  readonly has_password: boolean;
  readonly has_totp: boolean;
  readonly passkeys: number;
}

/** As findSignIn, by the person that a link or a step before has named. Needs no tenant. */
export async function findPersonSignIn(sql: Sql, personId: string): Promise<PersonSignInRow | null> {
  const rows = await sql.query<PersonSignInRow>('sign-in.person', 'select * from find_person_sign_in($1)', [
    personId,
  ]);
  return rows[0] ?? null;
}

export interface FoundPasskey {
  readonly person_id: string;
  readonly name: string;
  readonly tenant_id: TenantId;
  readonly id: string;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly transports: string[];
}

/** Whose passkey this is. Needs no tenant. */
export async function findPasskey(sql: Sql, credentialId: Buffer): Promise<FoundPasskey | null> {
  const rows = await sql.query<Omit<FoundPasskey, 'counter'> & { counter: string }>(
    'sign-in.passkey',
    'select * from find_passkey($1)',
    [credentialId],
  );
  const row = rows[0];
  return row ? { ...row, counter: Number(row.counter) } : null;
}

export type ChallengeKind = 'second_factor' | 'passkey_sign_in' | 'passkey_add' | 'passkey_proof';

export interface NewChallenge {
  readonly hash: Buffer;
  readonly kind: ChallengeKind;
  readonly personId: string | null;
  readonly expected: string | null;
  readonly at: Date;
  readonly expiresAt: Date;
}

/** Old rows that go with each new one, so that the table stays as small as the last minutes were busy. */
const PRUNED_AT_ONCE = 20;

export async function insertChallenge(sql: Sql, challenge: NewChallenge): Promise<void> {
  const { hash, kind, personId, expected, at, expiresAt } = challenge;
  await sql.query(
    'challenge.insert',
    `insert into sign_in_challenge (hash, kind, person_id, expected, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [hash, kind, personId, expected, at, expiresAt],
  );
  await sql.query(
    'challenge.prune',
    `delete from sign_in_challenge where hash in (
       select hash from sign_in_challenge where expires_at < $1::timestamptz - interval '1 hour'
       order by expires_at limit ${PRUNED_AT_ONCE} for update skip locked)`,
    [at],
  );
}

export interface ChallengeRow {
  readonly person_id: string | null;
  readonly expected: string | null;
  readonly failures: number;
}

/** Uses the step up: the update is the proof that nobody did before. */
export async function useChallenge(
  sql: Sql,
  wanted: { readonly hash: Buffer; readonly kind: ChallengeKind },
  at: Date,
): Promise<ChallengeRow | null> {
  const rows = await sql.query<ChallengeRow>(
    'challenge.use',
    `update sign_in_challenge set used_at = $3
     where hash = $1 and kind = $2 and used_at is null and expires_at > $3 returning person_id, expected, failures`,
    [wanted.hash, wanted.kind, at],
  );
  return rows[0] ?? null;
}

/** The step, locked, with this try counted; null when it is used up, has expired, or never was. */
export async function tryChallenge(sql: Sql, hash: Buffer, at: Date): Promise<ChallengeRow | null> {
  const rows = await sql.query<ChallengeRow>(
    'challenge.try',
    `update sign_in_challenge set failures = failures + 1
     where hash = $1 and kind = 'second_factor' and used_at is null and expires_at > $2
     returning person_id, expected, failures`,
    [hash, at],
  );
  return rows[0] ?? null;
}

export interface CountedAttempt {
  readonly bucket: Buffer;
  readonly personId: string | null;
  readonly at: Date;
  readonly windowMinutes: number;
}

export interface AttemptRow {
  readonly failures: number;
  readonly locked_until: Date | null;
}

/**
 * Counts an attempt before it is looked at, and keeps the row locked until it is decided: of many at once none is let through
 * uncounted, on however many servers. A window that has passed, or a lock that has, begins anew.
 */
export async function countAttempt(sql: Sql, attempt: CountedAttempt): Promise<AttemptRow> {
  const rows = await sql.query<AttemptRow>(
    'throttle.count',
    `insert into sign_in_throttle as t (bucket, person_id, window_started_at, failures) values ($1, $2, $3, 1)
     on conflict (bucket) do update set
       person_id = excluded.person_id,
       window_started_at = case when t.locked_until > $3 then t.window_started_at
         when t.locked_until is not null or t.window_started_at <= $3 - make_interval(mins => $4) then $3
         else t.window_started_at end,
       failures = case when t.locked_until > $3 then t.failures
         when t.locked_until is not null or t.window_started_at <= $3 - make_interval(mins => $4) then 1
         else t.failures + 1 end,
       locked_until = case when t.locked_until > $3 then t.locked_until end
     returning failures, locked_until`,
    [attempt.bucket, attempt.personId, attempt.at, attempt.windowMinutes],
  );
  const row = rows[0];
  if (!row) throw new Error('an attempt was not counted');
  return row;
}

export async function lockBucket(sql: Sql, bucket: Buffer, until: Date): Promise<void> {
  await sql.query('throttle.lock', 'update sign_in_throttle set locked_until = $2 where bucket = $1', [
    bucket,
    until,
  ]);
}

/** Takes the present attempt back: it was no failure. */
export async function uncountAttempt(sql: Sql, bucket: Buffer): Promise<void> {
  await sql.query(
    'throttle.uncount',
    'update sign_in_throttle set failures = greatest(failures - 1, 0) where bucket = $1',
    [bucket],
  );
}

export async function forgetAttempts(sql: Sql, bucket: Buffer): Promise<void> {
  await sql.query('throttle.forget', 'delete from sign_in_throttle where bucket = $1', [bucket]);
}

/** Removes a few counts whose window passed a day ago. */
export async function pruneAttempts(sql: Sql, at: Date): Promise<void> {
  await sql.query(
    'throttle.prune',
    `delete from sign_in_throttle where bucket in (
       select bucket from sign_in_throttle where window_started_at < $1::timestamptz - interval '1 day'
       order by window_started_at limit ${PRUNED_AT_ONCE} for update skip locked)`,
    [at],
  );
}

/** Removes steps that ended and counts whose window began before a time, however many; gives how many went. */
export async function removeSignInSteps(sql: Sql, before: Date, atMost: number): Promise<number> {
  const rows = await sql.query<{ removed: number }>(
    'sign-in.remove-past',
    `with steps as (
       delete from sign_in_challenge where hash in (
         select hash from sign_in_challenge where expires_at < $1 order by expires_at limit $2 for update skip locked)
       returning 1),
     counts as (
       delete from sign_in_throttle where bucket in (
         select bucket from sign_in_throttle
         where window_started_at < $1 and (locked_until is null or locked_until < $1)
         order by window_started_at limit $2 for update skip locked)
       returning 1)
     select ((select count(*) from steps) + (select count(*) from counts))::integer as removed`,
    [before, atMost],
  );
  return rows[0]?.removed ?? 0;
}

export interface BegunSession {
  readonly id: string;
  readonly personId: string;
  readonly hash: Buffer;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly method: string;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export async function insertBegunSession(scope: Scope, session: BegunSession): Promise<void> {
  const { id, personId, hash, at, expiresAt, method, address, userAgent } = session;
  await scope.sql.query(
    'session.begin',
    `insert into session (tenant_id, id, person_id, hash, created_at, last_seen_at, expires_at, method, address, user_agent,
       authenticated_at) values ($1, $2, $3, $4, $5, $5, $6, $7, $8, $9, $5)`,
    [scope.tenantId, id, personId, hash, at, expiresAt, method, address, userAgent],
  );
}

/** Ends the session whose cookie came along, in whichever tenant it was. */
export async function endPresentedSession(
  sql: Sql,
  session: { readonly id: string; readonly tenantId: string },
  at: Date,
): Promise<void> {
  await sql.query('session.end-presented', 'select end_presented_session($1, $2, $3)', [
    session.tenantId,
    session.id,
    at,
  ]);
}

/** Whether the person has anything beside a password. Needs no tenant. */
export async function hasSecondFactor(sql: Sql, personId: string): Promise<boolean> {
  const rows = await sql.query<{ has: boolean }>(
    'sign-in.second-factor',
    'select has_second_factor($1) as has',
    [personId],
  );
  return rows[0]?.has ?? false;
}
