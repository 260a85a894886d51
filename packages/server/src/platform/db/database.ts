// Connections by role, and transactions. Each pool becomes its role when it connects; nothing here can be more than that role.

import pg from 'pg';
import type { Sql } from '../../kernel/context.ts';
import { StartError } from '../../kernel/errors.ts';
import { unreachable } from './migrate.ts';
import type { AppRole } from './roles.ts';

// Times come as Date, counts as number; 64-bit counts stay text, since a number cannot hold them.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => text);

export interface Database {
  /**
   * One transaction as `wf_app` with this tenant set; null sets none, and then no tenant row is visible. With a person, what is
   * that person's alone is visible as well.
   */
  transaction<Result>(
    tenantId: string | null,
    run: (sql: Sql) => Promise<Result>,
    personId?: string | null,
  ): Promise<Result>;
  /**
   * One transaction as `wf_app` that only reads, on connections of its own: what reads in many tenants at once must not wait for
   * the connections that its own callers hold.
   */
  readAside<Result>(tenantId: string, run: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** One transaction as `wf_app` that sees one moment of this tenant throughout, for as long as it takes. */
  snapshot<Result>(tenantId: string, run: (sql: Sql) => Promise<Result>): Promise<Result>;
  /**
   * As `transaction`, on connections of their own for jobs, so that the backlog takes none from those who wait for an answer, and
   * with plans that are kept (see KEPT_PLANS).
   */
  jobTransaction<Result>(tenantId: string, run: Run<Result>, last?: Last<Result>): Promise<Result>;
  /**
   * One statement as `wf_app` that commits by itself, on a connection of its own that waits for nobody else's, and gives up after
   * two seconds: what requests wait for before they begin.
   */
  statementAside<Row extends object>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** One transaction as `wf_ingest`, the insert-only role of the group commit. */
  ingestTransaction<Result>(run: (sql: Sql) => Promise<Result>): Promise<Result>;
  readonly workerPool: pg.Pool;
  /** A connection of its own that listens; calls back for each notification, reconnects by itself. */
  listen(channel: string, onMessage: (payload: string) => void): Promise<() => Promise<void>>;
  /** How full each pool of connections is at this moment. */
  pools(): readonly PoolState[];
  /** Fails when there is no answer within a few seconds, also of a server that holds the connection and says nothing. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PoolState {
  readonly name: keyof typeof POOL_MAX;
  readonly inUse: number;
  /** Callers that wait for a connection. */
  readonly waiting: number;
  readonly max: number;
}

export interface DatabaseOptions {
  readonly config: pg.ClientConfig;
  readonly onError: (error: Error) => void;
  /** How long plans are kept where they are (see KEPT_PLANS); ten seconds when left out. */
  readonly plansKeptMs?: number;
}

type Run<Result> = (sql: Sql) => Promise<Result>;
/** The last statement, sent together with the commit; of its answer only a failure counts. Null when there is none. */
type Last<Result> = (result: Result) => Statement | null;

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

const STATEMENT_TIMEOUT_MS = 15_000;
/** Tenants that are read at once when one asks over many, how long one waits for its turn, and for its answer. */
export const ASIDE_MAX = 8;
const ASIDE_WAIT_MS = 5_000;
const ASIDE_STATEMENT_MS = 5_000;
const QUICK_MS = 2_000;

const POOL_MAX = { app: 12, aside: ASIDE_MAX, jobs: 3, quick: 1, ingest: 3, worker: 8 } as const;
/** Connections that one server opens at most: its pools, and the one that listens for changes. */
export const CONNECTIONS_MAX = Object.values<number>(POOL_MAX).reduce((sum, max) => sum + max, 1);

export function openDatabase(given: DatabaseOptions): Database {
  let closing = false;
  // A pool calls itself ended while its connections still say goodbye; a server that stops meanwhile is no news then.
  const options = { ...given, onError: (error: Error) => (closing ? undefined : given.onError(error)) };
  const app = poolOf(options, { role: 'wf_app', max: POOL_MAX.app });
  const aside = poolOf(options, { role: 'wf_app', max: POOL_MAX.aside, waitMs: ASIDE_WAIT_MS });
  const jobs = poolOf(options, { role: 'wf_app', max: POOL_MAX.jobs, plans: KEPT_PLANS, isPipelined: true });
  const quick = poolOf(options, {
    role: 'wf_app',
    max: POOL_MAX.quick,
    waitMs: QUICK_MS,
    answerMs: QUICK_MS,
  });
  const ingest = poolOf(options, { role: 'wf_ingest', max: POOL_MAX.ingest, isPipelined: true });
  const worker = poolOf(options, { role: 'wf_worker', max: POOL_MAX.worker });
  return {
    transaction: (tenantId, run, personId = null) =>
      inTransaction(app, { begin: beginFor(tenantId, personId), run }),
    readAside: (tenantId, run) =>
      inTransaction(aside, { begin: beginReading(tenantId, ASIDE_STATEMENT_MS), run }),
    snapshot: (tenantId, run) => inTransaction(app, { begin: beginSnapshot(tenantId), run }),
    jobTransaction: (tenantId, run, last) =>
      inTransaction(jobs, { begin: beginFor(tenantId, null), run, last }),
    async statementAside<Row extends object>(name: string, text: string, values: readonly unknown[]) {
      return (await quick.query<Row & pg.QueryResultRow>({ name, text, values: [...values] })).rows;
    },
    ingestTransaction: (run) => inTransaction(ingest, { begin: 'begin', run }),
    workerPool: worker,
    listen: (channel, onMessage) => listen(options, channel, onMessage),
    pools: () => [
      stateOf('app', app),
      stateOf('aside', aside),
      stateOf('jobs', jobs),
      stateOf('quick', quick),
      stateOf('ingest', ingest),
      stateOf('worker', worker),
    ],
    async ping() {
      await quick.query('select 1');
    },
    async close() {
      closing = true;
      await Promise.all([app.end(), aside.end(), jobs.end(), quick.end(), ingest.end(), worker.end()]);
    },
  };
}

function stateOf(name: PoolState['name'], pool: pg.Pool): PoolState {
  const inUse = pool.totalCount - pool.idleCount;
  return { name, inUse, waiting: pool.waitingCount, max: pool.options.max };
}

interface PoolOptions {
  readonly role: AppRole;
  readonly max: number;
  /** How statements are planned; what suits the role when left out. */
  readonly plans?: typeof FRESH_PLANS | typeof KEPT_PLANS;
  /** Statements that do not wait for each other's answers are sent at once; they still run one after another, in their order. */
  readonly isPipelined?: boolean;
  /** How long a caller waits for a connection; for ever when left out. */
  readonly waitMs?: number;
  /** How long a caller waits for an answer, also of a server that says nothing any more. */
  readonly answerMs?: number;
}

function poolOf(options: DatabaseOptions, asked: PoolOptions): pg.Pool {
  const { role, max, plans = plansOf(role), isPipelined = false, waitMs = 0, answerMs } = asked;
  const pool = new pg.Pool({
    ...options.config,
    ...asRole(role, plans),
    max,
    idleTimeoutMillis: 60_000,
    connectionTimeoutMillis: waitMs,
    ...(isPipelined ? { pipeline: true } : {}),
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
  });
  pool.on('error', options.onError);
  pool.on('connect', (client) => client.on('error', options.onError));
  if (plans === KEPT_PLANS) {
    const ms = options.plansKeptMs ?? PLANS_KEPT_MS;
    pool.on('connect', (client) => keptUntil.set(client, { at: performance.now() + ms, ms }));
  }
  return pool;
}

/**
 * Every execution is planned for the tables as they are. A plan that PostgreSQL keeps for a prepared statement is not made anew
 * when a table grows: one made at the first start, on empty tables, still ran a day's first ten thousand alerts row against row.
 */
const FRESH_PLANS = '-c plan_cache_mode=force_custom_plan';

/**
 * Plans are kept, for the few statements that a stage runs all day over its batches: planning them cost more than running them.
 * What weighs most are the checks of foreign keys, which PostgreSQL plans by the same setting, and with fresh plans anew for each
 * row: 14.6 s of planning for 2,250 records. But not for long: a plan made on tables that were empty looks through all alerts of the
 * tenant for the few that it needs, and would until PostgreSQL next analyses the table.
 */
const KEPT_PLANS = '-c plan_cache_mode=auto -c enable_seqscan=off';
const PLANS_KEPT_MS = 10_000;

/** Of connections that keep plans: when they are forgotten next. */
const keptUntil = new WeakMap<pg.PoolClient, { at: number; readonly ms: number }>();

/** Forgetting costs what planning the stage's statements once costs, some milliseconds; done only when there is work. */
function forgettingOldPlans(client: pg.PoolClient, begin: string): string {
  const until = keptUntil.get(client);
  const now = performance.now();
  if (!until || now < until.at) return begin;
  until.at = now + until.ms;
  return `discard plans; ${begin}`;
}

/**
 * What the queue notes of a job (taken, done) need not reach the disk before it goes on: should PostgreSQL crash in that third of a
 * second, the job runs again and finds its work done. What jobs write themselves is committed on other connections, and waits for
 * the disk.
 */
const QUEUE_NOTES = '-c synchronous_commit=off';

function plansOf(role: AppRole): typeof FRESH_PLANS | typeof KEPT_PLANS {
  return role === 'wf_app' ? FRESH_PLANS : KEPT_PLANS;
}

/** Connection settings that make the login this role from its first statement on. */
export function asRole(role: AppRole, plans: string = plansOf(role)): pg.ClientConfig {
  const schema = role === 'wf_worker' ? 'wf_work' : 'wf';
  const own = role === 'wf_worker' ? QUEUE_NOTES : `-c statement_timeout=${STATEMENT_TIMEOUT_MS}`;
  return {
    options: `-c role=${role} -c search_path=${schema} -c timezone=UTC ${own} ${plans}`,
    application_name: `watchfloor ${role}`,
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function beginFor(tenantId: string | null, personId: string | null): string {
  if (tenantId === null) return 'begin';
  // Ids reach SQL text here only, and only as uuids.
  if (!UUID.test(tenantId)) throw new Error('a tenant id must be a uuid');
  const begin = `begin; select set_config('wf.tenant', '${tenantId}', true)`;
  if (personId === null) return begin;
  if (!UUID.test(personId)) throw new Error("a person's id must be a uuid");
  return `${begin}, set_config('wf.person', '${personId}', true)`;
}

function beginReading(tenantId: string, statementMs: number): string {
  const [begin, scope] = beginFor(tenantId, null).split('; ');
  return `${begin} read only; set local statement_timeout = ${statementMs}; ${scope}`;
}

function beginSnapshot(tenantId: string): string {
  const [begin, scope] = beginFor(tenantId, null).split('; ');
  return `${begin} isolation level repeatable read read only; ${scope}`;
}

interface Transaction<Result> {
  readonly begin: string;
  readonly run: Run<Result>;
  readonly last?: Last<Result> | undefined;
}

async function inTransaction<Result>(
  pool: pg.Pool,
  { begin, run, last = () => null }: Transaction<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const state = { isOver: false };
  try {
    await client.query(forgettingOldPlans(client, begin));
    const sql = sqlOf(client, state);
    const result = await run(sql);
    const statement = last(result);
    const written = statement && sql.query(statement.name, statement.text, statement.values);
    state.isOver = true;
    // Should the statement before it fail, the commit is a rollback.
    await Promise.all([written, client.query('commit')]);
    return result;
  } catch (error) {
    state.isOver = true;
    try {
      await client.query('rollback');
    } catch (rollbackError) {
      // The connection itself is gone; the pool must not hand it out again.
      broken = rollbackError instanceof Error ? rollbackError : new Error('rollback failed');
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Nothing is sent any more when the transaction is over: of statements that were asked for side by side one may fail while another's
 * answer is still on its way to whoever goes on from it.
 */
function sqlOf(client: pg.PoolClient, state: { readonly isOver: boolean }): Sql {
  return {
    async query<Row extends object>(
      name: string,
      text: string,
      values: readonly unknown[] = [],
    ): Promise<Row[]> {
      if (state.isOver) throw new Error(`the transaction of the statement ${name} is over`);
      const config = name === '' ? { text, values: [...values] } : { name, text, values: [...values] };
      return (await client.query<Row & pg.QueryResultRow>(config)).rows;
    },
  };
}

async function listen(
  options: DatabaseOptions,
  channel: string,
  onMessage: (payload: string) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let client: pg.Client | null = null;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...options.config, ...asRole('wf_app'), keepAlive: true });
    next.on('notification', (message) => onMessage(message.payload ?? ''));
    next.on('error', (error) => {
      options.onError(error);
      retry();
    });
    next.on('end', retry);
    await next.connect();
    await next.query(`listen ${channel}`);
    client = next;
  };
  let waiting = false;
  const retry = () => {
    if (stopped || waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      if (!stopped) connect().catch(retry);
    }, 500).unref();
  };
  await connect();
  return async () => {
    stopped = true;
    await client?.end();
  };
}

/**
 * Refuses a login that row-level security does not bind: as superuser or with BYPASSRLS every tenant would see every row, and
 * nothing would tell.
 */
export async function refuseBypass(config: pg.ClientConfig): Promise<void> {
  const client = new pg.Client({ ...config, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(config, error);
  }
  try {
    const result = await client.query<{ name: string; reason: string }>(
      `select rolname::text as name, case when rolsuper then 'is a superuser' else 'has BYPASSRLS' end as reason
       from pg_roles
       where (rolsuper or rolbypassrls)
         and (rolname = session_user or rolname in ('wf_app', 'wf_ingest', 'wf_worker'))`,
    );
    const role = result.rows[0];
    if (role) {
      throw new StartError(
        `The database role "${role.name}" ${role.reason} and could bypass row-level security: give DATABASE_URL a plain login (and DATABASE_MIGRATION_URL the one that may create roles).`,
      );
    }
  } finally {
    await client.end();
  }
}
