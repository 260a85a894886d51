import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeOfflineReader, parseVendorJson } from '../../packages/server/src/offline.ts';
import { loadRecord, SOURCES, TENANTS } from './records.ts';

const options = { run: 'test', at: new Date('2026-03-04T12:00:00Z') };
const records = Array.from({ length: TENANTS * 100 }, (_, n) => loadRecord(n, options));

test('of ten records six are new, three are repeated and one is revised', () => {
  const shares = ['queued', 'deduplicated', 'updated'].map(
    (outcome) => records.filter((record) => record.outcome === outcome).length / records.length,
  );
  assert.deepEqual(shares, [0.6, 0.3, 0.1]);
});

test('a repeated record has the bytes of one that came before, a revised one its id and other content', () => {
  const seen = new Map<string, Set<string>>();
  for (const { tenant, source, body, outcome } of records) {
    const key = `${tenant} ${source} ${idOf(body)}`;
    const bodies = seen.get(key);
    const expected = bodies === undefined ? 'queued' : bodies.has(body) ? 'deduplicated' : 'updated';
    assert.equal(outcome, expected, key);
    seen.set(key, new Set([...(bodies ?? []), body]));
  }
});

test('bodies have 1.1 to 8 KB, and all sources take part', () => {
  for (const { body } of records)
    assert.ok(body.length >= 1_050 && body.length <= 8_100, String(body.length));
  assert.deepEqual([...new Set(records.map((record) => record.source))].sort(), [...SOURCES].sort());
});

test('each is read as an alert of its source with at least five entities and two indicators', () => {
  const reader = makeOfflineReader();
  for (const { source, body } of records.slice(0, 400)) {
    const read = reader.normalize(parseVendorJson(body));
    const [record] = read.records;
    assert.ok(record && record.kind === 'alert', `${source}: ${body.slice(0, 200)}`);
    assert.ok(record.entities.length >= 5, `${source}: ${record.entities.length} entities`);
    const types = record.indicators.map((indicator) => indicator.type);
    assert.ok(types.includes('url') && types.includes('sha256'), `${source}: ${types}`);
    assert.equal(read.source, source);
  }
});

function idOf(body: string): string {
  const record = JSON.parse(body);
  return String(record.SystemAlertId ?? record.composite_id ?? record.id);
}
