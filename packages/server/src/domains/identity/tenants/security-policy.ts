// How people of a tenant may sign in, and for how long. Asked at each sign-in and for each session, so what was read is remembered
// for a second: a change counts within that second everywhere.

import { DEFAULT_SETTINGS, parseSettings, type SecurityPolicy } from './tenant.schema.ts';
import { findSettings, type Scope } from './tenant.store.ts';

const REMEMBER_MS = 1_000;
const REMEMBERED_MAX = 10_000;
const remembered = new Map<string, { readonly readAtMs: number; readonly policy: SecurityPolicy }>();

/** The rules of the transaction's tenant. Throws when they cannot be read: nobody signs in by rules that nobody knows. */
export async function securityPolicyOf(scope: Scope & { readonly at?: Date }): Promise<SecurityPolicy> {
  // Without a time nothing can be said about the age of what is remembered.
  if (!scope.at) return readPolicy(scope);
  const atMs = scope.at.getTime();
  const known = remembered.get(scope.tenantId);
  // A clock that went back makes what was read later look young for ever; it is read again then.
  if (known && known.readAtMs <= atMs && atMs < known.readAtMs + REMEMBER_MS) return known.policy;
  const policy = await readPolicy(scope);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(scope.tenantId, { readAtMs: atMs, policy });
  return policy;
}

async function readPolicy(scope: Scope): Promise<SecurityPolicy> {
  return parseSettings(await findSettings(scope)).security;
}

/** Drops what is remembered of a tenant, so that a change made here counts at once. */
export function forgetSecurityPolicy(tenantId: string): void {
  remembered.delete(tenantId);
}

export const DEFAULT_SECURITY_POLICY: SecurityPolicy = DEFAULT_SETTINGS.security;
export type { SecurityPolicy };
