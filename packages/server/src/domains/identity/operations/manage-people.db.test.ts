import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { newPerson, signInAs, uuidOfUser } from '../../../testing/people.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());
const { admin } = server.database;
const { api } = server;

async function lastAudit() {
  const [row] = (await api.audit.list({ limit: 1 })).data;
  assert.ok(row);
  return row;
}

async function ownerId(): Promise<string> {
  const owner = (await api.people.list({})).find(({ email }) => email === 'owner@localhost');
  assert.ok(owner);
  return owner.id;
}

describe('people.invite', () => {
  test('ok: makes a member, whose link is shown this once and stored nowhere', async () => {
    const made = await api.people.invite({ email: ' New@Example.com ', name: 'New', role: 'analyst' });
    assert.deepEqual([made.email, made.name, made.role], ['new@example.com', 'New', 'analyst']);
    assert.equal(made.account?.status, 'invited');
    assert.deepEqual(made.account.factors, { password: false, passkeys: 0, totp: false, recovery_codes: 0 });
    const hours = (Date.parse(made.link?.expires_at ?? '') - Date.now()) / 3_600_000;
    assert.ok(hours > 71.9 && hours <= 72, String(hours));
    const token = made.link?.path.split('token=')[1] ?? '';
    for (const table of ['sign_in_link', 'audit_record', 'idempotency_key', 'domain_event']) {
      const { rows } = await admin.query(`select 1 from wf.${table} t where t::text like '%' || $1 || '%'`, [
        token,
      ]);
      assert.deepEqual(rows, [], table);
    }
    assert.deepEqual((await lastAudit()).event, 'person.invited');
  });

  test('conflict: somebody who is here already', async () => {
    const one = { email: 'twice@example.com', name: 'Twice', role: 'viewer' };
    await api.people.invite(one);
    await assert.rejects(api.people.invite(one), { status: 409, field: 'email' });
  });

  test('somebody whom another tenant knows becomes a member, keeps their name, and no link is given out', async () => {
    const neighbour = await server.neighbour();
    const theirs = await neighbour.api.people.invite({
      email: 'both@example.com',
      name: 'Their Name',
      role: 'viewer',
    });
    const ours = await api.people.invite({ email: 'both@example.com', name: 'Our Name', role: 'analyst' });
    assert.deepEqual([ours.id, ours.name, ours.link], [theirs.id, 'Their Name', null]);
    for (const refused of [
      () => api.people.reset({ id: ours.id }),
      () => api.signInLinks.create({ email: 'both@example.com' }),
    ]) {
      await assert.rejects(refused(), { status: 409, code: 'conflict' });
    }
    // Switched off here, they go on there.
    const cookie = await signInAs(
      server,
      uuidOfUser(ours.id),
      uuidOfUser((await neighbour.api.session.get({})).tenant.id),
    );
    await api.people.deactivate({ id: ours.id });
    assert.equal((await server.request('/v1/session', { headers: { cookie } })).status, 200);
    assert.equal((await neighbour.api.people.get({ id: ours.id })).account?.status, 'active');
  });

  test('the list has an end, and says so', async () => {
    const neighbour = await server.neighbour();
    const tenant = uuidOfUser((await neighbour.api.session.get({})).tenant.id);
    await admin.query(
      `with made as (insert into wf.person (id, email, display_name, created_at)
         select gen_random_uuid(), 'crowd-' || n || '@example.com', 'Crowd', now() from generate_series(1, 500) n
         returning id)
       insert into wf.membership (tenant_id, person_id, role, created_at) select $1, id, 'viewer', now() from made`,
      [tenant],
    );
    await assert.rejects(neighbour.api.people.invite({ email: 'x@example.com', name: 'X', role: 'viewer' }), {
      status: 409,
    });
    assert.equal((await neighbour.api.people.list({})).length, 500);
    assert.equal(
      await api.people.list({}).then((people) => people.some(({ name }) => name === 'Crowd')),
      false,
    );
  });
});

describe('what others see', () => {
  test('colleagues see who there is and nothing of the accounts', async () => {
    const viewer = await newPerson(server, 'viewer');
    const people = await viewer.api.people.list({});
    assert.ok(people.length > 1 && people.every(({ account }) => account === null));
    assert.ok((await api.people.list({})).every(({ account }) => account !== null));
    await assert.rejects(viewer.api.people.get({ id: viewer.id }), { status: 403 });
  });
});

