import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { create, createSource } from './source.ts';
import { UsageError } from './usage-error.ts';

const repository = join(import.meta.dirname, '../..');
const roots: string[] = [];
after(() => {
  for (const root of roots) rmSync(root, { recursive: true });
});

/** A copy of the connectors beside the repository's packages: what a contributor has, without touching it. */
function copyOfRepository(): string {
  const root = mkdtempSync(join(tmpdir(), 'watchfloor-new-'));
  roots.push(root);
  mkdirSync(join(root, 'connectors'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  for (const file of ['index.ts', 'package.json', 'okta']) {
    cpSync(join(repository, 'connectors', file), join(root, 'connectors', file), { recursive: true });
  }
  return root;
}

function runTests(
  root: string,
  vendor: string,
  env: NodeJS.ProcessEnv = {},
): { status: number | null; output: string } {
  const file = join(root, `connectors/${vendor}/${vendor}.test.ts`);
  // A test runner inside a test runner reports to its parent unless it is told that it is alone.
  const clean = { ...process.env, ...env };
  delete clean.NODE_TEST_CONTEXT;
  const { status, stdout } = spawnSync(process.execPath, ['--test', file], { env: clean, encoding: 'utf8' });
  return { status, output: stdout };
}

test('the tests of a fresh source fail and say what to fill in', () => {
  const root = copyOfRepository();
  createSource({ vendor: 'acme', source: 'acme-edr', form: 'detection' }, root);
  const { status, output } = runTests(root, 'acme', { UPDATE_GOLDENS: '1' });
  assert.equal(status, 1);
  assert.match(
    output,
    /put a record into detection\.1\.in\.json and map its fields in mappers\/detection\.ts/,
  );
  assert.match(output, /documentation: deep link to the format/);
  assert.match(output, /name these in .*README\.md/);
});

test('a source that is filled in passes', () => {
  const root = copyOfRepository();
  createSource({ vendor: 'acme', source: 'acme-edr', form: 'detection' }, root);
  const edit = (file: string, from: string | RegExp, to: string): void => {
    const path = join(root, 'connectors/acme', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  const record = {
    acme_id: '7',
    id: '7',
    title: 'Tampering',
    severity: 'high',
    time: 1741079642,
    user: 'adele',
  };
  edit('fixtures/detection.1.in.json', /^.*$/s, JSON.stringify(record));
  edit('sources/acme-edr.ts', "'https://example.com/fill-me'", "'https://docs.acme.example/detections'");
  edit('sources/acme-edr.ts', "'fill_me'", "'acme_id'");
  edit('README.md', 'https://example.com/fill-me', 'https://docs.acme.example/detections');
  assert.equal(runTests(root, 'acme', { UPDATE_GOLDENS: '1' }).status, 0);
  const { status, output } = runTests(root, 'acme');
  assert.equal(status, 0, output);
});

test('a second source of a vendor is added to its test and its README, and registered', () => {
  const root = copyOfRepository();
  createSource({ vendor: 'okta', source: 'okta-workflows', form: 'execution' }, root);
  const read = (file: string): string => readFileSync(join(root, 'connectors', file), 'utf8');
  assert.match(
    read('okta/okta.test.ts'),
    /import \{ okta \}[\s\S]*import \{ oktaWorkflows \}[\s\S]*checkSource\(oktaWorkflows/,
  );
  assert.equal(read('okta/okta.test.ts').match(/from '@watchfloor\/sdk\/testing'/g)?.length, 1);
  assert.match(read('okta/README.md'), /^# Okta[\s\S]*## okta-workflows/);
  assert.match(read('index.ts'), /bundledSources[^\n]*okta[^\n]*oktaWorkflows\]/);
});

test('names that cannot be, and sources that are, are refused', async () => {
  const root = copyOfRepository();
  assert.throws(() => createSource({ vendor: 'other', source: 'okta', form: 'x1' }, root), UsageError);
  for (const args of [[], ['acme'], ['acme', '../up'], ['Acme', 'acme'], ['acme', 'acme', 'form', 'more']]) {
    await assert.rejects(create(args), UsageError);
  }
});
