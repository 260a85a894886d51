// Facets against the list itself: whatever is filtered, each count is the length of the list with that filter.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Alert, ApiError } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';
import { LOOKED_AT_MAX } from '../alert-count.store.ts';
import { alertFacetsInput } from '../facets.schema.ts';
import { FACETS, type Facet } from '../facets.ts';

const server = await startTestServer();
after(() => server.stop());
const { api } = server;
const { admin } = server.database;

type FacetsInput = NonNullable<Parameters<typeof api.alerts.facets>[0]>;

before(async () => {
  const severities = ['Critical', 'High', 'Medium', 'Low', 'Informational'] as const;
  await server.submitDecided(
    'sentinel',
    Array.from({ length: 20 }, (_, index) =>
      finding({
        title: `Finding ${index} about ${index % 2 ? 'kerberos' : 'ntlm'}`,
        severity: severities[index % 5] ?? 'Low',
        rule: `rule-${index % 3}`,
        techniques: index % 4 === 0 ? ['T1558.003'] : [],
        user: `user${index % 3}@example.com`,
      }),
    ),
  );
  for (let index = 0; index < 4; index += 1) {
    await server.post('/v1/alerts/submit', {
      title: `Joined ${index}`,
      severity: 'high',
      events: [finding()],
    });
  }
  await until(async () =>
    (await api.alerts.list({ limit: 200 })).data.every((alert) => alert.stage === 'decided'),
  );
  const ids = (await api.alerts.list({ limit: 200 })).data.map((alert) => alert.id);
  const at = (index: number) => ids[index] ?? '';
  await api.alerts.update({ id: at(0), status: 'investigating', assignee: 'Adele V', labels: ['vip'] });
  await api.alerts.update({ id: at(5), status: 'escalated', assignee: 'me', severity: 'critical' });
  await api.alerts.close({ id: at(7), verdict: 'false_positive', reason: 'test' });
  await api.alerts.close({ id: at(8), verdict: 'true_positive', reason: 'test' });
  await api.alerts.close({ id: at(9), verdict: 'true_positive', reason: 'test' });
  await api.alerts.reopen({ id: at(9), reason: 'test' });
  await api.alerts.delete({ id: at(11), reason: 'test' });
});

const readValue: Readonly<Record<Facet, (alert: Alert) => string | null>> = {
  severity: (alert) => alert.severity,
  status: (alert) => alert.status,
  source: (alert) => alert.source,
  disposition: (alert) => alert.recommended_disposition,
  verdict: (alert) => alert.verdict,
};

async function listed(input: FacetsInput): Promise<readonly Alert[]> {
  const page = await api.alerts.list({ ...input, limit: 200 });
  assert.equal(page.next_cursor, null);
  return page.data;
}

/** Every number of the answer, counted from the list. */
async function assertAsListed(input: FacetsInput): Promise<number> {
  const answer = await api.alerts.facets(input);
  assert.equal(answer.counted, 'exact');
  assert.equal(answer.looked_at_max, null);
  assert.equal(answer.total, (await listed(input)).length);
  for (const facet of FACETS) {
    const { [facet]: _own, ...others } = input;
    const rows = await listed(others);
    const counts = answer.facets[facet].filter(({ count }) => count > 0);
    const wanted = new Map<string | null, number>();
    for (const row of rows) {
      const value = readValue[facet](row);
      wanted.set(value, (wanted.get(value) ?? 0) + 1);
    }
    assert.deepEqual(
      new Map(counts.map(({ value, count }) => [value, count])),
      wanted,
      `${facet} under ${JSON.stringify(input)}`,
    );
  }
  return answer.total;
}

const INPUTS: readonly FacetsInput[] = [
  {},
  { severity: ['critical', 'low'] },
  { status: ['new'] },
  { status: ['new', 'investigating', 'escalated'], severity: ['high'] },
  { source: ['sentinel'] },
  { source: ['sentinel', 'submit'], verdict: ['true_positive'] },
  { disposition: ['requires_investigation'], status: ['new'] },
  { assignee: 'me' },
  { assignee: 'none', severity: ['high'] },
  { assignee: 'Adele V' },
  { label: 'vip' },
  { technique: 'T1558', status: ['new'] },
  { rule: 'rule-1', severity: ['low', 'medium'] },
  { entity: 'user:user1@example.com' },
  { risk_min: 30, source: ['sentinel'] },
  { q: 'kerberos', severity: ['critical'] },
  { q: 'kerb*' },
  { q: 'kerberos finding', label: 'vip' },
  { from: '2020-01-01T00:00:00Z' },
  { to: '2020-01-01T00:00:00Z' },
  { from: '2020-01-01T00:00:00Z', entity: 'user:user1@example.com', q: 'ntlm', risk_min: 1 },
];

