// What `doctor` makes of the database: a check each, with what to do.

import type { DatabaseHealth } from '@watchfloor/server';

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly finding: string;
  readonly advice: string;
}

const VERSION_MIN = 160_000;
/** Of the connections that PostgreSQL allows; the rest is for backups, people, and the next server of an upgrade. */
const CONNECTIONS_FULL = 0.9;
/** Signed requests are believed for some minutes, leases for seconds: clocks that differ by more are worth mending. */
export const CLOCK_APART_MAX_MS = 2_000;
/** The sealer looks each second. */
export const UNSEALED_MAX_SECONDS = 300;

export function judgeHealth(health: DatabaseHealth): HealthCheck[] {
  return [
    judgeVersion(health),
    judgeLogin(health),
    judgeTenants(health),
    judgeConnections(health),
    judgeClock(health),
    judgeMasterKeys(health),
    judgeAudit(health),
  ];
}

/** Of all tenants; for when no server answers that would tell it of one. */
export function judgeLetters({ dead_letters: letters }: DatabaseHealth): HealthCheck {
  return {
    name: 'dead letters',
    ok: letters === 0,
    finding: letters === 0 ? 'none is open' : `${letters} open in all tenants: work that failed for good`,
    advice: 'Start the server, then: watchfloor dead-letters list. See docs/runbooks/dead-letters.md.',
  };
}

function judgeVersion({ server_version_number: version }: DatabaseHealth): HealthCheck {
  return {
    name: 'database version',
    ok: version >= VERSION_MIN,
    finding: `PostgreSQL ${Math.floor(version / 10_000)}`,
    advice: 'Upgrade PostgreSQL to 16 or newer.',
  };
}

function judgeLogin({ login, unbound_roles: unbound, missing_roles: missing }: DatabaseHealth): HealthCheck {
  const finding =
    unbound.length > 0
      ? `${unbound.join(', ')} could bypass row-level security`
      : missing.length > 0
        ? `"${login}" cannot become ${missing.join(', ')}`
        : `"${login}" is a plain login and can become the roles of the product`;
  return {
    name: 'database roles',
    ok: unbound.length === 0 && missing.length === 0,
    finding,
    advice:
      unbound.length > 0
        ? 'Take SUPERUSER and BYPASSRLS away, or give DATABASE_URL a plain login and DATABASE_MIGRATION_URL the one that may create roles.'
        : 'Run: watchfloor db migrate, with a DATABASE_MIGRATION_URL that may grant these roles.',
  };
}

function judgeTenants({ tenant_tables: tables, unguarded_tables: open }: DatabaseHealth): HealthCheck {
  return {
    name: 'tenants apart',
    ok: open.length === 0 && tables > 0,
    finding:
      open.length === 0
        ? `row-level security is forced on all ${tables} tables of tenants`
        : `row-level security is not forced on ${open.join(', ')}`,
    advice:
      'Somebody has changed these tables by hand: stop the server, and put back "enable row level security", "force row level security" and the policy as in the migrations.',
  };
}

function judgeConnections({ connections: { used, max, needed } }: DatabaseHealth): HealthCheck {
  return {
    name: 'connections',
    ok: needed <= max && used <= max * CONNECTIONS_FULL,
    finding: `${used} of ${max} are in use; a server opens up to ${needed}`,
    advice: 'Raise max_connections of PostgreSQL, or run fewer servers on it.',
  };
}

function judgeClock({ clock_ahead_ms: ahead }: DatabaseHealth): HealthCheck {
  return {
    name: 'clock',
    ok: Math.abs(ahead) <= CLOCK_APART_MAX_MS,
    finding: `the database is ${Math.abs(ahead)} ms ${ahead < 0 ? 'behind' : 'ahead of'} this machine`,
    advice: 'Let both keep time by NTP (chrony, systemd-timesyncd), and see that it runs.',
  };
}

const WHERE = {
  file: 'in master.key of WATCHFLOOR_HOME',
  environment: 'in WATCHFLOOR_MASTER_KEY',
  transit: 'in the key service (WATCHFLOOR_KMS_URL)',
} as const;

function judgeMasterKeys({ master_keys: keys }: DatabaseHealth): HealthCheck {
  const finding =
    keys.error ??
    (keys.missing.length > 0
      ? `${keys.missing.join(', ')} under which stored secrets lie is not ${WHERE[keys.provider]}`
      : keys.used === 0
        ? 'nothing is stored under one yet'
        : `all ${keys.used} in use are at hand, ${WHERE[keys.provider]}`);
  return {
    name: 'master key',
    ok: keys.error === null && keys.missing.length === 0,
    finding,
    advice:
      'Run doctor with the settings of the server. If the key is lost, restore it from where you keep it: no stored secret opens without it. See docs/how-to/rotate-keys.md.',
  };
}

function judgeAudit({ audit_unsealed: { records, oldest_seconds: seconds } }: DatabaseHealth): HealthCheck {
  return {
    name: 'audit chain',
    ok: seconds <= UNSEALED_MAX_SECONDS,
    finding:
      records === 0
        ? 'every record is sealed'
        : `${records} records wait, the oldest for ${Math.round(seconds)} s`,
    advice:
      'A server that plays the scheduler seals them each second: see that one runs (WATCHFLOOR_ROLES), and look for audit.seal-failed in its log.',
  };
}
