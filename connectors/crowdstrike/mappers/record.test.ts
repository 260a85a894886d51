import assert from 'node:assert/strict';
import { test } from 'node:test';
import { consoleUrl } from './record.ts';

test('addresses of Falcon’s consoles become links', () => {
  assert.ok(consoleUrl('https://falcon.crowdstrike.com/activity-v2/detections/1'));
  assert.ok(consoleUrl('https://falcon.eu-1.crowdstrike.com/unified-detections/1?_cid=2'));
  assert.ok(consoleUrl('https://falcon.laggar.gcw.crowdstrike.com/xdr/1'));
});

test('nobody else’s address does, however it is dressed up', () => {
  assert.equal(consoleUrl('http://falcon.crowdstrike.com/1'), null);
  assert.equal(consoleUrl('https://falcon.crowdstrike.com.example.net/'), null);
  assert.equal(consoleUrl('https://falcon.crowdstrike.com@example.net/'), null);
  assert.equal(consoleUrl('https://falcon.example.net/?crowdstrike.com'), null);
  assert.equal(consoleUrl('https://falconcrowdstrike.com/'), null);
  assert.equal(consoleUrl('javascript:alert(1)'), null);
  assert.equal(
    consoleUrl('https://falcon.crowdstrike.com#.example.net/'),
    'https://falcon.crowdstrike.com/#.example.net/',
  );
  assert.equal(consoleUrl('https://falcon.example.net#.crowdstrike.com/'), null);
  assert.equal(consoleUrl('https://falcon:x@falcon.crowdstrike.com/'), null);
  assert.equal(consoleUrl('https://falcon.crowdstrike.com/a\u0000'), 'https://falcon.crowdstrike.com/a');
});
