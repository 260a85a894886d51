import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { newChild, newPerson } from '../../../testing/people.ts';
import { startTestServer } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;

describe('roles.list', () => {
  test('ok: the built-in ones with what they give and how many hold them', async () => {
    const roles = await api.roles.list({});
    const viewer = roles.find(({ name }) => name === 'viewer');
    assert.deepEqual(viewer?.permissions, [
      'alerts:read',
      'cases:read',
      'playbooks:read',
      'integrations:read',
      'observables:read',
    ]);
    assert.equal(viewer?.version, null);
    assert.equal(roles.find(({ name }) => name === 'owner')?.held_by.keys, 1);
  });

  test('what concerns the installation is held in its own tenant only', async () => {
    const neighbour = await server.neighbour();
    const admin = (await neighbour.api.roles.list({})).find(({ name }) => name === 'admin');
    assert.ok(admin && !admin.permissions.includes('installation:manage'));
    const ours = (await api.roles.list({})).find(({ name }) => name === 'admin');
    assert.ok(ours?.permissions.includes('installation:manage'));
  });
});

describe('roles.create, roles.update and roles.delete', () => {
  test('ok: counts for who holds it at once, widened and narrowed', async () => {
    const role = await api.roles.create({
      name: 'night-shift',
      description: 'Reads at night.',
      permissions: ['observables:read', 'alerts:read'],
    });
    assert.deepEqual(role.permissions, ['alerts:read', 'observables:read']);
    const person = await newPerson(server, 'night-shift');
    await person.api.alerts.list({});
    await assert.rejects(person.api.audit.list({}), { status: 403 });
    const wider = await api.roles.update(
      { name: 'night-shift', permissions: ['alerts:read', 'audit:read'] },
      { ifMatch: 1 },
    );
    assert.equal(wider.version, 2);
    await person.api.audit.list({});
    await api.roles.update({ name: 'night-shift', permissions: ['observables:read'] });
    await assert.rejects(person.api.alerts.list({}), { status: 403 });
  });

  test('conflict: deleted only when nobody holds it, be it a person, a key or a service account', async () => {
    await api.roles.create({ name: 'held', permissions: ['alerts:read'] });
    const refused = () => assert.rejects(api.roles.delete({ name: 'held' }), { status: 409 });
    const person = await newPerson(server, 'held');
    await refused();
    await api.people.update({ id: person.id, role: 'viewer' });
    const key = await api.keys.create({ name: 'of the role', role: 'held' });
    await refused();
    await api.keys.revoke({ id: key.id });
    const account = await api.serviceAccounts.create({ name: 'of the role', kind: 'service', role: 'held' });
    await refused();
    await api.serviceAccounts.update({ id: account.id, role: 'viewer' });
    assert.deepEqual(await api.roles.delete({ name: 'held' }), { deleted: true });
  });

  test('a role that is gone gives nothing to who still names it', async () => {
    await api.roles.create({ name: 'vanishing', permissions: ['alerts:read'] });
    const person = await newPerson(server, 'vanishing');
    await server.database.admin.query("delete from wf.custom_role where name = 'vanishing'");
    assert.equal((await api.people.list({})).find(({ id }) => id === person.id)?.role, 'vanishing');
    await new Promise((resolve) => setImmediate(resolve));
    await api.roles.create({ name: 'clears-what-is-remembered', permissions: ['alerts:read'] });
    await assert.rejects(person.api.alerts.list({}), { status: 403 });
  });

  test('conflict and invalid: a built-in name, a name in use, no permission, one that there is not', async () => {
    const permissions = ['alerts:read' as const];
    await assert.rejects(api.roles.create({ name: 'admin', permissions }), { status: 409 });
    await api.roles.create({ name: 'once', permissions });
    await assert.rejects(api.roles.create({ name: 'once', permissions }), { status: 409 });
    await assert.rejects(api.roles.create({ name: 'none', permissions: [] }), { status: 422 });
    await assert.rejects(api.roles.create({ name: 'bad', permissions: ['root' as 'ai:use'] }), {
      status: 422,
    });
    await assert.rejects(api.roles.update({ name: 'admin', description: 'x' }), { status: 404 });
  });

  test('in a customer’s tenant no role gives what concerns the tree of tenants', async () => {
    const child = await newChild(server, 'tree-child');
    const key = await api.keys.create({ name: 'provider', role: 'admin' });
    await api.childAccess.grant({ holder: key.id, tenant: child.slug, role: 'admin' });
    for (const permission of ['tenants:manage', 'installation:manage']) {
      const answer = await server.request('/v1/roles', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key.key}`,
          'x-watchfloor-tenant': child.slug,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ name: 'tree', permissions: [permission] }),
      });
      assert.equal(answer.status, 422, answer.text);
      assert.equal(answer.body.error.field, 'permissions');
    }
  });
});

describe('permissions.list', () => {
  test('ok: every permission with a sentence and the operations that need it', async () => {
    const permissions = await api.permissions.list({});
    assert.equal(permissions.length, 22);
    assert.ok(permissions.every(({ text }) => text.endsWith('.')));
    const manage = permissions.find(({ name }) => name === 'users:manage');
    assert.ok(manage?.operations.includes('people.invite') && !manage.held_by_agents);
  });
});
