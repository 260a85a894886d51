// Who may give what to whom. One rule carries all: nobody gives, takes or takes over more than they hold themselves. Whoever may
// look after people or keys could else make an admin of themselves by way of somebody else.

import type { Principal } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { NEVER_FOR_AGENTS, type Permission } from '../../kernel/permissions.ts';

export const OWNER = 'owner';

/** Where a role is held. */
export interface Place {
  readonly is_root: boolean;
}

/** What nobody holds in this place, whatever their role says: only the installation's own tenant holds what concerns it. */
export function neverIn({ is_root }: Place): readonly Permission[] {
  return is_root ? [] : ['installation:manage'];
}

/** A role as it would be held: its name and the permissions that it gives here. */
export interface Rank {
  readonly role: string;
  readonly permissions: ReadonlySet<Permission>;
}

/** What the role gives to an agent, which holds less than others of the same role. */
export function asAgent(rank: Rank): Rank {
  return {
    role: rank.role,
    permissions: new Set(
      [...rank.permissions].filter((permission) => !NEVER_FOR_AGENTS.includes(permission)),
    ),
  };
}

/** The rank within the scopes of a credential; null limits nothing. */
export function withinScopes(rank: Rank, scopes: readonly string[] | null): Rank {
  if (scopes === null) return rank;
  return {
    role: rank.role,
    permissions: new Set([...rank.permissions].filter((permission) => scopes.includes(permission))),
  };
}

/** The first permission of the rank that the caller does not hold; null when they hold them all. */
export function missingFor(caller: Pick<Principal, 'permissions'>, rank: Rank): Permission | null {
  return [...rank.permissions].find((permission) => !caller.permissions.has(permission)) ?? null;
}

/** Refuses to give a role, or a credential of it, to anybody when the caller holds less. */
export function requireGrantable(caller: Principal, rank: Rank): void {
  if (rank.role === OWNER && caller.role !== OWNER) {
    throw new AppError('forbidden', { message: 'Only an owner makes owners.' });
  }
  const missing = missingFor(caller, rank);
  if (missing === null) return;
  throw new AppError('forbidden', {
    message: `The role ${rank.role} holds ${missing}, which you do not hold: nobody gives more than they have.`,
  });
}

/** Refuses to change or take over somebody who holds more than the caller. */
export function requireSayOver(caller: Principal, rank: Rank): void {
  if (rank.role === OWNER && caller.role !== OWNER) {
    throw new AppError('forbidden', { message: 'Only an owner changes owners.' });
  }
  const missing = missingFor(caller, rank);
  if (missing === null) return;
  throw new AppError('forbidden', {
    message: `This holds ${missing}, which you do not hold: ask somebody who does.`,
  });
}

/** Refuses what somebody would do to themselves and another should do: a slip would lock them out, a change widen them. */
export function refuseSelf(caller: Principal, personId: string, what: string): void {
  if (caller.kind !== 'user' || caller.id !== personId) return;
  throw new AppError('forbidden', { message: `Nobody ${what} themselves: ask another who may.` });
}
