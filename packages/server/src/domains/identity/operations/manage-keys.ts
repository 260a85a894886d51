import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { fromWireId, requireWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { hintOf, newApiKey } from '../credentials.ts';
import {
  type ApiKeyRow,
  findApiKey,
  insertApiKey,
  listApiKeys,
  lockApiKey,
  revokeApiKey,
} from '../key.store.ts';
import { requireMakeable } from '../key-rules.ts';
import { lockServiceAccount, type ServiceAccountRow } from '../service-account.store.ts';
import { isoTime, keyName, keySchema, keyScopes, keySources, newKeySchema, toKeyWire } from './key.schema.ts';
import { roleName } from './person.schema.ts';

export const createKeyOperation = operation({
  id: 'keys.create',
  summary: 'Create an API key, at most as strong as its maker; its text is in this answer only',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'key.created' },
  // Not repeatable by key: the answer holds the secret, and secrets are not kept.
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/keys', status: 201 } },
  input: z.strictObject({
    name: keyName,
    role: roleName.optional().describe('A built-in role or one of the tenant; "ingest" when left out.'),
    scopes: keyScopes.default(null),
    sources: keySources.default(null),
    account: z
      .string()
      .min(1)
      .max(60)
      .nullable()
      .default(null)
      .describe('The service account or agent whose key it is; its role is that of the account.'),
    expires_at: isoTime.nullable().default(null),
  }),
  output: newKeySchema,
  errors: ['conflict'],
  async run(ctx, input) {
    if (input.expires_at && new Date(input.expires_at) <= ctx.at) {
      throw new AppError('invalid', { field: 'expires_at', message: 'The expiry lies in the past.' });
    }
    const account = input.account === null ? null : await requireAccount(ctx, input.account);
    if (account && input.role !== undefined)
      throw new AppError('invalid', {
        field: 'role',
        message: 'role: a key of a service account has the role of the account; leave it out.',
      });
    const { scopes, sources } = input;
    const role = account?.role ?? input.role ?? 'ingest';
    await requireMakeable(ctx, { role, scopes, sources, accountKind: account?.kind ?? null });
    const key = newApiKey();
    const id = ctx.ids.next('key');
    await insertApiKey(ctx, {
      id,
      name: input.name,
      hash: ctx.secrets.keyedHash(key),
      hint: hintOf(key),
      role,
      sources,
      scopes,
      account_id: account?.id ?? null,
      created_at: ctx.at,
      created_by: ctx.principal.name,
      expires_at: input.expires_at ? new Date(input.expires_at) : null,
    });
    const row = await requireKey(ctx, id);
    ctx.audit({ subject: `key:${id}`, after: auditOf(row) });
    return { ...toKeyWire(row, ctx.at), key };
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
    return (await listApiKeys(ctx)).map((row) => toKeyWire(row, ctx.at));
  },
});

export const getKeyOperation = operation({
  id: 'keys.get',
  summary: 'One API key, without its text',
  permission: 'api_keys:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/keys/{id}' } },
  input: z.strictObject({ id: z.string().min(1).max(60) }),
  output: keySchema,
  errors: [],
  async run(ctx, input) {
    return toKeyWire(await requireKey(ctx, requireWireId('key', input.id)), ctx.at);
  },
});

export const revokeKeyOperation = operation({
  id: 'keys.revoke',
  summary: 'Revoke an API key; it stops working within a second',
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
    await lockKey(ctx, id);
    await revokeApiKey(ctx, id, ctx.at);
    const row = await requireKey(ctx, id);
    ctx.audit({ subject: `key:${id}`, after: { revoked_at: row.revoked_at?.toISOString() } });
    return toKeyWire(row, ctx.at);
  },
});

export async function requireKey(ctx: OperationContext, id: string): Promise<ApiKeyRow> {
  const row = await findApiKey(ctx, id);
  if (!row) throw noKey();
  return row;
}

export async function lockKey(ctx: OperationContext, id: string): Promise<ApiKeyRow> {
  const row = await lockApiKey(ctx, id);
  if (!row) throw noKey();
  return row;
}

function noKey(): AppError {
  return new AppError('not_found', { message: 'There is no key with this id.' });
}

/** The account for which a key is made. It is locked, so that it is not disabled or given more at the same moment. */
async function requireAccount(ctx: OperationContext, wireId: string): Promise<ServiceAccountRow> {
  const id = fromWireId('account', wireId);
  const account = id === null ? null : await lockServiceAccount(ctx, id);
  if (!account) throw new AppError('not_found', { message: 'There is no service account with this id.' });
  if (account.disabled_at !== null)
    throw new AppError('conflict', {
      field: 'account',
      message: 'This account is disabled: enable it first.',
    });
  return account;
}

/** What an audit record says of a key; its text is in none. */
export function auditOf(row: ApiKeyRow) {
  return {
    name: row.name,
    role: row.role,
    scopes: row.scopes,
    sources: row.sources,
    account: row.account_name,
    expires_at: row.expires_at?.toISOString() ?? null,
  };
}
