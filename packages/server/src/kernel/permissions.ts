// Named permissions and the built-in roles that hold them. An operation names one permission; a role is a set of them; a tenant
// may add roles of its own from the same permissions. The matrix of operations and roles is a golden file
// (tests/product/golden/role-matrix.txt), so a change here is seen by a person. Why a role holds what it holds: ADR 0016.

export const PERMISSIONS = [
  'alerts:read',
  'alerts:update',
  'alerts:delete',
  'alerts:ingest',
  'cases:read',
  'cases:create',
  'cases:update',
  'playbooks:read',
  'playbooks:execute',
  'playbooks:manage',
  'integrations:read',
  'integrations:manage',
  'observables:read',
  'observables:manage',
  'ai:use',
  'users:manage',
  'api_keys:manage',
  'settings:manage',
  'retention:manage',
  'audit:read',
  'tenants:manage',
  'installation:manage',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const READS = [
  'alerts:read',
  'cases:read',
  'playbooks:read',
  'integrations:read',
  'observables:read',
] as const satisfies readonly Permission[];

const ANALYST = [
  ...READS,
  'alerts:update',
  'alerts:ingest',
  'cases:create',
  'cases:update',
  'playbooks:execute',
  'ai:use',
] as const satisfies readonly Permission[];

const SENIOR = [...ANALYST, 'alerts:delete', 'observables:manage'] as const satisfies readonly Permission[];

export const ROLES = {
  owner: PERMISSIONS,
  admin: PERMISSIONS,
  lead: [...SENIOR, 'playbooks:manage', 'integrations:manage', 'audit:read'],
  senior: SENIOR,
  analyst: ANALYST,
  viewer: READS,
  auditor: [...READS, 'audit:read'],
  ingest: ['alerts:ingest'],
} as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof ROLES;

export const ROLE_NAMES = [
  'owner',
  'admin',
  'lead',
  'senior',
  'analyst',
  'viewer',
  'auditor',
  'ingest',
] as const satisfies readonly Role[];

/** What an agent never holds, whatever its role says: a model must not widen its own reach or remove what it did. */
export const NEVER_FOR_AGENTS: readonly Permission[] = [
  'alerts:delete',
  'users:manage',
  'api_keys:manage',
  'settings:manage',
  'retention:manage',
  'tenants:manage',
  'installation:manage',
];

/** What acting in a customer's tenant never gives, since it concerns the tree of tenants itself. */
export const NEVER_IN_CHILDREN: readonly Permission[] = ['tenants:manage', 'installation:manage'];

export function isRole(name: string): name is Role {
  return ROLE_NAMES.some((role) => role === name);
}

export function isPermission(name: string): name is Permission {
  return PERMISSIONS.some((permission) => permission === name);
}

/** Whether the built-in role holds the permission; a role nobody knows holds none. */
export function roleHolds(role: string, permission: Permission): boolean {
  if (!isRole(role)) return false;
  const held: readonly Permission[] = ROLES[role];
  return held.includes(permission);
}

export interface Grant {
  readonly role: string;
  /** Permissions of the tenant's own role of that name; null when the role is a built-in one or there is none. */
  readonly customPermissions: readonly string[] | null;
  /** Permissions that the credential is limited to; null when to none. */
  readonly scopes: readonly string[] | null;
  /** Permissions that this kind of caller or place never holds. */
  readonly never: readonly Permission[];
}

/**
 * The permissions of a credential: its role's, within its scopes, without what its kind never holds. A role that is neither
 * built in nor the tenant's own holds nothing.
 */
export function permissionsOf({ role, customPermissions, scopes, never }: Grant): ReadonlySet<Permission> {
  const ofRole: readonly string[] = isRole(role) ? ROLES[role] : (customPermissions ?? []);
  return new Set(
    PERMISSIONS.filter(
      (permission) =>
        ofRole.includes(permission) &&
        (scopes === null || scopes.includes(permission)) &&
        !never.includes(permission),
    ),
  );
}
