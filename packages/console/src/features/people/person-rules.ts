// What can be done now with somebody's account, and why not. The server decides; these functions say it beforehand.

import type { Person, Role, Session } from '@watchfloor/client';
import { OWNER, refuseSay } from '../roles/role-rules.ts';

export interface PersonRefusals {
  readonly changeRole: string | null;
  readonly deactivate: string | null;
  readonly reactivate: string | null;
  readonly reset: string | null;
  readonly unlock: string | null;
  readonly endSessions: string | null;
  readonly remove: string | null;
}

export interface PersonPlace {
  readonly session: Session;
  readonly people: readonly Person[];
  readonly roles: readonly Role[];
}

export function refusalsFor(person: Person, { session, people, roles }: PersonPlace): PersonRefusals {
  const say = refuseSay(
    session,
    roles.find((role) => role.name === person.role),
  );
  const self = (what: string) =>
    person.id === session.principal.id ? `Nobody ${what} themselves: ask another who may.` : null;
  const last = isLastOwner(person, people)
    ? 'This is the last owner who can act: make another owner first.'
    : null;
  const isOff = person.account?.status === 'deactivated';
  return {
    changeRole: say ?? self('changes the role of') ?? last,
    deactivate: say ?? self('switches off') ?? last ?? (isOff ? 'Is switched off already.' : null),
    reactivate: say ?? (isOff ? null : 'Is not switched off.'),
    reset: say ?? self('resets') ?? (isOff ? 'Is switched off: let them act again first.' : null),
    unlock: say,
    endSessions: say,
    remove: say ?? self('removes') ?? last,
  };
}

function isLastOwner(person: Person, people: readonly Person[]): boolean {
  const isActiveOwner = ({ role, account }: Person) => role === OWNER && account?.status !== 'deactivated';
  return isActiveOwner(person) && !people.some((other) => other.id !== person.id && isActiveOwner(other));
}

/** Whether the person's name is typed before the role is changed: owners are made and unmade with care. */
export function isOwnerChange(from: string, to: string): boolean {
  return from !== to && (from === OWNER || to === OWNER);
}

/** How somebody signs in, strongest first; with what is weak about it, or null. */
export function describeFactors(account: NonNullable<Person['account']>): {
  readonly factors: readonly string[];
  readonly weakness: string | null;
} {
  const { passkeys, password, totp } = account.factors;
  const factors = [
    ...(passkeys > 0 ? [passkeys === 1 ? 'passkey' : `${passkeys} passkeys`] : []),
    ...(password ? ['password'] : []),
    ...(totp ? ['one-time code'] : []),
  ];
  const isWeak = password && !totp && passkeys === 0;
  return { factors, weakness: isWeak ? 'A password alone: no second factor.' : null };
}

/** What is wrong with an e-mail address, as far as one sees without sending something to it. */
export function emailProblem(email: string): string | null {
  if (email.trim() === '') return 'Say which address is theirs.';
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email.trim()) ? null : 'This is no e-mail address.';
}
