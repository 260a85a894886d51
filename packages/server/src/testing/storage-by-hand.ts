// A database with tenants and old rows without a server, for what removes them: rows are planted as if they had come long ago, with a
// clock that the test moves.

import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { virtualClock } from '../kernel/clock.ts';
import { makeIds } from '../kernel/ids.ts';
import { type Database, openDatabase } from '../platform/db/database.ts';
import { makeLogger } from '../platform/telemetry/log.ts';
import { makeMetrics } from '../platform/telemetry/metrics.ts';
import { createTestDatabase } from './cluster.ts';

export type StorageByHand = Awaited<ReturnType<typeof storageByHand>>;

/** The day on which these tests happen. */
export const TODAY = new Date('2026-06-15T12:00:00Z');

export async function storageByHand() {
  const test = await createTestDatabase();
  const { admin } = test;
  const database: Database = openDatabase({
    config: { connectionString: test.url },
    onError: () => undefined,
  });
  const clock = virtualClock(TODAY);
  const parts = {
    database,
    clock,
    ids: makeIds(clock),
    log: makeLogger('silent'),
    metrics: makeMetrics({ waiting: () => 0 }),
  };
  const count = async (table: string, tenant?: string): Promise<number> => {
    const where = tenant === undefined ? '' : `where tenant_id = '${tenant}'`;
    const { rows } = await admin.query(`select count(*)::integer as n from wf.${table} ${where}`);
    return rows[0].n;
  };
  return {
    test,
    admin,
    database,
    clock,
    parts,
    count,
    ...planting(admin),
    /** Partitions as the scheduler would have made them in that month. */
    async makeMonth(at: string): Promise<void> {
      await database.transaction(null, (sql) =>
        sql.query('', 'select ensure_partitions($1)', [new Date(at)]),
      );
    },
    async partitions(): Promise<string[]> {
      const { rows } = await admin.query(
        `select c.relname as name from pg_class c where c.relnamespace = 'wf'::regnamespace and c.relkind = 'r'
           and c.relname ~ '^(event|raw_record)_\\d{6}$' order by 1`,
      );
      return rows.map((row) => row.name);
    },
    async stop(): Promise<void> {
      await database.close();
      await test.drop();
    },
  };
}

function planting(admin: pg.Pool) {
  return {
    async newTenant(retention: Readonly<Record<string, number>> = {}): Promise<string> {
      const id = randomUUID();
      await admin.query('insert into wf.tenant (id, slug, name, created_at) values ($1, $2, $3, $4)', [
        id,
        `s-${id.slice(0, 8)}`,
        'Storage',
        TODAY,
      ]);
      for (const [name, days] of Object.entries(retention)) {
        await admin.query(
          'insert into wf.retention_class (tenant_id, class, days, updated_at, updated_by) values ($1, $2, $3, $4, $5)',
          [id, name, days, TODAY, 'test'],
        );
      }
      return id;
    },
    /** Raw records of a tenant that came at this time, a second apart. */
    async plantRaw(tenant: string, at: string, rows: number): Promise<void> {
      await admin.query(
        `insert into wf.raw_record (tenant_id, id, source, received_at, content_type, size_bytes, sha256, encoding, body)
         select $1, (substr(wf.uuid_v7_floor(t.at)::text, 1, 15) || '7' || substr(gen_random_uuid()::text, 17))::uuid, 'generic', t.at,
           'application/json', 100, '\\x00', 'identity', decode(repeat('ab', 100), 'hex')
         from (select $2::timestamptz + make_interval(secs => n) as at from generate_series(1, $3::integer) n) t`,
        [tenant, at, rows],
      );
    },
    async hold(tenant: string): Promise<void> {
      await admin.query(
        `insert into wf.legal_hold (tenant_id, id, subject, reason, placed_at, placed_by)
         values ($1, gen_random_uuid(), 'tenant', 'court', $2, 'test')`,
        [tenant, TODAY],
      );
    },
    async liftAll(tenant: string): Promise<void> {
      await admin.query(
        "update wf.legal_hold set lifted_at = $2, lifted_by = 'test' where tenant_id = $1 and lifted_at is null",
        [tenant, TODAY],
      );
    },
  };
}
