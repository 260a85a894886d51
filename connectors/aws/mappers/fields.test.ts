import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openDelivery } from './delivery.ts';
import { fieldsOf } from './fields.ts';

test('a field is found under every spelling, as written first', () => {
  for (const record of [
    { userIdentity: { arn: 'a' } },
    { UserIdentity: { Arn: 'a' } },
    { user_identity: { ARN: 'a' } },
  ]) {
    assert.equal(fieldsOf(record).text('userIdentity.arn'), 'a');
  }
  assert.equal(fieldsOf({ EventName: 'other', eventName: 'exact' }).text('eventName'), 'exact');
  assert.equal(fieldsOf({ eventName: null, eventname: 'lower' }).text('eventName'), 'lower');
});

test('an object or a list may be the JSON text of one, or stand without its list', () => {
  const fields = fieldsOf({
    a: '{"b":{"c":1}}',
    list: '[{"x":1},{"x":2}]',
    one: { x: 3 },
    broken: '{"b":',
    text: 'x',
  });
  assert.equal(fields.text('a.b.c'), '1');
  assert.deepEqual(
    fields.objects('list').map((item) => item.text('x')),
    ['1', '2'],
  );
  assert.deepEqual(
    fields.objects('one').map((item) => item.text('x')),
    ['3'],
  );
  assert.equal(fields.object('broken').isEmpty, true);
  assert.deepEqual(fields.objects('text'), []);
});

test('names of the prototype are no fields', () => {
  const fields = fieldsOf({});
  for (const name of ['constructor', 'toString', '__proto__']) assert.equal(fields.value(name), undefined);
});

test('a record is taken out of an SNS notification, a log event and an EventBridge event', () => {
  const event = { 'detail-type': 'GuardDuty Finding', detail: { id: '1' } };
  const sns = { TopicArn: 'arn:aws:sns:eu-west-1:111122223333:x', Message: JSON.stringify(event) };
  assert.deepEqual(openDelivery(sns).body, { id: '1' });
  assert.deepEqual(openDelivery({ id: '1', timestamp: 1, message: '{"eventName":"x"}' }).body, {
    eventName: 'x',
  });
  assert.deepEqual(openDelivery({ 'detail-type': 'x', detail: 'none' }).body, {});
  const plain = { message: 'text {', id: '1', timestamp: 1 };
  assert.equal(openDelivery(plain).body, plain);
});
