// Examples of the rules about the tree: migrations, registries, documents, packages, dead files.

import { ALERT_TABLE, ALERTS, type Example, HEADER, MIGRATION, SERVER } from './example.ts';

const MIGRATIONS: readonly Example[] = [
  {
    rule: 'migrations.number',
    bad: {
      [MIGRATION]: '',
      [`${SERVER}/migrations/0003_alerts_more.sql`]: '',
      [`${SERVER}/migrations/next.sql`]: '',
    },
    at: `${SERVER}/migrations/0003_alerts_more.sql:1 ${SERVER}/migrations/next.sql:1`,
    good: { [MIGRATION]: '', [`${SERVER}/migrations/0002_alerts_more.sql`]: '' },
  },
  {
    rule: 'migrations.header',
    bad: { [MIGRATION]: '-- owner: nobody\n-- why:\n-- kind: big\n-- lock: none\n' },
    at: `${MIGRATION}:1 ${MIGRATION}:1 ${MIGRATION}:1 ${MIGRATION}:1`,
    good: { [MIGRATION]: HEADER },
  },
  {
    rule: 'migrations.tenant-table',
    bad: {
      [MIGRATION]: `${HEADER}create table alert (\n  tenant_id uuid not null -- its; owner\n);\ncreate table word (\n  name text\n);\n`,
    },
    at: `${MIGRATION}:5 ${MIGRATION}:8`,
    good: {
      [MIGRATION]: `${ALERT_TABLE}create table word (\n  name text\n);\ncomment on table word is 'platform: words';\n`,
    },
  },
  {
    rule: 'migrations.tenant-key',
    bad: {
      [MIGRATION]: `${HEADER}create table alert (\n  tenant_id uuid not null,\n  id uuid primary key\n);\ncreate table note (\n  tenant_id uuid,\n  alert uuid references alert (id),\n  primary key (tenant_id, id)\n);\n`,
    },
    at: `${MIGRATION}:5 ${MIGRATION}:9`,
    good: {
      [MIGRATION]: `${ALERT_TABLE}create table note (\n  tenant_id uuid,\n  primary key (tenant_id, id),\n  foreign key (tenant_id, alert) references alert (tenant_id, id)\n);\n`,
    },
  },
  {
    rule: 'migrations.plain-types',
    bad: {
      [MIGRATION]: `${HEADER}create type mood as enum ('good');\ncreate table a (at timestamptz default now());\n`,
    },
    at: `${MIGRATION}:5 ${MIGRATION}:6`,
    good: { [MIGRATION]: ALERT_TABLE },
  },
];

const OPERATION = "export const closeOperation = operation({\n  id: 'alerts.close',\n});\n";

const REGISTRY: readonly Example[] = [
  {
    rule: 'registry.operation',
    bad: {
      [`${ALERTS}/operations/close.ts`]: OPERATION,
      [`${ALERTS}/operations/many.ts`]: 'export function many() {\n  const list = operation({});\n}\n',
      [`${ALERTS}/module.ts`]: 'operations: [anyOperation(otherOperation)]',
    },
    at: `${ALERTS}/operations/close.ts:1 ${ALERTS}/operations/many.ts:2`,
    good: {
      [`${ALERTS}/operations/close.ts`]: OPERATION,
      [`${ALERTS}/operations/many.ts`]: 'export function many() {\n  const list = operation({});\n}\n',
      [`${ALERTS}/module.ts`]: 'operations: [anyOperation(closeOperation), anyOperation(operations.list)]',
    },
  },
  {
    rule: 'registry.job',
    bad: {
      [`${ALERTS}/jobs/a.ts`]: 'export const sweepJob = job({});\n',
      [`${ALERTS}/module.ts`]: 'jobs: []',
    },
    at: `${ALERTS}/jobs/a.ts:1`,
    good: {
      [`${ALERTS}/jobs/a.ts`]: 'export const sweepJob = job({});\n',
      [`${ALERTS}/module.ts`]: 'jobs: [anyJob(sweepJob)]',
    },
  },
  {
    rule: 'registry.module',
    bad: {
      [`${ALERTS}/module.ts`]: 'export const alertsModule: Module = {};\n',
      [`${SERVER}/main.ts`]: '// alertsModule\n',
    },
    at: `${ALERTS}/module.ts:1`,
    good: {
      [`${ALERTS}/module.ts`]: 'export const alertsModule: Module = {};\n',
      [`${SERVER}/main.ts`]:
        "import { alertsModule } from './domains/alerts/index.ts';\nconst modules = [alertsModule];\n",
    },
  },
  {
    rule: 'registry.operation-id',
    bad: {
      [`${ALERTS}/operations/a.ts`]: OPERATION,
      [`${ALERTS}/operations/b.ts`]: `${OPERATION}\n${OPERATION.replace('alerts.close', 'closeIt')}`,
    },
    at: `${ALERTS}/operations/b.ts:1 ${ALERTS}/operations/b.ts:5`,
    good: { [`${ALERTS}/operations/a.ts`]: OPERATION },
  },
  {
    rule: 'registry.error-code',
    bad: {
      [`${SERVER}/kernel/errors.ts`]:
        'export const ERRORS = {\n  gone: { status: 410 },\n  empty: {\n    status: 422,\n  },\n};\n',
      [`${ALERTS}/a.ts`]: "  errors: ['gone'],\nthrow new AppError('empty');\n",
    },
    at: `${SERVER}/kernel/errors.ts:2`,
    good: {
      [`${SERVER}/kernel/errors.ts`]: 'export const ERRORS = {\n  gone: { status: 410 },\n};\n',
      [`${ALERTS}/a.ts`]: "throw new AppError('gone');\n",
    },
  },
];

