// The real server on a fresh database, for tests: the same composition root, a free port, and callers of every role.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient, type Operations } from '@watchfloor/client';
import type { ServerRole } from '../kernel/config.ts';
import type { EgressAllow } from '../kernel/egress-allow.ts';
import type { Role } from '../kernel/permissions.ts';
import { DEFAULT_RATE_LIMITS, RATE_MAX, type RateLimits } from '../kernel/rate-limits.ts';
import type { TracingConfig } from '../kernel/tracing-config.ts';
import { type Server, startServer } from '../main.ts';
import { createTestDatabase, type TestDatabase } from './cluster.ts';
import { until } from './until.ts';

export { until } from './until.ts';

/** An address that a test server may call and where nobody answers, so that no test looks for anybody outside this machine. */
const NOBODY: EgressAllow = { kind: 'network', network: '127.0.0.9', bits: 32, port: 8443 };
export const NOBODY_URL = 'https://127.0.0.9:8443/in';

/** For tests that try thousands of inputs with one key, and would else be answered 429 for most of them. */
export const HARDLY_LIMITED: Partial<RateLimits> = {
  api: RATE_MAX,
  'api-address': RATE_MAX,
  anonymous: RATE_MAX,
};

export interface TestServer {
  readonly url: string;
  readonly server: Server;
  readonly database: TestDatabase;
  /** The admin's client and key. */
  readonly api: Operations;
  readonly key: string;
  /** A client with a key of this role in the default tenant. */
  as(role: Role): Promise<Caller>;
  /** An admin of another tenant: the neighbour. */
  neighbour(): Promise<Caller>;
  /** Posts to the server as the admin; the body is sent as JSON unless it is text or bytes. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>;
  request(path: string, init?: RequestInit): Promise<Answer>;
  /** Submits to a source and waits until every alert of the answer is decided. */
  submitDecided(source: string, body: unknown): Promise<string[]>;
  stop(): Promise<void>;
}

export interface Caller {
  readonly key: string;
  readonly api: Operations;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers whose shape is what they test.
  readonly body: any;
  readonly text: string;
}

export interface TestServerOptions {
  readonly roles?: readonly ServerRole[];
  /** What the server may call although it is not public, such as a vendor that the test plays. */
  readonly egressAllow?: readonly EgressAllow[];
  /** Use this database instead of a fresh one: a second server beside the first. */
  readonly database?: TestDatabase;
  readonly home?: string;
  /** Master keys of the environment, newest first, in hexadecimal digits; from the home folder when left out. */
  readonly masterKeys?: readonly string[];
  /** As WATCHFLOOR_PUBLIC_URL: the address that a proxy in front would have. */
  readonly publicUrl?: string;
  /** Requests and records a second, beside the defaults. */
  readonly rateLimits?: Partial<RateLimits>;
  /** As WATCHFLOOR_TRUSTED_PROXIES: with the test's own address, X-Forwarded-For says where a request comes from. */
  readonly trustedProxies?: readonly string[];
  /** Where spans go, such as a collector that the test plays. */
  readonly tracing?: TracingConfig;
  readonly metricsPort?: number;
  readonly metricsToken?: string;
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await createTestDatabase());
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'wf-home-'));
  const server = await startServer({
    port: 0,
    host: '127.0.0.1',
    publicUrl: options.publicUrl ?? null,
    trustedProxies: options.trustedProxies ?? [],
    home,
    databaseUrl: database.url,
    migrationUrl: database.adminUrl,
    bootstrapKey: null,
    masterKeyHex: options.masterKeys?.[0] ?? null,
    masterKeyPreviousHex: options.masterKeys?.slice(1) ?? [],
    kms: null,
    egressAllow: options.egressAllow ?? [NOBODY],
    rateLimits: { ...DEFAULT_RATE_LIMITS, ...options.rateLimits },
    metricsPort: options.metricsPort ?? null,
    metricsToken: options.metricsToken ?? null,
    tracing: options.tracing ?? null,
    roles: options.roles ?? ['api', 'worker', 'scheduler'],
    logLevel: process.env['WF_TEST_LOG'] === undefined ? 'silent' : 'info',
  });
  // The public address is a proxy's, which is not there.
  const url = options.publicUrl === undefined ? server.url : `http://127.0.0.1:${server.port}`;
  const callerOf = (key: string): Caller => ({
    key,
    api: createClient({ baseUrl: url, headers: { authorization: `Bearer ${key}` } }),
  });
  const admin = callerOf(server.cliKey);
  const request = (target: string, init: RequestInit = {}) => send(`${url}${target}`, init);
  const post = (target: string, body: unknown, headers: Record<string, string> = {}) =>
    request(target, {
      method: 'POST',
      headers: { authorization: `Bearer ${admin.key}`, 'content-type': 'application/json', ...headers },
      body:
        body instanceof Uint8Array
          ? new Uint8Array(body)
          : typeof body === 'string'
            ? body
            : JSON.stringify(body),
    });
  return {
    url,
    server,
    database,
    api: admin.api,
    key: admin.key,
    as: async (role) => callerOf((await admin.api.keys.create({ name: `test ${role}`, role })).key),
    neighbour: async () => callerOf(await neighbourKey(server, database)),
    post,
    request,
    async submitDecided(source, body) {
      const answer = await post(`/v1/ingest/${source}`, body);
      if (answer.status !== 202) throw new Error(`submitting answered ${answer.status}: ${answer.text}`);
      const rows = Array.isArray(answer.body.data) ? answer.body.data : [answer.body.data];
      const ids = rows.flatMap((row: { alert_id: string | null }) => row.alert_id ?? []);
      for (const id of ids) await until(async () => (await admin.api.alerts.get({ id })).stage === 'decided');
      return ids;
    },
    async stop() {
      await server.stop();
      if (!options.home) rmSync(home, { recursive: true, force: true });
      if (!options.database) await database.drop();
    },
  };
}

async function send(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  let body: unknown = null;
  try {
    body = JSON.parse(text);
  } catch {
    // A page or an empty answer: the test looks at `text`.
  }
  return { status: response.status, headers: response.headers, body, text };
}

async function neighbourKey(server: Server, database: TestDatabase): Promise<string> {
  const { rows } = await database.admin.query('select gen_random_uuid() as tenant, gen_random_uuid() as id');
  const { tenant, id } = rows[0];
  await database.admin.query(
    "insert into wf.tenant (id, slug, name, created_at) values ($1, $2, 'Neighbour', now())",
    [tenant, `n-${String(tenant).slice(0, 8)}`],
  );
  const key = `wfk_neighbour-${id}-${'x'.repeat(16)}`;
  await database.admin.query(
    `insert into wf.api_key (tenant_id, id, name, hash, hint, role, created_at, created_by)
     values ($1, $2, 'neighbour', $3, 'n', 'admin', now(), 'test')`,
    [tenant, id, server.keyedHash(key)],
  );
  return key;
}
