import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { REPOSITORY_ROOT } from '@watchfloor/server';
import { fillIn, loadSamples } from './samples.ts';
import { syntheticAlert } from './synthetic.ts';

const NOW = new Date('2026-03-04T12:00:00.000Z');

describe('the bundled samples', () => {
  const samples = loadSamples(REPOSITORY_ROOT, NOW);

  test('cover every source, each as its product sends it', () => {
    assert.deepEqual([...new Set(samples.map((sample) => sample.source))].sort(), [
      'auto',
      'generic',
      'okta',
      'sentinel',
    ]);
    for (const sample of samples) {
      assert.ok(!sample.body.includes('{{'), `${sample.name} is filled in`);
      if (sample.contentType === 'application/json')
        assert.doesNotThrow(() => JSON.parse(sample.body), sample.name);
    }
  });

  test('are of today, and none lies in the future', () => {
    const times = samples.flatMap(
      (sample) => sample.body.match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g) ?? [],
    );
    assert.ok(times.length > 10);
    assert.ok(times.every((time) => Date.parse(time) <= NOW.getTime()));
  });

  test('name nothing that exists', () => {
    for (const { body, name } of samples) {
      for (const [address] of body.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)) {
        assert.match(
          address,
          /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|127\.|0\.|5\.0\b)|^\d+\.0\.0\.0$/,
          `${name}: ${address}`,
        );
      }
    }
  });

  test('of another moment have other ids', () => {
    const later = loadSamples(REPOSITORY_ROOT, new Date(NOW.getTime() + 1));
    assert.notEqual(later[0]?.body, samples[0]?.body);
    assert.deepEqual(loadSamples(REPOSITORY_ROOT, NOW), samples);
  });
});

test('places are filled with times before now and with ids that one name shares', () => {
  assert.equal(
    fillIn('{{time:-5m}} {{time:-2h}} {{time:-1d}} {{time:-30s}}', NOW),
    '2026-03-04T11:55:00.000Z 2026-03-04T10:00:00.000Z 2026-03-03T12:00:00.000Z 2026-03-04T11:59:30.000Z',
  );
  const [one, again, other] = fillIn('{{id:a}} {{id:a}} {{id:b}}', NOW).split(' ');
  assert.equal(one, again);
  assert.notEqual(one, other);
  assert.match(one ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('synthetic alerts vary, repeat by their number, and say what they are', () => {
  const alerts = Array.from(
    { length: 100 },
    (_, n) => syntheticAlert(n, NOW) as { id: string; title: string; labels: string[] },
  );
  assert.equal(new Set(alerts.map((alert) => alert.id)).size, 100);
  assert.ok(new Set(alerts.map((alert) => alert.title)).size >= 6);
  assert.ok(alerts.every((alert) => alert.labels.includes('synthetic')));
  assert.deepEqual(syntheticAlert(7, NOW), alerts[7]);
});
