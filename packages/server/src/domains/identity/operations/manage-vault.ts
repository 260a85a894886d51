import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import type { DataKeyState, MasterKeyState } from '../../../kernel/vault.ts';
import { enqueueRotation } from '../vault.store.ts';

const isoTime = z.iso.datetime({ offset: true });

const vaultStatus = z
  .object({
    data_keys: z
      .array(
        z.object({
          id: z.string(),
          version: z.number().int(),
          master_key_id: z
            .string()
            .nullable()
            .describe('The master key that wraps it; null when it is retired and nothing of it is kept.'),
          secrets: z.number().int().describe('Secrets that lie under it.'),
          created_at: isoTime,
          retired_at: isoTime.nullable(),
        }),
      )
      .describe('Newest first, at most 100.'),
    secrets: z.number().int(),
    secrets_under_old_keys: z.number().int().describe('Secrets that a rotation has yet to move.'),
    rotating: z.boolean(),
    last_rotation_at: isoTime.nullable().describe('When the newest data key took the place of another.'),
  })
  .meta({ id: 'VaultStatus' });

const masterKeyStatus = z
  .object({
    provider: z.enum(['file', 'environment', 'transit']),
    current_key_id: z.string(),
    keys: z
      .array(
        z.object({
          master_key_id: z.string(),
          is_current: z.boolean(),
          tenant_keys: z.number().int().describe('Data keys of tenants that it wraps.'),
          platform_keys: z.number().int().describe('Keys of the installation that it wraps.'),
        }),
      )
      .describe('Master keys that wrap something.'),
    keys_under_old_master_keys: z.number().int().describe('What a rotation has yet to wrap anew.'),
    last_rotation: z
      .object({
        id: z.string(),
        requested_at: isoTime,
        requested_by: z.string(),
        from_key_id: z.string(),
        to_key_id: z.string().nullable(),
        rewrapped: z.number().int(),
        finished_at: isoTime.nullable().describe('null while it is under way.'),
      })
      .nullable(),
  })
  .meta({ id: 'MasterKeyStatus' });

export const vaultStatusOperation = operation({
  id: 'vault.status',
  summary: 'The data keys of this tenant, and whether a rotation is under way',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'shows ids and counts of keys, no key' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/vault' } },
  input: z.strictObject({}),
  output: vaultStatus,
  errors: [],
  run: async (ctx) => toVaultWire(await ctx.vaultKeys.dataKeys()),
});

export const rotateDataKeyOperation = operation({
  id: 'vault.rotate-data-key',
  summary: 'Make a new data key for this tenant and move its secrets to it; they stay readable meanwhile',
  permission: 'settings:manage',
  effect: 'write',
  audit: { event: 'vault.data-key-rotated' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/vault/rotate-data-key', status: 202 } },
  input: z.strictObject({}),
  output: vaultStatus,
  errors: [],
  async run(ctx) {
    const before = toVaultWire(await ctx.vaultKeys.dataKeys());
    await ctx.vaultKeys.rotateDataKey();
    await enqueueRotation(ctx.sql, {
      job: 'vault.rotate-data-key',
      tenantId: ctx.tenantId,
      cause: ctx.cause,
    });
    const after = toVaultWire(await ctx.vaultKeys.dataKeys());
    ctx.audit({ subject: 'vault', before: newestKey(before), after: newestKey(after) });
    return after;
  },
});

export const masterKeyStatusOperation = operation({
  id: 'vault.master-key-status',
  summary: 'Which master keys wrap how many keys of the installation, and the last rotation',
  permission: 'installation:manage',
  effect: 'read',
  audit: { none: 'shows ids and counts of keys, no key' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/vault/master-key' } },
  input: z.strictObject({}),
  output: masterKeyStatus,
  errors: [],
  run: async (ctx) => toMasterWire(await ctx.vaultKeys.masterKey()),
});

export const rotateMasterKeyOperation = operation({
  id: 'vault.rotate-master-key',
  summary: 'Wrap every data key of the installation under a new master key; secrets stay readable meanwhile',
  permission: 'installation:manage',
  effect: 'write',
  audit: { event: 'vault.master-key-rotation-requested' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/vault/rotate-master-key', status: 202 } },
  input: z.strictObject({}),
  output: masterKeyStatus,
  errors: [],
  async run(ctx) {
    await ctx.vaultKeys.rotateMasterKey(requesterOf(ctx));
    await enqueueRotation(ctx.sql, { job: 'vault.rotate-master-key', tenantId: null, cause: ctx.cause });
    const state = await ctx.vaultKeys.masterKey();
    ctx.audit({
      subject: 'vault',
      after: { provider: state.provider, replaces: state.current_key_id, rotation: state.last_rotation?.id },
    });
    return toMasterWire(state);
  },
});

function requesterOf({ principal }: OperationContext): string {
  return `${principal.kind}: ${principal.name}`.slice(0, 300);
}

function newestKey({ data_keys: [newest] }: { data_keys: readonly { id: string; version: number }[] }) {
  return newest ? { data_key: newest.id, version: newest.version } : { data_key: null };
}

function toVaultWire(keys: readonly DataKeyState[]) {
  const [newest, ...older] = keys;
  const secretsOf = (some: readonly DataKeyState[]) => some.reduce((sum, key) => sum + key.secrets, 0);
  return {
    data_keys: keys.map((key) => ({
      id: toWireId('datakey', key.id),
      version: key.version,
      master_key_id: key.master_key_id,
      secrets: key.secrets,
      created_at: key.created_at.toISOString(),
      retired_at: key.retired_at?.toISOString() ?? null,
    })),
    secrets: secretsOf(keys),
    secrets_under_old_keys: secretsOf(older),
    rotating: older.some((key) => key.retired_at === null),
    last_rotation_at: newest && newest.version > 1 ? newest.created_at.toISOString() : null,
  };
}

function toMasterWire(state: MasterKeyState) {
  const isCurrent = (id: string) => id === state.current_key_id;
  const last = state.last_rotation;
  return {
    provider: state.provider,
    current_key_id: state.current_key_id,
    keys: state.uses.map((use) => ({ ...use, is_current: isCurrent(use.master_key_id) })),
    keys_under_old_master_keys: state.uses
      .filter((use) => !isCurrent(use.master_key_id))
      .reduce((sum, use) => sum + use.tenant_keys + use.platform_keys, 0),
    last_rotation: last && {
      id: toWireId('rotation', last.id),
      requested_at: last.requested_at.toISOString(),
      requested_by: last.requested_by,
      from_key_id: last.from_key_id,
      to_key_id: last.to_key_id,
      rewrapped: last.rewrapped,
      finished_at: last.finished_at?.toISOString() ?? null,
    },
  };
}
