import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { consoleSourceHash } from './build.ts';

const folder = mkdtempSync(join(tmpdir(), 'wf-console-build-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('the hash is the same as long as the sources are', async () => {
  const hash = await consoleSourceHash();
  assert.match(hash, /^[0-9a-f]{64}$/);
  assert.equal(await consoleSourceHash(), hash);
});

test('the program builds a console that a strict content security policy lets run', () => {
  const program = join(import.meta.dirname, 'build.ts');
  const done = spawnSync(process.execPath, [program, folder], { encoding: 'utf8' });
  assert.equal(done.status, 0, done.stderr);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const [script] of page.matchAll(/<script[^>]*>/g))
    assert.match(script, /src="\/assets\/[\w.-]+"/, 'no inline script');
  assert.doesNotMatch(page, /https?:\/\//, 'nothing from another host');
  const assets = readdirSync(join(folder, 'assets'));
  assert.ok(
    assets.some((name) => name.startsWith('theme-')),
    'the theme is set before the first paint',
  );
  for (const name of assets) {
    assert.match(
      name,
      /-[\w-]{8}\.(js|css)$/,
      'the name holds a hash of the content, so it can be kept for ever',
    );
  }
});

test('the program says in a sentence what it needs, and fails', () => {
  const done = spawnSync(process.execPath, [join(import.meta.dirname, 'build.ts')], { encoding: 'utf8' });
  assert.equal(done.status, 1);
  assert.match(done.stderr, /^Usage: node packages\/console\/build\.ts <folder>/);
});
