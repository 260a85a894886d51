import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { JsonValue, NormalizedAlert, NormalizedEvent } from '@watchfloor/sdk';
import fc from 'fast-check';
import { identityOf, WINDOW_HOURS_WITH_ID, WINDOW_HOURS_WITHOUT_ID } from './identity-of.ts';
import type { StorableRecord } from './storable.ts';

const shared = {
  vendor: 'Example',
  product: 'Sensor',
  source_ref: null,
  title: 'Beacon',
  description: '',
  category: '',
  severity: 'high',
  sensor: 'network',
  occurred_at: '2026-03-04T08:00:00.000Z',
  entities: [],
  labels: [],
  links: [],
  flags: [],
  tactics: [],
  techniques: [],
  rule: { id: null, name: null },
} as const;

function alert(part: Partial<NormalizedAlert> = {}): StorableRecord {
  return { ...shared, kind: 'alert', closure: null, ...part, occurred_at: shared.occurred_at };
}

function event(part: Partial<NormalizedEvent> = {}): StorableRecord {
  return {
    ...shared,
    kind: 'event',
    action: '',
    outcome: 'unknown',
    ...part,
    occurred_at: shared.occurred_at,
  };
}

interface Named {
  readonly key: string;
  readonly content: string;
}

function identify(record: StorableRecord, value: JsonValue, source = 'generic'): Named {
  const identity = identityOf(source, record, value);
  return { key: identity.key.toString('hex'), content: identity.contentHash.toString('hex') };
}

