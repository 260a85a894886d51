// Samples of the operations on people, roles, keys, service accounts and access to customers.

import { type Sample, type Side, uuidOf } from './operation-samples.ts';

let made = 0;
const next = () => {
  made += 1;
  return made;
};

async function newPerson(side: Side, role = 'viewer'): Promise<string> {
  const number = next();
  const name = `Sample ${number}`;
  return (await side.caller.api.people.invite({ email: `sample-${number}@example.com`, name, role })).id;
}

async function newRole(side: Side): Promise<string> {
  const { name } = await side.caller.api.roles.create({
    name: `sample-role-${next()}`,
    permissions: ['alerts:read'],
  });
  return name;
}

async function newAccount(side: Side): Promise<{ id: string; name: string }> {
  const name = `sample account ${next()}`;
  return side.caller.api.serviceAccounts.create({ name, kind: 'service', role: 'viewer' });
}

const newKey = (side: Side) =>
  side.caller.api.keys.create({ name: 'sample', role: 'analyst', scopes: ['alerts:read'] });

/** Somebody whom a tenant knows in which this one has no say. */
async function personElsewhere(side: Side): Promise<{ id: string; email: string }> {
  const id = await newPerson(side);
  const { rows } = await side.server.database.admin.query<{ email: string }>(
    `with other as (insert into wf.tenant (id, slug, name, created_at)
       values (gen_random_uuid(), 'elsewhere-' || $2, 'Elsewhere', now()) returning id),
     member as (insert into wf.membership (tenant_id, person_id, role, created_at)
       select id, $1, 'viewer', now() from other)
     select email from wf.person where id = $1`,
    [uuidOf(id), next()],
  );
  return { id, email: rows[0]?.email ?? '' };
}

/** The one owner that the tenant has. */
async function lastOwner(side: Side): Promise<string> {
  const owners = (await side.caller.api.people.list({})).filter(({ role }) => role === 'owner');
  if (owners.length !== 1) throw new Error('the sample needs a tenant with one owner');
  return owners[0]?.id ?? '';
}

const aPerson: Sample = { ok: async (side) => ({ id: await newPerson(side) }), wrong: null, owned: ['id'] };
const anAccount: Sample = {
  ok: async (side) => ({ id: (await newAccount(side)).id }),
  wrong: null,
  owned: ['id'],
};
const tooLong = { reason: 'x'.repeat(501) };
const STALE_VERSION = 900;

const PEOPLE: Readonly<Record<string, Sample>> = {
  'people.list': { ok: () => ({}), wrong: null, owned: [] },
  'people.get': aPerson,
  'people.sessions': aPerson,
  'people.invite': {
    ok: () => ({ email: `invited-${next()}@example.com`, name: 'Invited', role: 'analyst' }),
    wrong: { fields: { email: 'nobody' }, field: 'email' },
    owned: [],
    conflicts: {
      conflict: async (side) => {
        const { email } = await side.caller.api.people.get({ id: await newPerson(side) });
        return { email, name: 'Again', role: 'viewer' };
      },
    },
  },
  'people.update': {
    ok: async (side) => ({ id: await newPerson(side), role: 'analyst' }),
    wrong: { fields: { role: 'nobody-has-this' }, field: 'role' },
    owned: ['id'],
    conflicts: { conflict: async (side) => ({ id: await lastOwner(side), role: 'viewer' }) },
  },
  'people.deactivate': {
    ok: async (side) => ({ id: await newPerson(side), reason: 'left' }),
    wrong: { fields: tooLong, field: 'reason' },
    owned: ['id'],
    conflicts: { conflict: async (side) => ({ id: await lastOwner(side) }) },
  },
  'people.reactivate': { ...aPerson, wrong: { fields: tooLong, field: 'reason' } },
  'people.remove': {
    ...aPerson,
    conflicts: { conflict: async (side) => ({ id: await lastOwner(side) }) },
  },
  'people.reset': {
    ok: aPerson.ok,
    wrong: { fields: tooLong, field: 'reason' },
    owned: ['id'],
    conflicts: { conflict: async (side) => ({ id: (await personElsewhere(side)).id }) },
  },
  'people.unlock': { ...aPerson, wrong: { fields: tooLong, field: 'reason' } },
  'people.end-sessions': aPerson,
  'people.end-session': {
    ok: async (side) => {
      const id = await newPerson(side);
      const { rows } = await side.server.database.admin.query<{ id: string }>(
        `insert into wf.session (tenant_id, id, person_id, hash, created_at, last_seen_at, expires_at)
         select tenant_id, gen_random_uuid(), person_id, $2, now(), now(), now() + interval '1 hour'
         from wf.membership where person_id = $1 returning id`,
        [uuidOf(id), Buffer.from(`sample-session-${next()}`)],
      );
      return { id, session: rows[0]?.id ?? '' };
    },
    wrong: null,
    owned: ['id'],
  },
  'sign-in-links.create': {
    ok: async (side) => {
      const { email } = await side.caller.api.people.get({ id: await newPerson(side) });
      return { email };
    },
    wrong: { fields: { email: 7 }, field: 'email' },
    owned: [],
    conflicts: { conflict: async (side) => ({ email: (await personElsewhere(side)).email }) },
  },
};

