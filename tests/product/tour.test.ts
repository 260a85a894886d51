// The tour is true: its files and functions exist, there are at most ten, and its exercise does what the page says. A broken tour
// blocks a merge, so that the first hour of a newcomer does not rot.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';

const ROOT = path.join(import.meta.dirname, '../..');
const TOUR = readFileSync(path.join(ROOT, 'docs/tour.md'), 'utf8');
const PATCH = path.join(ROOT, 'docs/tour/exercise.patch');

/** The stations: a path in bold, then the functions to look at. */
const stations = [...TOUR.matchAll(/^\*\*`([^`]+)`\*\* · look at (.+)$/gm)].map((match) => ({
  file: match[1] ?? '',
  functions: [...(match[2] ?? '').matchAll(/`(\w+)`/g)].map((name) => name[1] ?? ''),
}));

test('the tour has a station under each numbered heading, ten at most', () => {
  const headings = [...TOUR.matchAll(/^## \d+\. /gm)].length;
  assert.equal(stations.length, headings);
  assert.ok(stations.length > 0 && stations.length <= 10);
});

describe('each station exists and has the functions to look at', () => {
  for (const { file, functions } of stations) {
    test(file, () => {
      const text = readFileSync(path.join(ROOT, file), 'utf8');
      assert.notEqual(functions.length, 0);
      for (const name of functions) {
        assert.match(text, new RegExp(`\\b(?:function\\*?|const) ${name}\\b`), `${file} declares no ${name}`);
      }
    });
  }
});

test('every path that the tour names is there', () => {
  const named = [...TOUR.matchAll(/`((?:packages|connectors|docs)\/[\w./-]+)`/g)].map(
    (match) => match[1] ?? '',
  );
  assert.deepEqual(
    named.filter((file) => !existsSync(path.join(ROOT, file))),
    [],
  );
});

test('the exercise applies, changes one golden, and leaves the tests of its vendor green', () => {
  const copy = mkdtempSync(path.join(tmpdir(), 'wf-tour-'));
  try {
    mkdirSync(path.join(copy, 'connectors'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
    for (const name of ['package.json', 'index.ts', 'okta', 'microsoft']) {
      cpSync(path.join(ROOT, 'connectors', name), path.join(copy, 'connectors', name), { recursive: true });
    }
    run(copy, 'git', ['apply', '--check', PATCH]);
    run(copy, 'git', ['apply', PATCH]);
    run(copy, process.execPath, ['--test', 'connectors/okta/okta.test.ts']);
    const goldens = [...readFileSync(PATCH, 'utf8').matchAll(/^\+\+\+ \S+\.out\.json$/gm)];
    assert.equal(goldens.length, 1);
  } finally {
    rmSync(copy, { recursive: true });
  }
});

test('the page shows the very line that the exercise adds', () => {
  const added = [...readFileSync(PATCH, 'utf8').matchAll(/^\+ +(if .+;)$/gm)].map((match) => match[1] ?? '');
  assert.equal(added.length, 1);
  assert.ok(TOUR.includes(added[0] ?? ''));
});

function run(cwd: string, command: string, args: readonly string[]): void {
  // A test runner inside a test runner reports to its parent unless it is told that it is alone.
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8' });
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}${stderr}`);
}
