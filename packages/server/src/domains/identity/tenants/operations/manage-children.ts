import { z } from 'zod';
import type { OperationContext } from '../../../../kernel/context.ts';
import { AppError } from '../../../../kernel/errors.ts';
import { operation } from '../../../../kernel/operation.ts';
import {
  childSchema,
  namedQuotas,
  nameText,
  quotasInput,
  reasonText,
  requireTenantId,
  tenantIdText,
  toChildWire,
} from '../tenant.schema.ts';
import {
  type ChildRow,
  findChildTenant,
  listChildTenants,
  numberOf,
  renameTenant,
  setChildStatus,
  setLimit,
} from '../tenant.store.ts';

export const listTenantsOperation = operation({
  id: 'tenants.list',
  summary: 'The tenants below this one, with their state, quotas and usage',
  permission: 'tenants:manage',
  effect: 'read',
  audit: { none: 'names tenants, and nothing of their data' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/tenants' } },
  input: z.strictObject({}),
  output: z.array(childSchema),
  errors: [],
  async run(ctx) {
    return (await listChildTenants(ctx.sql, ctx.at)).map(toChildWire);
  },
});

export const getTenantOperation = operation({
  id: 'tenants.get',
  summary: 'A tenant below this one, with its state, quotas and usage',
  permission: 'tenants:manage',
  effect: 'read',
  audit: { none: 'names a tenant, and nothing of its data' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/tenants/{id}' } },
  input: z.strictObject({ id: tenantIdText }),
  output: childSchema,
  errors: [],
  async run(ctx, input) {
    return toChildWire(await requireChild(ctx, input.id));
  },
});

export const updateTenantOperation = operation({
  id: 'tenants.update',
  summary: 'Rename a tenant below this one, or change its quotas',
  permission: 'tenants:manage',
  effect: 'write',
  audit: { event: 'tenant.updated' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/tenants/{id}' } },
  input: z.strictObject({ id: tenantIdText, name: nameText.optional(), quotas: quotasInput.optional() }),
  output: childSchema,
  errors: [],
  async run(ctx, input) {
    const before = await requireChild(ctx, input.id);
    if (input.name !== undefined) await renameTenant(ctx.sql, before.id, input.name);
    const quotas = namedQuotas(input.quotas);
    await ctx.inChild(before.id, async (child) => {
      for (const [name, value] of quotas)
        await setLimit(child, { name, value, at: ctx.at, by: ctx.principal.name });
      await child.audit({
        event: 'tenant.updated',
        subject: `tenant:${before.id}`,
        before: { name: before.name, ...quotasOf(before) },
        after: { name: input.name ?? before.name, ...Object.fromEntries(quotas) },
      });
    });
    ctx.audit({
      subject: `tenant:${before.id}`,
      before: quotasOf(before),
      after: { is_renamed: input.name !== undefined, ...Object.fromEntries(quotas) },
    });
    return toChildWire(await requireChild(ctx, input.id));
  },
});

export const suspendTenantOperation = operation({
  id: 'tenants.suspend',
  summary: 'Suspend a tenant: its credentials stop within a second, its data stays',
  permission: 'tenants:manage',
  effect: 'write',
  audit: { event: 'tenant.suspended' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/tenants/{id}/suspend' } },
  input: z.strictObject({ id: tenantIdText, reason: reasonText }),
  output: childSchema,
  errors: ['conflict'],
  run: (ctx, input) => changeStatus(ctx, input, 'suspended'),
});

export const resumeTenantOperation = operation({
  id: 'tenants.resume',
  summary: 'Let a suspended tenant go on',
  permission: 'tenants:manage',
  effect: 'write',
  audit: { event: 'tenant.resumed' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/tenants/{id}/resume' } },
  input: z.strictObject({ id: tenantIdText, reason: reasonText }),
  output: childSchema,
  errors: ['conflict'],
  run: (ctx, input) => changeStatus(ctx, input, 'active'),
});

export async function requireChild(ctx: OperationContext, wireId: string): Promise<ChildRow> {
  const row = await findChildTenant(ctx.sql, requireTenantId(wireId), ctx.at);
  if (!row) throw new AppError('not_found', { message: 'There is no tenant with this id.' });
  return row;
}

interface StatusInput {
  readonly id: string;
  readonly reason: string;
}

async function changeStatus(
  ctx: OperationContext,
  { id, reason }: StatusInput,
  status: 'active' | 'suspended',
) {
  const before = await requireChild(ctx, id);
  const outcome = await setChildStatus(ctx.sql, {
    id: before.id,
    status,
    reason,
    by: ctx.principal.name,
    at: ctx.at,
  });
  if (outcome === 'deleting')
    throw new AppError('conflict', { message: 'This tenant is being deleted: nothing brings it back.' });
  const details = {
    subject: `tenant:${before.id}`,
    before: { status: before.status },
    after: { status },
    reason,
  };
  const event = status === 'suspended' ? 'tenant.suspended' : 'tenant.resumed';
  await ctx.inChild(before.id, (child) => child.audit({ event, ...details }));
  ctx.audit(details);
  return toChildWire(await requireChild(ctx, id));
}

function quotasOf(row: ChildRow) {
  return { records_per_day: numberOf(row.records_per_day), stored_bytes: numberOf(row.stored_bytes_max) };
}
