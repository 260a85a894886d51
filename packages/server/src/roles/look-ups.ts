// How credentials are looked up, and where a caller may act besides: what the authenticator asks, answered by the domains.

import { resolveInboxToken } from '../domains/connections/index.ts';
import {
  listChildAccess,
  principalInChild,
  resolveApiKey,
  resolveSession,
  touchApiKeys,
  touchSession,
  underPolicy,
} from '../domains/identity/index.ts';
import type { Logger, Principal } from '../kernel/context.ts';
import { toWireId } from '../kernel/ids.ts';
import type { Database } from '../platform/db/database.ts';
import type { Resolvers } from '../platform/http/authenticate.ts';
import type { ChildPrincipal } from '../platform/http/run-operation.ts';

/** The customers' tenants of a caller, asked anew each time: what was taken away must not be read once more. */
export async function findChildren(database: Database, principal: Principal): Promise<ChildPrincipal[]> {
  const access = await database.readAside(principal.homeTenantId, (sql) =>
    listChildAccess(sql, principal.id),
  );
  return access.map((child) => ({
    tenant: { id: child.id, slug: child.slug, name: child.name },
    principal: principalInChild(principal, child),
  }));
}

const TOUCH_EVERY_MS = 60_000;

/** Look-ups of credentials. When one was last used is written at most once a minute, beside the request and never in its way. */
export function makeResolvers(database: Database, log: Logger): Resolvers {
  const touched = new Map<string, number>();
  const touch = (id: string, at: Date, write: () => Promise<unknown>) => {
    if (at.getTime() - (touched.get(id) ?? 0) < TOUCH_EVERY_MS) return;
    if (touched.size > 10_000) touched.clear();
    touched.set(id, at.getTime());
    write().catch((error: unknown) => log.warn({ error }, 'credential.touch-failed'));
  };
  return {
    async key(sql, hash, { at, isUse }) {
      const found = await resolveApiKey(sql, hash, at);
      if (!found) return null;
      const { principal, keyId } = found;
      const { tenantId } = principal;
      if (isUse) {
        touch(keyId, at, () =>
          database.transaction(tenantId, (tx) => touchApiKeys({ sql: tx, tenantId }, [keyId], at)),
        );
      }
      return principal;
    },
    async session(sql, hash, { at, isUse }) {
      const found = await resolveSession(sql, hash, at);
      if (!found) return null;
      const principal = await underPolicy(sql, found, at);
      if (!principal) return null;
      const { tenantId, sessionId } = principal;
      if (sessionId && isUse) {
        touch(sessionId, at, () =>
          database.transaction(tenantId, (tx) => touchSession({ sql: tx, tenantId }, sessionId, at)),
        );
      }
      return principal;
    },
    async inbox(sql, hash) {
      const token = await resolveInboxToken(sql, hash);
      if (!token) return null;
      const principal: Principal = {
        kind: 'key',
        id: token.id,
        name: `address of ${token.source}`,
        role: 'ingest',
        permissions: new Set(['alerts:ingest'] as const),
        tenantId: token.tenant_id,
        homeTenantId: token.tenant_id,
        sources: [token.source],
        sessionId: null,
        authenticatedAt: null,
      };
      return { principal, source: token.source };
    },
    async children(sql, principal) {
      const access = await listChildAccess(sql, principal.id);
      return new Map(
        access.flatMap((child) => {
          const inChild = principalInChild(principal, child);
          return [child.id, toWireId('tenant', child.id), child.slug].map((name) => [name, inChild] as const);
        }),
      );
    },
  };
}
