import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { finding, signIn } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

/** A finding with a column of the customer's own, as a rule with custom details has it. */
const custom = (details: object, options = {}) => ({ ...finding(options), CustomDetails: details });

await server.submitDecided('sentinel', [
  custom({ victim: 'badge-17', seen_from: '45.0.0.1, 45.0.0.2' }),
  custom({ victim: 'n/a' }),
]);

const victim = { source: 'sentinel', path: 'CustomDetails.victim', type: 'user', role: 'target' } as const;

describe('field-mappings.test', () => {
  test('ok: what the newest records hold at the path, and what of it cannot be used', async () => {
    const result = await server.api.fieldMappings.test({
      source: 'sentinel',
      path: 'CustomDetails.seen_from',
      type: 'ip',
      conversion: 'split',
    });
    assert.deepEqual([result.records, result.matched, result.values, result.refused], [2, 1, 2, 0]);
    const people = await server.api.fieldMappings.test(victim);
    assert.deepEqual(people.found, [{ value: 'badge-17', times: 1 }]);
    assert.deepEqual(people.unusable, [{ raw: 'n/a', times: 1 }]);
    assert.deepEqual(await server.api.fieldMappings.list({}), []);
  });

  test('invalid: a path with an empty step; a source that there is not', async () => {
    await assert.rejects(server.api.fieldMappings.test({ ...victim, path: 'a..b' }), {
      status: 422,
      field: 'path',
    });
    await assert.rejects(server.api.fieldMappings.test({ ...victim, source: 'nobody' }), { status: 404 });
  });
});

describe('field-mappings.create', () => {
  test('ok: what arrives from then on has the entity, is joined by it and found by it', async () => {
    const mapping = await server.api.fieldMappings.create({ ...victim, note: 'badge of the victim' });
    assert.equal(mapping.tested.matched, 2);
    const [first, second] = await server.submitDecided('sentinel', [
      custom({ victim: 'badge-99' }),
      custom({ victim: 'badge-99' }, { title: 'Another' }),
    ]);
    const alert = await server.api.alerts.get({ id: first ?? '' });
    assert.deepEqual(
      alert.entities.filter((entity) => entity.value === 'badge-99'),
      [{ type: 'user', value: 'badge-99', role: 'target' }],
    );
    const found = await server.api.alerts.list({ entity: 'user:badge-99' });
    assert.deepEqual(found.data.map((row) => row.id).sort(), [first, second].sort());
    assert.equal((await server.api.entities.get({ id: 'user:badge-99' })).alerts, 2);
    assert.equal((await server.api.alerts.list({ q: 'badge-99' })).data.length, 2);
  });

  test('ok: a revision of the vendor keeps what the mapping finds, and only that', async () => {
    const id = '5e0f6c1a-1111-4000-8000-000000000001';
    const [alert = ''] = await server.submitDecided('sentinel', [custom({ victim: 'badge-1' }, { id })]);
    await server.post('/v1/ingest/sentinel', custom({ victim: 'badge-2' }, { id, severity: 'High' }));
    await until(async () => {
      const now = await server.api.alerts.get({ id: alert });
      return now.revision === 2 && now.stage === 'decided';
    });
    const values = (await server.api.alerts.get({ id: alert })).entities.map((entity) => entity.value);
    assert.ok(values.includes('badge-2') && !values.includes('badge-1'), values.join());
  });

  test('ok: events are mapped too', async () => {
    await server.api.fieldMappings.create({ source: 'okta', path: 'custom.asset', type: 'host' });
    await server.post('/v1/ingest/okta', {
      ...signIn({ at: new Date().toISOString() }),
      custom: { asset: 'kiosk-4' },
    });
    await until(async () => (await server.api.entities.list({ q: 'kiosk-4' })).data[0]?.events === 1);
    const [event] = (await server.api.events.list({ entity: 'host:kiosk-4' })).data;
    assert.ok(event?.entities.some((entity) => entity.value === 'kiosk-4'));
  });

  test('conflict: the same source, path and type again', async () => {
    await assert.rejects(server.api.fieldMappings.create(victim), { status: 409 });
  });

  test('invalid: values at the path of which none is of the type', async () => {
    await assert.rejects(server.api.fieldMappings.create({ ...victim, path: 'AlertName', type: 'ip' }), {
      status: 422,
      field: 'path',
      message: /none of which is a valid ip/,
    });
  });

  test('unauthenticated and forbidden', async () => {
    assert.equal((await server.request('/v1/field-mappings', { method: 'POST', body: '{}' })).status, 401);
    const { api } = await server.as('analyst');
    await assert.rejects(api.fieldMappings.create({ ...victim, path: 'x' }), { status: 403 });
    assert.ok((await api.fieldMappings.list({})).length > 0);
  });
});

