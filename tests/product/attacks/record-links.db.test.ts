// Text of a record is data: no address in it is ever called, whoever reads the alert.

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:net';
import { after, before, test } from 'node:test';
import { finding } from '../../../packages/server/src/testing/records.ts';
import { startTestServer, type TestServer } from '../../../packages/server/src/testing/server.ts';

let server: TestServer;
let trap: Server;
let calls = 0;

before(async () => {
  server = await startTestServer();
  trap = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
});
after(async () => {
  trap.close();
  await server.stop();
});

test('addresses in titles, descriptions, links and entities are called by nobody', async () => {
  const address = trap.address();
  assert.ok(address && typeof address === 'object');
  const url = `http://127.0.0.1:${address.port}/payload?x=1`;
  const ids = [
    ...(await server.submitDecided(
      'sentinel',
      finding({ title: `See ${url}`, description: `${url} ${url}` }),
    )),
    ...(await server.submitDecided('generic', {
      title: 'Link',
      severity: 'high',
      url,
      links: [url],
      callback_url: url,
      entities: [{ type: 'url', value: url }],
    })),
  ];
  assert.equal(ids.length, 2);
  for (const id of ids) {
    const alert = await server.api.alerts.get({ id });
    assert.ok(JSON.stringify(alert).includes(String(address.port)), 'the address stands in the alert');
    await server.api.alerts.ocsf({ id });
    await server.api.alerts.timeline({ id });
    await server.api.alerts.addComment({ id, body: `look at ${url}` });
  }
  await server.api.records.preview({ record: { title: url, url } });
  assert.equal(calls, 0);
  // The trap works: who does call is counted.
  await fetch(url).catch(() => null);
  assert.equal(calls, 1);
});
