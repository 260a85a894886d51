import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Alert } from '@watchfloor/client';
import { ApiError } from '@watchfloor/client';
import { finding } from '../../../testing/records.ts';
import { startTestServer, until } from '../../../testing/server.ts';
import { ALERT_SORTS, listAlertsInput } from '../alert.schema.ts';

const server = await startTestServer();
after(() => server.stop());

type ListInput = NonNullable<Parameters<typeof server.api.alerts.list>[0]>;
let all: readonly Alert[];

before(async () => {
  await submitMany();
  const ids = (await listAll()).map((alert) => alert.id);
  const at = (index: number) => ids[index] ?? '';
  await server.api.alerts.update({
    id: at(0),
    status: 'investigating',
    assignee: 'Adele V',
    labels: ['vip'],
  });
  await server.api.alerts.update({ id: at(1), status: 'escalated', assignee: 'me' });
  await server.api.alerts.update({ id: at(2), assignee: 'Diego S', labels: ['vip', 'phishing'] });
  await server.api.alerts.close({ id: at(3), verdict: 'false_positive', reason: 'test' });
  await server.api.alerts.close({ id: at(4), verdict: 'true_positive', reason: 'test' });
  all = await listAll();
});

/** Thirty alerts of two sources in two batches, so that many share a receive time, and some of everything else. */
async function submitMany(): Promise<void> {
  const severities = ['Critical', 'High', 'Medium', 'Low', 'Informational'] as const;
  const batch = (from: number) =>
    Array.from({ length: 12 }, (_, index) =>
      finding({
        title: `Finding ${from + index} about ${index % 2 ? 'kerberos' : 'ntlm'}`,
        severity: severities[index % 5] ?? 'Low',
        rule: `rule-${index % 3}`,
        techniques: index % 4 === 0 ? ['T1558.003'] : index % 4 === 1 ? ['T1558'] : [],
        user: `user${index % 3}@example.com`,
        ip: `198.51.100.${index}`,
        occurredAt: `2026-03-0${1 + (index % 5)}T09:00:00.000Z`,
      }),
    );
  await server.submitDecided('sentinel', batch(0));
  await server.submitDecided('sentinel', batch(100));
  for (let index = 0; index < 6; index += 1) {
    await server.post('/v1/alerts/submit', {
      title: `Joined ${index}`,
      severity: 'high',
      events: [finding()],
    });
  }
  await listAllDecided();
}

async function listAll(): Promise<readonly Alert[]> {
  const page = await server.api.alerts.list({ limit: 200 });
  assert.equal(page.next_cursor, null);
  return page.data;
}

async function listAllDecided(): Promise<readonly Alert[]> {
  let alerts: readonly Alert[] = [];
  await until(async () => {
    alerts = await listAll();
    return alerts.every((alert) => alert.stage === 'decided');
  });
  return alerts;
}

/** What each filter means, as a predicate over the whole list: the answer must be exactly the alerts that fulfil it. */
const FILTERS: Readonly<Record<string, readonly [ListInput, (alert: Alert) => boolean][]>> = {
  status: [
    [{ status: ['investigating'] }, (alert) => alert.status === 'investigating'],
    [{ status: ['resolved', 'escalated'] }, (alert) => ['resolved', 'escalated'].includes(alert.status)],
  ],
  severity: [[{ severity: ['critical', 'low'] }, (alert) => ['critical', 'low'].includes(alert.severity)]],
  source: [[{ source: ['submit'] }, (alert) => alert.source === 'submit']],
  disposition: [
    [
      { disposition: ['suspicious_escalate', 'critical_immediate'] },
      (alert) => /suspicious|critical/.test(alert.recommended_disposition ?? ''),
    ],
  ],
  verdict: [[{ verdict: ['false_positive'] }, (alert) => alert.verdict === 'false_positive']],
  assignee: [
    [{ assignee: 'Adele V' }, (alert) => alert.assignee === 'Adele V'],
    [{ assignee: 'me' }, (alert) => alert.assignee === 'local command line'],
    [{ assignee: 'none' }, (alert) => alert.assignee === null],
  ],
  label: [[{ label: 'vip' }, (alert) => alert.labels.includes('vip')]],
  technique: [
    [{ technique: 't1558.003' }, (alert) => alert.techniques.includes('T1558.003')],
    [{ technique: 'T1558' }, (alert) => alert.techniques.some((id) => id.startsWith('T1558'))],
  ],
  rule: [[{ rule: 'rule-1' }, (alert) => alert.rule.id === 'rule-1']],
  entity: [
    [
      { entity: 'ip:198.51.100.7' },
      (alert) => alert.entities.some((entity) => entity.value === '198.51.100.7'),
    ],
    [
      { entity: 'user:user1@example.com' },
      (alert) =>
        alert.entities.some((entity) => entity.type === 'user' && entity.value === 'user1@example.com'),
    ],
  ],
  risk_min: [[{ risk_min: 30 }, (alert) => (alert.risk_score ?? -1) >= 30]],
  q: [[{ q: 'kerberos' }, (alert) => alert.title.includes('kerberos')]],
};

