import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ApiError } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

async function newAlert(options: Parameters<typeof finding>[0] = {}): Promise<string> {
  const [id] = await server.submitDecided('sentinel', finding(options));
  assert.ok(id);
  return id;
}

function patch(id: string, body: object, headers: Record<string, string> = {}) {
  return server.request(`/v1/alerts/${id}`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

describe('ok', () => {
  test('changes status, assignee, severity, labels and note together, and raises the version once', async () => {
    const id = await newAlert();
    const before = await server.api.alerts.get({ id });
    const changed = await server.api.alerts.update({
      id,
      status: 'investigating',
      assignee: 'Adele V',
      severity: 'high',
      labels: ['phishing', 'vip', 'phishing'],
      note: 'Called the owner.',
    });
    assert.deepEqual(changed, {
      ...before,
      status: 'investigating',
      assignee: 'Adele V',
      severity: 'high',
      labels: ['phishing', 'vip'],
      notes: 'Called the owner.',
      version: before.version + 1,
    });
    assert.deepEqual(await server.api.alerts.get({ id }), changed);
  });

  test('leaves what is not named as it is, and takes null as the end of an assignment', async () => {
    const id = await newAlert({ labels: ['from the vendor'] });
    await server.api.alerts.update({ id, assignee: 'Diego S', note: 'first' });
    const changed = await server.api.alerts.update({ id, assignee: null });
    assert.equal(changed.assignee, null);
    assert.equal(changed.notes, 'first');
    assert.deepEqual(changed.labels, ['from the vendor']);
    assert.deepEqual((await server.api.alerts.update({ id, labels: [] })).labels, []);
  });

  test('"me" is the name of the key that asks', async () => {
    const id = await newAlert();
    const analyst = await server.as('analyst');
    assert.equal((await analyst.api.alerts.update({ id, assignee: 'me' })).assignee, 'test analyst');
  });

  test('a note becomes the note and a comment of whoever wrote it', async () => {
    const id = await newAlert();
    const analyst = await server.as('analyst');
    await analyst.api.alerts.update({ id, note: '  Asked the user.  ' });
    assert.equal((await server.api.alerts.get({ id })).notes, 'Asked the user.');
    const [comment] = await server.api.alerts.comments({ id });
    assert.equal(comment?.body, 'Asked the user.');
    assert.equal(comment?.author.kind, 'key');
    assert.equal(comment?.author.name, 'test analyst');
  });

  test('the audit record and the timeline name the fields that differ, and no others', async () => {
    const id = await newAlert();
    await server.api.alerts.update({ id, status: 'triaging', severity: 'medium', assignee: 'Adele V' });
    const difference = {
      before: { status: 'new', assignee: null },
      after: { status: 'triaging', assignee: 'Adele V' },
    };
    const { data } = await server.api.audit.list({ limit: 1 });
    assert.equal(data[0]?.event, 'alert.changed');
    assert.deepEqual({ before: data[0]?.before, after: data[0]?.after }, difference);
    const entry = (await server.api.alerts.timeline({ id })).at(-1);
    assert.equal(entry?.kind, 'changed');
    assert.equal(entry?.summary, 'status → triaging; assignee → Adele V.');
    assert.equal(entry?.actor, 'local command line');
  });

  test("a severity that a person has set outlives a revision by the vendor; without one the vendor's counts", async () => {
    const kept = await newAlert({ id: 'severity-kept', severity: 'Low' });
    await newAlert({ id: 'severity-taken', severity: 'Low' });
    await server.api.alerts.update({ id: kept, severity: 'critical' });
    for (const id of ['severity-kept', 'severity-taken']) {
      await server.submitDecided('sentinel', finding({ id, severity: 'High', title: 'revised' }));
    }
    const { data } = await server.api.alerts.list({ q: 'revised' });
    const severities = new Map(
      data.map((alert) => [alert.source_ref, [alert.severity, alert.vendor_severity]]),
    );
    assert.deepEqual(severities.get('severity-kept'), ['critical', 'high']);
    assert.deepEqual(severities.get('severity-taken'), ['high', 'high']);
  });

  test('an assignment and a note are possible on a closed alert', async () => {
    const id = await newAlert();
    await server.api.alerts.close({ id, verdict: 'false_positive', reason: 'test' });
    const changed = await server.api.alerts.update({ id, assignee: 'Adele V', note: 'for the report' });
    assert.equal(changed.status, 'resolved');
    assert.equal(changed.assignee, 'Adele V');
  });
});

describe('If-Match', () => {
  test('takes a version as "7", W/"7" and 7, * for any, and nothing at all', async () => {
    const id = await newAlert();
    for (const form of [(v: number) => `"${v}"`, (v: number) => `W/"${v}"`, String, () => '*', () => null]) {
      const { version } = await server.api.alerts.get({ id });
      const header = form(version);
      const answer = await patch(
        id,
        { note: `at ${version}` },
        header === null ? {} : { 'if-match': header },
      );
      assert.equal(answer.status, 200, String(header));
      assert.equal(answer.body.data.version, version + 1);
    }
  });

  test('another version is 412 and changes nothing', async () => {
    const id = await newAlert();
    const before = await server.api.alerts.get({ id });
    for (const header of ['"900"', 'W/"900"', '900', '"0"']) {
      const answer = await patch(id, { status: 'triaging' }, { 'if-match': header });
      assert.ok(answer.status === 412 || answer.status === 422, `${header}: ${answer.status}`);
    }
    const stale = await patch(id, { status: 'triaging' }, { 'if-match': '"900"' });
    assert.equal(stale.status, 412);
    assert.equal(stale.body.error.code, 'version_mismatch');
    assert.match(stale.body.error.message, /at version 1, not 900/);
    assert.deepEqual(await server.api.alerts.get({ id }), before);
  });

  test('what is no version is 422 and names the header', async () => {
    const id = await newAlert();
    for (const header of ['"abc"', 'abc', '"1", "2"', '-1', '""', '1.5']) {
      const answer = await patch(id, { status: 'triaging' }, { 'if-match': header });
      assert.equal(answer.status, 422, header);
      assert.equal(answer.body.error.field, 'If-Match');
    }
  });

  test('the header counts before a version in the body, and the body is read when there is no header', async () => {
    const id = await newAlert();
    assert.equal((await patch(id, { note: 'x', version: 900 })).status, 412);
    assert.equal((await patch(id, { note: 'x', version: 900 }, { 'if-match': '"1"' })).status, 200);
  });

  test('of two changes of the same version at the same moment one is made, the other is 412', async () => {
    const id = await newAlert();
    const answers = await Promise.all(
      ['first', 'second'].map((note) => patch(id, { note }, { 'if-match': '"1"' })),
    );
    assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 412]);
    assert.equal((await server.api.alerts.comments({ id })).length, 1);
    assert.equal((await server.api.alerts.get({ id })).version, 2);
  });
});

