// SQL of what belongs to one person: the row-level security of these tables knows the person of the transaction and nobody else.

import type { Sql } from '../../../kernel/context.ts';
import type { TenantId } from '../../../kernel/ids.ts';
import type { Scope } from '../identity.store.ts';

/** A transaction in which a person is set, and who that is. */
export interface PersonScope {
  readonly sql: Sql;
  readonly personId: string;
}

export interface CredentialRow {
  readonly password_hash: string | null;
  readonly password_set_at: Date | null;
  readonly must_change: boolean;
  readonly totp_sealed: Buffer | null;
  readonly totp_confirmed_at: Date | null;
  readonly totp_last_step: number | null;
}

const NO_CREDENTIAL: CredentialRow = {
  password_hash: null,
  password_set_at: null,
  must_change: false,
  totp_sealed: null,
  totp_confirmed_at: null,
  totp_last_step: null,
};

/** The person's credential; an empty one when there is none yet. */
export async function findCredential({ sql, personId }: PersonScope): Promise<CredentialRow> {
  const rows = await sql.query<Omit<CredentialRow, 'totp_last_step'> & { totp_last_step: string | null }>(
    'credential.find',
    `select password_hash, password_set_at, must_change, totp_sealed, totp_confirmed_at, totp_last_step
     from person_credential where person_id = $1`,
    [personId],
  );
  const row = rows[0];
  if (!row) return NO_CREDENTIAL;
  return { ...row, totp_last_step: row.totp_last_step === null ? null : Number(row.totp_last_step) };
}

/** As findCredential, with the row made and locked: changes to what somebody signs in with take turns. */
export async function lockCredential(scope: PersonScope): Promise<CredentialRow> {
  await scope.sql.query(
    'credential.make',
    'insert into person_credential (person_id) values ($1) on conflict (person_id) do nothing',
    [scope.personId],
  );
  await scope.sql.query(
    'credential.lock',
    'select 1 from person_credential where person_id = $1 for update',
    [scope.personId],
  );
  return findCredential(scope);
}

export async function setPassword({ sql, personId }: PersonScope, hash: string, at: Date): Promise<void> {
  await sql.query(
    'credential.password',
    `update person_credential set password_hash = $2, password_set_at = $3, must_change = false where person_id = $1`,
    [personId, hash, at],
  );
}

/** A seed that counts from the moment it is confirmed; null takes the present one away. */
export async function setTotp({ sql, personId }: PersonScope, sealed: Buffer | null): Promise<void> {
  await sql.query(
    'credential.totp',
    `update person_credential set totp_sealed = $2, totp_confirmed_at = null, totp_last_step = null where person_id = $1`,
    [personId, sealed],
  );
}

export async function confirmTotp({ sql, personId }: PersonScope, at: Date): Promise<void> {
  await sql.query(
    'credential.totp-confirm',
    'update person_credential set totp_confirmed_at = $2 where person_id = $1',
    [personId, at],
  );
}

/** Uses a step up; false when it, or a later one, was used before. */
export async function useTotpStep({ sql, personId }: PersonScope, step: number): Promise<boolean> {
  const rows = await sql.query(
    'credential.totp-step',
    `update person_credential set totp_last_step = $2
     where person_id = $1 and (totp_last_step is null or totp_last_step < $2) returning 1`,
    [personId, step],
  );
  return rows.length === 1;
}

/** Replaces all codes by these; none removes them. */
export async function replaceRecoveryCodes(
  { sql, personId }: PersonScope,
  hashes: readonly Buffer[],
  at: Date,
): Promise<void> {
  await sql.query('recovery.delete', 'delete from recovery_code where person_id = $1', [personId]);
  if (hashes.length === 0) return;
  await sql.query(
    'recovery.insert',
    'insert into recovery_code (person_id, hash, created_at) select $1, unnest($2::bytea[]), $3',
    [personId, hashes, at],
  );
}

export async function countRecoveryCodes({ sql, personId }: PersonScope): Promise<number> {
  const rows = await sql.query<{ count: number }>(
    'recovery.count',
    'select count(*)::integer as count from recovery_code where person_id = $1 and used_at is null',
    [personId],
  );
  return rows[0]?.count ?? 0;
}

/** Uses a code up: the update is the proof that nobody did before. */
export async function useRecoveryCode(
  { sql, personId }: PersonScope,
  hash: Buffer,
  at: Date,
): Promise<boolean> {
  const rows = await sql.query(
    'recovery.use',
    'update recovery_code set used_at = $3 where person_id = $1 and hash = $2 and used_at is null returning 1',
    [personId, hash, at],
  );
  return rows.length === 1;
}

export interface PasskeyRow {
  readonly id: string;
  readonly credential_id: Buffer;
  readonly transports: string[];
  readonly name: string;
  readonly device_type: 'singleDevice' | 'multiDevice';
  readonly backed_up: boolean;
  readonly created_at: Date;
  readonly last_used_at: Date | null;
}

const PASSKEY = 'id, credential_id, transports, name, device_type, backed_up, created_at, last_used_at';
/** Of one person. */
export const PASSKEYS_MAX = 20;

export async function listPasskeys({ sql, personId }: PersonScope): Promise<PasskeyRow[]> {
  return sql.query<PasskeyRow>(
    'passkey.list',
    `select ${PASSKEY} from passkey where person_id = $1 order by id limit 100`,
    [personId],
  );
}

