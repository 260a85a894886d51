// For each rule a small tree that breaks it, the places it must name, and one that keeps it.

import { ALERT_TABLE, ALERTS, type Example, HEADER, MIGRATION, SERVER } from './example.ts';
import { TREE_EXAMPLES } from './examples-of-tree.ts';
import { DEFINER_FUNCTIONS } from './sql.ts';

const IMPORTS: readonly Example[] = [
  {
    rule: 'imports.layer',
    bad: {
      [`${SERVER}/kernel/a.ts`]: "import { open } from '../platform/db/database.ts';\n",
      [`${SERVER}/platform/db/b.ts`]: "import { x } from '../../domains/audit/index.ts';\n",
      [`${ALERTS}/c.ts`]: "\nimport type { Database } from '../../platform/db/database.ts';\n",
      [`${ALERTS}/d.ts`]: "import { okta } from '@watchfloor/connectors';\n",
    },
    at: `${ALERTS}/c.ts:2 ${ALERTS}/d.ts:1 ${SERVER}/kernel/a.ts:1 ${SERVER}/platform/db/b.ts:1`,
    good: {
      [`${ALERTS}/c.ts`]:
        "import type { Sql } from '../../kernel/context.ts';\nimport { cut } from '@watchfloor/sdk';\n",
      [`${ALERTS}/c.db.test.ts`]: "import { createTestDatabase } from '../../testing/cluster.ts';\n",
      [`${SERVER}/main.ts`]: "import { open } from './platform/db/database.ts';\n",
    },
  },
  {
    rule: 'imports.domain-order',
    bad: {
      [`${ALERTS}/a.ts`]: "import { decide } from '../triage/index.ts';\n",
      [`${ALERTS}/b.ts`]: "const { x } = await import('../misc/index.ts');\n",
    },
    at: `${ALERTS}/a.ts:1 ${ALERTS}/b.ts:1`,
    good: {
      [`${ALERTS}/a.ts`]: "import { record } from '../audit/index.ts';\n",
      [`${ALERTS}/b.ts`]: "const text = `import { decide } from '../triage/index.ts';`;\n",
    },
  },
  {
    rule: 'imports.domain-front-door',
    bad: {
      [`${ALERTS}/a.ts`]:
        "import { insert } from '../audit/audit.store.ts';\nimport { b } from './index.ts';\n",
      [`${SERVER}/roles/api.ts`]: "import { find } from '../domains/alerts/alert.store.ts';\n",
    },
    at: `${ALERTS}/a.ts:1 ${ALERTS}/a.ts:2 ${SERVER}/roles/api.ts:1`,
    good: {
      [`${ALERTS}/a.ts`]:
        "import { insert } from '../audit/index.ts';\nimport { b } from './operations/b.ts';\n",
      [`${SERVER}/roles/api.ts`]: "import { find } from '../domains/alerts/index.ts';\n",
    },
  },
  {
    rule: 'imports.package',
    bad: {
      'packages/console/src/a.ts': "import { startServer } from '@watchfloor/server';\n",
      'connectors/okta/a.ts': "import { createClient } from '@watchfloor/client';\n",
      'packages/cli/src/a.ts': "import { startTestServer } from '@watchfloor/server/testing';\n",
    },
    at: 'connectors/okta/a.ts:1 packages/cli/src/a.ts:1 packages/console/src/a.ts:1',
    good: {
      'packages/console/src/a.ts': "import { createClient } from '@watchfloor/client';\n",
      'connectors/okta/okta.test.ts': "import { checkSource } from '@watchfloor/sdk/testing';\n",
    },
  },
  {
    rule: 'imports.package-border',
    bad: { 'packages/cli/src/a.ts': "import { x } from '../../server/src/kernel/clock.ts';\n" },
    at: 'packages/cli/src/a.ts:1',
    good: {
      'packages/cli/src/a.ts': "import { x } from '@watchfloor/server';\n",
      'tools/a.ts': "import { x } from '../packages/server/src/kernel/clock.ts';\n",
    },
  },
];