/** The same value with its members in another order, at every level. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => reversed(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member ?? null)]),
  );
}

const value = fc.jsonValue({ maxDepth: 3 }).map((json) => JSON.parse(JSON.stringify(json)) as JsonValue);

describe('any record', () => {
  test('is the same whatever the order of its keys', () => {
    fc.assert(
      fc.property(
        value,
        fc.constantFrom(null, 'id-1'),
        fc.constantFrom(alert, event),
        (content, source_ref, make) => {
          assert.deepEqual(
            identify(make({ source_ref }), content),
            identify(make({ source_ref }), reversed(content)),
          );
        },
      ),
    );
  });

  test('that differs in a field that is no time has other content', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        fc.pre(left !== right);
        for (const source_ref of [null, 'id-1']) {
          const one = identify(alert({ source_ref }), { user: left });
          const other = identify(alert({ source_ref }), { user: right });
          assert.notEqual(one.content, other.content);
          assert.equal(one.key === other.key, source_ref !== null);
        }
      }),
    );
  });

  test('the order of a list is part of the content', () => {
    assert.notEqual(
      identify(alert(), { users: ['a', 'b'] }).content,
      identify(alert(), { users: ['b', 'a'] }).content,
    );
  });
});

describe('with a vendor’s id', () => {
  test('the id is the identity of an alert, the content tells the revision', () => {
    const first = identify(alert({ source_ref: 'A-1' }), { severity: 'low' });
    const revised = identify(alert({ source_ref: 'A-1', severity: 'critical', title: 'Other' }), {
      severity: 'critical',
    });
    assert.equal(first.key, revised.key);
    assert.notEqual(first.content, revised.content);
    assert.notEqual(first.key, identify(alert({ source_ref: 'A-2' }), { severity: 'low' }).key);
  });

  test('times are part of the content: an updated record is a revision', () => {
    const at = (time: string) => identify(alert({ source_ref: 'A-1' }), { updated: time });
    assert.notEqual(at('2026-03-04T08:00:00Z').content, at('2026-03-04T09:00:00Z').content);
  });

  test('it holds for 90 days after the last sight', () => {
    const identity = identityOf('okta', alert({ source_ref: 'A-1' }), {});
    assert.deepEqual([identity.windowHours, identity.slides], [WINDOW_HOURS_WITH_ID, true]);
    assert.equal(WINDOW_HOURS_WITH_ID, 2_160);
  });

  test('under the generic reader two products may number alike; an adapter’s product has one numbering', () => {
    const refOf = (source: string, product: string) =>
      identify(alert({ source_ref: '17', product }), {}, source).key;
    assert.notEqual(refOf('generic', 'Sensor A'), refOf('generic', 'Sensor B'));
    assert.equal(refOf('sentinel', 'Defender'), refOf('sentinel', 'Sentinel'));
  });

  test('an event is the same only when id and content are: events have no revisions', () => {
    const one = identify(event({ source_ref: 'E-1' }), { outcome: 'SUCCESS' });
    assert.equal(one.key, identify(event({ source_ref: 'E-1' }), { outcome: 'SUCCESS' }).key);
    assert.notEqual(one.key, identify(event({ source_ref: 'E-1' }), { outcome: 'FAILURE' }).key);
  });

  test('an alert and an event of one id are two', () => {
    assert.notEqual(
      identify(alert({ source_ref: 'X' }), {}).key,
      identify(event({ source_ref: 'X' }), {}).key,
    );
  });

  test('an empty id is none', () => {
    assert.equal(identityOf('generic', alert({ source_ref: '' }), {}).slides, false);
  });
});

describe('without a vendor’s id', () => {
  const at = (members: object) => identify(alert(), { title: 'Beacon', ...members });

  test('the content without its times is the identity of an alert', () => {
    const times = ['2026-03-04T08:00:00Z', '2026-03-04T09:30:00.123Z', 1_772_611_200, 1_772_611_200_123];
    for (const name of [
      'timestamp',
      'occurred_at',
      'time',
      '@timestamp',
      'event.created',
      'detectionDate',
      'ts',
      'last_seen',
      'start',
      'received',
    ]) {
      const keys = new Set(times.map((time) => at({ [name]: time }).key));
      assert.equal(keys.size, 1, name);
      assert.equal(
        new Set(times.map((time) => at({ nested: [{ [name]: time }] }).key)).size,
        1,
        `${name}, nested`,
      );
    }
  });

  test('what is named like a time but holds none is content, and so is a time under another name', () => {
    assert.notEqual(at({ time: 'in the morning' }).key, at({ time: 'in the evening' }).key);
    assert.notEqual(at({ timeout: 30 }).key, at({ timeout: 60 }).key);
    assert.notEqual(at({ time_zone: 'Europe/Paris' }).key, at({ time_zone: 'Europe/Rome' }).key);
    assert.notEqual(at({ version: '2026-03-04T08:00:00Z' }).key, at({ version: '2026-03-05T08:00:00Z' }).key);
    assert.notEqual(at({ time: { zone: 'a' } }).key, at({ time: { zone: 'b' } }).key);
  });

  test('a repetition is never a revision', () => {
    const one = at({ timestamp: '2026-03-04T08:00:00Z' });
    assert.equal(one.content, at({ timestamp: '2026-03-04T09:00:00Z' }).content);
  });

  test('it holds for 24 hours from the first sight', () => {
    const identity = identityOf('generic', alert(), { a: 1 });
    assert.deepEqual([identity.windowHours, identity.slides], [WINDOW_HOURS_WITHOUT_ID, false]);
    assert.equal(WINDOW_HOURS_WITHOUT_ID, 24);
  });

  test('an event’s times are its identity: the same sign-in an hour later is another', () => {
    const sign = (time: string) => identify(event(), { action: 'login', timestamp: time }).key;
    assert.notEqual(sign('2026-03-04T08:00:00Z'), sign('2026-03-04T09:00:00Z'));
    assert.equal(sign('2026-03-04T08:00:00Z'), sign('2026-03-04T08:00:00Z'));
  });

  test('a raw line is its own identity', () => {
    assert.equal(identify(alert(), 'a line').key, identify(alert(), 'a line').key);
    assert.notEqual(identify(alert(), 'a line').key, identify(alert(), 'a line ').key);
  });
});

test('numbers beyond 2^53, hostile keys and deep records have identities of their own', () => {
  assert.notEqual(
    identify(alert(), { id: '9007199254740993' }).key,
    identify(alert(), { id: '9007199254740992' }).key,
  );
  const withProto = (text: string) => identify(alert(), JSON.parse(`{"__proto__":{"a":"${text}"}}`)).key;
  assert.notEqual(withProto('x'), withProto('y'));
  const deep = (leaf: string): JsonValue =>
    JSON.parse(`${'{"a":'.repeat(1_000)}"${leaf}"${'}'.repeat(1_000)}`);
  assert.notEqual(identify(alert(), deep('x')).key, identify(alert(), deep('y')).key);
});
