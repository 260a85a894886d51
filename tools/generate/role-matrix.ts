// Who may do what, as tables that a person can read: a golden file whose change is reviewed. The first is operation by role, the
// second permission by role with what enforces each.

import type { Principal } from '../../packages/server/src/kernel/context.ts';
import { AppError } from '../../packages/server/src/kernel/errors.ts';
import type { TenantId } from '../../packages/server/src/kernel/ids.ts';
import type { AnyOperation } from '../../packages/server/src/kernel/operation.ts';
import {
  NEVER_FOR_AGENTS,
  PERMISSIONS,
  type Permission,
  permissionsOf,
  ROLE_NAMES,
} from '../../packages/server/src/kernel/permissions.ts';
import { makeModules } from '../../packages/server/src/main.ts';
import { authorise, requirePermission } from '../../packages/server/src/platform/http/run-operation.ts';

/** The columns: every built-in role as a person, and an agent with the widest role that there is for one. */
export const COLUMNS = [...ROLE_NAMES, 'agent'] as const;
type Column = (typeof COLUMNS)[number];

/** What hand-written routes ask for, beside the operations. */
export const ROUTES: readonly { readonly route: string; readonly permission: Permission }[] = [
  { route: 'POST /v1/ingest/*', permission: 'alerts:ingest' },
  { route: 'GET /v1/stream', permission: 'alerts:read' },
  { route: 'GET /v1/audit/export', permission: 'audit:read' },
  { route: 'GET /v1/tenant/export', permission: 'settings:manage' },
  { route: 'POST /v1/egress/check', permission: 'settings:manage' },
];

export function generateRoleMatrix(): string {
  const operations = [...makeModules().operations].sort((left, right) => (left.id < right.id ? -1 : 1));
  return [
    'Operations by role. "agent" is an agent whose account has the role admin. Every cell is what authorisation answers.',
    '',
    ...operationTable(operations),
    '',
    'Permissions by role. The last line counts them. In tenants other than the installation’s own nobody holds installation:manage.',
    '',
    ...permissionTable(),
    '',
    'What enforces each permission.',
    '',
    ...PERMISSIONS.flatMap((permission) => enforcers(permission, operations)),
    '',
  ].join('\n');
}

function operationTable(operations: readonly AnyOperation[]): string[] {
  const head = ['operation', 'effect', 'permission', ...COLUMNS];
  const rows = operations.map((operation) => [
    operation.id,
    operation.effect,
    operation.permission,
    ...COLUMNS.map((column) => mark(isAllowed(() => authorise(operation, principalOf(column))))),
  ]);
  return align([head, ...rows]);
}

function permissionTable(): string[] {
  const held = (column: Column, permission: Permission) =>
    isAllowed(() => requirePermission(principalOf(column), permission));
  const rows = PERMISSIONS.map((permission) => [
    permission,
    ...COLUMNS.map((column) => mark(held(column, permission))),
  ]);
  const counts = COLUMNS.map((column) =>
    String(PERMISSIONS.filter((permission) => held(column, permission)).length),
  );
  return align([['permission', ...COLUMNS], ...rows, [`${PERMISSIONS.length} permissions`, ...counts]]);
}

/** Operations and routes that ask for the permission. */
export function enforcersOf(permission: Permission, operations: readonly AnyOperation[]): string[] {
  return [
    ...operations.filter((operation) => operation.permission === permission).map(({ id }) => id),
    ...ROUTES.filter((route) => route.permission === permission).map(({ route }) => route),
  ];
}

function enforcers(permission: Permission, operations: readonly AnyOperation[]): string[] {
  const names = enforcersOf(permission, operations);
  return [`${permission} (${names.length})`, ...names.map((name) => `  ${name}`)];
}

function mark(isHeld: boolean): string {
  return isHeld ? 'yes' : '-';
}

/** Asks the code that authorises, not the table it reads: the matrix shows what is enforced. */
function isAllowed(ask: () => void): boolean {
  try {
    ask();
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === 'forbidden') return false;
    throw error;
  }
}

function principalOf(column: Column): Principal {
  const isAgent = column === 'agent';
  const role = isAgent ? 'admin' : column;
  const never = isAgent ? NEVER_FOR_AGENTS : [];
  return {
    kind: isAgent ? 'agent' : 'user',
    id: 'matrix',
    name: 'matrix',
    role,
    permissions: permissionsOf({ role, customPermissions: null, scopes: null, never }),
    // Authorisation does not look at it.
    tenantId: 'matrix' as TenantId,
    homeTenantId: 'matrix' as TenantId,
    sources: null,
    sessionId: null,
    authenticatedAt: null,
  };
}

/** Columns as wide as their widest cell. */
function align(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
