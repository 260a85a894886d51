// What the generators make has the right shape: it is where it belongs, registered, and fails until it is filled in.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { RULES } from '../tidy/run.ts';
import { readTree } from '../tidy/tree.ts';
import { create as createDomain } from './domain.ts';
import { create as createMigration } from './migration.ts';
import { create as createOperation, operationId } from './operation.ts';
import { create as createPage } from './page.ts';
import { FILL, REPOSITORY } from './parts/edit.ts';
import { UsageError } from './usage-error.ts';

const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/** The server's sources and what the type check needs beside them, in a folder that the test may change. */
function copyOfRepository(): string {
  const root = mkdtempSync(path.join(tmpdir(), 'wf-new-'));
  roots.push(root);
  mkdirSync(path.join(root, 'packages'));
  for (const name of ['server', 'console']) {
    cpSync(path.join(REPOSITORY, 'packages', name), path.join(root, 'packages', name), {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules' && !/\.(?:test|e2e)\.tsx?$/.test(file),
    });
  }
  symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(root, 'node_modules'));
  cpSync(path.join(REPOSITORY, 'tsconfig.json'), path.join(root, 'tsconfig.json'));
  return root;
}

/** Files below the root that the type check complains about. */
function wrongTypes(root: string, project = '.'): string[] {
  const tsc = path.join(REPOSITORY, 'node_modules/.bin/tsc');
  const { stdout } = spawnSync(tsc, ['-p', project, '--pretty', 'false'], { cwd: root, encoding: 'utf8' });
  return [...new Set([...stdout.matchAll(/^([^\s(]+)\(\d+,\d+\): error/gm)].map((match) => match[1] ?? ''))];
}

function violations(root: string, rule: string): string[] {
  const tree = readTree(root);
  return RULES.filter(({ id }) => id === rule).flatMap(({ check }) =>
    [...check(tree)].map(({ path: file }) => file),
  );
}

const DOMAINS = 'packages/server/src/domains';

test('an operation is registered and named after its domain, and the type check fails only in it', async () => {
  const root = copyOfRepository();
  const written = await createOperation(['alerts', 'snooze-alert'], root);
  const file = `${DOMAINS}/alerts/operations/snooze-alert.ts`;
  assert.deepEqual(
    written.map((one) => path.relative(root, one)),
    [file, file.replace('.ts', '.db.test.ts'), `${DOMAINS}/alerts/module.ts`],
  );
  assert.match(readFileSync(path.join(root, file), 'utf8'), /id: 'alerts\.snooze'/);
  assert.deepEqual(violations(root, 'registry.operation'), []);
  assert.deepEqual(violations(root, 'registry.operation-id'), []);
  assert.deepEqual(
    [...new Set(violations(root, 'docs.unfilled'))],
    [file.replace('.ts', '.db.test.ts'), file],
  );
  assert.deepEqual(wrongTypes(root), [file]);
});

test('an operation goes into a list on one line and into a module that is a function', async () => {
  const root = copyOfRepository();
  await createOperation(['audit', 'export-records'], root);
  await createOperation(['connections', 'test-source'], root);
  assert.deepEqual(violations(root, 'registry.operation'), []);
});

test('an id is the domain and the verb, with the noun where it is another', () => {
  assert.equal(operationId('alerts', 'close-alert'), 'alerts.close');
  assert.equal(operationId('identity', 'create-key'), 'identity.create-key');
});

test('a migration takes the next number and refuses to run', async () => {
  const root = copyOfRepository();
  const [file = ''] = await createMigration(['alerts', 'alert_priority'], root);
  assert.match(path.basename(file), /^\d{4}_alerts_alert_priority\.sql$/);
  assert.ok(!violations(root, 'migrations.number').includes(path.relative(root, file)));
  assert.ok(violations(root, 'docs.unfilled').includes(path.relative(root, file)));
  const text = readFileSync(file, 'utf8');
  assert.match(text, /^-- owner: alerts\n-- why: .+\n-- kind: .+\n-- lock: .+\n/);
  assert.match(text, /raise exception/);
});

test('a page has an address and a route, and the type check fails only in it and its route', async () => {
  const root = copyOfRepository();
  const written = await createPage(['wards', 'ward-list'], root);
  const sources = 'packages/console/src';
  assert.deepEqual(
    written.map((one) => path.relative(root, one)),
    [
      'features/wards/ward-list.page.tsx',
      'features/wards/ward-list-queries.ts',
      'router.tsx',
      'paths.ts',
    ].map((file) => `${sources}/${file}`),
  );
  assert.match(
    readFileSync(path.join(root, sources, 'paths.ts'), 'utf8'),
    /wardList: \(\) => \(\{ to: '\/ward-list' \}\)/,
  );
  const wrong = wrongTypes(root, 'packages/console');
  assert.ok(wrong.includes(`${sources}/features/wards/ward-list-queries.ts`));
  assert.ok(wrong.includes(`${sources}/router.tsx`));
  assert.ok(
    wrong.every((one) => one === `${sources}/router.tsx` || one.includes('/features/wards/')),
    wrong.join(' '),
  );
  assert.ok(violations(root, 'docs.unfilled').includes(`${sources}/features/wards/ward-list.page.tsx`));
  assert.ok(!violations(root, 'dead-file').some((file) => file.includes('/features/wards/')));
  await assert.rejects(createPage(['wards', 'ward-list'], root), UsageError);
});

test('a domain has a front door, a module and a README that waits to be written', async () => {
  const root = copyOfRepository();
  const written = await createDomain(['notify'], root);
  assert.deepEqual(
    written.map((one) => path.relative(root, one)),
    ['README.md', 'index.ts', 'module.ts'].map((name) => `${DOMAINS}/notify/${name}`),
  );
  assert.ok(violations(root, 'registry.module').includes(`${DOMAINS}/notify/module.ts`));
  assert.ok(violations(root, 'docs.unfilled').includes(`${DOMAINS}/notify/README.md`));
  assert.ok(readFileSync(written[0] ?? '', 'utf8').includes(FILL));
});

test('what cannot be is refused with the usage, and what is there is not overwritten', async () => {
  const root = copyOfRepository();
  for (const args of [[], ['alerts'], ['alerts', 'Close'], ['alerts', 'close'], ['nowhere', 'close-it']]) {
    await assert.rejects(createOperation(args, root), UsageError);
  }
  await assert.rejects(createOperation(['alerts', 'close-alert'], root), UsageError);
  for (const args of [[], ['alerts'], ['nowhere', 'x'], ['alerts', 'Big-Change']]) {
    await assert.rejects(createMigration(args, root), UsageError);
  }
  for (const args of [[], ['misc'], ['alerts']]) await assert.rejects(createDomain(args, root), UsageError);
});