const SQL: readonly Example[] = [
  {
    rule: 'sql.place',
    bad: {
      [`${ALERTS}/operations/a.ts`]: "await sql.query('a', 'select id from alert where tenant_id = $1');\n",
    },
    at: `${ALERTS}/operations/a.ts:1`,
    good: {
      [`${ALERTS}/alert.store.ts`]: "await sql.query('a', 'select id from alert where tenant_id = $1');\n",
      [`${ALERTS}/operations/a.ts`]: "throw new Error('select one of the sources');\n",
    },
  },
  {
    rule: 'sql.table-owner',
    bad: {
      [MIGRATION]: ALERT_TABLE,
      [`${SERVER}/domains/audit/audit.store.ts`]: "const q = 'select id from alert where tenant_id = $1';\n",
      [`${SERVER}/domains/audit/other.store.ts`]: "const q = 'left join\\n alert a on true';\n",
      [`${SERVER}/platform/db/a.ts`]: 'const q = `update alert set title = $2 where tenant_id = $1`;\n',
    },
    at: `${SERVER}/domains/audit/audit.store.ts:1 ${SERVER}/platform/db/a.ts:1`,
    good: {
      [MIGRATION]: ALERT_TABLE,
      [`${ALERTS}/alert.store.ts`]: "const q = 'select id from alert where tenant_id = $1';\n",
      [`${SERVER}/platform/db/a.ts`]: "const message = 'nothing was heard from alert senders';\n",
    },
  },
  {
    rule: 'sql.tenant',
    bad: {
      [MIGRATION]: ALERT_TABLE,
      [`${ALERTS}/alert.store.ts`]: "\nconst q = 'select id from alert where id = $1';\n",
      [`${SERVER}/platform/db/a.ts`]: "const q = 'delete from alert';\n",
    },
    at: `${ALERTS}/alert.store.ts:2 ${SERVER}/platform/db/a.ts:1`,
    good: {
      [MIGRATION]: ALERT_TABLE,
      [`${ALERTS}/alert.store.ts`]:
        "const q = 'select id from alert where tenant_id = $1';\nconst r = 'select * from resolve_api_key($1, $2)';\n",
      [`${SERVER}/platform/db/a.ts`]: "const q = 'select 1';\n",
    },
  },
  {
    rule: 'sql.wall-clock',
    bad: {
      [`${ALERTS}/alert.store.ts`]:
        "const q = 'update alert set at = now() where tenant_id = $1';\nconst r = `and at < current_timestamp`;\n",
    },
    at: `${ALERTS}/alert.store.ts:1 ${ALERTS}/alert.store.ts:2`,
    good: {
      [`${ALERTS}/alert.store.ts`]:
        "// not now(): the caller says when\nconst q = 'update alert set at = $2 where tenant_id = $1';\n",
    },
  },
  {
    rule: 'sql.lower-case',
    bad: { [`${ALERTS}/alert.store.ts`]: "const q = 'SELECT id FROM alert WHERE tenant_id = $1';\n" },
    at: `${ALERTS}/alert.store.ts:1`,
    good: {
      [`${ALERTS}/alert.store.ts`]:
        "const q = 'select id from alert where tenant_id = $1';\nconst text = 'SELECT one';\n",
    },
  },
  {
    rule: 'sql.definer-listed',
    bad: {
      [MIGRATION]: `${HEADER}create function see_all() returns void\n  language sql security definer set search_path = wf\n  begin atomic\n  end;\n`,
    },
    // Beside the new one, those that are listed and here made by no migration.
    at: `${MIGRATION}:5 ${Object.keys(DEFINER_FUNCTIONS)
      .map(() => `${MIGRATION}:1`)
      .join(' ')}`,
    good: {},
  },
];

const PURITY: readonly Example[] = [
  {
    rule: 'purity.clock-and-chance',
    bad: {
      [`${ALERTS}/a.ts`]: 'const a = Date.now();\nconst b = new Date();\nconst c = Math.random();\n',
      'connectors/okta/a.ts': 'const d = performance.now();\n',
    },
    at: `connectors/okta/a.ts:1 ${ALERTS}/a.ts:1 ${ALERTS}/a.ts:2 ${ALERTS}/a.ts:3`,
    good: {
      [`${ALERTS}/a.ts`]: '// no Date.now() here\nconst b = new Date(row.at);\n',
      [`${SERVER}/kernel/clock.ts`]: 'export const now = () => new Date();\n',
      [`${SERVER}/platform/http/a.ts`]: 'const started = performance.now();\n',
    },
  },
  {
    rule: 'purity.outside-io',
    bad: { [`${ALERTS}/a.ts`]: "import { readFileSync } from 'node:fs';\nawait fetch(url);\n" },
    at: `${ALERTS}/a.ts:2 ${ALERTS}/a.ts:1`,
    good: {
      [`${ALERTS}/a.ts`]: "import { createHash } from 'node:crypto';\nawait ctx.http.fetch(url);\n",
      [`${SERVER}/platform/db/a.ts`]: "import { readFileSync } from 'node:fs';\n",
    },
  },
  {
    rule: 'purity.environment',
    bad: { [`${SERVER}/platform/db/a.ts`]: "const port = process.env['PORT'];\n" },
    at: `${SERVER}/platform/db/a.ts:1`,
    good: {
      [`${SERVER}/kernel/config.ts`]: "const port = process.env['PORT'];\n",
      'packages/cli/src/a.ts': "const port = process.env['PORT'];\n",
    },
  },
];

