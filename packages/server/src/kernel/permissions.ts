// Named permissions and the roles that hold them. An operation names one permission; a role is a set of them. The matrix of
// both is a golden file (tests/product/golden/role-matrix.txt), so a change here is seen by a person.

export const PERMISSIONS = [
  'alerts:read',
  'alerts:update',
  'alerts:ingest',
  'integrations:read',
  'integrations:manage',
  'observables:read',
  'api_keys:manage',
  'users:manage',
  'settings:manage',
  'audit:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = {
  admin: PERMISSIONS,
  analyst: ['alerts:read', 'alerts:update', 'alerts:ingest', 'integrations:read', 'observables:read'],
  viewer: ['alerts:read', 'integrations:read', 'observables:read'],
  ingest: ['alerts:ingest'],
} as const satisfies Record<string, readonly Permission[]>;
export type Role = keyof typeof ROLES;

export const ROLE_NAMES = ['admin', 'analyst', 'viewer', 'ingest'] as const satisfies readonly Role[];

/** Whether the role holds the permission; a role nobody knows holds none. */
export function roleHolds(role: string, permission: Permission): boolean {
  const found = ROLE_NAMES.find((name) => name === role);
  if (found === undefined) return false;
  const held: readonly Permission[] = ROLES[found];
  return held.includes(permission);
}
