import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';

const server = await startTestServer();
after(() => server.stop());

const id = '5e0f6c1a-2222-4000-8000-000000000001';
const [first = ''] = await server.submitDecided('sentinel', [
  finding({ id, rule: 'rule-a', title: 'Password spray', techniques: ['T1110.003'] }),
  finding({ rule: 'rule-a', title: 'Password spray', techniques: ['T1110.003'] }),
  finding({ rule: 'rule-b', title: 'Beacon' }),
]);

const ruleNamed = async (key: string) => (await server.api.detectionRules.list({ rule: key })).data[0];

describe('detection-rules.list', () => {
  test('ok: a rule for each that raised an alert, with how often', async () => {
    const rows = (await server.api.detectionRules.list({ sort: 'alerts' })).data;
    assert.deepEqual(
      rows.map((rule) => [rule.key, rule.alerts, rule.documented]),
      [
        ['rule-a', 2, false],
        ['rule-b', 1, false],
      ],
    );
    assert.deepEqual((await ruleNamed('rule-a'))?.tactics, ['credential-access']);
  });

  test('ok: by part of its name, by source, and page by page', async () => {
    const keys = async (ask: object) =>
      (await server.api.detectionRules.list(ask)).data.map((rule) => rule.key);
    assert.deepEqual(await keys({ q: 'RULE-B' }), ['rule-b']);
    assert.deepEqual(await keys({ source: ['okta'] }), []);
    for (const sort of ['alerts', 'last_seen'] as const) {
      const page = await server.api.detectionRules.list({ sort, limit: 1 });
      const next = await server.api.detectionRules.list({ sort, limit: 1, cursor: page.next_cursor ?? '' });
      assert.deepEqual([...page.data, ...next.data].map((rule) => rule.key).sort(), ['rule-a', 'rule-b']);
      assert.equal(next.next_cursor, null);
    }
  });

  test('ok: the key leads to the alerts of the rule', async () => {
    const rule = await ruleNamed('rule-a');
    assert.equal((await server.api.alerts.list({ rule: rule?.key ?? '' })).data.length, 2);
  });

  test('invalid: a cursor of another sort', async () => {
    const page = await server.api.detectionRules.list({ sort: 'alerts', limit: 1 });
    await assert.rejects(
      server.api.detectionRules.list({ sort: 'last_seen', cursor: page.next_cursor ?? '' }),
      {
        status: 422,
        field: 'cursor',
      },
    );
  });
});

describe('what arrives later', () => {
  test('a revision and a repetition say the rule’s new name and severity, and count nothing', async () => {
    const revised = finding({ id, rule: 'rule-a', title: 'Password spray, many users', severity: 'High' });
    await server.post('/v1/ingest/sentinel', revised);
    await server.post('/v1/ingest/sentinel', revised);
    await until(async () => (await server.api.alerts.get({ id: first })).revision === 2);
    await until(async () => (await ruleNamed('rule-a'))?.severity === 'high');
    assert.equal((await ruleNamed('rule-a'))?.alerts, 2);
  });

  test('a verdict counts for the rule', async () => {
    await server.api.alerts.close({ id: first, verdict: 'false_positive', reason: 'misconfigured_rule' });
    const rule = await server.api.detectionRules.get({ id: (await ruleNamed('rule-a'))?.id ?? '' });
    assert.equal(rule.verdicts.false_positive, 1);
    assert.deepEqual(
      rule.volume.map((day) => day.alerts),
      [2],
    );
  });
});

describe('detection-rules.document', () => {
  test('ok: stays when the rule fires again, and is on the audit record', async () => {
    const rule = await ruleNamed('rule-b');
    const written = await server.api.detectionRules.document({
      id: rule?.id ?? '',
      documentation: '# Beacon\nCall us.',
    });
    assert.equal(written.documentation, '# Beacon\nCall us.');
    await server.submitDecided('sentinel', [finding({ rule: 'rule-b', title: 'Beacon' })]);
    const now = await server.api.detectionRules.get({ id: rule?.id ?? '' });
    assert.deepEqual([now.documentation, now.alerts, now.version], ['# Beacon\nCall us.', 2, 2]);
    assert.ok((await server.api.audit.list({})).data.some((row) => row.event === 'rule.documented'));
  });

  test('invalid: 50,001 characters; conflict: another version', async () => {
    const rule = await ruleNamed('rule-b');
    const document = (documentation: string, ifMatch?: number) =>
      server.api.detectionRules.document({ id: rule?.id ?? '', documentation }, ifMatch ? { ifMatch } : {});
    await assert.rejects(document('x'.repeat(50_001)), { status: 422, field: 'documentation' });
    await assert.rejects(document('x', 77), { status: 412 });
  });

  test('unauthenticated, forbidden and hidden', async () => {
    const rule = await ruleNamed('rule-b');
    assert.equal((await server.request('/v1/detection-rules')).status, 401);
    const viewer = await server.as('viewer');
    await assert.rejects(viewer.api.detectionRules.document({ id: rule?.id ?? '', documentation: 'x' }), {
      status: 403,
    });
    assert.equal((await viewer.api.detectionRules.list({})).data.length, 2);
    const { api } = await server.neighbour();
    assert.deepEqual((await api.detectionRules.list({})).data, []);
    await assert.rejects(api.detectionRules.get({ id: rule?.id ?? '' }), { status: 404 });
    await assert.rejects(api.detectionRules.document({ id: rule?.id ?? '', documentation: 'x' }), {
      status: 404,
    });
  });
});
