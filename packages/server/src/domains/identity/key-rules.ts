// How strong a key is, and that nobody makes or takes over one that is stronger than they are.

import type { OperationContext, Principal } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { asAgent, type Rank, requireGrantable, withinScopes } from './grants.ts';
import type { ApiKeyRow } from './key.store.ts';
import { findRank } from './role.store.ts';

export type KeyStatus = 'active' | 'expiring' | 'expired' | 'revoked' | 'disabled';

/** A key that ends within this time is shown as expiring, so that somebody rotates it. */
export const EXPIRING_DAYS = 7;

export function statusOfKey(row: ApiKeyRow, at: Date): KeyStatus {
  if (row.revoked_at !== null) return 'revoked';
  if (row.expires_at !== null && row.expires_at <= at) return 'expired';
  if (row.account_disabled_at !== null) return 'disabled';
  const soon = at.getTime() + EXPIRING_DAYS * 86_400_000;
  return row.expires_at !== null && row.expires_at.getTime() <= soon ? 'expiring' : 'active';
}

export interface KeyStrength {
  readonly role: string;
  readonly scopes: readonly string[] | null;
  readonly sources: readonly string[] | null;
  readonly accountKind: 'service' | 'agent' | null;
}

/** Refuses a key whose role does not exist, whose scopes are none of its role's, or that is stronger than its maker. */
export async function requireMakeable(ctx: OperationContext, key: KeyStrength): Promise<void> {
  const rank = await findRank(ctx, key.role);
  if (!rank)
    throw new AppError('invalid', { field: 'role', message: `role: there is no role "${key.role}".` });
  const held = key.accountKind === 'agent' ? asAgent(rank) : rank;
  requireScopesWithin(held, key.scopes);
  requireGrantable(ctx.principal, withinScopes(held, key.scopes));
  requireSourcesWithin(ctx.principal, key.sources);
}

function requireScopesWithin(rank: Rank, scopes: readonly string[] | null): void {
  const held: readonly string[] = [...rank.permissions];
  const beyond = scopes?.find((scope) => !held.includes(scope));
  if (beyond === undefined) return;
  throw new AppError('invalid', {
    field: 'scopes',
    message: `scopes: the role ${rank.role} does not give ${beyond} here, so a key of it cannot.`,
  });
}

function requireSourcesWithin(maker: Principal, sources: readonly string[] | null): void {
  const own = maker.sources;
  if (own === null) return;
  if (sources?.every((source) => own.includes(source))) return;
  throw new AppError('forbidden', {
    message: `You may submit to ${own.join(', ')} only: a key of yours may not submit to more.`,
  });
}
