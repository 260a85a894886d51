import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { keepsBound, msOf } from '../../../testing/in-time.ts';
import { clientOf, newChild, newPerson } from '../../../testing/people.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;
const { admin } = server.database;

const child = await newChild(server, 'customer-one');
const other = await newChild(server, 'customer-two');

/** What is on record in a tenant about an event, newest first. */
async function recordsOf(tenant: string, event: string) {
  const { rows } = await admin.query(
    `select actor_kind, actor_name, actor_tenant_id, subject from wf.audit_record
     where tenant_id = $1 and event = $2 order by id desc`,
    [tenant, event],
  );
  return rows;
}

describe('a person of the provider in a customer’s tenant', () => {
  test('without access the tenant is not there, and the attempt is on record at home', async () => {
    const person = await newPerson(server, 'admin');
    await assert.rejects(clientOf(server, person.cookie, child.slug).alerts.list({}), {
      status: 404,
      code: 'not_found',
    });
    await assert.rejects(clientOf(server, person.cookie, 'no-such-tenant').alerts.list({}), { status: 404 });
    const { rows } = await admin.query('select id from wf.tenant where is_root');
    await until(async () => (await recordsOf(rows[0].id, 'request.refused')).length > 0);
    assert.deepEqual(await recordsOf(child.id, 'request.refused'), []);
  });

  test('with access they act there by the role given, and the record there names them and their tenant', async () => {
    const person = await newPerson(server, 'viewer');
    await api.childAccess.grant({ holder: person.id, tenant: child.slug, role: 'lead' });
    for (const name of [child.id, child.slug]) {
      const session = await clientOf(server, person.cookie, name).session.get({});
      assert.deepEqual([session.tenant.slug, session.principal.role], [child.slug, 'lead']);
    }
    const there = clientOf(server, person.cookie, child.slug);
    await there.fieldMappings.create({ path: 'custom.there', type: 'host' });
    const [record] = await recordsOf(child.id, 'mapping.created');
    const home = await admin.query('select id from wf.tenant where is_root');
    assert.equal(record.actor_kind, 'user');
    assert.equal(record.actor_tenant_id, home.rows[0].id);
    // At home they are a viewer still, and the customer's rows are not there.
    await assert.rejects(person.api.fieldMappings.create({ path: 'custom.home', type: 'host' }), {
      status: 403,
    });
    assert.deepEqual(await person.api.fieldMappings.list({}), []);
    await assert.rejects(clientOf(server, person.cookie, other.slug).alerts.list({}), { status: 404 });
  });

  test('nothing there concerns the tree of tenants, and what is their own stays at home', async () => {
    const person = await newPerson(server, 'admin');
    await api.childAccess.grant({ holder: person.id, tenant: child.slug, role: 'admin' });
    const there = clientOf(server, person.cookie, child.slug);
    const { permissions } = await there.session.get({});
    assert.ok(permissions.includes('users:manage'));
    assert.ok(!permissions.includes('tenants:manage') && !permissions.includes('installation:manage'));
    await assert.rejects(there.childAccess.list({}), { status: 403 });
    assert.deepEqual(await there.session.end({}), { ended: true });
    const { rows } = await admin.query(
      `select t.is_root from wf.audit_record r join wf.tenant t on t.id = r.tenant_id
       where r.event = 'session.ended' and r.actor_id = $1`,
      [person.uuid],
    );
    assert.deepEqual(rows, [{ is_root: true }]);
  });

  test('access to all customers holds for those to come; what was given for one stands before it', async () => {
    const person = await newPerson(server, 'viewer');
    await api.childAccess.grant({ holder: person.id, role: 'viewer' });
    await api.childAccess.grant({ holder: person.id, tenant: other.slug, role: 'analyst' });
    const later = await newChild(server, 'customer-later');
    assert.equal(
      (await clientOf(server, person.cookie, later.slug).session.get({})).principal.role,
      'viewer',
    );
    assert.equal(
      (await clientOf(server, person.cookie, other.slug).session.get({})).principal.role,
      'analyst',
    );
  });

  test('revoked it ends at once here and within a second in another process', async () => {
    const second = await startTestServer({ database: server.database, roles: ['api'] });
    try {
      await keepsBound(1_200, async () => {
        const person = await newPerson(server, 'viewer');
        const grant = await api.childAccess.grant({ holder: person.id, tenant: child.slug, role: 'viewer' });
        const there = async () =>
          (
            await second.request('/v1/session', {
              headers: { cookie: person.cookie, 'x-watchfloor-tenant': child.slug },
            })
          ).status;
        assert.equal(await there(), 200);
        assert.deepEqual(await api.childAccess.revoke({ id: grant.id }), { revoked: true });
        await assert.rejects(clientOf(server, person.cookie, child.slug).session.get({}), { status: 404 });
        return msOf(() => until(async () => (await there()) === 404));
      });
    } finally {
      await second.stop();
    }
  });
});

describe('a key of the provider in a customer’s tenant', () => {
  test('its scopes hold there too', async () => {
    const key = await api.keys.create({ name: 'scoped', role: 'lead', scopes: ['alerts:read'] });
    await api.childAccess.grant({ holder: key.id, tenant: child.slug, role: 'lead' });
    const answer = await server.request('/v1/session', {
      headers: { authorization: `Bearer ${key.key}`, 'x-watchfloor-tenant': child.slug },
    });
    assert.deepEqual(answer.body.data.permissions, ['alerts:read']);
  });

  test('an agent’s key is refused access', async () => {
    const agent = await api.serviceAccounts.create({ name: 'model', kind: 'agent', role: 'analyst' });
    const key = await api.keys.create({ name: 'of the model', account: agent.id });
    await assert.rejects(api.childAccess.grant({ holder: key.id, role: 'viewer' }), {
      status: 409,
      field: 'holder',
    });
  });
});

describe('child-access.grant', () => {
  test('no role above what the granter holds; nothing twice; nothing but tenants right below', async () => {
    await api.roles.create({ name: 'account-manager', permissions: ['tenants:manage', 'alerts:read'] });
    const manager = await newPerson(server, 'account-manager');
    const target = await newPerson(server, 'viewer');
    const grant = (role: string, tenant: string | null = child.slug) =>
      manager.api.childAccess.grant({ holder: target.id, tenant, role });
    await assert.rejects(grant('viewer'), { status: 403 });
    await api.roles.create({ name: 'looks-only', permissions: ['alerts:read'] });
    const given = await grant('looks-only');
    assert.deepEqual([given.tenant?.slug, given.role], [child.slug, 'looks-only']);
    await assert.rejects(grant('looks-only'), { status: 409 });
    await assert.rejects(grant('nobody'), { status: 422, field: 'role' });
    const neighbour = await server.neighbour();
    const theirs = (await neighbour.api.session.get({})).tenant;
    await assert.rejects(grant('looks-only', theirs.slug), { status: 404 });
    await assert.rejects(neighbour.api.childAccess.grant({ holder: target.id, role: 'viewer' }), {
      status: 404,
    });
    assert.deepEqual(await neighbour.api.childAccess.list({}), []);
  });
});
