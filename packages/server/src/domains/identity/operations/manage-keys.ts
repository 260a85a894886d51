import { z } from 'zod';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { ROLE_NAMES } from '../../../kernel/permissions.ts';
import { hintOf, newApiKey } from '../credentials.ts';
import { type ApiKeyRow, insertApiKey, listApiKeys, revokeApiKey } from '../identity.store.ts';

const isoTime = z.iso.datetime({ offset: true });

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    hint: z.string().describe('The beginning and end of the key, to recognise it by.'),
    role: z.string(),
    sources: z.array(z.string()).nullable().describe('Sources it may submit to; null means all.'),
    created_at: isoTime,
    created_by: z.string(),
    expires_at: isoTime.nullable(),
    revoked_at: isoTime.nullable(),
    last_used_at: isoTime.nullable(),
  })
  .meta({ id: 'ApiKey' });

export const createKeyOperation = operation({
  id: 'keys.create',
  summary: 'Create an API key; its text is in this answer only',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'key.created' },
  // Not repeatable by key: the answer holds the secret, and secrets are not kept.
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/keys', status: 201 } },
  input: z.strictObject({
    name: z.string().trim().min(1).max(200),
    role: z.enum(ROLE_NAMES).default('ingest'),
    sources: z
      .array(z.string().regex(/^[a-z][a-z0-9-]{1,39}$/))
      .min(1)
      .max(50)
      .nullable()
      .default(null)
      .describe('Sources it may submit to; null means all.'),
    expires_at: isoTime.nullable().default(null),
  }),
  output: keySchema.extend({ key: z.string().describe('The key itself, shown this once.') }),
  errors: [],
  async run(ctx, input) {
    if (input.expires_at && new Date(input.expires_at) <= ctx.at) {
      throw new AppError('invalid', { field: 'expires_at', message: 'The expiry lies in the past.' });
    }
    const key = newApiKey();
    const row = {
      id: ctx.ids.next('key'),
      name: input.name,
      hint: hintOf(key),
      role: input.role,
      sources: input.sources,
      created_at: ctx.at,
      created_by: ctx.principal.name,
      expires_at: input.expires_at ? new Date(input.expires_at) : null,
    };
    await insertApiKey(ctx, { ...row, hash: ctx.secrets.keyedHash(key) });
    ctx.audit({
      subject: `key:${row.id}`,
      after: { name: row.name, role: row.role, sources: row.sources, expires_at: input.expires_at },
    });
    return { ...toKeyWire({ ...row, revoked_at: null, last_used_at: null }), key };
  },
});

export const listKeysOperation = operation({
  id: 'keys.list',
  summary: 'List API keys, newest first',
  permission: 'api_keys:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/keys' } },
  input: z.strictObject({}),
  output: z.array(keySchema),
  errors: [],
  async run(ctx) {
    return (await listApiKeys(ctx)).map(toKeyWire);
  },
});

export const revokeKeyOperation = operation({
  id: 'keys.revoke',
  summary: 'Revoke an API key',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'key.revoked' },
  idempotency: 'natural',
  expose: { http: { method: 'DELETE', path: '/v1/keys/{id}' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: keySchema,
  errors: [],
  async run(ctx, input) {
    const id = requireWireId('key', input.id);
    const row = await revokeApiKey(ctx, id, ctx.at);
    if (!row) throw new AppError('not_found', { message: 'There is no key with this id.' });
    ctx.audit({ subject: `key:${id}`, after: { revoked_at: row.revoked_at?.toISOString() } });
    return toKeyWire(row);
  },
});

function toKeyWire(row: ApiKeyRow) {
  return {
    id: toWireId('key', row.id),
    name: row.name,
    hint: row.hint,
    role: row.role,
    sources: row.sources,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    expires_at: row.expires_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}
