// The composition root: the only place where everything meets. It reads the configuration, opens the database, and starts the
// roles that this process plays; stopping undoes it in the opposite order.

import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { bundledSources } from '@watchfloor/connectors';
import type pg from 'pg';
import { bootstrap, ensureCliKey, loadPepper, makeSignInLink, moveSourceSecrets } from './bootstrap.ts';
import { alertsModule } from './domains/alerts/index.ts';
import { auditModule, insertAuditRecord } from './domains/audit/index.ts';
import { connectionsModule } from './domains/connections/index.ts';
import { detectModule } from './domains/detect/index.ts';
import { identityModule } from './domains/identity/index.ts';
import { indicatorsModule } from './domains/indicators/index.ts';
import {
  type Accepter,
  buryWork,
  ingestModule,
  makeAccepter,
  makeSources,
  workClassOf,
} from './domains/ingest/index.ts';
import { triageModule } from './domains/triage/index.ts';
import { systemClock } from './kernel/clock.ts';
import { type Config, REPOSITORY_ROOT } from './kernel/config.ts';
import type { Logger, SecretBox } from './kernel/context.ts';
import type { CheckUrl } from './kernel/egress.ts';
import { StartError } from './kernel/errors.ts';
import { type Ids, makeIds } from './kernel/ids.ts';
import type { Module } from './kernel/module.ts';
import type { AnyOperation } from './kernel/operation.ts';
import { type Database, openDatabase, refuseBypass } from './platform/db/database.ts';
import { startEmbeddedPostgres } from './platform/db/embedded.ts';
import { migrate } from './platform/db/migrate.ts';
import { readStorageReport } from './platform/db/storage-report.ts';
import { makeEgressMetrics } from './platform/egress/egress-metrics.ts';
import { makeCheckUrl, makeEgress } from './platform/egress/guarded-fetch.ts';
import { makeSystemResolve } from './platform/egress/resolve.ts';
import { traceEgress } from './platform/egress/trace-egress.ts';
import { lockHome } from './platform/home-lock.ts';
import { makeAuthenticator } from './platform/http/authenticate.ts';
import type { FastifyInstance } from './platform/http/http-server.ts';
import { makeRateGuard, type RateGuard } from './platform/http/rate-limits.ts';
import { makeAskLedger } from './platform/rates/lease.ts';
import { makeRateLimiter } from './platform/rates/rate-limiter.ts';
import { openMasterKeys } from './platform/secrets/open-master-keys.ts';
import { makeRotations } from './platform/secrets/rotation.ts';
import { makeSecretBox } from './platform/secrets/secret-box.ts';
import { makeVault } from './platform/secrets/vault.ts';
import { makeLogger } from './platform/telemetry/log.ts';
import { type Metrics, makeMetrics } from './platform/telemetry/metrics.ts';
import { runOutOfScope } from './platform/telemetry/scope.ts';
import { startTracing } from './platform/telemetry/start-tracing.ts';
import type { Tracing } from './platform/telemetry/tracing.ts';
import { startWorker } from './platform/work/worker.ts';
import { type ApiParts, makeApi } from './roles/api.ts';
import { addConsole, type ConsoleRole } from './roles/console.ts';
import { findChildren, makeResolvers } from './roles/look-ups.ts';
import { startMetricsServer } from './roles/metrics.ts';
import { apartFromRequests, observeWrites } from './roles/observe-accept.ts';
import { ensurePartitions, startScheduler } from './roles/scheduler.ts';
import { makeUsageMeter } from './roles/usage-meter.ts';
import { VERSION } from './version.ts';

export { type DatabaseState, inspectDatabase, inspectHealth } from './inspect.ts';
export type { DatabaseHealth } from './inspect-health.ts';
export { type Config, loadConfig, REPOSITORY_ROOT, SETTINGS } from './kernel/config.ts';
export { StartError } from './kernel/errors.ts';
export type { StorageReport } from './platform/db/storage-report.ts';
export { VERSION };

