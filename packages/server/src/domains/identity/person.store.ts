// All SQL on people and their memberships. A person is global and a membership is a tenant's: what concerns the person beyond the
// tenant goes through functions of the database that look at who asks.

import type { Scope } from './identity.store.ts';

export interface PersonRow {
  readonly id: string;
  readonly email: string;
  readonly display_name: string;
  readonly role: string;
}

/** People who may act in the tenant, by name. */
export async function listPeople(scope: Scope): Promise<PersonRow[]> {
  return scope.sql.query<PersonRow>(
    'person.list',
    `select p.id, p.email, p.display_name, m.role from membership m join person p on p.id = m.person_id
     where m.tenant_id = $1 and m.deactivated_at is null and p.deactivated_at is null
     order by p.display_name, p.id limit 500`,
    [scope.tenantId],
  );
}

/** A tenant has at most this many people. */
export const PEOPLE_MAX = 500;

export interface MemberRow extends PersonRow {
  readonly joined_at: Date;
  readonly deactivated_at: Date | null;
  readonly last_seen_at: Date | null;
  /** Until when a one-time link of theirs can be used; null when there is none. */
  readonly link_expires_at: Date | null;
  /** Until when too many failed attempts keep them from signing in by password; null when they do not. */
  readonly locked_until: Date | null;
  readonly has_password: boolean;
  readonly passkeys: number;
  readonly has_totp: boolean;
  readonly recovery_codes: number;
}

const MEMBER = `select p.id, p.email, p.display_name, m.role, m.created_at as joined_at,
    least(m.deactivated_at, p.deactivated_at) as deactivated_at,
    (select max(s.last_seen_at) from session s where s.tenant_id = $1 and s.person_id = m.person_id) as last_seen_at,
    (select max(l.expires_at) from sign_in_link l
     where l.tenant_id = $1 and l.person_id = m.person_id and l.used_at is null and l.expires_at > $2) as link_expires_at,
    (select max(t.locked_until) from sign_in_throttle t
     where t.person_id = m.person_id and t.locked_until > $2) as locked_until,
    f.has_password, f.passkeys, f.has_totp, f.recovery_codes
  from membership m join person p on p.id = m.person_id
  join list_member_factors() f on f.person_id = m.person_id
  where m.tenant_id = $1`;

/** Everybody of the tenant with what an admin needs to know, also those who are switched off. */
export async function listMembers(scope: Scope, at: Date): Promise<MemberRow[]> {
  return scope.sql.query<MemberRow>('member.list', `${MEMBER} order by p.display_name, p.id limit 500`, [
    scope.tenantId,
    at,
  ]);
}

export async function findMember(scope: Scope, id: string, at: Date): Promise<MemberRow | null> {
  const rows = await scope.sql.query<MemberRow>('member.find', `${MEMBER} and m.person_id = $3`, [
    scope.tenantId,
    at,
    id,
  ]);
  return rows[0] ?? null;
}

export async function countMembers(scope: Scope): Promise<number> {
  const rows = await scope.sql.query<{ count: number }>(
    'member.count',
    'select count(*)::integer as count from membership where tenant_id = $1',
    [scope.tenantId],
  );
  return rows[0]?.count ?? 0;
}

/**
 * Locks the owners of the tenant who can act, in an order that is the same for all, so that of two who take each other's role
 * one waits for the other and then sees what is left.
 */
export async function lockActiveOwners(scope: Scope): Promise<string[]> {
  const rows = await scope.sql.query<{ person_id: string }>(
    'member.owners',
    `select m.person_id from membership m join person p on p.id = m.person_id
     where m.tenant_id = $1 and m.role = 'owner' and m.deactivated_at is null and p.deactivated_at is null
     order by m.person_id for update of m`,
    [scope.tenantId],
  );
  return rows.map((row) => row.person_id);
}

/** The membership, locked for change; null when the person is no member. */
export async function lockMembership(
  scope: Scope,
  personId: string,
): Promise<{ role: string; deactivated_at: Date | null } | null> {
  const rows = await scope.sql.query<{ role: string; deactivated_at: Date | null }>(
    'member.lock',
    'select role, deactivated_at from membership where tenant_id = $1 and person_id = $2 for update',
    [scope.tenantId, personId],
  );
  return rows[0] ?? null;
}

export async function setMemberRole(scope: Scope, personId: string, role: string): Promise<void> {
  await scope.sql.query(
    'member.role',
    'update membership set role = $3 where tenant_id = $1 and person_id = $2',
    [scope.tenantId, personId, role],
  );
}

export async function setMemberDeactivated(scope: Scope, personId: string, at: Date | null): Promise<void> {
  await scope.sql.query(
    'member.deactivate',
    'update membership set deactivated_at = $3 where tenant_id = $1 and person_id = $2',
    [scope.tenantId, personId, at],
  );
}

