// What holds for every operation, whatever it does. The registry is the list: an operation that is added without a sample
// fails here, and so does one whose declaration (permission, audit, idempotency, errors) is not what it does.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ErrorCode } from '../../packages/server/src/kernel/errors.ts';
import { ERRORS } from '../../packages/server/src/kernel/errors.ts';
import type { AnyOperation } from '../../packages/server/src/kernel/operation.ts';
import { isPage } from '../../packages/server/src/kernel/operation.ts';
import { ROLE_NAMES, type Role, roleHolds } from '../../packages/server/src/kernel/permissions.ts';
import { makeModules } from '../../packages/server/src/main.ts';
import { type Answer, startTestServer, type TestServer } from '../../packages/server/src/testing/server.ts';
import { type Call, callOperation, hasBody } from './operation-call.ts';
import { makeSide, SAMPLES, type Sample, type Side, uuidOf } from './operation-samples.ts';

const CONFLICTS: readonly ErrorCode[] = ['conflict', 'version_mismatch', 'unknown_source'];
const { operations } = makeModules();

let server: TestServer;
let ours: Side;
let theirs: Side;
const keys = new Map<Role, string>();

before(async () => {
  server = await startTestServer();
  ours = await makeSide(server, { key: server.key, api: server.api }, 120);
  theirs = await makeSide(server, await server.neighbour(), 30);
  for (const role of ROLE_NAMES) keys.set(role, (await server.as(role)).key);
});
after(() => server.stop());

test('every operation has a sample, and every sample an operation', () => {
  assert.deepEqual(Object.keys(SAMPLES).sort(), operations.map((operation) => operation.id).sort());
});

test('no two operations share an id or an address', () => {
  const addresses = operations.map(({ expose: { http } }) => `${http.method} ${http.path}`);
  assert.equal(new Set(addresses).size, operations.length);
  assert.equal(new Set(operations.map((operation) => operation.id)).size, operations.length);
});

for (const operation of operations) {
  const sample = SAMPLES[operation.id];
  if (!sample) continue;
  describe(operation.id, () => {
    addOk(operation, sample);
    addInvalid(operation, sample);
    addUnauthenticated(operation, sample);
    addForbidden(operation, sample);
    addHidden(operation, sample);
    addConflict(operation, sample);
    addRepetition(operation, sample);
  });
}

function addOk(operation: AnyOperation, sample: Sample): void {
  test('ok: answers what it documents, and leaves the audit record that it declares', async () => {
    const answer = await callOperation(server, operation, await callFor(sample, ours));
    assert.equal(answer.status, operation.expose.http.status ?? 200, answer.text);
    const output = isPage(operation.output) ? answer.body : answer.body.data;
    assert.equal(operation.output.safeParse(output).success, true);
    const events = 'event' in operation.audit ? [operation.audit.event, ...(sample.alsoRecords ?? [])] : [];
    assert.deepEqual(await auditEvents(answer), events);
  });
}

/** The call that works: by the person whose own it is, else by the side's key. */
async function callFor(sample: Sample, side: Side): Promise<Call> {
  const { key } = side.caller;
  return sample.asPerson
    ? { key: null, ...(await sample.asPerson(side)) }
    : { key, input: await sample.ok(side) };
}

function addInvalid(operation: AnyOperation, sample: Sample): void {
  test('invalid: a field that does not exist is 422 and named', async () => {
    const call = await callFor(sample, ours);
    const input = { ...call.input, surprise: '1' };
    refused(await callOperation(server, operation, { ...call, input }), 'invalid', 'surprise');
  });
  if (sample.wrong) {
    const { fields, field } = sample.wrong;
    test(`invalid: a wrong ${field} is 422 and named`, async () => {
      const call = await callFor(sample, ours);
      const input = { ...call.input, ...fields };
      refused(await callOperation(server, operation, { ...call, input }), 'invalid', field);
    });
  }
  if (!hasBody(operation)) return;
  test('invalid: JSON that ends early is 400, a list is 422, another media type is 415', async () => {
    const call = await callFor(sample, ours);
    const send = (body: string, headers = {}) => callOperation(server, operation, { ...call, body, headers });
    refused(await send('{"a":'), 'bad_json');
    refused(await send('[]'), 'invalid');
    refused(await send('{}', { 'content-type': 'text/plain' }), 'unsupported_media_type');
  });
}

