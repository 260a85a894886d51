// What is looked at before a person is changed: that they are a member, that the caller has a say over them, that an owner is left.

import type { OperationContext } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { requireWireId } from '../../kernel/ids.ts';
import { newToken } from './credentials.ts';
import { OWNER, requireGrantable, requireSayOver } from './grants.ts';
import { insertSignInLink } from './identity.store.ts';
import { findMember, isElsewhere, lockActiveOwners, lockMembership, type MemberRow } from './person.store.ts';
import { findRank, rankOf } from './role.store.ts';

export const INVITATION_HOURS = 72;

export async function requireMember(ctx: OperationContext, wireId: string): Promise<MemberRow> {
  const member = await findMember(ctx, requireWireId('user', wireId), ctx.at);
  if (!member) throw new AppError('not_found', { message: 'There is nobody with this id.' });
  return member;
}

/**
 * The member, locked for a change by somebody who has a say over them. The owners are locked before the member, always, so that
 * two changes at once wait for each other in one order.
 */
export async function lockForChange(
  ctx: OperationContext,
  wireId: string,
): Promise<{ readonly member: MemberRow; readonly otherOwners: number }> {
  const personId = requireWireId('user', wireId);
  const owners = await lockActiveOwners(ctx);
  const membership = await lockMembership(ctx, personId);
  if (!membership) throw new AppError('not_found', { message: 'There is nobody with this id.' });
  requireSayOver(ctx.principal, await rankOf(ctx, membership.role));
  return {
    member: await requireMember(ctx, wireId),
    otherOwners: owners.filter((id) => id !== personId).length,
  };
}

export function refuseLastOwner(given: { readonly member: MemberRow; readonly otherOwners: number }): void {
  const { member, otherOwners } = given;
  if (member.role !== OWNER || member.deactivated_at !== null || otherOwners > 0) return;
  throw new AppError('conflict', {
    message: 'This is the last owner who can act: make another owner first.',
  });
}

/** Refuses a role that does not exist here, or that the caller may not give. */
export async function requireRole(ctx: OperationContext, name: string): Promise<void> {
  const rank = await findRank(ctx, name);
  if (!rank) throw new AppError('invalid', { field: 'role', message: `role: there is no role "${name}".` });
  requireGrantable(ctx.principal, rank);
}

/**
 * Refuses to hand out, to an admin of one tenant, a way to sign in as somebody who is also another tenant's: it would open the
 * other tenant too.
 */
export async function refuseElsewhere(ctx: OperationContext, personId: string): Promise<void> {
  if (!(await isElsewhere(ctx, personId, hasSayInChildren(ctx)))) return;
  throw new AppError('conflict', {
    message:
      'This person also belongs to a tenant that you do not look after: they sign in with what they have, and change it themselves.',
  });
}

export function hasSayInChildren(ctx: OperationContext): boolean {
  return ctx.principal.permissions.has('tenants:manage');
}

/** A one-time link for an invited person, or for one whose ways to sign in were taken away. */
export async function makeInvitationLink(ctx: OperationContext, personId: string) {
  const token = newToken();
  const expiresAt = new Date(ctx.at.getTime() + INVITATION_HOURS * 3_600_000);
  await insertSignInLink(ctx, {
    id: ctx.ids.next('link'),
    personId,
    hash: ctx.secrets.keyedHash(token),
    at: ctx.at,
    expiresAt,
  });
  return { path: `/sign-in?token=${token}`, expires_at: expiresAt.toISOString() };
}
