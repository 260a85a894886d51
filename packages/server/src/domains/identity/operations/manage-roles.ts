import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { AppError } from '../../../kernel/errors.ts';
import { operation } from '../../../kernel/operation.ts';
import {
  isRole,
  NEVER_IN_CHILDREN,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLE_NAMES,
} from '../../../kernel/permissions.ts';
import { neverIn, requireGrantable, requireSayOver } from '../grants.ts';
import {
  type CustomRoleRow,
  countRoleHolders,
  deleteCustomRole,
  insertCustomRole,
  listCustomRoles,
  lockCustomRole,
  ROLES_MAX,
  type RoleHolders,
  rankOf,
  readPlace,
  updateCustomRole,
} from '../role.store.ts';
import { roleName } from './person.schema.ts';

const isoTime = z.iso.datetime({ offset: true });

const roleSchema = z
  .object({
    name: z.string(),
    built_in: z.boolean(),
    description: z.string(),
    permissions: z.array(z.enum(PERMISSIONS)).describe('What it gives in this tenant.'),
    held_by: z.object({
      people: z.number().int(),
      keys: z.number().int(),
      service_accounts: z.number().int(),
      child_access: z.number().int(),
    }),
    version: z
      .number()
      .int()
      .nullable()
      .describe('For If-Match; null for a built-in role, which never changes.'),
    updated_at: isoTime.nullable(),
    updated_by: z.string().nullable(),
  })
  .meta({ id: 'Role' });

const permissionList = z.array(z.enum(PERMISSIONS)).min(1).max(PERMISSIONS.length);
const description = z.string().trim().max(500);
const version = z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).');

const BUILT_IN_TEXTS: Readonly<Record<(typeof ROLE_NAMES)[number], string>> = {
  owner: 'Everything; only owners make owners, and one is always left.',
  admin: 'Everything, but may not make or change owners.',
  lead: 'Runs the desk: what a senior may, and sources, playbooks and the audit log.',
  senior: 'Works on alerts and cases, deletes alerts, marks observables.',
  analyst: 'Works on alerts and cases.',
  viewer: 'Reads alerts, cases, playbooks, integrations and observables.',
  auditor: 'Reads what a viewer reads, and the audit log.',
  ingest: 'Submits records and nothing else; for keys.',
};

export const listRolesOperation = operation({
  id: 'roles.list',
  summary: 'Built-in roles and those of this tenant, with what they give and how many hold them',
  permission: 'users:manage',
  effect: 'read',
  audit: { none: 'shows no secret' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/roles' } },
  input: z.strictObject({}),
  output: z.array(roleSchema),
  errors: [],
  async run(ctx) {
    const [custom, holders] = [await listCustomRoles(ctx), await countRoleHolders(ctx)];
    const never = neverIn(await readPlace(ctx));
    const builtIn = ROLE_NAMES.map((role) => ({
      name: role,
      built_in: true,
      description: BUILT_IN_TEXTS[role],
      permissions: [...permissionsOf({ role, customPermissions: null, scopes: null, never })],
      held_by: holdersOf(holders, role),
      version: null,
      updated_at: null,
      updated_by: null,
    }));
    return [...builtIn, ...custom.map((row) => toRoleWire(row, { holders, never }))];
  },
});

export const createRoleOperation = operation({
  id: 'roles.create',
  summary: 'Make a role of this tenant from permissions that you hold yourself',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'role.created' },
  idempotency: 'key',
  expose: { http: { method: 'POST', path: '/v1/roles', status: 201 } },
  input: z.strictObject({
    name: roleName.describe('Lower case, digits and hyphens; none of the built-in names.'),
    description: description.default(''),
    permissions: permissionList,
  }),
  output: roleSchema,
  errors: ['conflict'],
  async run(ctx, input) {
    if (isRole(input.name))
      throw new AppError('conflict', { field: 'name', message: 'A built-in role has this name.' });
    await requireCustom(ctx, input.name, input.permissions);
    if ((await listCustomRoles(ctx)).length >= ROLES_MAX)
      throw new AppError('conflict', { message: `There are ${ROLES_MAX} roles already: delete one first.` });
    const row: CustomRoleRow = {
      name: input.name,
      description: input.description,
      permissions: inOrder(input.permissions),
      version: 1,
      created_at: ctx.at,
      updated_at: ctx.at,
      updated_by: ctx.principal.name,
    };
    if (!(await insertCustomRole(ctx, row)))
      throw new AppError('conflict', { field: 'name', message: 'There is a role of this name already.' });
    ctx.audit({ subject: `role:${row.name}`, after: auditOf(row) });
    return toRoleWire(row, { holders: new Map(), never: [] });
  },
});

