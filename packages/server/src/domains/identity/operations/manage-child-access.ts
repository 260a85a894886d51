import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { fromWireId, requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation } from '../../../kernel/operation.ts';
import { NEVER_IN_CHILDREN } from '../../../kernel/permissions.ts';
import {
  type ChildTenantRow,
  countGrants,
  deleteGrant,
  findGrant,
  GRANTS_MAX,
  type GrantRow,
  insertGrant,
  listChildTenants,
  listGrants,
} from '../child-access.store.ts';
import { type Rank, requireGrantable, requireSayOver } from '../grants.ts';
import { findApiKey } from '../key.store.ts';
import { requireMember } from '../member-rules.ts';
import { findRank, rankOf } from '../role.store.ts';
import { roleName } from './person.schema.ts';

const wireId = z.string().min(1).max(60);
const isoTime = z.iso.datetime({ offset: true });

const grantSchema = z
  .object({
    id: z.string(),
    holder: z.object({ kind: z.enum(['user', 'key']), id: z.string(), name: z.string() }),
    tenant: z
      .object({ id: z.string(), slug: z.string(), name: z.string() })
      .nullable()
      .describe("Null: every customer's tenant, also those to come."),
    role: z.string().describe('What they are there; a role of the tenant that gives the access.'),
    created_at: isoTime,
    created_by: z.string(),
  })
  .meta({ id: 'ChildAccess' });

export const listChildAccessOperation = operation({
  id: 'child-access.list',
  summary: "Who of this tenant may act in which customer's tenant, and as what",
  permission: 'tenants:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/child-access' } },
  input: z.strictObject({}),
  output: z.array(grantSchema),
  errors: [],
  async run(ctx) {
    const children = await listChildTenants(ctx);
    return (await listGrants(ctx)).map((row) => toGrantWire(row, children));
  },
});

export const grantChildAccessOperation = operation({
  id: 'child-access.grant',
  summary: "Let a person or a key of this tenant act in a customer's tenant, or in all",
  permission: 'tenants:manage',
  effect: 'write',
  audit: { event: 'child-access.granted' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/child-access', status: 201 } },
  input: z.strictObject({
    holder: wireId.describe('A person (user_…) or a key (key_…) of this tenant.'),
    tenant: wireId
      .nullable()
      .default(null)
      .describe("A customer's tenant; null means all, also those to come."),
    role: roleName,
  }),
  output: grantSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    const holder = await requireHolder(ctx, input.holder);
    const children = await listChildTenants(ctx);
    const child = input.tenant === null ? null : requireChild(children, input.tenant);
    const rank = await findRank(ctx, input.role);
    if (!rank)
      throw new AppError('invalid', { field: 'role', message: `role: there is no role "${input.role}".` });
    requireGrantable(ctx.principal, inChildren(rank));
    if ((await countGrants(ctx)) >= GRANTS_MAX)
      throw new AppError('conflict', {
        message: `There are ${GRANTS_MAX} grants already: revoke one first.`,
      });
    const row = {
      ...holder,
      id: ctx.ids.next('access'),
      child_id: child?.id ?? null,
      role: input.role,
      created_at: ctx.at,
      created_by: ctx.principal.name,
    };
    if (!(await insertGrant(ctx, row)))
      throw new AppError('conflict', { message: 'They have access to that already: revoke it first.' });
    const stored = await requireGrant(ctx, row.id);
    const wire = toGrantWire(stored, children);
    ctx.audit({ subject: `access:${row.id}`, after: auditOf(wire) });
    return wire;
  },
});

export const revokeChildAccessOperation = operation({
  id: 'child-access.revoke',
  summary: "Take back access to customers' tenants; counts within a second",
  permission: 'tenants:manage',
  effect: 'write',
  audit: { event: 'child-access.revoked' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/child-access/{id}' } },
  input: z.strictObject({ id: wireId }),
  output: z.object({ revoked: z.literal(true) }),
  errors: [],
  async run(ctx, input) {
    const id = requireWireId('access', input.id);
    const row = await requireGrant(ctx, id);
    requireSayOver(ctx.principal, inChildren(await rankOf(ctx, row.role)));
    await deleteGrant(ctx, id);
    const wire = toGrantWire(row, await listChildTenants(ctx));
    ctx.audit({ subject: `access:${id}`, before: auditOf(wire) });
    return { revoked: true as const };
  },
});

/** What the role gives in a customer's tenant, where nothing of the tree of tenants is held. */
function inChildren(rank: Rank): Rank {
  return {
    role: rank.role,
    permissions: new Set(
      [...rank.permissions].filter((permission) => !NEVER_IN_CHILDREN.includes(permission)),
    ),
  };
}

async function requireHolder(
  ctx: OperationContext,
  holder: string,
): Promise<{ person_id: string | null; key_id: string | null }> {
  const keyId = holder.startsWith('key_') ? fromWireId('key', holder) : null;
  if (keyId === null) return { person_id: (await requireMember(ctx, holder)).id, key_id: null };
  const key = await findApiKey(ctx, keyId);
  if (!key) throw new AppError('not_found', { message: 'There is nobody with this id.' });
  // An agent is known by its account and not by its key; access of its own comes with the operations that need it.
  if (key.account_kind === 'agent')
    throw new AppError('conflict', {
      field: 'holder',
      message: "An agent acts in its own tenant only: give a person or a service's key access.",
    });
  return { person_id: null, key_id: keyId };
}

function requireChild(children: readonly ChildTenantRow[], tenant: string): ChildTenantRow {
  const id = fromWireId('tenant', tenant);
  const child = children.find((row) => row.id === id || row.slug === tenant);
  if (!child)
    throw new AppError('not_found', { field: 'tenant', message: 'There is no such tenant below this one.' });
  return child;
}

async function requireGrant(ctx: OperationContext, id: string): Promise<GrantRow> {
  const row = await findGrant(ctx, id);
  if (!row) throw new AppError('not_found', { message: 'There is no access with this id.' });
  return row;
}

/** By its id alone: this record stays when the customer's tenant is deleted with every name of it. */
function auditOf(wire: z.input<typeof grantSchema>) {
  return { holder: wire.holder, tenant: wire.tenant?.id ?? 'all', role: wire.role };
}

function toGrantWire(row: GrantRow, children: readonly ChildTenantRow[]): z.input<typeof grantSchema> {
  const child = children.find(({ id }) => id === row.child_id);
  return {
    id: toWireId('access', row.id),
    holder:
      row.key_id === null
        ? { kind: 'user', id: toWireId('user', row.person_id ?? ''), name: row.holder_name }
        : { kind: 'key', id: toWireId('key', row.key_id), name: row.holder_name },
    tenant:
      row.child_id === null
        ? null
        : {
            id: toWireId('tenant', row.child_id),
            slug: child?.slug ?? '',
            name: child?.name ?? 'a tenant that is gone',
          },
    role: row.role,
    created_at: row.created_at.toISOString(),
    created_by: row.created_by,
  };
}