export interface Server {
  readonly url: string;
  readonly port: number;
  /** Where metrics have a port of their own; else null. */
  readonly metricsPort: number | null;
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
export function makeModules(checkUrl: CheckUrl = makeCheckUrl([])) {
  const sources = makeSources(bundledSources);
  // Annotated, since a module asks for the list in which it stands itself.
  const modules: readonly Module[] = [
    identityModule(() => operations, readStorageReport),
    auditModule(checkUrl),
    connectionsModule(sources.catalogue),
    alertsModule,
    ingestModule(() => jobs.map((job) => job.id)),
    indicatorsModule(sources),
    detectModule,
    triageModule,
  ];
  const operations: readonly AnyOperation[] = modules.flatMap((module) => module.operations);
  const jobs = modules.flatMap((module) => module.jobs);
  return {
    sources,
    operations,
    jobs,
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
    // A connection lives longer than the request that opened it.
    onError: (error) => runOutOfScope(() => log.warn({ error }, 'database.connection-lost')),
  });
  undo.push(() => database.close());
  await ensurePartitions(database, systemClock.now());

  const ids = makeIds(systemClock);
  const opened = openMasterKeys(config);
  const vault = makeVault({ masterKeys: opened.masterKeys, ids });
  const vaultRotations = makeRotations({ vault, ids, database, clock: systemClock, log });
  const secrets = makeSecretBox(await loadPepper(database));
  const { tenantId, ownerId } = await bootstrap({ database, ids, secrets, log }, config);
  await moveSourceSecrets({ database, vault, log }, opened);
  const cliKey = await ensureCliKey({ database, ids, secrets, tenantId }, config.home);

  const metrics: Metrics = metricsOf(database, () => accepter.waiting);
  const telling = { log, metrics, tracing: await openTracing(config, { log, metrics }, undo) };
  const accepter = startAccepter({ ...telling, database, ids }, undo);
  const egress = openEgress(config, telling);
  const shared = {
    database,
    clock: systemClock,
    ids,
    secrets,
    vault,
    vaultRotations,
    egress,
    ...telling,
  };
  const { jobs, ...modules } = makeModules(egress.checkUrl);
  const rates = openRates(config, { ...shared, undo });
  const api = await composeApi({ ...shared, ...modules, accepter, rates, rootTenantId: tenantId }, config);
  undo.push(() => api.close().then(() => accepter.drain()));
  const consoleRole = config.roles.includes('console') ? await startConsole(api, config, log) : null;
  if (config.roles.includes('worker')) {
    const worker = await startWorker({ ...shared, jobs, bury: buryWork, classOf: workClassOf });
    undo.push(() => worker.stop());
  }
  if (config.roles.includes('scheduler')) {
    const databaseHome = config.databaseUrl === null ? config.home : null;
    const scheduler = startScheduler({ ...shared, databaseHome });
    undo.push(() => scheduler.stop());
  }
  if (config.roles.includes('api') || config.roles.includes('console')) {
    await listen(api, config);
  }
  const metricsPort = await serveMetrics(config, { database, metrics }, undo);
  const address = addressOf(api, config);
  const startedMs = Math.round(performance.now() - startedAt);
  log.info({ url: address.url, roles: config.roles, ms: startedMs }, 'server.started');
  return {
    ...address,
    metricsPort,
    cliKey,
    console: consoleRole,
    startedMs,
    stop,
    keyedHash: secrets.keyedHash,
    signInLink: () => makeSignInLink({ database, ids, secrets, tenantId }, ownerId, address.url),
  };
}

interface Telling {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}

function metricsOf(database: Database, waiting: () => number): Metrics {
  return makeMetrics({ version: VERSION, waiting, pools: () => database.pools() });
}

async function openTracing(
  config: Config,
  parts: Omit<Telling, 'tracing'>,
  undo: Starting['undo'],
): Promise<Tracing> {
  const tracing = await startTracing(config.tracing, { ...parts, version: VERSION });
  undo.push(() => tracing.stop());
  return tracing;
}

