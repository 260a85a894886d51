import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { itemsOf, readFields } from './fields.ts';

test('one name reads every spelling of a field', () => {
  for (const spelling of ['SystemAlertId', 'systemAlertId', 'system_alert_id', 'System Alert Id']) {
    assert.equal(readFields({ [spelling]: 'a1' }).text('SystemAlertId'), 'a1');
  }
});

test('a null under one spelling does not hide the value under another', () => {
  assert.equal(readFields({ AlertName: null, alertName: 'found' }).text('AlertName'), 'found');
});

test('a list is read from an array, its JSON text, and words between commas or semicolons', () => {
  const wanted = ['T1003', 'T1550'];
  for (const form of [wanted, '["T1003","T1550"]', 'T1003, T1550', ' T1003;T1550; ']) {
    assert.deepEqual(itemsOf(form).items, wanted);
  }
});

test('a JSON text that was cut off gives the whole items before the cut, wherever it is', () => {
  const item = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer(), fc.array(fc.string())));
  fc.assert(
    fc.property(fc.array(item, { minLength: 1 }), fc.nat(), (items, at) => {
      const text = JSON.stringify(items);
      const cutText = text.slice(0, 1 + (at % (text.length - 1)));
      const result = itemsOf(cutText);
      assert.equal(result.isCut, true);
      const wanted: unknown[] = JSON.parse(text);
      assert.deepEqual(result.items, wanted.slice(0, result.items.length));
      if (result.items.length === wanted.length) return;
      const next = JSON.stringify(wanted.slice(0, result.items.length + 1)).slice(0, -1);
      assert.ok(!cutText.startsWith(next), 'an item before the cut was left out');
    }),
  );
});

test('the field of the wrong type is named as the record spells it', () => {
  assert.equal(readFields({ alert_name: { text: 'x' } }).notText('AlertName'), 'alert_name');
  assert.equal(readFields({ alert_name: 'x' }).notText('AlertName'), null);
});
