// The statements that the product issues, explained as the role it issues them, over fifty thousand alerts under row-level
// security: each must be led by an index. The texts are not retyped: the product's own functions run on a connection that
// keeps what they send.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Entity, NormalizedAlert } from '@watchfloor/sdk';
import type pg from 'pg';
import {
  type ListAlertsInput,
  listAlertsInput,
  listEventsInput,
} from '../../packages/server/src/domains/alerts/alert.schema.ts';
import * as alerts from '../../packages/server/src/domains/alerts/alert.store.ts';
import { listAlerts, listEvents } from '../../packages/server/src/domains/alerts/alert-list.store.ts';
import * as records from '../../packages/server/src/domains/alerts/record.store.ts';
import { entityId } from '../../packages/server/src/domains/alerts/search.ts';
import * as triaged from '../../packages/server/src/domains/alerts/triage.store.ts';
import {
  type AuditFilter,
  listAuditRecords,
  NO_FILTER,
  searchAuditRecords,
} from '../../packages/server/src/domains/audit/audit.store.ts';
import * as chain from '../../packages/server/src/domains/audit/chain.store.ts';
import { recordRules } from '../../packages/server/src/domains/detect/rule.store.ts';
import * as entities from '../../packages/server/src/domains/indicators/entity.store.ts';
import {
  findLinkedAlerts,
  linkEntities,
  unlinkEntities,
} from '../../packages/server/src/domains/indicators/indicators.store.ts';
import { findContentHash } from '../../packages/server/src/domains/ingest/accept.store.ts';
import {
  countLetters,
  listLetters,
} from '../../packages/server/src/domains/ingest/work/dead-letter.store.ts';
import { listDecisions } from '../../packages/server/src/domains/triage/triage.store.ts';
import type { Sql } from '../../packages/server/src/kernel/context.ts';
import type { AlertId } from '../../packages/server/src/kernel/ids.ts';
import { readEvents } from '../../packages/server/src/platform/db/domain-events.ts';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { finding } from '../../packages/server/src/testing/records.ts';
import { explainAs, type How, indexesOf, type PlanNode, type Statement, visited } from './plans.ts';

const TENANT_A = '0198c0ff-ee00-7000-8000-00000000000a';
const TENANT_B = '0198c0ff-ee00-7000-8000-00000000000b';
const FILL = path.join(import.meta.dirname, '../../packages/server/src/testing/many-alerts.sql');
/** No page of fifty may look at more rows than this, of fifty thousand. */
const VISITED_MAX = 6_000;

const database = await createTestDatabase();

let client: pg.PoolClient;
let scope: { readonly sql: Sql; readonly tenantId: string };
/** Tables with rows; an empty partition may be read from end to end. */
let filled: Set<string>;
/** Ids of alerts of tenant A: the newest, and those with a revision that waits. */
let some: AlertId[];
let revised: AlertId[];

let sent: Statement[] = [];

const USER = entityId('user', 'user7');
const SIGHTING = {
  source: 'sentinel',
  rule_id: 'rule-7',
  rule_name: 'Rule 7',
  rule_details: null,
  vendor: 'Example',
  product: 'Product',
  severity: 'high',
  tactics: [],
  techniques: [],
  received_at: new Date(),
  counts: true,
} as const;