function openEgress(config: Config, { log, metrics, tracing }: Telling) {
  const egress = makeEgress({
    allow: config.egressAllow,
    resolve: makeSystemResolve(),
    log,
    metrics: makeEgressMetrics(metrics.registry),
  });
  return traceEgress(egress, tracing);
}

function openRates(
  { rateLimits }: Config,
  {
    database,
    secrets,
    log,
    metrics,
    undo,
  }: Telling & {
    readonly database: Database;
    readonly secrets: SecretBox;
    readonly undo: Starting['undo'];
  },
): RateGuard {
  const limiter = makeRateLimiter({
    ask: makeAskLedger(database),
    hash: secrets.keyedHash,
    // A lease is for many requests: its line must not name the one that happened to ask first.
    log: { warn: (fields, event) => runOutOfScope(() => log.warn(fields, event)) },
  });
  undo.push(() => limiter.stop());
  return makeRateGuard(limiter, rateLimits, metrics);
}

function readinessOf(database: Database): () => Promise<string | null> {
  return () =>
    database.ping().then(
      () => null,
      () => 'the database does not answer',
    );
}

async function serveMetrics(
  { host, metricsPort, metricsToken }: Config,
  { database, metrics }: { readonly database: Database; readonly metrics: Metrics },
  undo: Starting['undo'],
): Promise<number | null> {
  if (metricsPort === null) return null;
  const served = await startMetricsServer({
    host,
    port: metricsPort,
    token: metricsToken,
    registry: metrics.registry,
    readiness: readinessOf(database),
  });
  undo.push(() => served.stop());
  return served.port;
}

/** Where records are stored, counted and held to the quotas of their tenants. */
function startAccepter(
  { database, ids, log, ...observing }: Telling & { readonly database: Database; readonly ids: Ids },
  undo: Starting['undo'],
): Accepter {
  const meter = makeUsageMeter({ database, clock: systemClock, ids, log, writeAudit: insertAuditRecord });
  undo.push(() => meter.stop());
  const accepter = makeAccepter({
    log,
    transaction: (run) => database.ingestTransaction(run),
    around: observeWrites(observing),
  });
  return meter.meter(apartFromRequests(accepter));
}

type ComposeParts = Omit<
  ApiParts,
  | 'authenticator'
  | 'version'
  | 'baseUrl'
  | 'publicUrl'
  | 'trustedProxies'
  | 'writeAudit'
  | 'childrenOf'
  | 'readiness'
  | 'metricsAccess'
>;

/** The api with what only this root knows: how credentials are looked up, where audit records go, what readiness means. */
async function composeApi(parts: ComposeParts, config: Config): Promise<FastifyInstance> {
  const { database, clock, secrets, log } = parts;
  const api: FastifyInstance = await makeApi({
    ...parts,
    baseUrl: () => addressOf(api, config).url,
    authenticator: makeAuthenticator({
      database,
      clock,
      secrets,
      resolvers: makeResolvers(database, log),
      count: (kind, answer) => parts.metrics.authLooks.inc({ kind, answer }),
    }),
    metricsAccess: config,
    version: VERSION,
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    writeAudit: insertAuditRecord,
    childrenOf: (principal) => findChildren(database, principal),
    readiness: readinessOf(database),
  });
  return api;
}

function addressOf(api: FastifyInstance, config: Config): { port: number; url: string } {
  const address = api.server.address();
  const port = typeof address === 'object' && address ? address.port : config.port;
  // By its name and not by its number on this machine: browsers give passkeys to names only (domains/identity/sign-in).
  const isHere = /^(?:127(?:\.\d{1,3}){3}|::1|0\.0\.0\.0|::)$/.test(config.host);
  const host = isHere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host;
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

async function startConsole(api: FastifyInstance, config: Config, log: Logger): Promise<ConsoleRole> {
  const packageFolder = path.join(REPOSITORY_ROOT, 'packages/console');
  // Loaded here and not at the top: a process without this role needs none of it.
  const { consoleSourceHash } = await import('@watchfloor/console/build');
  return addConsole(api, { home: config.home, log, packageFolder, contentHash: consoleSourceHash });
}
