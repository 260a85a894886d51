// The one list of settings. The documentation page, `doctor` and the refusal of unknown WATCHFLOOR_* names all come from it. The
// command line loads it without the server, so that its verbs answer at once: it imports next to nothing.

import path from 'node:path';
import { z } from 'zod';
import { type EgressAllow, parseEgressAllow } from './egress-allow.ts';
import { StartError } from './errors.ts';
import { DEFAULT_RATE_LIMITS, parseRateLimits, type RateLimits } from './rate-limits.ts';
import { TRACING_SETTINGS, type TracingConfig, tracingOf } from './tracing-config.ts';

export const REPOSITORY_ROOT = path.join(import.meta.dirname, '../../../..');

const printable = /^[\x21-\x7e]+$/;

const portNumber = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((port) => port <= 65_535, 'must be at most 65535');

interface Setting {
  readonly name: string;
  readonly schema: z.ZodType<unknown, string | undefined>;
  readonly summary: string;
  /** How the default reads in the documentation. */
  readonly default: string;
  readonly secret?: boolean;
}

export const SETTINGS = [
  {
    name: 'PORT',
    schema: portNumber.optional(),
    summary: 'Port of the API and the console, on WATCHFLOOR_HOST. 0 takes any free port.',
    default: '8787',
  },
  {
    name: 'DATABASE_URL',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    summary:
      'A PostgreSQL 16 or newer to use instead of the embedded one. Its login must be a plain role: no superuser, no BYPASSRLS.',
    default: 'embedded PostgreSQL in WATCHFLOOR_HOME',
    secret: true,
  },
  {
    name: 'DATABASE_MIGRATION_URL',
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    summary: 'The login that runs migrations: needs CREATEROLE and CREATE on the database.',
    default: 'DATABASE_URL',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_HOME',
    schema: z.string().min(1).optional(),
    summary: 'Folder of the embedded database, the master key and the built console.',
    default: '<repository>/.watchfloor',
  },
  {
    name: 'WATCHFLOOR_HOST',
    schema: z.string().min(1).optional(),
    summary: 'Address to listen on. Anything but loopback needs a TLS proxy in front.',
    default: '127.0.0.1',
  },
  {
    name: 'WATCHFLOOR_PUBLIC_URL',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    summary:
      'Address under which people and vendors reach this server; used in links, for the cookie and for passkeys.',
    default: 'http://localhost:<PORT>',
  },
  {
    name: 'WATCHFLOOR_TRUSTED_PROXIES',
    schema: z
      .string()
      .regex(
        /^[0-9a-fA-F:.]+(\/\d{1,3})?(,[0-9a-fA-F:.]+(\/\d{1,3})?)*$/,
        'must be addresses or networks with commas',
      )
      .optional(),
    summary:
      'Addresses or networks (CIDR, with commas) of proxies whose X-Forwarded-For is believed, for limits and the audit record.',
    default: "none: the connection's own address counts",
  },
  {
    name: 'WATCHFLOOR_BOOTSTRAP_KEY',
    schema: z
      .string()
      .min(24, 'must have at least 24 characters')
      .max(200, 'must have at most 200 characters')
      .regex(printable, 'must be printable ASCII without spaces')
      .optional(),
    summary:
      'Becomes an admin API key of the default tenant at the first start (24-200 printable characters).',
    default: 'none',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_MASTER_KEY',
    schema: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
      .optional(),
    summary:
      'Master key that wraps the keys of stored secrets, 64 hexadecimal digits. Servers that share a database must share it.',
    default: '<WATCHFLOOR_HOME>/master.key, made at first start',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_MASTER_KEY_PREVIOUS',
    schema: z
      .string()
      .regex(/^[0-9a-f]{64}(,[0-9a-f]{64}){0,30}$/, 'must be keys of 64 hexadecimal digits, with commas')
      .optional(),
    summary:
      'Other master keys that may still wrap something, with commas: before and during a rotation of WATCHFLOOR_MASTER_KEY.',
    default: 'none',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_KMS_URL',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    summary:
      'A HashiCorp Vault or OpenBao whose transit engine keeps the master key; with a path when it is mounted elsewhere than at /v1/transit.',
    default: 'none: the master key lies in the environment or in WATCHFLOOR_HOME',
  },
  {
    name: 'WATCHFLOOR_KMS_KEY',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/, 'must be the name of a transit key')
      .optional(),
    summary: 'Name of the key in that transit engine.',
    default: 'none',
  },
  {
    name: 'WATCHFLOOR_KMS_TOKEN',
    schema: z.string().max(4_000).regex(printable, 'must be printable ASCII without spaces').optional(),
    summary:
      'Token for it: may encrypt, decrypt and rewrap with the key, and read the key (its version, never the key itself).',
    default: 'none',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_EGRESS_ALLOW',
    schema: z
      .string()
      .superRefine((text, ctx) => {
        const parsed = parseEgressAllow(text);
        if (typeof parsed === 'string') ctx.addIssue({ code: 'custom', message: parsed });
      })
      .optional(),
    summary:
      'Hosts (host[:port]), addresses and networks (CIDR), with commas, that this server may call although they are not public, also by http. Where clouds keep credentials can not be allowed.',
    default: 'none: only public addresses are called',
  },
  {
    name: 'WATCHFLOOR_RATE_LIMITS',
    schema: z
      .string()
      .superRefine((text, ctx) => {
        const parsed = parseRateLimits(text);
        if (typeof parsed === 'string') ctx.addIssue({ code: 'custom', message: parsed });
      })
      .optional(),
    summary:
      'Requests and records a second, as class=number with commas; what is not named stays. `ingest`, `records` and `api` are of one credential, `ingest-address`, `api-address` and `anonymous` of one address. Ten times as many may come at once. Servers that share a database must share it.',
    default: Object.entries(DEFAULT_RATE_LIMITS)
      .map(([name, perSecond]) => `${name}=${perSecond}`)
      .join(','),
  },
  {
    name: 'WATCHFLOOR_ROLES',
    schema: z
      .string()
      .regex(/^(api|worker|scheduler|console)(,(api|worker|scheduler|console))*$/, 'names roles with commas')
      .optional(),
    summary: 'Roles that this process plays, with commas: api, worker, scheduler, console.',
    default: 'all',
  },
  {
    name: 'WATCHFLOOR_LOG_LEVEL',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
    summary: 'Least severity of log lines on standard error.',
    default: 'info (the demo: warn)',
  },
  {
    name: 'WATCHFLOOR_METRICS_PORT',
    schema: portNumber.optional(),
    summary:
      'Serves /metrics, /healthz and /readyz on a port of their own, in every role, and takes /metrics off PORT. Each process needs its own.',
    default: '/metrics is on PORT, and on no port in a process that plays neither api nor console',
  },
  {
    name: 'WATCHFLOOR_METRICS_TOKEN',
    schema: z
      .string()
      .min(16, 'must have at least 16 characters')
      .max(200, 'must have at most 200 characters')
      .regex(printable, 'must be printable ASCII without spaces')
      .optional(),
    summary:
      'What whoever reads /metrics must send as "Authorization: Bearer …" (16-200 printable characters).',
    default: 'none: /metrics needs no credential, and holds no tenant, id or record',
    secret: true,
  },
  ...TRACING_SETTINGS,
  {
    name: 'WATCHFLOOR_URL',
    schema: z.url({ protocol: /^https?$/ }).optional(),
    summary: 'Command line only: the server to talk to.',
    default: 'http://127.0.0.1:<PORT>',
  },
  {
    name: 'WATCHFLOOR_API_KEY',
    schema: z.string().min(1).optional(),
    summary: 'Command line only: the API key to use.',
    default: '<WATCHFLOOR_HOME>/cli.key, made at first start',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_BACKUP_KEY',
    schema: z.string().min(16, 'must have at least 16 characters').max(1_000).optional(),
    summary:
      'Command line only: key (64 hexadecimal digits) or passphrase (16 characters or more) of backups, when no --key-file is given.',
    default: 'none',
    secret: true,
  },
  {
    name: 'WATCHFLOOR_OLD_POSTGRES',
    schema: z.string().min(1).optional(),
    summary:
      'Tests only: folder with the binaries of PostgreSQL 16, as npm installs them, for the test of `watchfloor upgrade`.',
    default: 'none: the test says that it did not run',
  },
  {
    name: 'WATCHFLOOR_CORPUS',
    schema: z.string().min(1).optional(),
    summary: 'Tests and measurements only: folder of public records that the corpus suite reads.',
    default: 'none: the suite says that it did not run',
  },
  {
    name: 'WATCHFLOOR_BROWSER',
    schema: z.string().min(1).optional(),
    summary: 'Tests only: path of a Chrome or Chromium to use instead of the bundled one.',
    default: 'bundled Chromium',
  },
] as const satisfies readonly Setting[];