before(async () => {
  await database.admin.query('select wf.ensure_partitions(now())');
  const fill = readFileSync(FILL, 'utf8').replaceAll('$TENANT_A', TENANT_A).replaceAll('$TENANT_B', TENANT_B);
  await database.admin.query(fill);
  const sizes = await database.admin.query(
    "select relname from pg_class where relnamespace = 'wf'::regnamespace and relkind = 'r' and reltuples > 100",
  );
  filled = new Set(sizes.rows.map((row) => row.relname));
  some = await idsOf('select id from wf.alert where tenant_id = $1 order by received_at desc limit 20');
  revised = await idsOf(
    'select alert_id as id from wf.alert_revision where tenant_id = $1 and applied_at is null',
  );
  assert.ok(filled.size >= 14 && some.length === 20 && revised.length > 10);
  client = await database.poolAs('wf_app').connect();
  await client.query('begin');
  await client.query("select set_config('wf.tenant', $1, true)", [TENANT_A]);
  const sql: Sql = {
    async query<Row extends object>(name: string, text: string, values: readonly unknown[] = []) {
      sent.push({ name, text, values });
      return (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
    },
  };
  scope = { sql, tenantId: TENANT_A };
});
after(async () => {
  await client.query('rollback');
  client.release();
  await database.drop();
});

async function idsOf(text: string): Promise<AlertId[]> {
  const { rows } = await database.admin.query<{ id: AlertId }>(text, [TENANT_A]);
  return rows.map((row) => row.id);
}

function assertNoScan(nodes: readonly PlanNode[], statement: Statement, how: string): void {
  const scans = nodes.filter(
    (node) => node['Node Type'] === 'Seq Scan' && filled.has(node['Relation Name'] ?? ''),
  );
  const tables = scans.map((node) => node['Relation Name']);
  assert.deepEqual(tables, [], `${statement.name || 'list'} (${how}) reads whole tables:\n${statement.text}`);
}

const explain = (statement: Statement, how: How) => explainAs(client, statement, how);

/** Runs the product's function and gives the statements that it sent. */
async function capture(run: () => Promise<unknown>): Promise<Statement[]> {
  sent = [];
  // What one statement does must not change what the next one finds, nor its failure end the transaction.
  await client.query('savepoint captured');
  try {
    await run();
  } finally {
    await client.query('rollback to savepoint captured');
  }
  assert.ok(sent.length > 0);
  return sent;
}

async function listed(input: object): Promise<{ nodes: PlanNode[]; rows: number; cursor: string | null }> {
  const parsed = listAlertsInput.parse(input);
  let page: Awaited<ReturnType<typeof listAlerts>> | undefined;
  const [statement] = await capture(async () => {
    page = await listAlerts(scope.sql, TENANT_A, { ...parsed, me: 'Adele V' });
  });
  assert.ok(statement && page);
  const nodes = await explain(statement, 'analyze');
  assertNoScan(nodes, statement, JSON.stringify(input));
  assert.ok(visited(nodes) <= VISITED_MAX, `${JSON.stringify(input)} looked at ${visited(nodes)} rows`);
  return { nodes, rows: page.rows.length, cursor: page.next_cursor };
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

describe('the list of alerts', () => {
  const sorts = {
    received_at: 'alert_received',
    occurred_at: 'alert_occurred',
    severity: 'alert_severity',
    risk_score: 'alert_risk',
  };
  for (const [sort, index] of Object.entries(sorts)) {
    for (const order of ['asc', 'desc']) {
      test(`by ${sort} ${order} is led by ${index}, on the first page and on the tenth`, async () => {
        let page = await listed({ sort, order });
        for (let number = 1; number <= 10; number += 1) {
          assert.ok(indexesOf(page.nodes).includes(index), indexesOf(page.nodes).join(', '));
          assert.equal(page.rows, 50);
          // The cursor is a place in the index: what came before is not gone through again.
          assert.ok(visited(page.nodes) <= 60, `page ${number} looked at ${visited(page.nodes)} rows`);
          page = await listed({ sort, order, cursor: page.cursor });
        }
      });
    }
  }

  // `rows` is what the filter finds of the data in many-alerts.sql: 0 when the interesting case is that there is nothing.
  const filters: Readonly<
    Record<
      string,
      readonly (readonly [input: Partial<ListAlertsInput> | object, index: string, rows: number])[]
    >
  > = {
    status: [
      [{ status: 'new' }, 'alert_', 50],
      [{ status: 'investigating' }, 'alert_', 50],
      [{ status: 'escalated' }, 'alert_status', 0],
    ],
    severity: [[{ severity: 'critical' }, 'alert_', 50]],
    source: [
      [{ source: 'sentinel' }, 'alert_', 50],
      [{ source: 'nobody' }, 'alert_source', 0],
    ],
    rule: [
      [{ rule: 'rule-7' }, 'alert_rule', 50],
      [{ rule: 'rule-7', sort: 'risk_score' }, 'alert_rule', 50],
    ],
    entity: [
      [{ entity: 'user:user7' }, 'entity_link_pkey', 50],
      [{ entity: 'ip:198.51.100.1' }, 'entity_link_pkey', 50],
      [{ entity: 'host:wave' }, 'entity_link_pkey', 50],
      [{ entity: 'host:wave', sort: 'risk_score' }, 'entity_link_', 50],
      [{ entity: 'user:nobody' }, 'entity_link_', 0],
    ],
    from: [[{ from: daysAgo(0.1) }, 'alert_received', 50]],
    to: [
      [{ from: daysAgo(5), to: daysAgo(4.995) }, 'alert_received', 20],
      [{ to: daysAgo(10) }, 'alert_received', 50],
    ],
    assignee: [
      [{ assignee: 'me' }, 'alert_assignee', 50],
      [{ assignee: 'Nobody' }, 'alert_assignee', 0],
      [{ assignee: 'none' }, 'alert_received', 50],
    ],
    verdict: [
      [{ verdict: 'false_positive' }, 'alert_', 50],
      [{ verdict: 'true_positive' }, 'alert_verdict', 0],
    ],
    disposition: [[{ disposition: 'critical_immediate' }, 'alert_', 50]],
    risk_min: [
      [{ risk_min: 95 }, 'alert_', 50],
      [{ risk_min: 100 }, 'alert_risk', 0],
    ],
  };
  /** Filters that go through the alerts in the order of the list until the page is full. They have no index of their own. */
  const walking = ['label', 'technique'];
  /** Has its own tests below: it is asked in several statements. */
  const several = ['q'];

  test('every filter is explained here, or known to walk', () => {
    const known = [...Object.keys(filters), ...walking, ...several, 'limit', 'cursor', 'sort', 'order'];
    assert.deepEqual(Object.keys(listAlertsInput.shape).sort(), known.sort());
  });

  for (const [name, cases] of Object.entries(filters)) {
    for (const [input, index, rows] of cases) {
      test(`filtered by ${name}, ${JSON.stringify(input).replaceAll(/T[\d:.]+Z/g, '')}, is led by ${index}`, async () => {
        const page = await listed(input);
        assert.ok(
          indexesOf(page.nodes).some((used) => used.startsWith(index)),
          indexesOf(page.nodes).join(', '),
        );
        assert.ok(rows === 0 ? page.rows === 0 : page.rows >= Math.min(rows, 15), `${page.rows} rows`);
      });
    }
  }
});

describe('a search', () => {
  // The statements of a search in their order: the first two hundred in the order of the list; the index of words for a few, then
  // the page; for many the first two thousand, the index of words again, and the page.
  const cases: readonly (readonly [input: object, statements: number, rows: number])[] = [
    [{ q: 'common' }, 1, 50],
    [{ q: 'common half' }, 1, 50],
    [{ q: 'common', sort: 'risk_score' }, 1, 50],
    [{ q: 'rare' }, 3, 5],
    [{ q: 'common rare' }, 3, 5],
    [{ q: 'rare', sort: 'risk_score' }, 3, 5],
    [{ q: 'user7' }, 3, 50],
    [{ q: 'ref-12*' }, 3, 50],
    // Three thousand alerts of nine days ago: the newest forty thousand do not have the word.
    [{ q: 'wave' }, 5, 50],
    [{ q: 'wave', entity: 'host:wave' }, 3, 50],
    [{ q: 'wave', status: 'escalated' }, 5, 0],
    [{ q: 'nothing' }, 2, 0],
    [{ q: 'common nothing' }, 2, 0],
    // More than the index gives: the alerts of the filter are looked at one by one, and of these there is none.
    [{ q: 'common', status: 'escalated' }, 5, 0],
  ];
  for (const [input, statements, rows] of cases) {
    test(`${JSON.stringify(input)} reads no whole table in its ${statements} statements`, async () => {
      let page: Awaited<ReturnType<typeof listAlerts>> | undefined;
      const made = await capture(async () => {
        page = await listAlerts(scope.sql, TENANT_A, { ...listAlertsInput.parse(input), me: 'Adele V' });
      });
      assert.equal(made.length, statements);
      assert.ok(rows === 0 ? page?.rows.length === 0 : (page?.rows.length ?? 0) >= Math.min(rows, 5));
      for (const statement of made) {
        const nodes = await explain(statement, 'analyze');
        assertNoScan(nodes, statement, JSON.stringify(input));
        assert.ok(visited(nodes) <= VISITED_MAX, `looked at ${visited(nodes)} rows`);
      }
    });
  }

  test('asks the index of words, and no other tenant’s', async () => {
    // What the function itself runs, with its owner's rights: those rights decide whether the index may be used.
    const plans: string[] = [];
    const client = await database.admin.connect();
    client.on('notice', ({ message }) => plans.push(message ?? ''));
    try {
      await client.query(
        `load 'auto_explain'; set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on;
         set client_min_messages = log; set search_path = wf; set wf.tenant = '${TENANT_A}'; set role wf_app`,
      );
      await client.query('select id from find_by_words($1::tsquery, 501) as found (id)', [
        `'${TENANT_A.slice(-5)}rare'`,
      ]);
    } finally {
      client.release(true);
    }
    const plan = plans.find((text) => text.includes('alert_search s')) ?? '';
    assert.match(plan, /Bitmap Index Scan on alert_search_words/);
    assert.doesNotMatch(plan, /alert_search_pkey/);
    const found = async (tenantId: string, words: string) => {
      const listed = listAlertsInput.parse({ q: words, limit: 200 });
      return (await listAlerts(scope.sql, tenantId, { ...listed, me: '' })).rows.length;
    };
    assert.equal(await found(TENANT_A, 'rare'), 5);
    assert.equal(await found(TENANT_B, 'rare'), 0, 'the transaction is of another tenant');
  });
});

describe('the list of events', () => {
  for (const input of [
    {},
    { source: 'okta' },
    { source: 'nobody' },
    { entity: 'user:user8' },
    { from: daysAgo(5), to: daysAgo(4.99) },
  ]) {
    test(`${JSON.stringify(input).replaceAll(/T[\d:.]+Z/g, '')} reads no whole month`, async () => {
      let cursor: string | null = null;
      const [statement] = await capture(async () => {
        cursor = (await listEvents(scope.sql, TENANT_A, listEventsInput.parse(input))).next_cursor;
      });
      assert.ok(statement);
      const nodes = await explain(statement, 'analyze');
      assertNoScan(nodes, statement, JSON.stringify(input));
      assert.ok(visited(nodes) <= VISITED_MAX, `${visited(nodes)} rows`);
      if (cursor === null) return;
      const [next] = await capture(() =>
        listEvents(scope.sql, TENANT_A, listEventsInput.parse({ ...input, cursor })),
      );
      assert.ok(next);
      assertNoScan(await explain(next, 'analyze'), next, 'after a cursor');
    });
  }
});

/** Everything that is prepared under a name: must be led by an index with these values, and with any. */
const PREPARED: Readonly<Record<string, () => Promise<unknown>>> = {
  'reading an alert': () => alerts.findAlert(scope, firstId()),
  'locking an alert': () => alerts.lockAlert(scope, firstId()),
  'its comments': () => alerts.listComments(scope, firstId()),
  'its revisions': () => alerts.listRevisions(scope, firstId()),
  'its raw record': () => alerts.findRaw(scope, firstId()),
  'its changes': () => alerts.listChanges(scope, firstId()),
  'its decisions': () => listDecisions(scope, firstId()),
  'reading an event': () => alerts.findEvent(scope, firstId()),
  'counting a verdict': () =>
    alerts.countRuleOutcome(scope, {
      source: 'sentinel',
      rule: 'rule-1',
      verdict: 'true_positive',
      delta: 1,
    }),
  'taking over revisions': () => triaged.applyRevisions(scope, revised, new Date()),
  'loading a batch for triage': () => triaged.loadForTriage(scope, some, ['accepted', 'evidence']),
  'the history of rules': () => triaged.loadRuleHistory(scope, [{ source: 'sentinel', rule: 'rule-1' }]),
  'the tactics of linked alerts': () => triaged.loadTactics(scope, some),
  'the entities of events': () => triaged.loadEvents(scope, some),
  'retiring deduplication keys': () => triaged.retireDedupKeys(scope, some),
  'writing words': () => triaged.writeWords(scope, [{ id: firstId(), words: [['x', [1]]] }]),
  'the records of alerts': () => records.loadAlertRecords(scope, some),
  'the records of events': () => records.loadEventRecords(scope, some),
  'the newest records of a source': () => records.listRecentRecords(scope, 'okta', 50),
  'mapped entities of alerts': () =>
    records.replaceEntities(scope, 'alert', [{ id: firstId(), entities: [] }]),
  'mapped entities of events': () =>
    records.replaceEntities(scope, 'event', [{ id: firstId(), entities: [] }]),
  'severities of alerts': () => records.countSeverities(scope, some),
  'reading an entity': () => entities.findEntity(scope, USER),
  'entities by their ids': () => entities.findEntities(scope, [USER]),
  'entities that begin so': () =>
    entities.listByBeginning(scope, { beginning: 'user7', types: null, after: null, limit: 51 }),
  'the newest entities': () => entities.listNewest(scope, { types: ['user', 'ip'], before: null, limit: 51 }),
  'the activity of entities': () =>
    entities.countActivity(scope, { ids: [USER], since: new Date(daysAgo(30)), bound: 100 }),
  'the alerts of an entity': () =>
    entities.listAlertIds(scope, { id: USER, since: new Date(daysAgo(30)), limit: 1_000 }),
  'entities seen together': () =>
    entities.listRelated(scope, { id: USER, since: new Date(daysAgo(30)), subjects: 100, limit: 20 }),
  'recording rules': () => recordRules(scope, [SIGHTING]),
  'finding linked alerts': () =>
    findLinkedAlerts(
      scope,
      [{ subjectId: firstId(), type: 'ip', value: '198.51.100.1', at: new Date() }],
      24,
    ),
  'unlinking entities': () => unlinkEntities(scope, some),
  'linking entities': () =>
    linkEntities(scope, [{ kind: 'alert', id: firstId(), at: new Date(), entities: ENTITIES }]),
  'finding what stands still': () => triaged.findStanding(scope, new Date()),
  'finding a submission': () =>
    findContentHash(scope, { source: 'sentinel', key: Buffer.from('00'), at: new Date() }),
  'the stream from a cursor': () =>
    readEvents(scope, { transaction: '0', id: '00000000-0000-0000-0000-000000000000' }, 500),
  'the latest dead letters': () => listLetters(scope, { filter: NO_LETTER_FILTER, after: null, limit: 51 }),
  'the open dead letters': () => countLetters(scope, { ...NO_LETTER_FILTER, state: ['open'] }),
  'the newest audit records': () => listAuditRecords(scope, { limit: 51, before: null, filter: NO_FILTER }),
  'the audit records of a subject': () => listAudit({ subject: 'alert:7' }),
  'the audit records of events that begin so': () => listAudit({ event: 'alert.' }),
  'the audit records of an actor': () => listAudit({ actorId: 'nobody' }),
  'the audit records of a kind of actor': () => listAudit({ actorKind: 'agent' }),
  'the audit records of a request': () => listAudit({ requestId: 'req_1' }),
  'the audit records of a time': () => listAudit({ from: new Date(daysAgo(2)), to: new Date(daysAgo(1)) }),
  'searching audit records': () =>
    searchAuditRecords(scope, { limit: 51, before: null, filter: NO_FILTER, words: 'x', window: 1_000 }),
  'what waits to be chained': () => chain.listUnsealed(scope, 1_000),
  'the links of a chain': () => chain.listLinks(scope, { after: 10, limit: 1_000 }),
  'audit records outside the chain': () =>
    chain.findStrayRecord(scope, { after: '00000000-0000-0000-0000-000000000000', limit: 1_000 }),
  'the end of a chain': () => chain.findHead(scope),
};
const NO_LETTER_FILTER = { job: null, stage: null, state: null, from: null, to: null } as const;

function listAudit(filter: Partial<AuditFilter>) {
  return listAuditRecords(scope, { limit: 51, before: null, filter: { ...NO_FILTER, ...filter } });
}

const ENTITIES: readonly Entity[] = [{ type: 'user', value: 'user7', role: 'actor' }];

function firstId(): AlertId {
  const [id] = some;
  assert.ok(id);
  return id;
}

describe('a prepared statement', () => {
  before(async () => {
    // What waits must be a whole record, for the statement that takes it over.
    const normalized: Partial<NormalizedAlert> = { ...NORMALIZED };
    await database.admin.query('update wf.alert_revision set normalized = $1 where applied_at is null', [
      JSON.stringify(normalized),
    ]);
  });

  for (const [what, run] of Object.entries(PREPARED)) {
    test(`${what} is led by an index, whatever its values`, async () => {
      for (const statement of await capture(run)) {
        assert.notEqual(statement.name, '');
        for (const how of ['custom', 'generic'] as const) {
          assertNoScan(await explain(statement, how), statement, how);
        }
      }
    });
  }

  test('finding what stands still looks at that alone', async () => {
    for (const statement of await capture(() => triaged.findStanding(scope, new Date()))) {
      const nodes = await explain(statement, 'analyze');
      assert.ok(visited(nodes) < 500, `${visited(nodes)} rows`);
      assert.ok(indexesOf(nodes).includes('alert_unfinished'));
      assert.ok(indexesOf(nodes).includes('alert_revision_waiting'));
    }
  });

  test('finding linked alerts takes as many steps for an address of thousands as for one of ten', async () => {
    const [statement] = await capture(() =>
      findLinkedAlerts(
        scope,
        [{ subjectId: firstId(), type: 'ip', value: '198.51.100.1', at: new Date() }],
        24,
      ),
    );
    assert.ok(statement);
    assert.ok(visited(await explain(statement, 'analyze')) <= 10);
  });
});

const NORMALIZED: NormalizedAlert = {
  kind: 'alert',
  vendor: 'Example',
  product: 'Product',
  source_ref: null,
  title: String(finding()['AlertName']),
  description: '',
  category: '',
  severity: 'low',
  sensor: 'siem',
  occurred_at: '2026-03-04T09:14:02.500Z',
  entities: [],
  labels: [],
  links: [],
  flags: [],
  tactics: [],
  techniques: [],
  rule: { id: null, name: null },
  closure: null,
};