describe('filters', () => {
  test('each filter of the input is tried here', () => {
    const paging = ['limit', 'cursor', 'sort', 'order'];
    // The two that need times of the data have a test of their own.
    const tried = [...paging, 'from', 'to', ...Object.keys(FILTERS)];
    assert.deepEqual(Object.keys(listAlertsInput.shape).sort(), tried.sort());
  });

  for (const [name, cases] of Object.entries(FILTERS)) {
    for (const [input, fulfils] of cases) {
      test(`${name}: ${JSON.stringify(input)} gives exactly the alerts that fulfil it`, async () => {
        const wanted = all.filter(fulfils).map((alert) => alert.id);
        assert.ok(
          wanted.length > 0 && wanted.length < all.length,
          'the filter must have something to tell apart',
        );
        const page = await server.api.alerts.list({ ...input, limit: 200 });
        assert.deepEqual(
          page.data.map((alert) => alert.id),
          wanted,
        );
      });
    }
  }

  test('from includes its moment, to does not; both are receive times with any offset', async () => {
    const moments = [...new Set(all.map((alert) => alert.received_at))].sort();
    const from = moments[1] ?? '';
    const to = moments.at(-1) ?? '';
    const wanted = all.filter((alert) => alert.received_at >= from && alert.received_at < to);
    assert.ok(wanted.length > 0 && wanted.length < all.length);
    const shifted = new Date(Date.parse(from) + 2 * 3_600_000).toISOString().replace('Z', '+02:00');
    for (const start of [from, shifted]) {
      const page = await server.api.alerts.list({ from: start, to, limit: 200 });
      assert.deepEqual(
        page.data.map((alert) => alert.id),
        wanted.map((alert) => alert.id),
      );
    }
  });

  test('several filters together must all hold, lists may be repeated or joined by commas', async () => {
    const wanted = all.filter(
      (alert) => alert.severity !== 'critical' && alert.rule.id === 'rule-0' && alert.status === 'new',
    );
    const severity = 'severity=high,medium&severity=low&severity=informational';
    const answer = await get(`?${severity}&rule=rule-0&status=new&limit=200`);
    assert.deepEqual(
      answer.body.data.map((alert: Alert) => alert.id),
      wanted.map((alert) => alert.id),
    );
  });

  test('an entity in another spelling of its type or value is another entity', async () => {
    for (const entity of ['host:198.51.100.7', 'ip:198.51.100.07', 'user:USER1@EXAMPLE.COM']) {
      assert.deepEqual((await server.api.alerts.list({ entity })).data, []);
    }
  });

  test('a neighbour sees none of it, whatever the filter', async () => {
    const { api } = await server.neighbour();
    for (const input of [{}, { q: 'kerberos' }, { entity: 'ip:198.51.100.7' }, { rule: 'rule-1' }]) {
      assert.deepEqual(await api.alerts.list(input), { data: [], next_cursor: null });
    }
  });
});