describe('invalid', () => {
  test('nothing to change, and values beyond their limits, are 422 and named', async () => {
    const id = await newAlert();
    const cases: [object, string | undefined][] = [
      [{}, undefined],
      [{ version: 1 }, undefined],
      [{ status: 'done' }, 'status'],
      [{ assignee: '' }, 'assignee'],
      [{ assignee: 'x'.repeat(321) }, 'assignee'],
      [{ labels: ['x'.repeat(101)] }, 'labels.0'],
      [{ labels: Array.from({ length: 51 }, (_, index) => `label ${index}`) }, 'labels'],
      [{ labels: 'vip' }, 'labels'],
      [{ note: ' ' }, 'note'],
      [{ note: 'x'.repeat(10_001) }, 'note'],
      [{ id: 'alert_1' }, 'id'],
      [{ verdict: 'true_positive' }, 'verdict'],
    ];
    for (const [body, field] of cases) {
      const answer = await patch(id, body);
      assert.equal(answer.status, 422, JSON.stringify(body).slice(0, 80));
      assert.equal(answer.body.error.field, field);
    }
    assert.equal((await server.api.alerts.get({ id })).version, 1);
  });
});

describe('hidden', () => {
  test("a neighbour's alert is 404 and stays as it is", async () => {
    const id = await newAlert();
    const neighbour = await server.neighbour();
    await assert.rejects(neighbour.api.alerts.update({ id, status: 'escalated' }), isError(404, 'not_found'));
    assert.equal((await server.api.alerts.get({ id })).status, 'new');
  });
});

describe('conflict', () => {
  test('closing by status is 409 and says which operation closes', async () => {
    const id = await newAlert();
    for (const status of ['resolved', 'auto_resolved'] as const) {
      await assert.rejects(
        server.api.alerts.update({ id, status }),
        isError(409, 'conflict', /close operation/),
      );
    }
  });

  test('an alert that was taken up does not become new again', async () => {
    const id = await newAlert();
    assert.equal((await server.api.alerts.update({ id, status: 'new' })).status, 'new');
    await server.api.alerts.update({ id, status: 'escalated' });
    await assert.rejects(server.api.alerts.update({ id, status: 'new' }), isError(409, 'conflict'));
  });

  test('a closed alert must be reopened first, and nothing else of the request is done', async () => {
    const id = await newAlert();
    await server.api.alerts.close({ id, verdict: 'true_positive', reason: 'test' });
    const change = server.api.alerts.update({ id, status: 'triaging', note: 'not written' });
    await assert.rejects(change, isError(409, 'conflict', /reopen it first/));
    assert.deepEqual(await server.api.alerts.comments({ id }), []);
  });
});

test('a change and a revision at the same time both count', async () => {
  const id = await newAlert({ id: 'both', title: 'as first sent' });
  await Promise.all([
    server.submitDecided('sentinel', finding({ id: 'both', title: 'as sent again' })),
    server.api.alerts.update({ id, assignee: 'Adele V', status: 'investigating' }),
  ]);
  await until(async () => (await server.api.alerts.get({ id })).revision === 2);
  const alert = await server.api.alerts.get({ id });
  assert.equal(alert.title, 'as sent again');
  assert.equal(alert.assignee, 'Adele V');
  assert.equal(alert.status, 'investigating');
});

function isError(status: number, code: string, message = /./) {
  return (error: unknown) =>
    error instanceof ApiError &&
    error.status === status &&
    error.code === code &&
    message.test(error.message);
}
