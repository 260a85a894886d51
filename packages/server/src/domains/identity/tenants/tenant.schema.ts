// Tenants on the wire, and the settings that a tenant has of its own.

import { z } from 'zod';
import { requireWireId, type TenantId, toWireId } from '../../../kernel/ids.ts';
import { type ChildRow, type Limits, numberOf, type SettingRow } from './tenant.store.ts';

export const isoTime = z.iso.datetime({ offset: true });
export const tenantIdText = z
  .string()
  .min(1)
  .max(60)
  .describe('Id of the tenant: `tenant_` and 32 hex digits.');
export const slugText = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,62}$/,
    'has 1 to 63 small letters, digits and hyphens, and begins with no hyphen',
  );
export const nameText = z.string().trim().min(1).max(200);
export const reasonText = z.string().trim().min(1).max(1_000);

export const SIGN_IN_METHODS = ['password', 'passkey'] as const;

const securitySchema = z.strictObject({
  require_second_factor: z.boolean(),
  session_hours: z.number().int().min(1).max(8).describe('How long a session lasts at most.'),
  idle_minutes: z.number().int().min(5).max(60).describe('How long a session may stand still.'),
  sign_in_methods: z
    .array(z.enum(SIGN_IN_METHODS))
    .min(1)
    .max(SIGN_IN_METHODS.length)
    .refine((methods) => new Set(methods).size === methods.length, 'names a method twice'),
});
export type SecurityPolicy = z.output<typeof securitySchema>;

const timeZone = z
  .string()
  .max(60)
  .refine((name) => isTimeZone(name), 'is no time zone of the IANA list, such as Europe/Berlin');

export const settingsSchema = z.strictObject({ time_zone: timeZone, security: securitySchema });
export type TenantSettings = z.output<typeof settingsSchema>;

export const settingsInput = z.strictObject({
  time_zone: timeZone.optional(),
  security: securitySchema.partial().optional(),
});

export const DEFAULT_SETTINGS: TenantSettings = {
  time_zone: 'UTC',
  security: {
    require_second_factor: false,
    session_hours: 8,
    idle_minutes: 60,
    sign_in_methods: [...SIGN_IN_METHODS],
  },
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // The list is the runtime's, and it says no by throwing.
    return false;
  }
}

/** The settings with a change laid over them. */
export function mergeSettings(
  present: TenantSettings,
  change: z.output<typeof settingsInput>,
): TenantSettings {
  const security: Partial<SecurityPolicy> = Object.fromEntries(
    Object.entries(change.security ?? {}).filter(([, value]) => value !== undefined),
  );
  return {
    time_zone: change.time_zone ?? present.time_zone,
    security: { ...present.security, ...security },
  };
}

/** What is stored may be of an older release: what it lacks is as it is by default, what it cannot be any more as well. */
export function parseSettings(row: Pick<SettingRow, 'body'> | null): TenantSettings {
  if (!row) return DEFAULT_SETTINGS;
  const parsed = settingsSchema.safeParse(row.body);
  return parsed.success ? parsed.data : DEFAULT_SETTINGS;
}

export const QUOTA_MAX = 1_000_000_000_000_000;
const quota = z.number().int().min(0).max(QUOTA_MAX).nullable();
export const quotasInput = z.strictObject({
  records_per_day: quota
    .optional()
    .describe('Records accepted a day (UTC), repeated ones included; null for no limit.'),
  stored_bytes: quota.optional().describe('Bytes of raw records kept, as stored; null for no limit.'),
});
export const quotasSchema = z.object({ records_per_day: quota, stored_bytes: quota });

export const RETENTION_CLASSES = ['raw', 'evidence', 'decision', 'audit'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];
const days = z.number().int().min(1).max(3_650).nullable();
export const retentionInput = z.strictObject({
  raw: days.optional().describe('Records as received.'),
  evidence: days.optional().describe('Events, and the words and links of closed alerts.'),
  decision: days.optional().describe('Closed alerts with everything that hangs on them.'),
  audit: days.optional().describe('Audit records, up to a signed checkpoint.'),
});

export const childSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    status: z.enum(['active', 'suspended', 'deleting']),
    status_at: isoTime.nullable(),
    status_reason: z.string().nullable(),
    created_at: isoTime,
    quotas: quotasSchema,
    usage: z.object({
      records_today: z.number().int(),
      refused_today: z.number().int().describe('Records refused today because a quota was used up.'),
      stored_bytes: z.number().int(),
    }),
    is_held: z.boolean().describe('Whether a legal hold stands in it, so that it cannot be deleted.'),
  })
  .meta({ id: 'ChildTenant' });

export function toChildWire(row: ChildRow): z.input<typeof childSchema> {
  return {
    id: toWireId('tenant', row.id),
    slug: row.slug,
    name: row.name,
    status: row.status,
    status_at: row.status_at?.toISOString() ?? null,
    status_reason: row.status_reason,
    created_at: row.created_at.toISOString(),
    quotas: {
      records_per_day: numberOf(row.records_per_day),
      stored_bytes: numberOf(row.stored_bytes_max),
    },
    usage: {
      records_today: Number(row.records_today),
      refused_today: Number(row.refused_today),
      stored_bytes: Number(row.stored_bytes),
    },
    is_held: row.is_held,
  };
}

export function requireTenantId(wire: string): TenantId {
  return requireWireId('tenant', wire);
}

/** Quotas that a request names, with what it says of them; those it leaves out stay as they are. */
export function namedQuotas(
  input: z.output<typeof quotasInput> | undefined,
): [keyof Limits, number | null][] {
  const named: [keyof Limits, number | null][] = [];
  if (input?.records_per_day !== undefined) named.push(['records_per_day', input.records_per_day]);
  if (input?.stored_bytes !== undefined) named.push(['stored_bytes', input.stored_bytes]);
  return named;
}