describe('rank', () => {
  test('nobody gives more than they hold: neither a role, nor by way of somebody who holds more', async () => {
    await api.roles.create({
      name: 'desk-manager',
      permissions: ['users:manage', 'alerts:read', 'alerts:update'],
    });
    const manager = await newPerson(server, 'desk-manager');
    await assert.rejects(manager.api.people.invite({ email: 'a@example.com', name: 'A', role: 'admin' }), {
      status: 403,
    });
    const analyst = await newPerson(server, 'analyst');
    const admin = await newPerson(server, 'admin');
    for (const target of [analyst, admin]) {
      for (const attempt of [
        () => manager.api.people.update({ id: target.id, role: 'desk-manager' }),
        () => manager.api.people.deactivate({ id: target.id }),
        () => manager.api.people.reset({ id: target.id }),
        () => manager.api.people.remove({ id: target.id }),
        () => manager.api.people.endSessions({ id: target.id }),
        () => manager.api.signInLinks.create({ email: target.email }),
      ]) {
        await assert.rejects(attempt(), { status: 403, code: 'forbidden' });
      }
    }
    await assert.rejects(manager.api.roles.create({ name: 'more', permissions: ['audit:read'] }), {
      status: 403,
    });
    const peer = await manager.api.people.invite({
      email: 'peer@example.com',
      name: 'P',
      role: 'desk-manager',
    });
    assert.equal(peer.role, 'desk-manager');
  });

  test('only an owner makes or changes owners', async () => {
    const owner = await newPerson(server, 'owner');
    const person = await newPerson(server, 'admin');
    const other = await newPerson(server, 'viewer');
    await assert.rejects(person.api.people.update({ id: other.id, role: 'owner' }), { status: 403 });
    await assert.rejects(person.api.people.update({ id: owner.id, role: 'viewer' }), { status: 403 });
    await assert.rejects(person.api.people.reset({ id: owner.id }), { status: 403 });
    await assert.rejects(person.api.signInLinks.create({ email: owner.email }), { status: 403 });
    assert.equal((await owner.api.people.update({ id: other.id, role: 'owner' })).role, 'owner');
  });

  test('nobody changes, switches off, removes or resets themselves', async () => {
    const person = await newPerson(server, 'owner');
    const { id } = person;
    for (const attempt of [
      () => person.api.people.update({ id, role: 'admin' }),
      () => person.api.people.deactivate({ id }),
      () => person.api.people.remove({ id }),
      () => person.api.people.reset({ id }),
    ]) {
      await assert.rejects(attempt(), { status: 403, code: 'forbidden' });
    }
  });

  test('a role that does not exist is 422 and named', async () => {
    const person = await newPerson(server, 'viewer');
    await assert.rejects(api.people.update({ id: person.id, role: 'root' }), { status: 422, field: 'role' });
  });
});

describe('the last owner', () => {
  test('can be neither demoted, nor switched off, nor removed', async () => {
    await admin.query("update wf.membership set role = 'admin' where role = 'owner'");
    const id = await ownerId();
    await admin.query("update wf.membership set role = 'owner' where person_id = $1", [uuidOfUser(id)]);
    for (const attempt of [
      () => api.people.update({ id, role: 'admin' }),
      () => api.people.deactivate({ id }),
      () => api.people.remove({ id }),
    ]) {
      await assert.rejects(attempt(), { status: 409, code: 'conflict' });
    }
  });

  test('of two who take the role from each other at once, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      await admin.query("update wf.membership set role = 'admin' where role = 'owner'");
      const [one, two] = [await newPerson(server, 'owner'), await newPerson(server, 'owner')];
      const outcomes = await Promise.allSettled([
        one.api.people.update({ id: two.id, role: 'viewer' }),
        two.api.people.update({ id: one.id, role: 'viewer' }),
      ]);
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      const { rows } = await admin.query("select 1 from wf.membership where role = 'owner'");
      assert.equal(rows.length, 1);
    }
  });
});

describe('people.deactivate and people.reactivate', () => {
  test('ok: sessions and links end at once; the person is not offered for assignment', async () => {
    const person = await newPerson(server, 'analyst');
    assert.equal((await person.api.session.get({})).principal.role, 'analyst');
    const { path } = await api.signInLinks.create({ email: person.email });
    const off = await api.people.deactivate({ id: person.id, reason: 'left' });
    assert.equal(off.account?.status, 'deactivated');
    await assert.rejects(person.api.session.get({}), { status: 401 });
    const { rows } = await admin.query(
      'select 1 from wf.sign_in_link where person_id = $1 and used_at is null and expires_at > now()',
      [person.uuid],
    );
    assert.deepEqual(rows, []);
    assert.ok(path);
    const viewer = await newPerson(server, 'viewer');
    assert.ok((await viewer.api.people.list({})).every(({ id }) => id !== person.id));
    const on = await api.people.reactivate({ id: person.id });
    assert.notEqual(on.account?.status, 'deactivated');
    // What ended stays ended.
    await assert.rejects(person.api.session.get({}), { status: 401 });
  });

  test('a session that another server still began is worth nothing', async () => {
    const person = await newPerson(server, 'analyst');
    await api.people.deactivate({ id: person.id });
    const tenant = uuidOfUser((await api.session.get({})).tenant.id);
    const cookie = await signInAs(server, person.uuid, tenant);
    assert.equal((await server.request('/v1/session', { headers: { cookie } })).status, 401);
  });
});