function addUnauthenticated(operation: AnyOperation, sample: Sample): void {
  if (operation.permission === 'anonymous') return;
  test('unauthenticated: no key, a wrong key and a key of a wrong form are 401, before the body is looked at', async () => {
    const input = await sample.ok(ours);
    for (const key of [null, 'wfk_unknown-unknown-unknown', 'x']) {
      const call = { key, input: { ...input, surprise: '1' } };
      refused(await callOperation(server, operation, call), 'unauthenticated');
    }
  });
}

function addForbidden(operation: AnyOperation, sample: Sample): void {
  const { permission } = operation;
  if (permission === 'anonymous') return;
  if (sample.asPerson) {
    test("forbidden: a key of any role, since it has no person's account", async () => {
      for (const role of ROLE_NAMES) {
        const answer = await callOperation(server, operation, {
          key: keyOf(role),
          input: await sample.ok(ours),
        });
        refused(answer, 'forbidden');
        assert.match(answer.body.error.message, /a key has none/);
      }
    });
    return;
  }
  if (permission === 'own_session') {
    test('forbidden: nobody, since it concerns the own session only', async () => {
      for (const role of ROLE_NAMES) {
        const call = { key: keyOf(role), input: await sample.ok(ours) };
        assert.equal((await callOperation(server, operation, call)).status, 200);
      }
    });
    return;
  }
  for (const role of ROLE_NAMES.filter((name) => !roleHolds(name, permission))) {
    test(`forbidden: the role ${role} is 403 and changes nothing`, async () => {
      const call = { key: keyOf(role), input: await sample.ok(ours) };
      const answer = await callOperation(server, operation, call);
      refused(answer, 'forbidden');
      assert.match(answer.body.error.message, new RegExp(permission));
      assert.deepEqual(await auditEvents(answer), []);
    });
  }
}

function addHidden(operation: AnyOperation, sample: Sample): void {
  if (sample.owned.length === 0) {
    if (operation.effect !== 'read') return;
    test('hidden: nothing of a neighbour is in the answer', async () => {
      const answer = await callOperation(server, operation, await callFor(sample, theirs));
      // What concerns the installation is shown to its own tenant alone; the neighbour is another.
      if (operation.permission === 'installation:manage') refused(answer, 'forbidden');
      else assert.equal(answer.status, 200);
      for (const id of await idsOf(server)) {
        assert.ok(!answer.text.includes(id) && !answer.text.includes(id.replaceAll('-', '')), id);
      }
    });
    return;
  }
  test("hidden: a neighbour's id is 404, in the words of one that does not exist", async () => {
    const call = await callFor(sample, theirs);
    const { input } = call;
    // For a key the input of ours is not needed, and would use something up.
    const own = sample.asPerson ? await sample.asPerson(ours) : { input };
    const caller = { key: sample.asPerson ? null : server.key };
    const answer = await callOperation(server, operation, { ...caller, ...own, input });
    refused(answer, 'not_found');
    assert.deepEqual(await auditEvents(answer), []);
    const nowhere = Object.fromEntries(sample.owned.map((name) => [name, unknownLike(String(input[name]))]));
    const missing = await callOperation(server, operation, {
      ...caller,
      ...own,
      input: { ...input, ...nowhere },
    });
    refused(missing, 'not_found');
    assert.equal(missing.body.error.message, answer.body.error.message);
    // The neighbour's own call works: what was hidden is there.
    const theirOwn = await callOperation(server, operation, call);
    assert.equal(theirOwn.status, operation.expose.http.status ?? 200, theirOwn.text);
  });
  test('hidden: an id of a wrong form or kind is 404', async () => {
    const own = await callFor(sample, ours);
    for (const id of ['x', 'alert_', 'tenant_0198c0ffee0000000000000000000000', "' or 1=1 --", 'ä%']) {
      const wrong = Object.fromEntries(sample.owned.map((name) => [name, id]));
      const call = { ...own, input: { ...own.input, ...wrong } };
      refused(await callOperation(server, operation, call), 'not_found');
    }
  });
}

