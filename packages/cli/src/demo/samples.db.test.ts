import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { REPOSITORY_ROOT } from '@watchfloor/server';
import { startTestServer, type TestServer } from '@watchfloor/server/testing';
import { loadSamples } from './samples.ts';

describe('the bundled samples and a running server', () => {
  const samples = loadSamples(REPOSITORY_ROOT, new Date());
  let server: TestServer;
  before(async () => {
    server = await startTestServer({ roles: ['api'] });
  });
  after(() => server.stop());

  test('every source has a sample', async () => {
    const sources = await server.api.sources.list();
    assert.deepEqual(
      [...new Set(samples.map(({ source }) => source))].sort(),
      sources.map(({ id }) => id).sort(),
    );
  });

  test('every sample is accepted, as one alert or one event', async () => {
    for (const { name, source, contentType, body } of samples) {
      const answer = await server.post(`/v1/ingest/${source}`, body, { 'content-type': contentType });
      assert.equal(answer.status, 202, `${name}: ${answer.text}`);
      assert.match(answer.body.data.kind, /^(?:alert|event)$/, name);
    }
  });
});
