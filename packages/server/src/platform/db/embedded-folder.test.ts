import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import {
  beginStaging,
  finishStaging,
  keptFolder,
  majorOfData,
  markReady,
  refuseUnfinished,
} from './embedded-folder.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'wf-folder-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function putData(folder: string, major: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'PG_VERSION'), `${major}\n`);
}

test('a home in which something is being made is refused, with the command that goes on', () => {
  refuseUnfinished(home);
  beginStaging(home, 'upgrade');
  assert.throws(
    () => refuseUnfinished(home),
    /The upgrade in .* did not finish: run "watchfloor upgrade" again/,
  );
  assert.equal(finishStaging(home), null, 'nothing is put in place before it is whole');
  markReady(home);
  assert.throws(() => refuseUnfinished(home), /complete but for its last step: run "watchfloor upgrade"/);
});

test('the new data folder takes its place, and the old one is kept', () => {
  putData(path.join(home, 'postgres'), 16);
  const staging = beginStaging(home, 'upgrade');
  assert.equal(
    readFileSync(path.join(staging, 'postgres.password'), 'utf8'),
    readFileSync(path.join(home, 'postgres.password'), 'utf8'),
  );
  putData(path.join(staging, 'postgres'), 18);
  markReady(home);
  assert.deepEqual(finishStaging(home), { purpose: 'upgrade', kept: keptFolder(home, 16) });
  assert.equal(majorOfData(path.join(home, 'postgres')), 18);
  assert.equal(majorOfData(keptFolder(home, 16)), 16);
  refuseUnfinished(home);
  assert.equal(finishStaging(home), null);
});

test('a crash after either rename is gone on with', () => {
  for (const renames of [1, 2]) {
    rmSync(home, { recursive: true });
    putData(path.join(home, 'postgres'), 16);
    const staging = beginStaging(home, 'upgrade');
    putData(path.join(staging, 'postgres'), 18);
    markReady(home);
    renameSync(path.join(home, 'postgres'), keptFolder(home, 16));
    if (renames === 2) renameSync(path.join(staging, 'postgres'), path.join(home, 'postgres'));
    assert.deepEqual(finishStaging(home), { purpose: 'upgrade', kept: null });
    assert.equal(majorOfData(path.join(home, 'postgres')), 18);
    assert.equal(majorOfData(keptFolder(home, 16)), 16);
    assert.equal(existsSync(staging), false);
  }
});

test('a folder that is no data folder is not removed for the new one', () => {
  mkdirSync(path.join(home, 'postgres'));
  writeFileSync(path.join(home, 'postgres', 'notes'), 'x');
  putData(path.join(beginStaging(home, 'restore'), 'postgres'), 18);
  markReady(home);
  assert.throws(() => finishStaging(home), /ENOTEMPTY/);
  assert.equal(readFileSync(path.join(home, 'postgres', 'notes'), 'utf8'), 'x');
});