/** Ends the membership; sessions, links and access to customers go with it. */
export async function deleteMembership(scope: Scope, personId: string): Promise<void> {
  await scope.sql.query('member.delete', 'delete from membership where tenant_id = $1 and person_id = $2', [
    scope.tenantId,
    personId,
  ]);
}

export interface Invitation {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly at: Date;
}

/** Makes somebody a member; null when they are one already. */
export async function invitePerson(
  scope: Scope,
  invitation: Invitation,
): Promise<{ person_id: string; is_elsewhere: boolean } | null> {
  const { personId, email, name, role, at } = invitation;
  const rows = await scope.sql.query<{ person_id: string; is_elsewhere: boolean }>(
    'member.invite',
    'select * from invite_person($1, $2, $3, $4, $5)',
    [personId, email, name, role, at],
  );
  return rows[0] ?? null;
}

/** Whether the member is also one of a tenant in which this one has no say. */
export async function isElsewhere(scope: Scope, personId: string, withChildren: boolean): Promise<boolean> {
  const rows = await scope.sql.query<{ elsewhere: boolean }>(
    'member.elsewhere',
    'select is_person_elsewhere($1, $2) as elsewhere',
    [personId, withChildren],
  );
  // Without an answer it is another's to say.
  return rows[0]?.elsewhere ?? true;
}

/** Gives a new name to somebody who has never signed in; false when they have their own say about it by now. */
export async function renameUnclaimed(scope: Scope, personId: string, name: string): Promise<boolean> {
  const rows = await scope.sql.query<{ renamed: boolean }>(
    'member.rename',
    'select rename_unclaimed_person($1, $2) as renamed',
    [personId, name],
  );
  return rows[0]?.renamed ?? false;
}

export interface ResetCounts {
  readonly passwords: number;
  readonly passkeys: number;
  readonly totp: number;
  readonly recovery_codes: number;
  readonly sessions: number;
}

/**
 * Takes away every way in which the person signs in, and ends their sessions and links. Null when they are no member, or also a member of a tenant in which this one
 * has no say: the function looks at it itself, since what it removes belongs to the person.
 */
export async function removeFactors(
  scope: Scope,
  personId: string,
  given: { readonly withChildren: boolean; readonly at: Date },
): Promise<ResetCounts | null> {
  const rows = await scope.sql.query<ResetCounts>('member.reset', 'select * from reset_person($1, $2, $3)', [
    personId,
    given.withChildren,
    given.at,
  ]);
  return rows[0] ?? null;
}

/** Lets somebody try to sign in again who was locked out by failed attempts; gives how many attempts were forgotten. */
export async function unlockMember(scope: Scope, personId: string): Promise<number> {
  const rows = await scope.sql.query<{ forgotten: number }>(
    'member.unlock',
    'select unlock_person($1) as forgotten',
    [personId],
  );
  return rows[0]?.forgotten ?? 0;
}

export interface PersonSessionRow {
  readonly id: string;
  readonly created_at: Date;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly method: string;
  readonly address: string | null;
  readonly user_agent: string | null;
}

/** The person's sessions that have not ended, newest first. */
export async function listPersonSessions(
  scope: Scope,
  personId: string,
  at: Date,
): Promise<PersonSessionRow[]> {
  return scope.sql.query<PersonSessionRow>(
    'member.sessions',
    `select id, created_at, last_seen_at, expires_at, method, address, user_agent from session
     where tenant_id = $1 and person_id = $2 and ended_at is null and expires_at > $3 order by id desc limit 100`,
    [scope.tenantId, personId, at],
  );
}

/** Ends one session of the person; false when it had ended or is none of theirs. */
export async function endPersonSession(
  scope: Scope,
  session: { readonly personId: string; readonly id: string },
  at: Date,
): Promise<boolean> {
  const rows = await scope.sql.query(
    'member.end-session',
    `update session set ended_at = $4 where tenant_id = $1 and person_id = $2 and id = $3 and ended_at is null
     returning id`,
    [scope.tenantId, session.personId, session.id, at],
  );
  return rows.length === 1;
}

/** Ends every session of the person in this tenant; gives how many there were. */
export async function endPersonSessions(scope: Scope, personId: string, at: Date): Promise<number> {
  const rows = await scope.sql.query(
    'member.end-sessions',
    `update session set ended_at = $3 where tenant_id = $1 and person_id = $2 and ended_at is null and expires_at > $3
     returning id`,
    [scope.tenantId, personId, at],
  );
  return rows.length;
}

/** Makes the person's links useless. */
export async function voidLinks(scope: Scope, personId: string, at: Date): Promise<void> {
  await scope.sql.query(
    'member.void-links',
    'update sign_in_link set expires_at = least(expires_at, $3) where tenant_id = $1 and person_id = $2 and used_at is null',
    [scope.tenantId, personId, at],
  );
}
