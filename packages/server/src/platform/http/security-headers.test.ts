import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import fastify from 'fastify';
import { addSecurityHeaders, DOCUMENTS_POLICY } from './security-headers.ts';

const open: { close(): Promise<unknown> }[] = [];
after(() => Promise.all(open.map((app) => app.close())));

async function answerOf(publicUrl: string | null, path = '/v1/x') {
  const app = fastify();
  open.push(app);
  await addSecurityHeaders(app, publicUrl);
  app.get('/v1/x', async () => ({ data: {} }));
  app.get('/v1/kept', async (_request, reply) =>
    reply.header('cache-control', 'private, max-age=5').send('x'),
  );
  app.get('/page', async (_request, reply) => reply.type('text/html').send('<p>'));
  app.get('/raw', (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    reply.raw.end();
  });
  return app.inject(path);
}

/** Directives of a policy by their names. */
function parsePolicy(text: unknown): Map<string, readonly string[]> {
  return new Map(
    String(text)
      .split(';')
      .map((directive) => directive.trim().split(/\s+/))
      .map(([name = '', ...values]) => [name, values]),
  );
}

test('TLS is asked for a year where the public address has it, and not elsewhere', async () => {
  const secure = await answerOf('https://soc.example.com');
  assert.equal(secure.headers['strict-transport-security'], 'max-age=31536000');
  for (const url of ['http://soc.example.com', null])
    assert.equal((await answerOf(url)).headers['strict-transport-security'], undefined, String(url));
});

test('answers of the API are not kept, except where a route says so; pages say so themselves', async () => {
  assert.equal((await answerOf(null)).headers['cache-control'], 'no-store');
  assert.equal((await answerOf(null, '/v1/kept')).headers['cache-control'], 'private, max-age=5');
  assert.equal((await answerOf(null, '/page')).headers['cache-control'], undefined);
});

test('an answer that is written by hand, as the stream is, has the headers too', async () => {
  const { headers } = await answerOf(null, '/raw');
  for (const name of ['content-security-policy', 'permissions-policy', 'x-content-type-options'])
    assert.ok(headers[name], name);
});

describe('the content policy', () => {
  test('lets scripts come from our own files only', async () => {
    const policy = parsePolicy((await answerOf(null)).headers['content-security-policy']);
    assert.deepEqual(policy.get('script-src'), ["'self'"]);
    assert.deepEqual(policy.get('script-src-attr'), ["'none'"]);
    assert.deepEqual(policy.get('default-src'), ["'none'"]);
    assert.deepEqual(policy.get('style-src-attr'), ["'none'"]);
    for (const name of ['object-src', 'base-uri', 'frame-ancestors'])
      assert.deepEqual(policy.get(name), ["'none'"], name);
    for (const [name, values] of policy)
      for (const value of values)
        assert.ok(["'self'", "'none'", 'data:', "'unsafe-inline'"].includes(value), `${name} ${value}`);
    const inline = [...policy].filter(([, values]) => values.includes("'unsafe-inline'"));
    assert.deepEqual(
      inline.map(([name]) => name),
      ['style-src'],
    );
  });

  test('of the API’s page allows nothing inline and no other host', () => {
    for (const [name, values] of parsePolicy(DOCUMENTS_POLICY))
      for (const value of values)
        assert.match(value, /^(?:'self'|'none'|data:|'sha256-\S+')$/, `${name} ${value}`);
  });
});
