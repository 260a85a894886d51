// What PostgreSQL means to do for a statement of the product, and what it looked at while doing it.

import type pg from 'pg';

export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

export type How = 'analyze' | 'custom' | 'generic';

/** Every node of a plan: of the values that were sent, or, as PostgreSQL may choose for a prepared statement, of any. */
export async function explainAs(client: pg.PoolClient, statement: Statement, how: How): Promise<PlanNode[]> {
  const option = { analyze: 'analyze, timing off,', custom: '', generic: 'generic_plan,' }[how];
  const text = `explain (${option} format json) ${statement.text}`;
  const { rows } =
    how === 'generic' ? await client.query(text) : await client.query(text, [...statement.values]);
  const nodes: PlanNode[] = [];
  const walk = (node: PlanNode) => {
    nodes.push(node);
    for (const inner of node.Plans ?? []) walk(inner);
  };
  walk(rows[0]['QUERY PLAN'][0].Plan);
  return nodes;
}

/** The most rows that one step of the plan looked at. */
export function visited(nodes: readonly PlanNode[]): number {
  return Math.max(
    ...nodes.map(
      (node) =>
        ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0)) * (node['Actual Loops'] ?? 0),
    ),
  );
}

export function indexesOf(nodes: readonly PlanNode[]): string[] {
  return nodes.flatMap((node) => node['Index Name'] ?? []);
}