const ROLES: Readonly<Record<string, Sample>> = {
  'permissions.list': { ok: () => ({}), wrong: null, owned: [] },
  'roles.list': { ok: () => ({}), wrong: null, owned: [] },
  'roles.create': {
    ok: () => ({ name: `sample-role-${next()}`, permissions: ['alerts:read'] }),
    wrong: { fields: { permissions: ['everything'] }, field: 'permissions.0' },
    owned: [],
    conflicts: { conflict: async (side) => ({ name: await newRole(side), permissions: ['alerts:read'] }) },
  },
  'roles.update': {
    ok: async (side) => ({ name: await newRole(side), description: 'changed' }),
    wrong: { fields: { permissions: [] }, field: 'permissions' },
    owned: ['name'],
    conflicts: {
      version_mismatch: async (side) => ({
        name: await newRole(side),
        description: 'x',
        version: STALE_VERSION,
      }),
    },
  },
  'roles.delete': {
    ok: async (side) => ({ name: await newRole(side) }),
    wrong: null,
    owned: ['name'],
    conflicts: {
      conflict: async (side) => {
        const name = await newRole(side);
        await newPerson(side, name);
        return { name };
      },
      version_mismatch: async (side) => ({ name: await newRole(side), version: STALE_VERSION }),
    },
  },
};

const KEYS: Readonly<Record<string, Sample>> = {
  'keys.create': {
    ok: () => ({ name: 'shipper', role: 'ingest' }),
    wrong: { fields: { role: 'root' }, field: 'role' },
    owned: [],
    conflicts: {
      conflict: async (side) => {
        const { id } = await newAccount(side);
        await side.caller.api.serviceAccounts.disable({ id });
        return { name: 'of a disabled account', account: id };
      },
    },
  },
  'keys.list': { ok: () => ({}), wrong: null, owned: [] },
  'keys.get': { ok: async (side) => ({ id: await side.keyId() }), wrong: null, owned: ['id'] },
  'keys.revoke': { ok: async (side) => ({ id: await side.keyId() }), wrong: null, owned: ['id'] },
  'keys.update': {
    ok: async (side) => ({ id: (await newKey(side)).id, name: 'renamed' }),
    wrong: { fields: { scopes: [] }, field: 'scopes' },
    owned: ['id'],
    conflicts: { conflict: async (side) => ({ id: (await newKey(side)).id, scopes: null }) },
  },
  'keys.rotate': {
    ok: async (side) => ({ id: (await newKey(side)).id }),
    wrong: { fields: { overlap_hours: 169 }, field: 'overlap_hours' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => {
        const { id } = await newKey(side);
        await side.caller.api.keys.revoke({ id });
        return { id };
      },
    },
  },
  'service-accounts.create': {
    ok: () => ({ name: `sample account ${next()}`, kind: 'agent', role: 'viewer' }),
    wrong: { fields: { kind: 'person' }, field: 'kind' },
    owned: [],
    conflicts: {
      conflict: async (side) => ({ name: (await newAccount(side)).name, kind: 'service', role: 'viewer' }),
    },
  },
  'service-accounts.list': { ok: () => ({}), wrong: null, owned: [] },
  'service-accounts.get': anAccount,
  'service-accounts.update': {
    ok: async (side) => ({ id: (await newAccount(side)).id, description: 'changed' }),
    wrong: { fields: { role: 'nobody-has-this' }, field: 'role' },
    owned: ['id'],
    conflicts: {
      conflict: async (side) => ({
        id: (await newAccount(side)).id,
        name: (await newAccount(side)).name,
      }),
    },
  },
  'service-accounts.disable': anAccount,
  'service-accounts.enable': anAccount,
};

const CHILD_ACCESS: Readonly<Record<string, Sample>> = {
  'child-access.list': { ok: () => ({}), wrong: null, owned: [] },
  'child-access.grant': {
    ok: async (side) => ({ holder: await newPerson(side), role: 'viewer' }),
    wrong: { fields: { role: 'nobody-has-this' }, field: 'role' },
    owned: ['holder'],
    conflicts: {
      conflict: async (side) => {
        const holder = await newPerson(side);
        await side.caller.api.childAccess.grant({ holder, role: 'viewer' });
        return { holder, role: 'analyst' };
      },
    },
  },
  'child-access.revoke': {
    ok: async (side) => {
      const holder = await newPerson(side);
      return { id: (await side.caller.api.childAccess.grant({ holder, role: 'viewer' })).id };
    },
    wrong: null,
    owned: ['id'],
  },
};

export const ACCESS_SAMPLES = { ...PEOPLE, ...ROLES, ...KEYS, ...CHILD_ACCESS };
