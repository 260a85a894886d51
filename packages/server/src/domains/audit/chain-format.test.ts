import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  bodyHash,
  chainHash,
  checkpointBytes,
  GENESIS,
  type RecordFields,
  recordHash,
} from './chain-format.ts';

const fields: RecordFields = {
  tenant_id: '0198c0ff-ee00-7000-8000-000000000001',
  id: '0198c0ff-ee00-7000-8000-000000000002',
  at: '2026-03-04T05:06:07.089000Z',
  event: 'alert.closed',
  actor_kind: 'user',
  actor_id: 'somebody',
  actor_name: 'Adele Vance',
  actor_tenant_id: null,
  address: null,
  subject: 'alert:1',
  request_id: 'req_1',
};
const salt = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
const body = { before: null, after: { b: 1, a: ['ü', 1.5, true] }, reason: 'test' };
const hex = (bytes: Buffer) => bytes.toString('hex');

test('hashes are what they were: a chain that exists must verify with every release', () => {
  const ofBody = bodyHash(salt, body);
  assert.equal(hex(ofBody), 'd50cf725fd521730cedb27519526401b4d1ad098558034e2bdbd0f4e060465cb');
  const ofRecord = recordHash(fields, ofBody);
  assert.equal(hex(ofRecord), '864476f737e5c5003099f328d5127cee3f1a555929b3bf8676e17a5a4ddf968c');
  assert.equal(
    hex(chainHash(GENESIS, ofRecord, 1)),
    'a7eb0f6cb7402583bd092b1ca328e77af5e22315655f39bceeaf6d7a874572ae',
  );
  assert.equal(
    checkpointBytes({
      tenant_id: 't',
      sequence: 1,
      chain_hash: 'aa',
      at: '2026-03-04T05:06:07.089Z',
      key_id: 'k',
    }).toString(),
    '{"at":"2026-03-04T05:06:07.089Z","chain_hash":"aa","format":1,"key_id":"k","sequence":1,"tenant_id":"t"}',
  );
});

describe('the hash of a record', () => {
  const anyBody = fc.record({
    before: fc.option(fc.dictionary(fc.string(), fc.jsonValue())),
    after: fc.option(fc.dictionary(fc.string(), fc.jsonValue())),
    reason: fc.option(fc.string()),
  });
  const text = fc.string({ unit: 'binary' }).filter((value) => value.isWellFormed());
  const anyFields: fc.Arbitrary<RecordFields> = fc.record({
    tenant_id: fc.uuid(),
    id: fc.uuid(),
    at: text,
    event: text,
    actor_kind: text,
    actor_id: text,
    actor_name: text,
    actor_tenant_id: fc.option(fc.uuid()),
    address: fc.option(text),
    subject: text,
    request_id: text,
  });

  test('does not depend on the order of members, nor on having been stored as JSON', () => {
    fc.assert(
      fc.property(anyBody, (given) => {
        const stored = JSON.parse(JSON.stringify(given));
        const turned = { ...stored, before: turnedRound(stored.before), after: turnedRound(stored.after) };
        assert.deepEqual(bodyHash(salt, stored), bodyHash(salt, given));
        assert.deepEqual(bodyHash(salt, turned), bodyHash(salt, given));
      }),
    );
  });

  test('differs when any field differs, and no two fields can be taken for one another', () => {
    fc.assert(
      fc.property(anyFields, anyFields, (left, right) => {
        const isSame = JSON.stringify(left) === JSON.stringify(right);
        assert.equal(recordHash(left, salt).equals(recordHash(right, salt)), isSame);
      }),
    );
    for (const name of Object.keys(fields)) {
      assert.notDeepEqual(recordHash({ ...fields, [name]: 'other' }, salt), recordHash(fields, salt), name);
    }
  });

  test('of the body needs its salt', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (other) => {
        const isSame = Buffer.from(other).equals(salt);
        assert.equal(bodyHash(other, body).equals(bodyHash(salt, body)), isSame);
      }),
    );
  });

  test('of the chain holds the place', () => {
    const one = chainHash(GENESIS, salt, 1);
    assert.notDeepEqual(chainHash(GENESIS, salt, 2), one);
    assert.notDeepEqual(chainHash(one, salt, 1), one);
    assert.equal(chainHash(GENESIS, salt, Number.MAX_SAFE_INTEGER).length, 32);
  });
});

function turnedRound(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).reverse());
}
