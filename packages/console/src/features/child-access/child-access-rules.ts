// Who can be given access to customers' tenants.

import type { ApiKey, ChildAccess, Person } from '@watchfloor/client';
import { canAct } from '../session/session.ts';

/** What acting in a customer's tenant never gives, since it concerns the tree of tenants itself. */
export const NEVER_IN_CHILDREN = ['tenants:manage', 'installation:manage'] as const;

export interface HolderChoice {
  readonly id: string;
  readonly name: string;
  readonly kind: 'person' | 'key';
}

/** People who can act, and keys that work and are no agent's: an agent acts in its own tenant only. */
export function holderChoices(people: readonly Person[], keys: readonly ApiKey[]): HolderChoice[] {
  return [
    ...people
      .filter(canAct)
      .map(({ id, name, email }): HolderChoice => ({ id, name: `${name} (${email})`, kind: 'person' })),
    ...keys
      .filter(
        ({ status, account }) => (status === 'active' || status === 'expiring') && account?.kind !== 'agent',
      )
      .map(({ id, name, hint }): HolderChoice => ({ id, name: `${name} (${hint})`, kind: 'key' })),
  ];
}

/** Why this access cannot be given; the server says so too. */
export function refuseGrant(
  grants: readonly ChildAccess[],
  wanted: { readonly holder: string; readonly tenant: string | null },
): string | null {
  if (wanted.holder === '') return 'Choose who gets access.';
  const has = grants.some(
    ({ holder, tenant }) => holder.id === wanted.holder && (tenant?.id ?? null) === wanted.tenant,
  );
  return has ? 'They have access to that already: revoke it first.' : null;
}
