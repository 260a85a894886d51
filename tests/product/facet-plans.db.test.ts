// The statements of facets, explained as the role that issues them over fifty thousand alerts under row-level security, beside the
// counts of three hundred other tenants.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import * as counts from '../../packages/server/src/domains/alerts/alert-count.store.ts';
import type { Sql } from '../../packages/server/src/kernel/context.ts';
import { createTestDatabase } from '../../packages/server/src/testing/cluster.ts';
import { explainAs, indexesOf, type Statement, visited } from './plans.ts';

const TENANT_A = '0198c0ff-ee00-7000-8000-00000000000a';
const TENANT_B = '0198c0ff-ee00-7000-8000-00000000000b';
const FILL = path.join(import.meta.dirname, '../../packages/server/src/testing/many-alerts.sql');

const database = await createTestDatabase();
let client: pg.PoolClient;
let sent: Statement[] = [];
const sql: Sql = {
  async query<Row extends object>(name: string, text: string, values: readonly unknown[] = []) {
    sent.push({ name, text, values });
    return (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
  },
};
const scope = { sql, tenantId: TENANT_A };

before(async () => {
  await database.admin.query('select wf.ensure_partitions(now())');
  await database.admin.query(
    readFileSync(FILL, 'utf8').replaceAll('$TENANT_A', TENANT_A).replaceAll('$TENANT_B', TENANT_B),
  );
  client = await database.poolAs('wf_app').connect();
  await client.query('begin');
  await client.query("select set_config('wf.tenant', $1, true)", [TENANT_A]);
});
after(async () => {
  await client.query('rollback');
  client.release();
  await database.drop();
});

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const totalOf = (cells: readonly counts.AlertCell[]) => cells.reduce((sum, cell) => sum + cell.count, 0);

/** Runs the product's function and gives its answer with the last statement that it sent; a search asks the index of words first. */
async function capture<Answer>(
  run: () => Promise<Answer>,
): Promise<{ answer: Answer; statement: Statement }> {
  sent = [];
  const answer = await run();
  const statement = sent.at(-1);
  assert.ok(statement && sent.length <= 2);
  return { answer, statement };
}

/** The plan as it ran; no table of it may be read from end to end. */
async function explainRun(statement: Statement, how: 'analyze' | 'custom' | 'generic' = 'analyze') {
  const nodes = await explainAs(client, statement, how);
  assert.ok(
    nodes.every((node) => node['Node Type'] !== 'Seq Scan'),
    `${how}: ${JSON.stringify(nodes.map((node) => [node['Node Type'], node['Relation Name']]))}`,
  );
  return nodes;
}

test('facets without other filters look at no alert, and at no count of another tenant', async () => {
  const { answer, statement } = await capture(() => counts.readAlertCells(scope));
  assert.equal(totalOf(answer), 45_000);
  for (const how of ['analyze', 'custom', 'generic'] as const) {
    const nodes = await explainRun(statement, how);
    assert.ok(nodes.every((node) => node['Relation Name'] !== 'alert'));
    if (how === 'analyze') assert.ok(visited(nodes) <= 1_000, `${visited(nodes)} rows`);
  }
});

describe('facets under other filters', () => {
  // The last says whether ten thousand are all that the index leads to in many-alerts.sql.
  const cases: readonly (readonly [filters: counts.OtherFilters, index: string, isWhole: boolean])[] = [
    [{ from: daysAgo(1) }, 'alert_received', true],
    [{ from: daysAgo(9) }, 'alert_received', false],
    [{ from: daysAgo(9), to: daysAgo(8.9) }, 'alert_received', true],
    [{ q: 'rare' }, 'alert_pkey', true],
    [{ q: 'wave' }, 'alert_pkey', true],
    [{ q: 'common' }, 'alert_received', false],
    [{ entity: 'host:wave' }, 'entity_link_pkey', true],
    [{ entity: 'ip:198.51.100.1', label: 'vip' }, 'entity_link_pkey', false],
    [{ rule: 'rule-7' }, 'alert_rule', true],
    [{ assignee: 'me' }, 'alert_assignee', true],
    [{ assignee: 'none' }, 'alert_received', false],
    [{ label: 'vip' }, 'alert_received', false],
    [{ technique: 'T1001' }, 'alert_received', false],
    [{ risk_min: 100 }, 'alert_received', false],
  ];
  for (const [filters, index, isWhole] of cases) {
    const name = JSON.stringify(filters).replaceAll(/T[\d:.]+Z/g, '');
    test(`under ${name} look at ten thousand alerts at most, led by ${index}`, async () => {
      const { answer, statement } = await capture(() =>
        counts.countNewestAlerts(scope, { ...filters, me: 'Adele V' }),
      );
      const nodes = await explainRun(statement);
      assert.ok(indexesOf(nodes).includes(index), indexesOf(nodes).join(', '));
      // A tenth more: a plan sorts and joins in groups, and says rows a loop as a mean.
      assert.ok(visited(nodes) <= counts.LOOKED_AT_MAX * 1.1, `${visited(nodes)} rows`);
      assert.equal(answer.isWhole, isWhole);
    });
  }
});
