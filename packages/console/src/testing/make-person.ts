// People, roles and sessions for tests of pure functions.

import type { Person, PersonAccount, Role, Session } from '@watchfloor/client';

type PersonFields = Partial<Omit<Person, 'account'>> & Partial<PersonAccount>;

export function makePerson(fields: PersonFields = {}): Person {
  const {
    id = 'user_0198c0ffee007abc8123456789abcdef',
    email = 'ada@example.com',
    name = 'Ada',
    role = 'analyst',
    ...account
  } = fields;
  return {
    id,
    email,
    name,
    role,
    account: {
      status: 'active',
      joined_at: '2026-03-01T12:00:00.000Z',
      last_seen_at: null,
      deactivated_at: null,
      link_expires_at: null,
      locked_until: null,
      factors: { password: true, passkeys: 0, totp: false, recovery_codes: 0 },
      ...account,
    },
  };
}

export function makeRole(fields: Partial<Role> & Pick<Role, 'name'>): Role {
  return {
    built_in: true,
    description: '',
    permissions: [],
    held_by: { people: 0, keys: 0, service_accounts: 0, child_access: 0 },
    version: null,
    updated_at: null,
    updated_by: null,
    ...fields,
  };
}

export function makeSession(
  principal: Partial<Session['principal']>,
  permissions: Session['permissions'],
): Session {
  return {
    principal: { kind: 'user', id: 'user_me', name: 'Me', role: 'admin', ...principal },
    tenant: { id: 'tenant_1', slug: 'default', name: 'Default' },
    permissions,
  };
}
