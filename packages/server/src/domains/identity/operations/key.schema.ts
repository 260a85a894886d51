// How API keys look to callers.

import { z } from 'zod';
import { toWireId } from '../../../kernel/ids.ts';
import { isPermission, PERMISSIONS } from '../../../kernel/permissions.ts';
import type { ApiKeyRow } from '../key.store.ts';
import { statusOfKey } from '../key-rules.ts';

export const isoTime = z.iso.datetime({ offset: true });

export const keyName = z.string().trim().min(1).max(200);
export const keySources = z
  .array(z.string().regex(/^[a-z][a-z0-9-]{1,39}$/))
  .min(1)
  .max(50)
  .nullable()
  .describe('Sources it may submit to; null means all.');
export const keyScopes = z
  .array(z.enum(PERMISSIONS))
  .min(1)
  .max(PERMISSIONS.length)
  .nullable()
  .describe('Permissions of its role that it is limited to; null means all of them.');

export const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('The beginning and end of the key, to recognise it by.'),
    role: z.string().describe("The account's, for a key of a service account."),
    sources: z.array(z.string()).nullable().describe('Sources it may submit to; null means all.'),
    scopes: z
      .array(z.enum(PERMISSIONS))
      .nullable()
      .describe('Permissions it is limited to; null means all of its role.'),
    account: z
      .object({ id: z.string(), name: z.string(), kind: z.enum(['service', 'agent']) })
      .nullable()
      .describe('The service account or agent whose key it is.'),
    status: z
      .enum(['active', 'expiring', 'expired', 'revoked', 'disabled'])
      .describe('"expiring": works for at most a week more; "disabled": its account is switched off.'),
    replaced_by: z
      .string()
      .nullable()
      .describe('The key that takes its place; this one works until it expires.'),
    created_at: isoTime,
    created_by: z.string(),
    expires_at: isoTime.nullable(),
    revoked_at: isoTime.nullable(),
    last_used_at: isoTime.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const newKeySchema = keySchema.extend({
  key: z.string().describe('The key itself, shown this once.'),
});

export function toKeyWire(row: ApiKeyRow, at: Date): z.input<typeof keySchema> {
  return {
    id: toWireId('key', row.id),
    name: row.name,
    hint: row.hint,
    role: row.role,
    sources: row.sources,
    scopes: row.scopes?.filter(isPermission) ?? null,
    account:
      row.account_id !== null && row.account_name !== null && row.account_kind !== null
        ? { id: toWireId('account', row.account_id), name: row.account_name, kind: row.account_kind }
        : null,
    status: statusOfKey(row, at),
    replaced_by: row.replaced_by === null ? null : toWireId('key', row.replaced_by),
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}