export interface NewPasskey extends Omit<PasskeyRow, 'last_used_at'> {
  readonly public_key: Buffer;
  readonly counter: number;
}

/** False when this authenticator is registered already, with whomever. */
export async function insertPasskey({ sql, personId }: PersonScope, passkey: NewPasskey): Promise<boolean> {
  const rows = await sql.query(
    'passkey.insert',
    `insert into passkey (person_id, id, credential_id, public_key, counter, transports, name, device_type, backed_up, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (credential_id) do nothing returning 1`,
    [
      personId,
      passkey.id,
      passkey.credential_id,
      passkey.public_key,
      passkey.counter,
      passkey.transports,
      passkey.name,
      passkey.device_type,
      passkey.backed_up,
      passkey.created_at,
    ],
  );
  return rows.length === 1;
}

export interface PasskeyUse {
  readonly id: string;
  readonly counter: number;
  readonly backedUp: boolean;
  readonly at: Date;
}

/** Notes a use; false when another use has moved the counter as far meanwhile. */
export async function notePasskeyUse({ sql, personId }: PersonScope, use: PasskeyUse): Promise<boolean> {
  const rows = await sql.query(
    'passkey.use',
    `update passkey set counter = $3, backed_up = $4, last_used_at = $5
     where person_id = $1 and id = $2 and (counter < $3 or (counter = 0 and $3 = 0)) returning 1`,
    [personId, use.id, use.counter, use.backedUp, use.at],
  );
  return rows.length === 1;
}

export async function renamePasskey(
  { sql, personId }: PersonScope,
  id: string,
  name: string,
): Promise<PasskeyRow | null> {
  const rows = await sql.query<PasskeyRow>(
    'passkey.rename',
    `update passkey set name = $3 where person_id = $1 and id = $2 returning ${PASSKEY}`,
    [personId, id, name],
  );
  return rows[0] ?? null;
}

export async function deletePasskey({ sql, personId }: PersonScope, id: string): Promise<void> {
  await sql.query('passkey.delete', 'delete from passkey where person_id = $1 and id = $2', [personId, id]);
}

export interface OwnPersonRow {
  readonly email: string;
  readonly display_name: string;
}

export async function findOwnPerson(scope: Scope, personId: string): Promise<OwnPersonRow | null> {
  const rows = await scope.sql.query<OwnPersonRow>(
    'account.person',
    `select p.email, p.display_name from person p join membership m on m.person_id = p.id
     where m.tenant_id = $1 and p.id = $2`,
    [scope.tenantId, personId],
  );
  return rows[0] ?? null;
}

export async function renamePerson({ sql, personId }: PersonScope, name: string): Promise<void> {
  await sql.query(
    'account.rename',
    // Row-level security knows the person; the tenant_id is that of the membership by which they see themselves.
    'update person set display_name = $2 where id = $1',
    [personId, name],
  );
}

/** Gives the first owner an e-mail; false when they have one, or when somebody else has this one. */
export async function claimEmail({ sql }: PersonScope, email: string): Promise<boolean> {
  const rows = await sql.query<{ claimed: boolean }>(
    'account.claim-email',
    'select claim_email($1) as claimed',
    [email],
  );
  return rows[0]?.claimed ?? false;
}

export interface OwnMembershipRow {
  readonly tenant_id: TenantId;
  readonly slug: string;
  readonly name: string;
  readonly role: string;
}

export async function listOwnMemberships({ sql }: PersonScope): Promise<OwnMembershipRow[]> {
  return sql.query<OwnMembershipRow>('account.memberships', 'select * from list_own_memberships()');
}

export interface OwnSessionRow {
  readonly tenant_id: TenantId;
  readonly tenant_name: string;
  readonly id: string;
  readonly method: string;
  readonly address: string | null;
  readonly user_agent: string | null;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
}

/** The person's sessions in all their tenants, newest first, at most 100. */
export async function listOwnSessions(
  { sql }: PersonScope,
  at: Date,
  idleMinutes: number,
): Promise<OwnSessionRow[]> {
  return sql.query<OwnSessionRow>(
    'account.sessions',
    'select * from list_own_sessions($1, make_interval(mins => $2))',
    [at, idleMinutes],
  );
}

/** Ends the person's sessions: the one named, or with null all but the one to keep. Gives those that it ended. */
export async function endOwnSessions(
  { sql }: PersonScope,
  which: { readonly only: string | null; readonly kept: string | null },
  at: Date,
): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    'account.end-sessions',
    'select * from end_own_sessions($1, $2, $3)',
    [which.only, which.kept, at],
  );
  return rows.map((row) => row.id);
}

export interface SessionElsewhere {
  readonly tenantId: string;
  readonly id: string;
  readonly hash: Buffer;
  readonly fromSessionId: string;
  readonly at: Date;
}

/** Begins a session in another tenant of the person's; null when they are no member there. */
export async function beginSessionElsewhere(
  { sql }: PersonScope,
  session: SessionElsewhere,
): Promise<Date | null> {
  const rows = await sql.query<{ expires_at: Date }>(
    'account.switch',
    'select * from begin_session_elsewhere($1, $2, $3, $4, $5)',
    [session.tenantId, session.id, session.hash, session.fromSessionId, session.at],
  );
  return rows[0]?.expires_at ?? null;
}
