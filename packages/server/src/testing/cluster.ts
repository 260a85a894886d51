// Real PostgreSQL for tests: one cluster a test run, one migrated template, one fresh copy of it for each test file.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../platform/db/embedded.ts';
import { migrate } from '../platform/db/migrate.ts';

/** How the test run tells its files where the cluster is: JSON of a ClusterAddress. */
export const CLUSTER_VARIABLE = 'WF_TEST_CLUSTER';
const TEMPLATE = 'wf_template';
const LOCK = 7_743_009;

export interface ClusterAddress {
  readonly host: string;
  readonly password: string;
}

export interface Cluster extends ClusterAddress {
  stop(): Promise<void>;
}

/**
 * Nothing of a test run outlives it, so nothing waits for the disk; several files at a time start servers, each of which may open 36
 * connections. Only that: what a query sees or plans is as the product has it.
 */
const SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'wal_level=minimal',
  'max_wal_senders=0',
  'max_connections=300',
];

/** Starts a cluster of its own in a temporary folder. */
export async function startCluster(): Promise<Cluster> {
  const home = mkdtempSync(path.join(tmpdir(), 'wf-test-'));
  const embedded = await startEmbeddedPostgres(home, { settings: SETTINGS });
  return {
    host: String(embedded.admin.host),
    password: String(embedded.admin.password),
    async stop() {
      await embedded.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export interface TestDatabase {
  readonly name: string;
  /** The product's plain login, as a URL for DATABASE_URL. */
  readonly url: string;
  readonly adminUrl: string;
  /** Superuser connections, to look behind the product's back; never to test what the product may do. */
  readonly admin: pg.Pool;
  /** A pool as one of the product's roles. */
  poolAs(role: 'wf_app' | 'wf_ingest' | 'wf_owner' | 'wf_worker'): pg.Pool;
  drop(): Promise<void>;
}

let own: Promise<Cluster> | null = null;

/** The run's cluster, or one that this file starts for itself when it is run alone. */
async function findCluster(): Promise<{ address: ClusterAddress; release: () => Promise<void> }> {
  const given = process.env[CLUSTER_VARIABLE];
  if (given) return { address: JSON.parse(given), release: async () => undefined };
  own ??= startCluster();
  const cluster = await own;
  return {
    address: cluster,
    async release() {
      own = null;
      await cluster.stop();
    },
  };
}

/** A fresh database without anything in it, as an operator makes one. Call `drop` when done. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template1');
}

/** A fresh, migrated database. Call `drop` when done: it fails when connections were leaked. */
export async function createTestDatabase(): Promise<TestDatabase> {
  return createDatabase(TEMPLATE);
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const { address, release } = await findCluster();
  const name = `t_${randomBytes(6).toString('hex')}`;
  const maintenance = new pg.Client(asAdmin(address, 'postgres'));
  await maintenance.connect();
  try {
    await maintenance.query('select pg_advisory_lock($1)', [LOCK]);
    await ensureTemplate(maintenance, address);
    await maintenance.query(`create database ${name} template ${template}`);
    // Rights on a database are not copied from its template.
    await maintenance.query(`grant create on database ${name} to wf_worker`);
  } finally {
    await maintenance.end();
  }
  const admin = new pg.Pool({ ...asAdmin(address, name), max: 4 });
  const pools: pg.Pool[] = [admin];
  return {
    name,
    url: urlOf(address, { user: 'watchfloor', database: name }),
    adminUrl: urlOf(address, { user: 'postgres', database: name }),
    admin,
    poolAs(role) {
      const pool = new pg.Pool({
        ...asAdmin(address, name),
        max: 4,
        options: `-c role=${role} -c search_path=wf -c timezone=UTC`,
      });
      pools.push(pool);
      return pool;
    },
    async drop() {
      await Promise.all(pools.map((pool) => pool.end()));
      await dropDatabase(address, name);
      await release();
    },
  };
}

function asAdmin(address: ClusterAddress, database: string): pg.ClientConfig {
  return { host: address.host, port: 5432, user: 'postgres', password: address.password, database };
}

function urlOf(address: ClusterAddress, login: { user: string; database: string }): string {
  return `postgresql://${login.user}:${address.password}@localhost:5432/${login.database}?host=${encodeURIComponent(address.host)}`;
}

async function ensureTemplate(client: pg.Client, address: ClusterAddress): Promise<void> {
  const found = await client.query('select 1 from pg_database where datname = $1', [TEMPLATE]);
  if (found.rowCount !== 0) return;
  await client.query(`create database ${TEMPLATE}_new`);
  await migrate({ admin: asAdmin(address, `${TEMPLATE}_new`), appLogin: 'watchfloor' });
  await client.query(`alter database ${TEMPLATE}_new rename to ${TEMPLATE}`);
}

async function dropDatabase(address: ClusterAddress, name: string): Promise<void> {
  const client = new pg.Client(asAdmin(address, 'postgres'));
  await client.connect();
  try {
    const left = await connectionsLeft(client, name);
    await client.query(`drop database ${name} with (force)`);
    if (left.length > 0) throw new Error(`connections were leaked: ${left.join(', ')}`);
  } finally {
    await client.end();
  }
}

const LEAVING_MS = 5_000;

/** Names of the connections that stay: one that was closed just now takes a moment to be gone on a busy machine. */
async function connectionsLeft(client: pg.Client, name: string): Promise<string[]> {
  const deadline = performance.now() + LEAVING_MS;
  while (true) {
    const { rows } = await client.query<{ name: string }>(
      `select application_name || ' (' || state || ')' as name from pg_stat_activity
       where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || performance.now() > deadline) return rows.map((row) => row.name);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
