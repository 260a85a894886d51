// The composition root: the only place where everything meets. It reads the configuration, opens the database, and starts the
// roles that this process plays; stopping undoes it in the opposite order.

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { bundledSources } from '@watchfloor/connectors';
import type pg from 'pg';
import { alertsModule } from './domains/alerts/index.ts';
import { auditModule, insertAuditRecord } from './domains/audit/index.ts';
import { connectionsModule, resolveInboxToken } from './domains/connections/index.ts';
import { detectModule } from './domains/detect/index.ts';
import {
  ensureDefaultTenant,
  hintOf,
  identityModule,
  insertApiKey,
  insertSignInLink,
  listApiKeys,
  newApiKey,
  newToken,
  resolveApiKey,
  resolveSession,
  SIGN_IN_LINK_MINUTES,
  touchApiKeys,
  touchSession,
} from './domains/identity/index.ts';
import { indicatorsModule } from './domains/indicators/index.ts';
import { makeAccepter, makeSources } from './domains/ingest/index.ts';
import { triageModule } from './domains/triage/index.ts';
import { systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import type { Logger, Principal, SecretBox } from './kernel/context.ts';
import { StartError } from './kernel/errors.ts';
import { type Ids, makeIds, type TenantId } from './kernel/ids.ts';
import { type Database, openDatabase, refuseBypass } from './platform/db/database.ts';
import { startEmbeddedPostgres } from './platform/db/embedded.ts';
import { migrate } from './platform/db/migrate.ts';
import { lockHome } from './platform/home-lock.ts';
import { makeAuthenticator, type Resolvers } from './platform/http/authenticate.ts';
import type { FastifyInstance } from './platform/http/http-server.ts';
import { loadMasterKey, makeSecretBox } from './platform/secrets/secret-box.ts';
import { makeLogger } from './platform/telemetry/log.ts';
import { makeMetrics } from './platform/telemetry/metrics.ts';
import { startWorker } from './platform/work/worker.ts';
import { type ApiParts, makeApi } from './roles/api.ts';
import { addConsole, type ConsoleRole } from './roles/console.ts';
import { ensurePartitions, startScheduler } from './roles/scheduler.ts';

export { type DatabaseState, inspectDatabase } from './inspect.ts';
export { type Config, loadConfig, SETTINGS } from './kernel/config.ts';
export { StartError } from './kernel/errors.ts';

export const REPOSITORY_ROOT = path.join(import.meta.dirname, '../../..');

export const VERSION: string = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'),
).version;

export interface Server {
  readonly url: string;
  readonly port: number;
  /** A one-time sign-in link for the owner of the default tenant. */
  signInLink(): Promise<string>;
  /** Key of the local command line, from the home folder. */
  readonly cliKey: string;
  readonly console: ConsoleRole | null;
  readonly startedMs: number;
  /** Keyed hash of a credential, as the database holds it; for tests that plant a neighbour's key. */
  keyedHash(credential: string): Buffer;
  stop(): Promise<void>;
}

/** The modules, left to right: what stands left knows nothing of what stands right of it. */
export function makeModules() {
  const sources = makeSources(bundledSources);
  const modules = [
    identityModule,
    auditModule,
    connectionsModule(sources.catalogue),
    alertsModule,
    indicatorsModule(sources),
    detectModule,
    triageModule,
  ];
  return {
    sources,
    operations: modules.flatMap((module) => module.operations),
    jobs: modules.flatMap((module) => module.jobs),
    modules,
  };
}

