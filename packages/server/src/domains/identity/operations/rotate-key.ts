import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { insertGrant, listGrantsOfKey } from '../child-access.store.ts';
import { hintOf, newApiKey } from '../credentials.ts';
import { type ApiKeyRow, insertApiKey, replaceApiKey, updateApiKey } from '../key.store.ts';
import { requireMakeable, statusOfKey } from '../key-rules.ts';
import { keyName, keySchema, keyScopes, keySources, newKeySchema, toKeyWire } from './key.schema.ts';
import { auditOf, lockKey, requireKey } from './manage-keys.ts';

const OVERLAP_MAX_HOURS = 168;

export const rotateKeyOperation = operation({
  id: 'keys.rotate',
  summary:
    'Make a new key with the same settings; the old one goes on for a while. Its text is in this answer only',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'key.rotated' },
  idempotency: 'none',
  expose: { http: { method: 'POST', path: '/v1/keys/{id}/rotate', status: 201 } },
  input: z.strictObject({
    id: z.string().min(1).max(60),
    overlap_hours: z
      .number()
      .min(0)
      .max(OVERLAP_MAX_HOURS)
      .default(24)
      .describe('How long the old key goes on, at most a week; never longer than it would have.'),
  }),
  output: newKeySchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const old = await lockKey(ctx, requireWireId('key', input.id));
    requireRotatable(old, ctx.at);
    const { role, scopes, sources } = old;
    await requireMakeable(ctx, { role, scopes, sources, accountKind: old.account_kind });
    const key = newApiKey();
    const id = ctx.ids.next('key');
    await insertApiKey(ctx, {
      ...old,
      id,
      hash: ctx.secrets.keyedHash(key),
      hint: hintOf(key),
      created_at: ctx.at,
      created_by: ctx.principal.name,
      expires_at: sameLifetime(old, ctx.at),
    });
    const overlapEnd = new Date(ctx.at.getTime() + input.overlap_hours * 3_600_000);
    const expiresAt = old.expires_at !== null && old.expires_at < overlapEnd ? old.expires_at : overlapEnd;
    await replaceApiKey(ctx, { id: old.id, by: id, expiresAt });
    await copyGrants(ctx, old.id, id);
    const row = await requireKey(ctx, id);
    ctx.audit({
      subject: `key:${old.id}`,
      before: { expires_at: old.expires_at?.toISOString() ?? null },
      after: { expires_at: expiresAt.toISOString(), replaced_by: toWireId('key', id) },
    });
    return { ...toKeyWire(row, ctx.at), key };
  },
});

export const updateKeyOperation = operation({
  id: 'keys.update',
  summary: 'Rename an API key, change the sources it may submit to, or narrow its scopes',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'key.updated' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/keys/{id}' } },
  input: z.strictObject({
    id: z.string().min(1).max(60),
    name: keyName.optional(),
    sources: keySources.optional(),
    scopes: keyScopes.optional(),
  }),
  output: keySchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const before = await lockKey(ctx, requireWireId('key', input.id));
    const scopes = input.scopes === undefined ? before.scopes : input.scopes;
    const sources = input.sources === undefined ? before.sources : input.sources;
    requireNarrower(before.scopes, scopes);
    await requireMakeable(ctx, { role: before.role, scopes, sources, accountKind: before.account_kind });
    await updateApiKey(ctx, { id: before.id, name: input.name ?? before.name, sources, scopes });
    const row = await requireKey(ctx, before.id);
    ctx.audit({ subject: `key:${row.id}`, before: auditOf(before), after: auditOf(row) });
    return toKeyWire(row, ctx.at);
  },
});

function requireRotatable(key: ApiKeyRow, at: Date): void {
  const status = statusOfKey(key, at);
  if (status !== 'active' && status !== 'expiring')
    throw new AppError('conflict', { message: `This key is ${status}: make a new one.` });
  if (key.replaced_by !== null)
    throw new AppError('conflict', {
      message: 'This key was rotated already: rotate the one that took its place.',
    });
}

/** As long as the old key was made for, counted from now: who rotates in time is not left with the rest of an old term. */
function sameLifetime(old: ApiKeyRow, at: Date): Date | null {
  if (old.expires_at === null) return null;
  return new Date(at.getTime() + old.expires_at.getTime() - old.created_at.getTime());
}

/** What the old key may do in customers' tenants, the new one may too. */
async function copyGrants(ctx: OperationContext, fromKey: string, toKey: string): Promise<void> {
  for (const grant of await listGrantsOfKey(ctx, fromKey)) {
    await insertGrant(ctx, { ...grant, id: ctx.ids.next('access'), key_id: toKey });
  }
}

/** A key that is out there may lose scopes and never gain any: make a new one for more. */
function requireNarrower(before: readonly string[] | null, after: readonly string[] | null): void {
  if (before === null) return;
  if (after?.every((scope) => before.includes(scope))) return;
  throw new AppError('conflict', {
    field: 'scopes',
    message: 'The scopes of a key only become narrower: make a new key for more.',
  });
}
