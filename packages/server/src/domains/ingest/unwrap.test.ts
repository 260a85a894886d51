import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { innerOf } from './unwrap.ts';

const line = '<13>Mar  4 05:06:07 host-1 sshd[1]: Failed password for root';

describe('innerOf', () => {
  test('finds what collectors wrapped', () => {
    const inner = { eventType: 'user.session.start' };
    assert.deepEqual(innerOf({ time: 1, sourcetype: 'x', event: inner }), inner);
    assert.deepEqual(innerOf({ '@timestamp': 'x', message: JSON.stringify(inner) }), inner);
    assert.equal(innerOf({ stream: 'stdout', log: line }), line);
    assert.equal(innerOf({ _raw: line, host: 'a' }), line);
    assert.equal(innerOf({ '@timestamp': 'x', event: { kind: 'event', original: line } }), line);
    assert.equal(innerOf({ 'event.original': line }), line);
  });

  test('finds nothing in a word, a number, or a record with a field of its own', () => {
    assert.equal(innerOf({ message: 'Logon' }), null);
    assert.equal(innerOf({ event: 7, log: { level: 'info' } }), null);
    assert.equal(innerOf({ message: line, alert_name: 'x' }), null);
  });
});