const LONG_BODY = 'step();\n'.repeat(80);

const STYLE: readonly Example[] = [
  {
    rule: 'style.named-exports',
    bad: { 'tools/a.ts': 'const a = 1;\nexport default a;\n' },
    at: 'tools/a.ts:2',
    good: {
      'tools/a.ts': 'export const a = 1;\n',
      'packages/console/vite.config.ts': 'export default {};\n',
    },
  },
  {
    rule: 'style.barrel',
    bad: {
      'tools/a.ts': "export { b } from './b.ts';\n",
      'packages/client/src/index.ts': "export * from './transport.ts';\n",
    },
    at: 'packages/client/src/index.ts:1 tools/a.ts:1',
    good: {
      [`${ALERTS}/index.ts`]: "export { b } from './b.ts';\n",
      'packages/client/src/index.ts': "export * from './generated/client.ts';\n",
    },
  },
  {
    rule: 'style.file-size',
    bad: { 'tools/a.ts': `export function a() {}\n${'// line\n'.repeat(500)}` },
    at: 'tools/a.ts:1',
    good: { 'tools/a.ts': `export const table = [\n${"  'row',\n".repeat(600)}];\n` },
  },
  {
    rule: 'style.function-size',
    bad: { 'tools/a.ts': `\nexport const act = async (a: number): Promise<void> => {\n${LONG_BODY}};\n` },
    at: 'tools/a.ts:2',
    good: {
      'tools/a.ts': 'export function act(): void {\n  step();\n}\n',
      'tools/a.test.ts': `describe('act', () => {\n${LONG_BODY}});\n`,
    },
  },
  {
    rule: 'style.parameters',
    bad: {
      'tools/a.ts': 'export function act(a: number, b: Map<string, number>, c: number, d: number): void {}\n',
    },
    at: 'tools/a.ts:1',
    good: {
      'tools/a.ts':
        'export function act(a: Map<string, number>, { b, c, d }: Options): void {}\ntext.replace(p, (a, b, c, d) => d);\n',
    },
  },
  {
    rule: 'style.file-name',
    bad: { 'tools/makeThing.ts': '', 'tools/thing.helper.ts': '', 'docs/Some_Page.md': '' },
    at: 'docs/Some_Page.md:1 tools/makeThing.ts:1 tools/thing.helper.ts:1',
    good: {
      'tools/make-thing.db.test.ts': '',
      'README.md': '',
      [MIGRATION]: '',
      'docs/adr/0001-node.md': '',
    },
  },
  {
    rule: 'style.open-task',
    bad: { 'tools/a.ts': '// TODO later\n/* FIXME */\n', [MIGRATION]: '-- TODO index\n' },
    at: `${MIGRATION}:1 tools/a.ts:1 tools/a.ts:2`,
    good: { 'tools/a.ts': "// TODO(#12): when the index is there\nconst word = 'TODO';\n" },
  },
  {
    rule: 'style.any',
    bad: { 'tools/a.ts': 'const a: any = 1;\nconst b = c as any;\nlet d: Map<string, any>;\n' },
    at: 'tools/a.ts:1 tools/a.ts:2 tools/a.ts:3',
    good: {
      'tools/a.ts':
        "const a = 'any: any';\n// biome-ignore lint/suspicious/noExplicitAny: tests look into answers.\nlet b: any;\n",
    },
  },
  {
    rule: 'style.ignored-check',
    bad: {
      'tools/a.ts': '// @ts-ignore\n// @ts-expect-error\n// biome-ignore lint/style/noNonNullAssertion: ok\n',
    },
    at: 'tools/a.ts:1 tools/a.ts:2 tools/a.ts:3',
    good: { 'tools/a.ts': '// @ts-expect-error a wrong type is what this test is about\n' },
  },
  {
    rule: 'style.empty-catch',
    bad: { 'tools/a.ts': 'try {\n  a();\n} catch {}\nb().catch(() => {});\n' },
    at: 'tools/a.ts:3 tools/a.ts:4',
    good: { 'tools/a.ts': 'try {\n  a();\n} catch {\n  // Gone already: nothing is left to close.\n}\n' },
  },
  {
    rule: 'style.skipped-test',
    bad: {
      'tools/a.test.ts':
        "test.skip('a', () => {});\ntest('b', { skip: 'later' }, () => {});\ntest.only('c', () => {});\n",
    },
    at: 'tools/a.test.ts:1 tools/a.test.ts:3 tools/a.test.ts:2',
    good: { 'tools/a.test.ts': "test('a', { skip: hasCorpus ? false : 'no records here' }, () => {});\n" },
  },
];

export const EXAMPLES: readonly Example[] = [...IMPORTS, ...SQL, ...PURITY, ...STYLE, ...TREE_EXAMPLES];