export const updateRoleOperation = operation({
  id: 'roles.update',
  summary: 'Change a role of this tenant, for all who hold it; counts within a second',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'role.updated' },
  idempotency: 'key',
  expose: { http: { method: 'PATCH', path: '/v1/roles/{name}', ifMatch: 'version' } },
  input: z.strictObject({
    name: z.string().min(1).max(60),
    version,
    description: description.optional(),
    permissions: permissionList.optional(),
  }),
  output: roleSchema,
  errors: ['version_mismatch'],
  async run(ctx, input) {
    const row = await lockAt(ctx, input);
    const permissions = input.permissions === undefined ? row.permissions : inOrder(input.permissions);
    if (input.permissions) await requireCustom(ctx, row.name, input.permissions);
    const changed: CustomRoleRow = {
      ...row,
      description: input.description ?? row.description,
      permissions,
      version: row.version + 1,
      updated_at: ctx.at,
      updated_by: ctx.principal.name,
    };
    await updateCustomRole(ctx, changed);
    ctx.audit({ subject: `role:${row.name}`, before: auditOf(row), after: auditOf(changed) });
    const never = neverIn(await readPlace(ctx));
    return toRoleWire(changed, { holders: await countRoleHolders(ctx), never });
  },
});

export const deleteRoleOperation = operation({
  id: 'roles.delete',
  summary: 'Delete a role of this tenant that nobody holds any more',
  permission: 'users:manage',
  effect: 'write',
  audit: { event: 'role.deleted' },
  idempotency: 'key',
  expose: { http: { method: 'DELETE', path: '/v1/roles/{name}', ifMatch: 'version' } },
  input: z.strictObject({ name: z.string().min(1).max(60), version }),
  output: z.object({ deleted: z.literal(true) }),
  errors: ['conflict', 'version_mismatch'],
  async run(ctx, input) {
    const row = await lockAt(ctx, input);
    const held = holdersOf(await countRoleHolders(ctx), row.name);
    const count = held.people + held.keys + held.service_accounts + held.child_access;
    if (count > 0)
      throw new AppError('conflict', {
        message: `${count} still hold this role (people, keys, service accounts, access to customers): give them another first.`,
      });
    await deleteCustomRole(ctx, row.name);
    ctx.audit({ subject: `role:${row.name}`, before: auditOf(row) });
    return { deleted: true as const };
  },
});

/** The role at the version that was read, locked; refused to those who hold less than it gives. */
async function lockAt(
  ctx: OperationContext,
  input: { readonly name: string; readonly version?: number | undefined },
): Promise<CustomRoleRow> {
  const row = await lockCustomRole(ctx, input.name);
  if (!row) throw new AppError('not_found', { message: 'This tenant has no role of its own of this name.' });
  requireSayOver(ctx.principal, await rankOf(ctx, row.name));
  if (input.version !== undefined && input.version !== row.version) {
    throw new AppError('version_mismatch', {
      message: `The role is at version ${row.version}, not ${input.version}: read it again and repeat.`,
    });
  }
  return row;
}

async function requireCustom(
  ctx: OperationContext,
  name: string,
  permissions: readonly Permission[],
): Promise<void> {
  const place = await readPlace(ctx);
  const never = place.is_child ? NEVER_IN_CHILDREN : neverIn(place);
  const refused = permissions.find((permission) => never.includes(permission));
  if (refused !== undefined)
    throw new AppError('invalid', {
      field: 'permissions',
      message: `permissions: no role of this tenant can give ${refused}.`,
    });
  requireGrantable(ctx.principal, { role: name, permissions: new Set(permissions) });
}

/** In the order of the list, each once. */
function inOrder(permissions: readonly string[]): Permission[] {
  return PERMISSIONS.filter((permission) => permissions.includes(permission));
}

function auditOf(row: CustomRoleRow) {
  return { description: row.description, permissions: row.permissions };
}

function holdersOf(holders: ReadonlyMap<string, RoleHolders>, role: string) {
  const held = holders.get(role);
  return {
    people: held?.people ?? 0,
    keys: held?.keys ?? 0,
    service_accounts: held?.service_accounts ?? 0,
    child_access: held?.child_access ?? 0,
  };
}

function toRoleWire(
  row: CustomRoleRow,
  place: { readonly holders: ReadonlyMap<string, RoleHolders>; readonly never: readonly Permission[] },
): z.input<typeof roleSchema> {
  const given = permissionsOf({
    role: row.name,
    customPermissions: row.permissions,
    scopes: null,
    never: place.never,
  });
  return {
    name: row.name,
    built_in: false,
    description: row.description,
    permissions: [...given],
    held_by: holdersOf(place.holders, row.name),
    version: row.version,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
  };
}