describe('sorting and paging', () => {
  for (const sort of ALERT_SORTS) {
    for (const order of ['asc', 'desc'] as const) {
      test(`${sort} ${order}: pages lose nothing and repeat nothing while alerts arrive`, async () => {
        // What arrived for the test before must have its score, or it would move while it is sorted by it.
        const existing = await listAllDecided();
        const wanted = [...existing].sort(comparer(sort, order)).map((alert) => alert.id);
        const known = new Set(wanted);
        const seen: string[] = [];
        let cursor: string | null | undefined;
        while (cursor !== null) {
          const page = await server.api.alerts.list({
            sort,
            order,
            limit: 11,
            ...(cursor ? { cursor } : {}),
          });
          assert.ok(page.data.length <= 11);
          seen.push(...page.data.map((alert) => alert.id));
          cursor = page.next_cursor;
          // Only at first, or a list in the order of arrival would never end.
          if (seen.length < 33)
            await server.post('/v1/ingest/sentinel', [finding(), finding({ severity: 'High' })]);
        }
        assert.equal(new Set(seen).size, seen.length, 'an alert came twice');
        assert.deepEqual(
          seen.filter((id) => known.has(id)),
          wanted,
        );
      });
    }
  }

  test('a page that ends exactly at the last alert has no next one', async () => {
    const { data } = await server.api.alerts.list({ limit: 200 });
    const page = await server.api.alerts.list({ limit: data.length });
    assert.equal(page.next_cursor, null);
    assert.equal((await server.api.alerts.list({ limit: data.length - 1 })).data.length, data.length - 1);
  });

  test('filters go on with the cursor', async () => {
    const first = await server.api.alerts.list({ rule: 'rule-1', limit: 3 });
    assert.ok(first.next_cursor);
    const second = await server.api.alerts.list({ rule: 'rule-1', limit: 200, cursor: first.next_cursor });
    const whole = (await listAll()).filter((alert) => alert.rule.id === 'rule-1');
    assert.deepEqual(
      [...first.data, ...second.data].map((alert) => alert.id),
      whole.map((alert) => alert.id),
    );
  });

  test('a cursor of another sort or order is 422', async () => {
    const { next_cursor: cursor } = await server.api.alerts.list({ limit: 3, sort: 'risk_score' });
    assert.ok(cursor);
    for (const input of [{ sort: 'severity' }, { sort: 'risk_score', order: 'asc' }, {}] as const) {
      await assert.rejects(
        server.api.alerts.list({ ...input, cursor }),
        (error: unknown) => error instanceof ApiError && error.status === 422 && error.field === 'cursor',
      );
    }
  });

  test('a tampered cursor is 422, whatever was done to it', async () => {
    const { next_cursor: cursor } = await server.api.alerts.list({ limit: 3 });
    assert.ok(cursor);
    const [sort, time, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const forged = [
      [sort, time],
      [sort, time, id, id],
      [sort, 5, id],
      [sort, null, id],
      [sort, time, 'x'],
      [sort, time, `${id}' or true --`],
      [sort, '2026-99-99T99:99:99.999Z', id],
      [sort, '2026-01-01', id],
      [sort, [time], id],
      { sort, time, id },
      'text',
    ].map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));
    for (const wrong of [...forged, cursor.slice(0, -4), `x${cursor}`, 'x', '%00', '🦆']) {
      const answer = await get(`?cursor=${encodeURIComponent(wrong)}`);
      assert.equal(answer.status, 422, `${wrong} ${answer.text}`);
      assert.equal(answer.body.error.field, 'cursor');
    }
  });

  test('a cursor of a time before the calendar begins ends the list instead of failing', async () => {
    const { next_cursor: cursor } = await server.api.alerts.list({ limit: 3 });
    const [sort, , id] = JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString());
    const early = Buffer.from(JSON.stringify([sort, '0000-01-01T00:00:00.000Z', id])).toString('base64url');
    const answer = await get(`?cursor=${early}`);
    assert.deepEqual([answer.status, answer.body.data], [200, []]);
  });
});

describe('invalid', () => {
  test('values beyond their limits are 422 and named', async () => {
    const cases = {
      limit: ['0', '201', 'x', '1.5', ''],
      status: ['open', 'new,', ''],
      sort: ['title'],
      order: ['up'],
      entity: ['192.0.2.1', 'ip:', ':x', 'IP:1'],
      from: ['yesterday', '2026-01-01', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00'],
      risk_min: ['-1', '101', 'x'],
      q: ['x'.repeat(501)],
      technique: ['T'.repeat(21)],
      source: [''],
    };
    for (const [field, values] of Object.entries(cases)) {
      for (const value of values) {
        const answer = await get(`?${field}=${encodeURIComponent(value)}`);
        assert.equal(answer.status, 422, `${field}=${value} ${answer.text.slice(0, 100)}`);
        assert.equal(String(answer.body.error.field).split('.')[0], field);
      }
    }
  });
});

function get(query: string) {
  return server.request(`/v1/alerts${query}`, { headers: { authorization: `Bearer ${server.key}` } });
}

/** The order that a sort documents: by its value, then by receive time, then by id. */
function comparer(sort: (typeof ALERT_SORTS)[number], order: 'asc' | 'desc') {
  const ranks = ['informational', 'low', 'medium', 'high', 'critical'];
  const keys = (alert: Alert): (string | number)[] => {
    if (sort === 'severity') return [ranks.indexOf(alert.severity), alert.received_at, alert.id];
    if (sort === 'risk_score') return [alert.risk_score ?? -1, alert.received_at, alert.id];
    return [alert[sort], alert.id];
  };
  const sign = order === 'asc' ? 1 : -1;
  return (left: Alert, right: Alert): number => {
    const rights = keys(right);
    for (const [index, key] of keys(left).entries()) {
      const other = rights[index];
      if (other !== undefined && key !== other) return key < other ? -sign : sign;
    }
    return 0;
  };
}
