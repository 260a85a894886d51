// `npm run new operation <domain> <verb-noun>`: an operation with its test, registered in the domain's module. The type check and
// the test fail, with what to do, until it is filled in.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { addImport, addToList, camelOf, FILL, KEBAB, REPOSITORY, readKnown, writeNew } from './parts/edit.ts';
import { UsageError } from './usage-error.ts';

const USAGE = `Usage: npm run new operation <domain> <verb-noun>

  domain     a folder of packages/server/src/domains, such as alerts
  verb-noun  what it does, such as close-alert`;

/** Writes the skeleton into this repository, or below another root, and gives the paths written or changed. */
export async function create(args: string[], root: string = REPOSITORY): Promise<string[]> {
  const [domain = '', name = '', ...rest] = args;
  if (rest.length > 0 || ![domain, name].every((word) => KEBAB.test(word)) || !name.includes('-'))
    throw new UsageError(USAGE);
  const folder = `packages/server/src/domains/${domain}`;
  const module = `${folder}/module.ts`;
  const text = readKnown(root, module);
  const constant = `${camelOf(name)}Operation`;
  const registered = addToList(
    addImport(text, `import { ${constant} } from './operations/${name}.ts';`),
    'operations',
    `anyOperation(${constant})`,
  );
  const written = writeNew(root, {
    [`${folder}/operations/${name}.ts`]: operationText(domain, name),
    [`${folder}/operations/${name}.db.test.ts`]: testText(domain, name),
  });
  writeFileSync(path.join(root, module), registered);
  return [...written, path.join(root, module)];
}

/** `close-alert` of alerts is `alerts.close`; of another noun it keeps both words. */
export function operationId(domain: string, name: string): string {
  const [verb = '', ...noun] = name.split('-');
  const isOwn = [domain, domain.replace(/s$/, '')].includes(noun.join('-'));
  return `${domain}.${isOwn ? verb : name}`;
}

function operationText(domain: string, name: string): string {
  return `import { z } from 'zod';
import { operation } from '../../../kernel/operation.ts';

export const ${camelOf(name)}Operation = operation({
  id: '${operationId(domain, name)}',
  summary: '${FILL} what it does, as a menu would say it',
  permission: '${FILL} one of kernel/permissions.ts',
  effect: '${FILL} read, write, contain or destroy',
  audit: '${FILL} { event: "noun.verbed" }, or { none: why no record is needed }',
  idempotency: '${FILL} key, natural or none',
  expose: { http: '${FILL} { method, path: "/v1/…" }; a change of something versioned adds ifMatch: "version"' },
  input: z.strictObject({}),
  output: z.object({}),
  errors: [],
  async run(ctx) {
    throw new Error(\`${FILL} read and change through the domain's store, then ctx.audit and ctx.publish (\${ctx.requestId})\`);
  },
});
`;
}

function testText(domain: string, name: string): string {
  return `import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startTestServer, type TestServer } from '../../../testing/server.ts';

let server: TestServer;
before(async () => {
  server = await startTestServer();
});
after(() => server.stop());

// Permission, strict input, neighbours, audit record and repetition are tested for every operation by
// tests/product/operations.db.test.ts, from the sample of ${operationId(domain, name)} in tests/product/operation-samples.ts.
test('${FILL} what it does, as a sentence that a reader can doubt', () => {
  assert.fail(\`${FILL} do it through the API of \${server.url} and look at what has changed\`);
});
`;
}
