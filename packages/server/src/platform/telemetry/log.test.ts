import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

/** What a program writes to its standard error, whose logger is the product's. */
function logOf(statements: string): string {
  const from = (file: string) => JSON.stringify(pathToFileURL(path.join(import.meta.dirname, file)).href);
  const program = `
    import { makeLogger } from ${from('log.ts')};
    import { Secret } from ${from('../../kernel/vault.ts')};
    import { AppError } from ${from('../../kernel/errors.ts')};
    const log = makeLogger('debug');
    const opened = new Secret('hunter2hunter2');
    ${statements}`;
  const { stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  return stderr;
}

test('an opened secret is not in the log, wherever in a line it stands', () => {
  const lines = logOf(`
    log.info({ opened, deep: { list: [opened] } }, 'test.one');
    log.warn({ error: new AppError('invalid', { message: 'not ' + opened, cause: opened }) }, 'test.two');
    log.error({ error: new Error('outer', { cause: new Error(String(opened)) }) }, 'test.three');
    log.debug({ text: \`\${opened}\` }, 'test.four');`);
  assert.equal(lines.trim().split('\n').length, 4);
  assert.ok(!lines.includes('hunter2'), lines);
  assert.match(lines, /"opened":"\[secret\]"/);
});

test('what is named as a credential is cut out, even as plain text', () => {
  const lines = logOf(`
    log.info({ secret: 'hunter2hunter2', token: 'hunter2', deep: { secret: 'hunter2', token: 'hunter2' } }, 'test.one');`);
  assert.ok(!lines.includes('hunter2'), lines);
});