const ADR =
  '# A decision\n\nDate: 2026-11-21\nStatus: accepted\n\n## Context\n\n## Decision\n\n## Alternatives\n\n## Consequences\n\n## Revisit when\n';
const README = '# Watchfloor\n\n`npm install && npm run demo`\n\n`npm install && npm test`\n';

const DOCS: readonly Example[] = [
  {
    rule: 'docs.link',
    bad: {
      'docs/a.md': '# A\n\n[b](b.md) [c](#nowhere) [d](../README.md#start)\n',
      'README.md': '# Watchfloor\n',
    },
    at: 'docs/a.md:3 docs/a.md:3 docs/a.md:3',
    good: {
      'docs/a.md':
        '# A part\n\n[b](b.md#the-b) [c](#a-part) [d](https://example.com) [e](../docs/)\n\n```\n[f](gone.md)\n```\n',
      'docs/b.md': '# The B\n',
    },
  },
  {
    rule: 'docs.path',
    bad: { 'docs/a.md': '# A\n\nSee `packages/server/src/gone.ts`.\n' },
    at: 'docs/a.md:3',
    good: {
      'docs/a.md': '# A\n\nSee `docs/a.md`, `connectors/<vendor>/` and `other/file.ts`.\n',
      'connectors/index.ts': '',
    },
  },
  {
    rule: 'docs.page-form',
    bad: { 'README.md': '# Watchfloor\n', 'AGENTS.md': 'line\n'.repeat(300), [`${ALERTS}/index.ts`]: '' },
    at: `README.md:1 README.md:1 CLAUDE.md:1 AGENTS.md:1 ${ALERTS}/README.md:1`,
    good: { 'README.md': README, [`${ALERTS}/README.md`]: '# Alerts\n' },
  },
  {
    rule: 'docs.adr',
    bad: {
      'docs/adr/0002-later.md': ADR.replace('Status: accepted', 'Status: maybe').replace(
        '## Alternatives',
        '',
      ),
    },
    at: 'docs/adr/0002-later.md:1 docs/adr/0002-later.md:1 docs/adr/0002-later.md:1',
    good: { 'docs/adr/0001-first.md': ADR },
  },
  {
    rule: 'docs.unfilled',
    bad: { [`${ALERTS}/README.md`]: '# Alerts\n\nFILL IN: what it is for\n' },
    at: `${ALERTS}/README.md:3`,
    good: { [`${ALERTS}/README.md`]: '# Alerts\n\nFill in nothing.\n' },
  },
  {
    rule: 'docs.leak',
    bad: { 'docs/a.md': `# A\n\n/wo${'rk'}/main and ../sha${'red'}/tools\n` },
    at: 'docs/a.md:3 docs/a.md:3',
    good: { 'docs/a.md': "# A\n\nimport '../platform/work/worker.ts'; '../shared/data'\n" },
  },
];

const PACKAGES: readonly Example[] = [
  {
    rule: 'packages.exact-version',
    bad: {
      'package.json': '{"name":"root","dependencies":{"zod":"^4.0.0","pg":"8.1.0"}}',
      'packages/server/package.json': '{"name":"@watchfloor/server",\n"dependencies":{"pg":"8.2.0"}}',
    },
    at: 'package.json:1 packages/server/package.json:2',
    good: { 'package.json': '{"name":"root","dependencies":{"zod":"4.0.0","beta":"1.0.0-beta.17"}}' },
  },
  {
    rule: 'packages.reason',
    bad: {
      'package.json': '{"dependencies":{"zod":"4.0.0"}}',
      'docs/adr/0009-dependencies.md': '| `pg` |\n',
    },
    at: 'package.json:1',
    good: {
      'package.json': '{"dependencies":{"zod":"4.0.0"}}',
      'docs/adr/0009-dependencies.md': '| `zod` |\n',
    },
  },
  {
    rule: 'packages.declared',
    bad: {
      'packages/sdk/package.json': '{"name":"@watchfloor/sdk","dependencies":{"tldts":"7.0.0"}}',
      'packages/sdk/src/a.ts': "import { z } from 'zod';\n",
    },
    at: 'packages/sdk/src/a.ts:1',
    good: {
      'packages/sdk/package.json': '{"name":"@watchfloor/sdk","dependencies":{"tldts":"7.0.0"}}',
      'packages/sdk/src/a.ts':
        "import { parse } from 'tldts';\nimport path from 'node:path';\nimport { b } from './b.ts';\n",
    },
  },
];

const DEAD: readonly Example[] = [
  {
    rule: 'dead-file',
    bad: { 'package.json': '{"scripts":{"a":"node tools/a.ts"}}', 'tools/a.ts': '', 'tools/b.ts': '' },
    at: 'tools/b.ts:1',
    good: {
      'package.json': '{"scripts":{"a":"node tools/a.ts"}}',
      'tools/a.ts': "import './b.ts';\nlaunch('../packages/c.ts');\n",
      'tools/b.ts': '',
      'packages/c.ts': '',
      'tools/d.test.ts': '',
    },
  },
];

export const TREE_EXAMPLES: readonly Example[] = [...MIGRATIONS, ...REGISTRY, ...DOCS, ...PACKAGES, ...DEAD];
