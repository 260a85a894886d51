import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Entity } from '@watchfloor/sdk';
import { REPOSITORY_ROOT } from '@watchfloor/server';
import { makeOfflineReader, type OfflineReading } from '@watchfloor/server/offline';
import { fillIn, loadSamples, type Sample } from './samples.ts';
import { syntheticAlert } from './synthetic.ts';

const NOW = new Date('2026-03-04T12:00:00.000Z');
const DAY_MS = 86_400_000;

/** Recognised as nothing: `generic` is what nobody knows, and of plain syslog the generic reader knows the programs. */
const READ_BY_GENERIC: ReadonlySet<string> = new Set(['generic', 'syslog']);

const reader = makeOfflineReader();

/** As a server without a clock reads it: by the source, else by what it is recognised as. */
function read({ contentType, body }: Sample, source?: string): OfflineReading {
  return reader.normalize(contentType === 'application/json' ? JSON.parse(body) : body, source);
}

function entitiesOf(sample: Sample): readonly Entity[] {
  return read(sample, sample.source).records.flatMap(({ entities }) => entities);
}

describe('the bundled samples', () => {
  const samples = loadSamples(REPOSITORY_ROOT, NOW);

  test('are filled in', () => {
    for (const { name, contentType, body } of samples) {
      assert.ok(!body.includes('{{'), name);
      if (contentType === 'application/json') assert.doesNotThrow(() => JSON.parse(body), name);
    }
  });

  test('are of today, and none lies in the future', () => {
    const times = samples.flatMap(
      (sample) => sample.body.match(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g) ?? [],
    );
    assert.ok(times.length > 10);
    assert.ok(times.every((time) => Date.parse(time) <= NOW.getTime()));
  });

  describe('are read', () => {
    for (const sample of samples) {
      test(sample.name, () => {
        const own = read(sample, sample.source);
        assert.equal(own.error, undefined);
        // A sample of `auto` is whatever it is recognised as.
        if (sample.source !== 'auto') {
          assert.equal(own.source, sample.source);
          assert.equal(read(sample).source, READ_BY_GENERIC.has(sample.source) ? 'generic' : sample.source);
        }
        assert.equal(own.records.length, 1);
        const [record] = own.records;
        assert.ok(record);
        assert.notEqual(record.title, '');
        assert.ok(record.entities.length > 0, 'names something');
        const age = NOW.getTime() - Date.parse(record.occurred_at ?? '');
        assert.ok(age >= 0 && age <= DAY_MS, `happened at ${record.occurred_at}`);
      });
    }
  });

  test('are about the same few people and machines', () => {
    const sourcesOf = new Map<string, Set<string>>();
    for (const sample of samples) {
      for (const { type, value } of entitiesOf(sample)) {
        const name = `${type} ${value}`;
        sourcesOf.set(name, (sourcesOf.get(name) ?? new Set()).add(sample.source));
      }
    }
    const joined = new Set(
      [...sourcesOf.values()].filter((sources) => sources.size > 1).flatMap((sources) => [...sources]),
    );
    for (const { source } of samples) {
      // A repository and the login that pushed to it are names of GitHub's own.
      assert.ok(source === 'github' || joined.has(source), `${source} shares nothing with another`);
    }
  });

  test('name nothing that exists', () => {
    for (const sample of samples) {
      const { body, name } = sample;
      for (const [address] of body.matchAll(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g)) {
        assert.match(
          address,
          /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|127\.|0\.|5\.0\b)|^\d+\.0\.0\.0$/,
          `${name}: ${address}`,
        );
      }
      for (const { type, value } of entitiesOf(sample)) {
        if (type === 'domain' || type === 'email')
          assert.match(value, /(?:^|[.@])example\.(?:com|net|org)$/, `${name}: ${value}`);
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
  assert.equal(
    fillIn('{{clock:-5m}}.827+0000 {{seconds:-5m}}.25 {{millis:-5m}}', NOW),
    '2026-03-04T11:55:00.827+0000 1772625300.25 1772625300000',
  );
  const [one, again, other] = fillIn('{{id:a}} {{id:a}} {{id:b}}', NOW).split(' ');
  assert.equal(one, again);
  assert.notEqual(one, other);
  assert.match(one ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(fillIn('{{hex:a}}', NOW), one?.replaceAll('-', ''));
  assert.equal(fillIn('{{day:-1d}} {{time:now}}', NOW), '{{day:-1d}} {{time:now}}');
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
