// A chain of audit records without a server: writing, sealing and verifying by hand, with a clock that the test moves.

import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { insertAuditRecord } from '../domains/audit/audit.store.ts';
import type { PruneParts } from '../domains/audit/prune.ts';
import { sealAll } from '../domains/audit/seal.ts';
import { openVerifyingKeys } from '../domains/audit/signing.ts';
import { type Verification, type VerifyRequest, verifyChain } from '../domains/audit/verify.ts';
import { systemClock, virtualClock } from '../kernel/clock.ts';
import type { TenantId } from '../kernel/ids.ts';
import { makeIds } from '../kernel/ids.ts';
import { type Database, openDatabase } from '../platform/db/database.ts';
import { environmentRing } from '../platform/secrets/local-keys.ts';
import { makeVault, type Vault } from '../platform/secrets/vault.ts';
import { createTestDatabase, type TestDatabase } from './cluster.ts';

export interface AuditByHand {
  readonly test: TestDatabase;
  readonly database: Database;
  readonly parts: PruneParts & { readonly clock: ReturnType<typeof virtualClock>; readonly vault: Vault };
  newTenant(): Promise<TenantId>;
  /** Writes records in a transaction each; gives their ids in order. */
  write(tenantId: TenantId, count: number, event?: string): Promise<string[]>;
  seal(tenantId: TenantId): Promise<number>;
  verify(tenantId: TenantId, request?: Partial<VerifyRequest>): Promise<Verification>;
  /** As superuser, behind the product's back. */
  tamper(text: string, values?: readonly unknown[]): Promise<pg.QueryResult>;
  stop(): Promise<void>;
}

export const MASTER_KEY = 'ab'.repeat(32);

export async function auditByHand(masterKeyHex = MASTER_KEY): Promise<AuditByHand> {
  const test = await createTestDatabase();
  const database = openDatabase({ config: { connectionString: test.url }, onError: () => undefined });
  const clock = virtualClock(new Date('2026-03-01T08:00:00Z'));
  const ids = makeIds(systemClock);
  const vault = makeVault({ masterKeys: environmentRing(masterKeyHex, []), ids });
  const parts = { database, clock, ids, vault };
  let written = 0;
  return {
    test,
    database,
    parts,
    async newTenant() {
      const id = randomUUID();
      await test.admin.query(
        `insert into wf.tenant (id, slug, name, created_at) values ($1, $2, 'Chain', now())`,
        [id, `c-${id.slice(0, 8)}`],
      );
      return id as TenantId;
    },
    async write(tenantId, count, event = 'alert.closed') {
      const made: string[] = [];
      for (let index = 0; index < count; index += 1) {
        const id = ids.next('audit');
        written += 1;
        await database.transaction(tenantId, (sql) =>
          insertAuditRecord(
            { sql, tenantId },
            {
              id,
              at: clock.now(),
              event,
              actor_kind: 'user',
              actor_id: 'somebody',
              actor_name: 'Adele Vance',
              actor_tenant_id: null,
              address: '192.0.2.7',
              subject: `alert:${written}`,
              before: { status: 'new', score: written / 7 },
              after: { status: 'resolved', note: 'Zürich — "quoted" \u2028 \ud83d\udc69' },
              reason: 'test',
              request_id: `req_${written}`,
            },
          ),
        );
        made.push(id);
      }
      return made;
    },
    seal: (tenantId) => sealAll(parts, tenantId),
    verify: (tenantId, request = {}) =>
      database.transaction(tenantId, async (sql) => {
        const keys = await openVerifyingKeys({
          sql,
          platformVault: vault.platform({ sql, at: clock.now() }),
        });
        return verifyChain({ sql, tenantId, keys }, { from: null, to: null, limit: 100_000, ...request });
      }),
    tamper: (text, values = []) => test.admin.query(text, [...values]),
    async stop() {
      await database.close();
      await test.drop();
    },
  };
}
