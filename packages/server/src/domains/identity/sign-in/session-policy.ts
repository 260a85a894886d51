// A session under the rules of its tenant as they are now: a rule that was tightened counts for those who are signed in as well.

import type { Principal, Sql } from '../../../kernel/context.ts';
import { enterTenant, type SessionPrincipal } from '../identity.store.ts';
import { securityPolicyOf } from '../tenants/security-policy.ts';
import { hasSecondFactor } from './sign-in.store.ts';

/**
 * The caller of a session, or null when it stood still for longer than the tenant allows. Where a second factor is required and
 * the person has none, they hold no permission: only their own account is open to them, to add one.
 */
export async function underPolicy(sql: Sql, found: SessionPrincipal, at: Date): Promise<Principal | null> {
  const { principal, lastSeenAt } = found;
  const { tenantId } = principal;
  await enterTenant(sql, tenantId);
  const policy = await securityPolicyOf({ sql, tenantId, at });
  if (at.getTime() - lastSeenAt.getTime() > policy.idle_minutes * 60_000) return null;
  if (!policy.require_second_factor || (await hasSecondFactor(sql, principal.id))) return principal;
  return { ...principal, permissions: new Set(), lacksSecondFactor: true };
}
