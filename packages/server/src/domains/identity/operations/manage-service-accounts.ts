import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { asAgent, type Rank, requireGrantable, requireSayOver } from '../grants.ts';
import { findRank, rankOf } from '../role.store.ts';
import {
  ACCOUNTS_MAX,
  type AccountKind,
  type CountedAccountRow,
  countServiceAccounts,
  findServiceAccount,
  insertServiceAccount,
  isAccountNameTaken,
  listServiceAccounts,
  lockServiceAccount,
  type ServiceAccountRow,
  updateServiceAccount,
} from '../service-account.store.ts';
import { roleName } from './person.schema.ts';

const isoTime = z.iso.datetime({ offset: true });
const accountId = z.string().min(1).max(60);
const accountName = z.string().trim().min(1).max(200);
const description = z.string().trim().max(500);

const accountSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z
      .enum(['service', 'agent'])
      .describe('"agent": a model acts by it, and never holds what an agent may not.'),
    role: z.string(),
    description: z.string(),
    status: z.enum(['active', 'disabled']),
    keys: z.number().int().describe('Keys of it that are neither revoked nor expired.'),
    last_used_at: isoTime.nullable(),
    created_at: isoTime,
    created_by: z.string(),
    disabled_at: isoTime.nullable(),
  })
  .meta({ id: 'ServiceAccount' });

export const createServiceAccountOperation = operation({
  id: 'service-accounts.create',
  summary: 'Make a service account or an agent: a principal of its own, whose keys may change',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'service-account.created' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/service-accounts', status: 201 } },
  input: z.strictObject({
    name: accountName,
    kind: z.enum(['service', 'agent']),
    role: roleName,
    description: description.default(''),
  }),
  output: accountSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    requireGrantable(ctx.principal, await requireRank(ctx, input.role, input.kind));
    if ((await countServiceAccounts(ctx)) >= ACCOUNTS_MAX)
      throw new AppError('conflict', { message: `There are ${ACCOUNTS_MAX} service accounts already.` });
    const row: ServiceAccountRow = {
      ...input,
      id: ctx.ids.next('account'),
      created_at: ctx.at,
      created_by: ctx.principal.name,
      disabled_at: null,
    };
    if (!(await insertServiceAccount(ctx, row))) throw nameTaken();
    ctx.audit({ subject: `account:${row.id}`, after: auditOf(row) });
    return toAccountWire(await requireAccount(ctx, row.id));
  },
});

export const listServiceAccountsOperation = operation({
  id: 'service-accounts.list',
  summary: 'Service accounts and agents of this tenant',
  permission: 'api_keys:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/service-accounts' } },
  input: z.strictObject({}),
  output: z.array(accountSchema),
  errors: [],
  async run(ctx) {
    return (await listServiceAccounts(ctx, ctx.at)).map(toAccountWire);
  },
});

export const getServiceAccountOperation = operation({
  id: 'service-accounts.get',
  summary: 'One service account or agent',
  permission: 'api_keys:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/service-accounts/{id}' } },
  input: z.strictObject({ id: accountId }),
  output: accountSchema,
  errors: [],
  async run(ctx, input) {
    return toAccountWire(await requireAccount(ctx, requireWireId('account', input.id)));
  },
});

export const updateServiceAccountOperation = operation({
  id: 'service-accounts.update',
  summary: 'Change the name, description or role of a service account; its keys follow within a second',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'service-account.updated' },
  idempotency: 'natural',
  expose: { http: { method: 'PATCH', path: '/v1/service-accounts/{id}' } },
  input: z.strictObject({
    id: accountId,
    name: accountName.optional(),
    description: description.optional(),
    role: roleName.optional(),
  }),
  output: accountSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const before = await lockAccount(ctx, input.id);
    if (input.role !== undefined && input.role !== before.role)
      requireGrantable(ctx.principal, await requireRank(ctx, input.role, before.kind));
    if (input.name !== undefined && (await isAccountNameTaken(ctx, input.name, before.id))) throw nameTaken();
    const row: ServiceAccountRow = {
      ...before,
      name: input.name ?? before.name,
      description: input.description ?? before.description,
      role: input.role ?? before.role,
    };
    await updateServiceAccount(ctx, row);
    ctx.audit({ subject: `account:${row.id}`, before: auditOf(before), after: auditOf(row) });
    return toAccountWire(await requireAccount(ctx, row.id));
  },
});

export const disableServiceAccountOperation = operation({
  id: 'service-accounts.disable',
  summary: 'Switch a service account off: all its keys stop working within a second',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'service-account.disabled' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/service-accounts/{id}/disable' } },
  input: z.strictObject({ id: accountId }),
  output: accountSchema,
  errors: [],
  async run(ctx, input) {
    const before = await lockAccount(ctx, input.id);
    return setDisabled(ctx, before, before.disabled_at ?? ctx.at);
  },
});

export const enableServiceAccountOperation = operation({
  id: 'service-accounts.enable',
  summary: 'Let a service account act again, with the keys it has',
  permission: 'api_keys:manage',
  effect: 'write',
  audit: { event: 'service-account.enabled' },
  idempotency: 'natural',
  expose: { http: { method: 'POST', path: '/v1/service-accounts/{id}/enable' } },
  input: z.strictObject({ id: accountId }),
  output: accountSchema,
  errors: [],
  async run(ctx, input) {
    return setDisabled(ctx, await lockAccount(ctx, input.id), null);
  },
});

async function setDisabled(ctx: OperationContext, before: ServiceAccountRow, disabledAt: Date | null) {
  await updateServiceAccount(ctx, { ...before, disabled_at: disabledAt });
  ctx.audit({
    subject: `account:${before.id}`,
    before: { disabled_at: before.disabled_at?.toISOString() ?? null },
    after: { disabled_at: disabledAt?.toISOString() ?? null },
  });
  return toAccountWire(await requireAccount(ctx, before.id));
}

async function requireRank(ctx: OperationContext, role: string, kind: AccountKind): Promise<Rank> {
  const rank = await findRank(ctx, role);
  if (!rank) throw new AppError('invalid', { field: 'role', message: `role: there is no role "${role}".` });
  return kind === 'agent' ? asAgent(rank) : rank;
}

/** The account, locked; refused to those who hold less than it does. */
async function lockAccount(ctx: OperationContext, wireId: string): Promise<ServiceAccountRow> {
  const row = await lockServiceAccount(ctx, requireWireId('account', wireId));
  if (!row) throw noAccount();
  const rank = await rankOf(ctx, row.role);
  requireSayOver(ctx.principal, row.kind === 'agent' ? asAgent(rank) : rank);
  return row;
}

async function requireAccount(ctx: OperationContext, id: string): Promise<CountedAccountRow> {
  const row = await findServiceAccount(ctx, id, ctx.at);
  if (!row) throw noAccount();
  return row;
}

function noAccount(): AppError {
  return new AppError('not_found', { message: 'There is no service account with this id.' });
}

function nameTaken(): AppError {
  return new AppError('conflict', {
    field: 'name',
    message: 'There is a service account of this name already.',
  });
}

function auditOf(row: ServiceAccountRow) {
  return { name: row.name, kind: row.kind, role: row.role, description: row.description };
}

function toAccountWire(row: CountedAccountRow): z.input<typeof accountSchema> {
  return {
    id: toWireId('account', row.id),
    name: row.name,
    kind: row.kind,
    role: row.role,
    description: row.description,
    status: row.disabled_at === null ? 'active' : 'disabled',
    keys: row.keys,
    last_used_at: row.last_used_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
    disabled_at: row.disabled_at?.toISOString() ?? null,
  };
}
