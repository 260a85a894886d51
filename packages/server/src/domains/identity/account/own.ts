// Whose account it is. Only a signed-in person has one, in the tenant of their session; a change of how somebody signs in needs a
// proof of identity that is fresh, so that a cookie left behind on a table is not enough.

import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { FRESH_MINUTES } from '../credentials.ts';
import type { PersonScope } from './account.store.ts';

/** The person of this call; 403 for keys, agents, and people who look into a customer's tenant. */
export function ownScope({ sql, principal }: OperationContext): PersonScope {
  if (principal.kind !== 'user') {
    throw new AppError('forbidden', {
      message: "This is about a person's own account, and a key has none: sign in and repeat it.",
    });
  }
  if (principal.tenantId !== principal.homeTenantId) {
    throw new AppError('forbidden', {
      message: 'This is about your own account: call it without naming a customer in X-Watchfloor-Tenant.',
    });
  }
  return { sql, personId: principal.id };
}

/** As ownScope, for changes: throws `reauthenticate` when the last proof of identity is too old. */
export function freshScope(ctx: OperationContext): PersonScope {
  const scope = ownScope(ctx);
  const { authenticatedAt } = ctx.principal;
  const isFresh =
    authenticatedAt !== null && ctx.at.getTime() - authenticatedAt.getTime() <= FRESH_MINUTES * 60_000;
  if (!isFresh) throw new AppError('reauthenticate');
  return scope;
}

/** The session of this call, as a person has one. */
export function ownSessionId({ principal }: OperationContext): string {
  if (principal.sessionId === null) throw new AppError('unauthenticated');
  return principal.sessionId;
}
