// Who may give and change what. The server decides; these functions say beforehand why it would refuse.

import type { Role, Session } from '@watchfloor/client';
import type { Permission } from '../session/session.ts';

export const OWNER = 'owner';

/** The names of the built-in roles, for forms of those who may not list the roles. */
export const BUILT_IN_ROLES = [
  'owner',
  'admin',
  'lead',
  'senior',
  'analyst',
  'viewer',
  'auditor',
  'ingest',
] as const;

/** The first permission of the role that this person does not hold. */
function missingFor(session: Session, role: Pick<Role, 'permissions'>): Permission | null {
  return role.permissions.find((permission) => !session.permissions.includes(permission)) ?? null;
}

/** Why this person cannot give the role to anybody. */
export function refuseGiving(session: Session, role: Pick<Role, 'name' | 'permissions'>): string | null {
  if (role.name === OWNER && session.principal.role !== OWNER) return 'Only an owner makes owners.';
  const missing = missingFor(session, role);
  return missing === null ? null : `It gives ${missing}, which you do not hold.`;
}

/** Why this person has no say over somebody, or something, of the role. A role that is not known is left to the server. */
export function refuseSay(
  session: Session,
  role: Pick<Role, 'name' | 'permissions'> | undefined,
): string | null {
  if (role === undefined) return null;
  if (role.name === OWNER && session.principal.role !== OWNER) return 'Only an owner changes owners.';
  const missing = missingFor(session, role);
  return missing === null ? null : `The role ${role.name} holds ${missing}, which you do not hold.`;
}

/** Why a custom role cannot be changed now. */
export function refuseRoleChange(session: Session, role: Role): string | null {
  return role.built_in ? 'A built-in role never changes.' : refuseSay(session, role);
}

/** Why a custom role cannot be deleted now. */
export function refuseRoleDelete(session: Session, role: Role): string | null {
  const holders = describeHolders(role);
  return (
    refuseRoleChange(session, role) ??
    (holders === null ? null : `Held by ${holders}: give them another role first.`)
  );
}

/** `2 people and 1 key`; null when nobody holds the role. */
export function describeHolders({ held_by }: Pick<Role, 'held_by'>): string | null {
  const parts = [
    words(held_by.people, 'person', 'people'),
    words(held_by.keys, 'key'),
    words(held_by.service_accounts, 'service account'),
    words(held_by.child_access, 'access to customers', 'accesses to customers'),
  ].filter((part) => part !== null);
  if (parts.length === 0) return null;
  return parts.length === 1 ? (parts[0] ?? null) : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function words(count: number, singular: string, plural = `${singular}s`): string | null {
  return count === 0 ? null : `${count} ${count === 1 ? singular : plural}`;
}

export interface RoleChange {
  readonly gained: readonly Permission[];
  readonly lost: readonly Permission[];
}

export function changeOf(before: readonly Permission[], after: readonly Permission[]): RoleChange {
  return {
    gained: after.filter((permission) => !before.includes(permission)),
    lost: before.filter((permission) => !after.includes(permission)),
  };
}

/** What is wrong with the name of a new role. */
export function roleNameProblem(name: string, taken: readonly string[]): string | null {
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(name))
    return 'Lower-case letters, digits and hyphens, beginning with a letter; 2 to 40 characters.';
  return taken.includes(name) ? 'There is a role of this name already.' : null;
}

export interface PermissionGroup<Named> {
  readonly name: string;
  readonly permissions: readonly Named[];
}

const GROUP_WORDS: Readonly<Record<string, string>> = {
  ai: 'AI',
  users: 'Administration',
  api_keys: 'Administration',
  settings: 'Administration',
  retention: 'Administration',
  audit: 'Administration',
  tenants: 'Administration',
  installation: 'Administration',
};

/** In the order of the list, those of one subject together. */
export function groupPermissions<Named extends { readonly name: string }>(
  permissions: readonly Named[],
): PermissionGroup<Named>[] {
  const groups = new Map<string, Named[]>();
  for (const permission of permissions) {
    const subject = permission.name.split(':')[0] ?? '';
    const name = GROUP_WORDS[subject] ?? subject.charAt(0).toUpperCase() + subject.slice(1);
    groups.set(name, [...(groups.get(name) ?? []), permission]);
  }
  return [...groups].map(([name, members]) => ({ name, permissions: members }));
}
