import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { toWireId } from '../../../../kernel/ids.ts';
import { operation } from '../../../../kernel/operation.ts';
import { findTenant } from '../../identity.store.ts';
import { forgetSecurityPolicy } from '../security-policy.ts';
import {
  mergeSettings,
  nameText,
  parseSettings,
  quotasSchema,
  settingsInput,
  settingsSchema,
} from '../tenant.schema.ts';
import { dayOf, findSettings, insertSettings, readUsage, renameTenant } from '../tenant.store.ts';

const ownSchema = z
  .object({
    id: z.string(),
    slug: z.string(),
    name: z.string(),
    settings: settingsSchema,
    version: z.number().int().describe('Of the settings; 0 before anybody changed them.'),
    quotas: quotasSchema,
    usage: z.object({ records_today: z.number().int(), stored_bytes: z.number().int() }),
  })
  .meta({ id: 'OwnTenant' });

export const getOwnTenantOperation = operation({
  id: 'tenant.get',
  summary: 'This tenant: its settings, quotas and usage',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/tenant' } },
  input: z.strictObject({}),
  output: ownSchema,
  errors: [],
  run: (ctx) => readOwn(ctx),
});

export const updateSettingsOperation = operation({
  id: 'tenant.update-settings',
  summary: 'Change the name, the time zone or the rules of signing in of this tenant',
  permission: 'settings:manage',
  effect: 'write',
  audit: { event: 'tenant.settings-changed' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/tenant', ifMatch: 'version' } },
  input: z.strictObject({
    name: nameText.optional(),
    ...settingsInput.shape,
    version: z.number().int().min(0).optional().describe('Version that was read; or send If-Match.'),
  }),
  output: ownSchema,
  errors: ['version_mismatch'],
  async run(ctx, input) {
    const before = await readOwn(ctx);
    if (input.version !== undefined && input.version !== before.version) throw stale();
    if (input.name !== undefined) await renameTenant(ctx.sql, ctx.tenantId, input.name);
    const body = mergeSettings(before.settings, { time_zone: input.time_zone, security: input.security });
    if (JSON.stringify(body) !== JSON.stringify(before.settings)) {
      const row = { version: before.version + 1, body, created_at: ctx.at, created_by: ctx.principal.name };
      if (!(await insertSettings(ctx, row))) throw stale();
      forgetSecurityPolicy(ctx.tenantId);
    }
    const after = await readOwn(ctx);
    ctx.audit({
      subject: `tenant:${ctx.tenantId}`,
      before: { name: before.name, ...before.settings },
      after: { name: after.name, ...after.settings },
    });
    return after;
  },
});

function stale(): AppError {
  return new AppError('version_mismatch', {
    message: 'The settings have changed since you read them: read them again and repeat.',
  });
}

async function readOwn(ctx: OperationContext) {
  const tenant = await findTenant(ctx);
  if (!tenant) throw new AppError('internal', { internal: 'the tenant of the caller is not there' });
  const row = await findSettings(ctx);
  const usage = await readUsage(ctx, dayOf(ctx.at));
  return {
    id: toWireId('tenant', tenant.id),
    slug: tenant.slug,
    name: tenant.name,
    settings: parseSettings(row),
    version: row?.version ?? 0,
    quotas: usage.limits,
    usage: { records_today: usage.records_today, stored_bytes: usage.stored_bytes },
  };
}