describe('people.update', () => {
  test('a role that was changed counts at once; the name only until they have signed in', async () => {
    const { id } = await api.people.invite({ email: 'fresh@example.com', name: 'Fesh', role: 'viewer' });
    assert.equal((await api.people.update({ id, name: 'Fresh' })).name, 'Fresh');
    const person = await newPerson(server, 'viewer');
    await assert.rejects(api.people.update({ id: person.id, name: 'Renamed' }), {
      status: 409,
      field: 'name',
    });
    await api.people.update({ id: person.id, role: 'lead', reason: 'promoted' });
    assert.equal((await person.api.session.get({})).principal.role, 'lead');
    const { event, before, after: now, reason } = await lastAudit();
    assert.equal(event, 'person.updated');
    assert.deepEqual([before?.['role'], now?.['role'], reason], ['viewer', 'lead', 'promoted']);
  });
});

describe('people.reset and people.unlock', () => {
  test('ok: every way to sign in is gone, and one link is there', async () => {
    const person = await newPerson(server, 'analyst');
    await admin.query(
      `insert into wf.person_credential (person_id, password_hash, password_set_at, totp_sealed, totp_confirmed_at)
       values ($1, repeat('x', 30), now(), 'x', now())`,
      [person.uuid],
    );
    await admin.query("insert into wf.recovery_code (person_id, hash, created_at) values ($1, 'x', now())", [
      person.uuid,
    ]);
    const before = await api.people.get({ id: person.id });
    assert.deepEqual(before.account?.factors, { password: true, passkeys: 0, totp: true, recovery_codes: 1 });
    const done = await api.people.reset({ id: person.id, reason: 'lost the phone' });
    assert.deepEqual(done.removed, { passwords: 1, passkeys: 0, totp: 1, recovery_codes: 1, sessions: 1 });
    assert.match(done.link.path, /^\/sign-in\?token=[\w-]{43}$/);
    await assert.rejects(person.api.session.get({}), { status: 401 });
    const now = await api.people.get({ id: person.id });
    assert.deepEqual(now.account?.factors, { password: false, passkeys: 0, totp: false, recovery_codes: 0 });
    assert.ok(!JSON.stringify(await lastAudit()).includes(done.link.path.split('=')[1] ?? 'x'));
  });

  test('unlocking forgets failed attempts of this person, and of nobody else', async () => {
    const [one, two] = [await newPerson(server, 'viewer'), await newPerson(server, 'viewer')];
    for (const [index, { uuid }] of [one, two].entries()) {
      await admin.query(
        `insert into wf.sign_in_throttle (bucket, person_id, window_started_at, failures, locked_until)
         values ($1, $2, now(), 5, now() + interval '15 minutes')`,
        [Buffer.from(`bucket-${index}`), uuid],
      );
    }
    assert.ok((await api.people.get({ id: one.id })).account?.locked_until);
    assert.deepEqual(await api.people.unlock({ id: one.id }), { unlocked: true });
    assert.equal((await api.people.get({ id: one.id })).account?.locked_until, null);
    const { rows } = await admin.query(
      'select person_id from wf.sign_in_throttle where person_id is not null',
    );
    assert.deepEqual(rows, [{ person_id: two.uuid }]);
    const neighbour = await server.neighbour();
    await assert.rejects(neighbour.api.people.unlock({ id: two.id }), { status: 404 });
  });
});

describe('sessions of another', () => {
  test('are listed and ended, one or all; each is on record', async () => {
    const person = await newPerson(server, 'analyst');
    const tenant = uuidOfUser((await api.session.get({})).tenant.id);
    await signInAs(server, person.uuid, tenant);
    await signInAs(server, person.uuid, tenant);
    const sessions = await api.people.sessions({ id: person.id });
    assert.equal(sessions.length, 3);
    await api.people.endSession({ id: person.id, session: sessions[2]?.id ?? '' });
    await until(async () => (await api.people.sessions({ id: person.id })).length === 2);
    assert.equal((await lastAudit()).event, 'person.session-ended');
    await assert.rejects(api.people.endSession({ id: person.id, session: sessions[2]?.id ?? '' }), {
      status: 404,
    });
    assert.deepEqual(await api.people.endSessions({ id: person.id }), { ended: 2 });
    await assert.rejects(person.api.session.get({}), { status: 401 });
  });
});

describe('people.remove', () => {
  test('ok: they are gone from the tenant, and may be invited again', async () => {
    const person = await newPerson(server, 'analyst');
    assert.deepEqual(await api.people.remove({ id: person.id }), { removed: true });
    await assert.rejects(person.api.session.get({}), { status: 401 });
    await assert.rejects(api.people.get({ id: person.id }), { status: 404 });
    const again = await api.people.invite({ email: person.email, name: 'Other', role: 'viewer' });
    assert.equal(again.id, person.id);
    assert.ok(again.link);
  });
});