export const SERVER_ROLES = ['api', 'worker', 'scheduler', 'console'] as const;
export type ServerRole = (typeof SERVER_ROLES)[number];

export interface KmsConfig {
  readonly url: string;
  readonly key: string;
  readonly token: string;
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly publicUrl: string | null;
  readonly trustedProxies: readonly string[];
  readonly home: string;
  readonly databaseUrl: string | null;
  readonly migrationUrl: string | null;
  readonly bootstrapKey: string | null;
  readonly masterKeyHex: string | null;
  readonly masterKeyPreviousHex: readonly string[];
  /** The key service that keeps the master key; null when it lies here. */
  readonly kms: KmsConfig | null;
  /** What may be called although it is not public. */
  readonly egressAllow: readonly EgressAllow[];
  /** Requests and records a second. */
  readonly rateLimits: RateLimits;
  /** A port of its own for metrics and health; null leaves metrics on `port`. */
  readonly metricsPort: number | null;
  readonly metricsToken: string | null;
  /** Where spans go; null when nowhere. */
  readonly tracing: TracingConfig | null;
  readonly roles: readonly ServerRole[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * Reads the environment. Throws a StartError that names the setting: on a wrong value, and on a WATCHFLOOR_* name that does
 * not exist (with the nearest one that does), since a misspelt guard is a guard that is off.
 */
export function loadConfig(env: NodeJS.ProcessEnv, repositoryRoot: string): Config {
  refuseUnknown(env);
  const read = (name: (typeof SETTINGS)[number]['name']): string | null => {
    const value = env[name];
    if (value === undefined || value === '') return null;
    const setting = SETTINGS.find((candidate) => candidate.name === name);
    const parsed = setting?.schema.safeParse(value);
    if (parsed?.success === false) {
      throw new StartError(`${name} ${parsed.error.issues[0]?.message ?? 'is not valid'}.`);
    }
    return value;
  };
  const roles = read('WATCHFLOOR_ROLES')?.split(',') ?? [];
  const databaseUrl = read('DATABASE_URL');
  read('OTEL_EXPORTER_OTLP_PROTOCOL');
  const metricsPort = read('WATCHFLOOR_METRICS_PORT');
  const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
  return {
    port: Number(read('PORT') ?? '8787'),
    host: read('WATCHFLOOR_HOST') ?? '127.0.0.1',
    publicUrl: read('WATCHFLOOR_PUBLIC_URL')?.replace(/\/+$/, '') ?? null,
    trustedProxies: read('WATCHFLOOR_TRUSTED_PROXIES')?.split(',') ?? [],
    home: read('WATCHFLOOR_HOME') ?? `${repositoryRoot}/.watchfloor`,
    databaseUrl,
    migrationUrl: read('DATABASE_MIGRATION_URL') ?? databaseUrl,
    bootstrapKey: read('WATCHFLOOR_BOOTSTRAP_KEY'),
    masterKeyHex: read('WATCHFLOOR_MASTER_KEY'),
    masterKeyPreviousHex: previousKeys(read('WATCHFLOOR_MASTER_KEY'), read('WATCHFLOOR_MASTER_KEY_PREVIOUS')),
    kms: kmsOf(read('WATCHFLOOR_KMS_URL'), read('WATCHFLOOR_KMS_KEY'), read('WATCHFLOOR_KMS_TOKEN')),
    egressAllow: egressAllowOf(read('WATCHFLOOR_EGRESS_ALLOW')),
    rateLimits: rateLimitsOf(read('WATCHFLOOR_RATE_LIMITS')),
    metricsPort: metricsPort === null ? null : Number(metricsPort),
    metricsToken: read('WATCHFLOOR_METRICS_TOKEN'),
    tracing: tracingOf(read),
    roles: roles.length === 0 ? SERVER_ROLES : SERVER_ROLES.filter((role) => roles.includes(role)),
    logLevel: logLevels.find((level) => level === read('WATCHFLOOR_LOG_LEVEL')) ?? 'info',
  };
}

function previousKeys(current: string | null, previous: string | null): readonly string[] {
  if (previous === null) return [];
  if (current !== null) return previous.split(',');
  throw new StartError(
    'WATCHFLOOR_MASTER_KEY_PREVIOUS stands without WATCHFLOOR_MASTER_KEY: set the present key too.',
  );
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

function kmsOf(url: string | null, key: string | null, token: string | null): KmsConfig | null {
  if (url === null && key === null && token === null) return null;
  if (url === null || key === null || token === null) {
    throw new StartError(
      'WATCHFLOOR_KMS_URL, WATCHFLOOR_KMS_KEY and WATCHFLOOR_KMS_TOKEN belong together: set all three.',
    );
  }
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !LOOPBACK.test(hostname)) {
    throw new StartError('WATCHFLOOR_KMS_URL must begin with https: the token and data keys go over it.');
  }
  return { url, key, token };
}

function egressAllowOf(text: string | null): readonly EgressAllow[] {
  const parsed = text === null ? [] : parseEgressAllow(text);
  // The schema has refused what cannot be read.
  return typeof parsed === 'string' ? [] : parsed;
}

function rateLimitsOf(text: string | null): RateLimits {
  const parsed = text === null ? DEFAULT_RATE_LIMITS : parseRateLimits(text);
  // As above.
  return typeof parsed === 'string' ? DEFAULT_RATE_LIMITS : parsed;
}

function refuseUnknown(env: NodeJS.ProcessEnv): void {
  const known = new Set<string>(SETTINGS.map((setting) => setting.name));
  for (const name of Object.keys(env)) {
    if (!name.startsWith('WATCHFLOOR_') || known.has(name)) continue;
    const near = nearest(name, [...known]);
    throw new StartError(
      `${name} is not a setting of Watchfloor${near ? ` (did you mean ${near}?)` : ''}; see docs/configuration.md.`,
    );
  }
}

function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = 4;
  for (const candidate of known) {
    const distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
