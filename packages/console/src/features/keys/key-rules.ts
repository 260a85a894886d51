// What can be done now with a key, and why not; and which scopes it can have.

import type { ApiKey, Role, Session } from '@watchfloor/client';
import type { Permission } from '../session/session.ts';

export interface KeyRefusals {
  readonly edit: string | null;
  readonly rotate: string | null;
  readonly revoke: string | null;
}

export function refusalsForKey(key: ApiKey): KeyRefusals {
  const { status } = key;
  const gone = status === 'active' || status === 'expiring' ? null : STATUS_REASONS[status];
  return {
    edit: key.status === 'revoked' ? 'It is revoked: make a new one.' : null,
    rotate:
      gone ??
      (key.replaced_by === null ? null : 'It was rotated already: rotate the one that took its place.'),
    revoke: key.status === 'revoked' ? 'It is revoked already.' : null,
  };
}

const STATUS_REASONS: Readonly<Record<Exclude<ApiKey['status'], 'active' | 'expiring'>, string>> = {
  expired: 'It has expired: make a new one.',
  revoked: 'It is revoked: make a new one.',
  disabled: 'Its service account is switched off.',
};

/** What no agent ever holds, whatever its role says; the server leaves it out, this says so beforehand. */
export const NEVER_FOR_AGENTS = [
  'alerts:delete',
  'users:manage',
  'api_keys:manage',
  'settings:manage',
  'retention:manage',
  'tenants:manage',
  'installation:manage',
] as const satisfies readonly Permission[];

export interface ScopeChoice {
  readonly name: Permission;
  readonly text: null;
  readonly refusal: string | null;
}

/** The permissions that a new key of the role can be limited to. Of a role that one may not look at, those that one holds. */
export function scopeChoices(
  session: Session,
  role: Pick<Role, 'permissions'> | undefined,
  isAgent: boolean,
): ScopeChoice[] {
  const never: readonly Permission[] = isAgent ? NEVER_FOR_AGENTS : [];
  return (role?.permissions ?? session.permissions)
    .filter((name) => !never.includes(name))
    .map((name) => ({
      name,
      text: null,
      refusal: session.permissions.includes(name) ? null : 'You do not hold it.',
    }));
}

/** The scopes of a key that exists only become narrower: someone may hold a copy of it. */
export function narrowerChoices(key: ApiKey, ofRole: readonly ScopeChoice[]): ScopeChoice[] {
  if (key.scopes === null) return [...ofRole];
  const before = key.scopes;
  return before.map(
    (name) => ofRole.find((choice) => choice.name === name) ?? { name, text: null, refusal: null },
  );
}

/** Days from now, as one types a moment: `2026-03-31 12:00`. */
export function inDays(days: number, nowMs: number): string {
  return new Date(nowMs + days * 86_400_000).toISOString().slice(0, 16).replace('T', ' ');
}