/** Starts the server; throws a StartError with one sentence for the user when it cannot. */
export async function startServer(config: Config): Promise<Server> {
  const startedAt = performance.now();
  const undo: (() => Promise<void> | void)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(config, { undo, stop, startedAt });
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Starting {
  readonly undo: (() => Promise<void> | void)[];
  readonly startedAt: number;
  stop(): Promise<void>;
}

async function start(config: Config, { undo, stop, startedAt }: Starting): Promise<Server> {
  const log = makeLogger(config.logLevel);
  makeHome(config.home);
  undo.push(lockHome(config.home));
  await refuseBusyPort(config);
  const connection = await openConnection(config, undo);
  const database = openDatabase({
    config: connection,
    onError: (error) => log.warn({ error }, 'database.connection-lost'),
  });
  undo.push(() => database.close());
  await ensurePartitions(database, systemClock.now());

  const ids = makeIds(systemClock);
  const secrets = makeSecretBox(loadMasterKey(config.home, config.masterKeyHex), await loadPepper(database));
  const { tenantId, ownerId } = await bootstrap({ database, ids, secrets, log }, config);
  const cliKey = await ensureCliKey({ database, ids, secrets, tenantId }, config.home);

  const accepter = makeAccepter({ log, transaction: (run) => database.ingestTransaction(run) });
  const shared = {
    database,
    clock: systemClock,
    ids,
    log,
    secrets,
    metrics: makeMetrics(() => accepter.waiting),
  };
  const { jobs, ...modules } = makeModules();
  const api = await composeApi({ ...shared, ...modules, accepter }, config);
  undo.push(() => api.close().then(() => accepter.drain()));
  const consoleRole = config.roles.includes('console') ? await startConsole(api, config, log) : null;
  if (config.roles.includes('worker')) {
    const worker = await startWorker({ ...shared, jobs });
    undo.push(() => worker.stop());
  }
  if (config.roles.includes('scheduler')) {
    const scheduler = startScheduler(shared);
    undo.push(() => scheduler.stop());
  }
  if (config.roles.includes('api') || config.roles.includes('console')) {
    await listen(api, config);
  }
  const { port, url } = addressOf(api, config);
  log.info({ url, roles: config.roles, ms: Math.round(performance.now() - startedAt) }, 'server.started');
  return {
    url,
    port,
    cliKey,
    console: consoleRole,
    startedMs: Math.round(performance.now() - startedAt),
    stop,
    keyedHash: secrets.keyedHash,
    signInLink: () => makeSignInLink({ database, ids, secrets, tenantId }, ownerId, url),
  };
}

type ComposeParts = Omit<ApiParts, 'authenticator' | 'version' | 'publicUrl' | 'writeAudit' | 'readiness'>;

/** The api with what only this root knows: how credentials are looked up, where audit records go, what readiness means. */
function composeApi(parts: ComposeParts, config: Config): Promise<FastifyInstance> {
  const { database, clock, secrets, log } = parts;
  return makeApi({
    ...parts,
    authenticator: makeAuthenticator({ database, clock, secrets, resolvers: makeResolvers(database, log) }),
    version: VERSION,
    publicUrl: config.publicUrl,
    writeAudit: insertAuditRecord,
    readiness: () =>
      database.ping().then(
        () => null,
        () => 'the database does not answer',
      ),
  });
}

function addressOf(api: FastifyInstance, config: Config): { port: number; url: string } {
  const address = api.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return { port, url: config.publicUrl ?? `http://${host}:${port}` };
}

function makeHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StartError(
      `The folder ${home} cannot be made (${code}): set WATCHFLOOR_HOME to another.`,
      error,
    );
  }
}

/** Says so before a database is started for nothing; the real listen decides. */
async function refuseBusyPort(config: Config): Promise<void> {
  if (config.port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portError(config, error)));
    probe.listen(config.port, config.host, () => probe.close(() => resolve()));
  });
}

function portError(config: Config, error: Error): StartError {
  const code = 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return new StartError(`Port ${config.port} on ${config.host} is in use: set PORT to another.`, error);
  return new StartError(`Port ${config.port} on ${config.host} cannot be used (${String(code)}).`, error);
}

async function listen(api: FastifyInstance, config: Config): Promise<void> {
  try {
    await api.listen({ port: config.port, host: config.host });
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? portError(config, error) : error;
  }
}

/** Opens and migrates the database; gives the connection that the product uses. */
async function openConnection(config: Config, undo: Starting['undo']): Promise<pg.ClientConfig> {
  if (config.databaseUrl === null) {
    const embedded = await startEmbeddedPostgres(config.home);
    undo.push(() => embedded.stop());
    await migrate({ admin: embedded.admin, appLogin: embedded.app.user ?? '' });
    return embedded.app;
  }
  const connection = { connectionString: config.databaseUrl };
  await refuseBypass(connection);
  await migrate({
    admin: { connectionString: config.migrationUrl ?? config.databaseUrl },
    appLogin: decodeURIComponent(new URL(config.databaseUrl).username),
  });
  await refuseBypass(connection);
  return connection;
}

/** The pepper of credential hashes: made once by whichever server comes first, then the same for all. */
async function loadPepper(database: Database): Promise<Buffer> {
  return database.transaction(null, async (sql) => {
    await sql.query(
      'pepper.make',
      "insert into platform_setting (name, value) values ('credential-pepper', $1) on conflict do nothing",
      [randomBytes(32)],
    );
    const rows = await sql.query<{ value: Buffer }>(
      'pepper.read',
      "select value from platform_setting where name = 'credential-pepper'",
    );
    if (!rows[0]) throw new StartError('The database does not keep its credential pepper.');
    return rows[0].value;
  });
}

interface Identity {
  readonly database: Database;
  readonly ids: Ids;
  readonly secrets: SecretBox;
}