describe('facets', () => {
  test('each filter of the list is tried here', () => {
    const tried = new Set(INPUTS.flatMap((input) => Object.keys(input)));
    assert.deepEqual([...tried].sort(), Object.keys(alertFacetsInput.shape).sort());
  });

  for (const input of INPUTS) {
    test(`under ${JSON.stringify(input)} are what the list shows`, async () => {
      const total = await assertAsListed(input);
      assert.ok(total > 0 || input.to !== undefined || (input.q !== undefined && input.label !== undefined));
    });
  }

  test('name every known value, also where there is none, and what is without one as null', async () => {
    const { facets } = await api.alerts.facets({ source: ['sentinel'] });
    assert.deepEqual(
      facets.severity.map(({ value }) => value),
      ['critical', 'high', 'medium', 'low', 'informational'],
    );
    assert.equal(facets.status.length, 6);
    assert.equal(facets.verdict.at(-1)?.value, null);
    assert.equal(facets.disposition.at(-1)?.value, null);
    assert.deepEqual(
      facets.source.map(({ value }) => value),
      ['sentinel', 'submit'],
    );
  });

  test('take no order and no page', async () => {
    const answer = await server.request('/v1/alerts/facets?limit=5', {
      headers: { authorization: `Bearer ${server.key}` },
    });
    assert.equal(answer.status, 422);
  });

  test('of another tenant are its own', async () => {
    const neighbour = await server.neighbour();
    assert.equal((await neighbour.api.alerts.facets({})).total, 0);
    assert.equal((await neighbour.api.alerts.facets({ q: 'kerberos' })).total, 0);
  });

  test('need the right to read alerts', async () => {
    const ingest = await server.as('ingest');
    await assert.rejects(
      ingest.api.alerts.facets({}),
      (error) => error instanceof ApiError && error.status === 403,
    );
  });
});

describe('facets over more alerts than are looked at', () => {
  const MANY = LOOKED_AT_MAX + 50;
  let before: number;

  // Newer than all others, so that what the others have is beyond what is looked at.
  const fillUp = async () => {
    before = (await api.alerts.facets({})).total;
    await admin.query(
      `insert into wf.alert (tenant_id, id, source, dedup_key, vendor, product, sensor, title, description, category, severity,
         severity_rank, vendor_severity, occurred_at, received_at, tactics, techniques, entities, labels, links, flags, record_id,
         last_seen, stage)
       select t.id, gen_random_uuid(), 'bulk', '\\x00', 'v', 'p', 'siem', 'title', '', '', 'low', 2, 'low', at, at, '{}', '{}', '[]',
         '{}', '[]', '{}', gen_random_uuid(), at, 'decided'
       from wf.tenant t, generate_series(1, $1) n, lateral (select now() + n * interval '1 second' as at) x where t.is_root`,
      [MANY],
    );
  };

  test('are exact where only facets are filtered, and say where they are not', async () => {
    await fillUp();
    const all = await api.alerts.facets({});
    assert.deepEqual([all.counted, all.total], ['exact', before + MANY]);
    const bulk = await api.alerts.facets({ source: ['bulk'], severity: ['low'] });
    assert.deepEqual([bulk.counted, bulk.total], ['exact', MANY]);
    const since = await api.alerts.facets({ from: '2020-01-01T00:00:00Z' });
    assert.deepEqual(
      [since.counted, since.looked_at_max, since.total],
      ['newest', LOOKED_AT_MAX, LOOKED_AT_MAX],
    );
    // Nothing among those that were looked at: that is not the same as nothing.
    const vip = await api.alerts.facets({ label: 'vip' });
    assert.deepEqual([vip.counted, vip.total], ['newest', 0]);
    const unassigned = await api.alerts.facets({ assignee: 'none' });
    assert.equal(unassigned.counted, 'newest');
    // An index leads to these, so all of them are looked at.
    await assertAsListed({ rule: 'rule-1' });
    await assertAsListed({ q: 'kerberos', severity: ['high'] });
    await assertAsListed({ entity: 'user:user1@example.com', label: 'vip' });
    await assertAsListed({ assignee: 'me' });
    await assertAsListed({ to: new Date().toISOString(), technique: 'T1558' });
  });
});
