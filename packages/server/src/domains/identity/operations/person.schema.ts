// How people look to callers.

import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import type { MemberRow, PersonRow } from '../person.store.ts';

const isoTime = z.iso.datetime({ offset: true });

/** What only those see who look after people. */
const accountSchema = z
  .object({
    status: z
      .enum(['active', 'invited', 'deactivated'])
      .describe('"invited": has neither signed in nor a way to, but for the one-time link.'),
    joined_at: isoTime,
    last_seen_at: isoTime.nullable(),
    deactivated_at: isoTime.nullable(),
    link_expires_at: isoTime.nullable().describe('Until when a one-time link of theirs can be used.'),
    locked_until: isoTime
      .nullable()
      .describe(
        'Until when failed attempts keep them from signing in by password; a passkey goes on working.',
      ),
    factors: z.object({
      password: z.boolean(),
      passkeys: z.number().int(),
      totp: z.boolean(),
      recovery_codes: z.number().int().describe('How many are left.'),
    }),
  })
  .meta({ id: 'PersonAccount' });

export const personSchema = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.string(),
    account: accountSchema.nullable().describe('Null unless you may manage people.'),
  })
  .meta({ id: 'Person' });

export const personId = z.string().min(1).max(60);
export const roleName = z.string().regex(/^[a-z][a-z0-9-]{1,39}$/, 'is no name of a role');
export const reason = z.string().trim().max(500).default('').describe('Why, for the audit log.');

export const linkSchema = z
  .object({
    path: z.string().describe('Path and query of the link, below the console address. Shown this once.'),
    expires_at: isoTime,
  })
  .meta({ id: 'OneTimeLink' });

export function toPersonWire(row: PersonRow): z.input<typeof personSchema> {
  return {
    id: toWireId('user', row.id),
    email: row.email,
    name: row.display_name,
    role: row.role,
    account: null,
  };
}

export function toMemberWire(row: MemberRow): z.input<typeof personSchema> {
  return {
    ...toPersonWire(row),
    account: {
      status: statusOf(row),
      joined_at: row.joined_at.toISOString(),
      last_seen_at: row.last_seen_at?.toISOString() ?? null,
      deactivated_at: row.deactivated_at?.toISOString() ?? null,
      link_expires_at: row.link_expires_at?.toISOString() ?? null,
      locked_until: row.locked_until?.toISOString() ?? null,
      factors: {
        password: row.has_password,
        passkeys: row.passkeys,
        totp: row.has_totp,
        recovery_codes: row.recovery_codes,
      },
    },
  };
}

function statusOf(row: MemberRow): 'active' | 'invited' | 'deactivated' {
  if (row.deactivated_at !== null) return 'deactivated';
  const hasFactor = row.has_password || row.passkeys > 0;
  return hasFactor || row.last_seen_at !== null ? 'active' : 'invited';
}