function addConflict(operation: AnyOperation, sample: Sample): void {
  const declared = operation.errors.filter((code) => CONFLICTS.includes(code));
  const sampled = Object.entries({ ...byKey(sample), ...sample.conflictsAsPerson });
  test('conflict: every declared one has a sample', () => {
    assert.deepEqual(sampled.map(([code]) => code).sort(), [...declared].sort());
  });
  for (const [code, makeCall] of sampled) {
    test(`conflict: ${code}, and nothing changes`, async () => {
      const answer = await callOperation(server, operation, {
        key: null,
        ...(await makeCall(ours)),
      });
      // The key of the sample is a code of the registry by its type.
      refused(answer, code as ErrorCode);
      assert.deepEqual(await auditEvents(answer), []);
    });
  }
}

/** The conflicts of a sample that a key meets, as calls. */
function byKey(sample: Sample) {
  return Object.fromEntries(
    Object.entries(sample.conflicts ?? {}).map(([code, makeInput]) => [
      code,
      async (side: Side) => ({ key: side.caller.key, input: await makeInput(side) }),
    ]),
  );
}

function addRepetition(operation: AnyOperation, sample: Sample): void {
  if (operation.effect === 'read' || operation.idempotency === 'none') return;
  const headers = operation.idempotency === 'key' ? { 'idempotency-key': `repeat-${operation.id}` } : {};
  test('repetition: the same again gives the same answer', async () => {
    const call = { ...(await callFor(sample, ours)), headers };
    const first = await callOperation(server, operation, call);
    const second = await callOperation(server, operation, call);
    assert.equal(first.status, operation.expose.http.status ?? 200, first.text);
    const secretless = operation.withoutSecrets;
    const repeated = secretless ? { data: secretless(first.body.data) } : first.body;
    assert.deepEqual([second.status, second.body], [first.status, repeated]);
    if (operation.idempotency === 'key') assert.deepEqual(await auditEvents(second), []);
  });
}

function refused(answer: Answer, code: ErrorCode, field?: string): void {
  assert.equal(answer.body?.error?.code, code, `${answer.status} ${answer.text}`);
  assert.equal(answer.status, ERRORS[code].status);
  assert.equal(answer.body.error.request_id, answer.headers.get('x-request-id'));
  if (field !== undefined) assert.equal(answer.body.error.field, field);
}

/**
 * Events of the audit records that the request of this answer wrote, in any tenant. The record of a refusal is beside the point
 * here (attacks/refusals.db.test.ts): it says that nothing was done.
 */
async function auditEvents(answer: Answer): Promise<string[]> {
  const { rows } = await server.database.admin.query<{ event: string }>(
    "select event from wf.audit_record where request_id = $1 and event <> 'request.refused' order by id",
    [answer.headers.get('x-request-id')],
  );
  // What is done to a tenant below is on record in both.
  return [...new Set(rows.map((row) => row.event))];
}

/** Ids that a neighbour must never see: our tenant, alerts, event, keys and people. */
async function idsOf(of: TestServer): Promise<string[]> {
  const { rows } = await of.database.admin.query<{ id: string }>(
    `select t.id::text from wf.tenant t where slug = 'default'
     union all select a.id::text from wf.alert a join wf.tenant t on t.id = a.tenant_id where t.slug = 'default'
     union all select k.id::text from wf.api_key k join wf.tenant t on t.id = k.tenant_id where t.slug = 'default'
     union all select m.person_id::text from wf.membership m join wf.tenant t on t.id = m.tenant_id where t.slug = 'default'`,
  );
  assert.ok(rows.length > 100);
  return [...rows.map((row) => row.id), uuidOf(ours.eventId)];
}

/** An id of the same kind that nothing has. */
function unknownLike(id: string): string {
  return `${id.slice(0, -8)}${id.endsWith('00000000') ? '11111111' : '00000000'}`;
}

function keyOf(role: Role): string {
  const key = keys.get(role);
  if (key === undefined) throw new Error(`no key of the role ${role}`);
  return key;
}