describe('field-mappings.update and field-mappings.delete', () => {
  test('ok: switched off it finds nothing more; both are on the audit record', async () => {
    const made = await server.api.fieldMappings.create({ ...victim, path: 'CustomDetails.other' });
    const off = await server.api.fieldMappings.update({ id: made.id, enabled: false }, { ifMatch: 1 });
    assert.deepEqual([off.enabled, off.version], [false, 2]);
    const [id = ''] = await server.submitDecided('sentinel', [custom({ other: 'unmapped-1' })]);
    const { entities } = await server.api.alerts.get({ id });
    assert.ok(!entities.some((entity) => entity.value === 'unmapped-1'));
    await server.api.fieldMappings.delete({ id: made.id });
    const audit = (await server.api.audit.list({})).data.map((row) => row.event);
    assert.ok(audit.includes('mapping.updated') && audit.includes('mapping.deleted'), audit.join());
  });

  test('conflict: a version that is not the present one', async () => {
    const [row] = await server.api.fieldMappings.list({});
    await assert.rejects(server.api.fieldMappings.update({ id: row?.id ?? '', note: 'x' }, { ifMatch: 77 }), {
      status: 412,
    });
  });

  test('hidden: the neighbour’s is not there', async () => {
    const [row] = await server.api.fieldMappings.list({});
    const { api } = await server.neighbour();
    await assert.rejects(api.fieldMappings.update({ id: row?.id ?? '', note: 'x' }), { status: 404 });
    await assert.rejects(api.fieldMappings.delete({ id: row?.id ?? '' }), { status: 404 });
    assert.deepEqual(await api.fieldMappings.list({}), []);
  });
});

describe('records.preview', () => {
  test('ok: each pass shows what it found, and nothing is stored', async () => {
    const before = (await server.api.alerts.list({})).data.length;
    const record = custom(
      { victim: 'badge-5', asset: 'kiosk-9' },
      { user: 'alice', description: 'Beacon to evil[.]example[.]org', ip: '10.0.0.9' },
    );
    const preview = await server.api.records.preview({
      record,
      mappings: [{ path: 'CustomDetails.asset', type: 'host' }],
    });
    assert.equal(preview.source, 'sentinel');
    assert.ok(preview.passes.adapter.some((entity) => entity.value === 'alice'));
    assert.ok(preview.passes.texts.some((indicator) => indicator.value === 'evil.example.org'));
    assert.deepEqual(
      preview.passes.mappings.map(({ path, values }) => [path, values]),
      [
        ['CustomDetails.victim', ['badge-5']],
        ['CustomDetails.asset', ['kiosk-9']],
      ],
    );
    assert.equal(preview.indicators.find((indicator) => indicator.value === '10.0.0.9')?.scope, 'private');
    assert.equal((await server.api.alerts.list({})).data.length, before);
  });

  test('ok: a line of text, and the stored record of an alert', async () => {
    const line = await server.api.records.preview({
      record: '<13>Mar  4 05:06:07 host-1 sshd[1]: Failed password for root from 192.0.2.7 port 22 ssh2',
    });
    assert.equal(line.kind, 'event');
    const [alert] = (await server.api.alerts.list({})).data;
    const stored = await server.api.records.preview({ alert: alert?.id ?? '' });
    assert.equal(stored.title, alert?.title);
  });

  test('invalid: nothing or two things given, and a record that the source refuses', async () => {
    await assert.rejects(server.api.records.preview({}), { status: 422, field: 'record' });
    await assert.rejects(server.api.records.preview({ record: 'x', alert: 'y' }), { status: 422 });
    await assert.rejects(server.api.records.preview({ source: 'sentinel', record: { a: 1 } }), {
      status: 422,
    });
    await assert.rejects(server.api.records.preview({ source: 'nobody', record: 'x' }), { status: 404 });
  });

  test('hidden: the neighbour’s alert', async () => {
    const [alert] = (await server.api.alerts.list({})).data;
    const { api } = await server.neighbour();
    await assert.rejects(api.records.preview({ alert: alert?.id ?? '' }), { status: 404 });
  });
});