async function bootstrap(
  parts: Identity & { readonly log: Logger },
  config: Config,
): Promise<{ tenantId: TenantId; ownerId: string }> {
  const { database, ids, secrets } = parts;
  const at = systemClock.now();
  const made = await database.transaction(null, (sql) =>
    ensureDefaultTenant(sql, { tenant: ids.next('tenant'), person: ids.next('user') }, at),
  );
  const tenantId = made.tenant_id;
  const { bootstrapKey } = config;
  if (bootstrapKey !== null) {
    await database.transaction(tenantId, async (sql) => {
      const scope = { sql, tenantId };
      // Only the first start may make an admin key out of the environment; later ones use what is stored.
      const before = (await listApiKeys(scope)).find((key) => key.created_by === 'bootstrap');
      const known = await resolveApiKey(sql, secrets.keyedHash(bootstrapKey), at);
      if (before && !known) parts.log.warn({}, 'bootstrap.key-ignored-after-first-start');
      if (before || known) return;
      await insertApiKey(scope, {
        id: ids.next('key'),
        name: 'bootstrap',
        hash: secrets.keyedHash(bootstrapKey),
        hint: hintOf(bootstrapKey),
        role: 'admin',
        sources: null,
        created_at: at,
        created_by: 'bootstrap',
        expires_at: null,
      });
    });
  }
  return { tenantId, ownerId: made.person_id };
}

/** The key by which the command line of this machine talks to this server; only the home folder's owner can read it. */
async function ensureCliKey(
  parts: Identity & { readonly tenantId: TenantId },
  home: string,
): Promise<string> {
  const file = path.join(home, 'cli.key');
  if (!existsSync(file)) writeFileSync(file, `${newApiKey()}\n`, { mode: 0o600 });
  const key = readFileSync(file, 'utf8').trim();
  const { database, ids, secrets, tenantId } = parts;
  await database.transaction(tenantId, (sql) =>
    insertApiKey(
      { sql, tenantId },
      {
        id: ids.next('key'),
        name: 'local command line',
        hash: secrets.keyedHash(key),
        hint: hintOf(key),
        role: 'admin',
        sources: null,
        created_at: systemClock.now(),
        created_by: 'first start',
        expires_at: null,
      },
    ),
  );
  return key;
}

async function makeSignInLink(
  { database, ids, secrets, tenantId }: Identity & { readonly tenantId: TenantId },
  ownerId: string,
  url: string,
): Promise<string> {
  const token = newToken();
  const at = systemClock.now();
  await database.transaction(tenantId, (sql) =>
    insertSignInLink(
      { sql, tenantId },
      {
        id: ids.next('link'),
        personId: ownerId,
        hash: secrets.keyedHash(token),
        at,
        expiresAt: new Date(at.getTime() + SIGN_IN_LINK_MINUTES * 60_000),
      },
    ),
  );
  return `${url}/sign-in?token=${token}`;
}

const TOUCH_EVERY_MS = 60_000;

/** Look-ups of credentials. When one was last used is written at most once a minute, beside the request and never in its way. */
function makeResolvers(database: Database, log: Logger): Resolvers {
  const touched = new Map<string, number>();
  const touch = (id: string, at: Date, write: () => Promise<unknown>) => {
    if (at.getTime() - (touched.get(id) ?? 0) < TOUCH_EVERY_MS) return;
    if (touched.size > 10_000) touched.clear();
    touched.set(id, at.getTime());
    write().catch((error: unknown) => log.warn({ error }, 'credential.touch-failed'));
  };
  return {
    async key(sql, hash, { at, isUse }) {
      const principal = await resolveApiKey(sql, hash, at);
      if (principal && isUse) {
        const { tenantId, id } = principal;
        touch(id, at, () =>
          database.transaction(tenantId, (tx) => touchApiKeys({ sql: tx, tenantId }, [id], at)),
        );
      }
      return principal;
    },
    async session(sql, hash, { at, isUse }) {
      const found = await resolveSession(sql, hash, at);
      if (!found) return null;
      const { tenantId, sessionId } = found.principal;
      if (sessionId && isUse) {
        touch(sessionId, at, () =>
          database.transaction(tenantId, (tx) => touchSession({ sql: tx, tenantId }, sessionId, at)),
        );
      }
      return found.principal;
    },
    async inbox(sql, hash) {
      const token = await resolveInboxToken(sql, hash);
      if (!token) return null;
      const principal: Principal = {
        kind: 'key',
        id: token.id,
        name: `address of ${token.source}`,
        role: 'ingest',
        tenantId: token.tenant_id,
        sources: [token.source],
        sessionId: null,
      };
      return { principal, source: token.source };
    },
  };
}

async function startConsole(api: FastifyInstance, config: Config, log: Logger): Promise<ConsoleRole> {
  const packageFolder = path.join(REPOSITORY_ROOT, 'packages/console');
  // Loaded here and not at the top: a process without this role needs none of it.
  const { consoleSourceHash } = await import('@watchfloor/console/build');
  return addConsole(api, { home: config.home, log, packageFolder, contentHash: consoleSourceHash });
}
