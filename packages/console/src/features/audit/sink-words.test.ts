import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeLag, refuseTest, sinkCondition, sinkUrlProblem } from './sink-words.ts';

test('a collector that is switched on and failed last time is failing', () => {
  assert.equal(sinkCondition({ state: 'active', failures: 0 }), 'works');
  assert.equal(sinkCondition({ state: 'active', failures: 2 }), 'failing');
  assert.equal(sinkCondition({ state: 'paused', failures: 2 }), 'paused');
  assert.equal(sinkCondition({ state: 'refused', failures: 0 }), 'refused');
});

test('the lag is told in records and time', () => {
  const lag = (records: number, seconds: number) => describeLag({ lag: { records, seconds } });
  assert.match(lag(0, 0), /nothing/);
  assert.equal(lag(1, 12.4), '1 record, the oldest for 12 s');
  assert.equal(lag(1_200, 600), '1,200 records, the oldest for 10 min');
  assert.equal(lag(3, 7_200), '3 records, the oldest for 2 h');
  assert.equal(lag(3, 3 * 86_400), '3 records, the oldest for 3 days');
});

test('one test at a time', () => {
  assert.equal(refuseTest({ test: { is_running: false, at: null, error: null } }), null);
  assert.match(refuseTest({ test: { is_running: true, at: null, error: null } }) ?? '', /running/);
});

test('an address is looked at before it is sent', () => {
  assert.equal(sinkUrlProblem('https://collector.example.com/audit'), null);
  assert.match(sinkUrlProblem('') ?? '', /where/);
  assert.match(sinkUrlProblem('collector.example.com') ?? '', /whole address/);
  assert.match(sinkUrlProblem('file:///etc/passwd') ?? '', /https/);
  assert.match(sinkUrlProblem('https://ada:secret@collector.example.com') ?? '', /credential/);
});
