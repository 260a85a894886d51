import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_SETTINGS, mergeSettings, parseSettings, settingsSchema, slugText } from './tenant.schema.ts';
import { dayOf, numberOf } from './tenant.store.ts';

const methods = fc.constantFrom<('password' | 'passkey')[]>(
  ['password'],
  ['passkey'],
  ['password', 'passkey'],
);
const security = fc.record(
  {
    require_second_factor: fc.boolean(),
    session_hours: fc.integer({ min: 1, max: 8 }),
    idle_minutes: fc.integer({ min: 5, max: 60 }),
    sign_in_methods: methods,
  },
  { requiredKeys: [] },
);

test('a change laid over settings gives settings, and leaves what it does not name as it was', () => {
  fc.assert(
    fc.property(security, (change) => {
      const merged = mergeSettings(DEFAULT_SETTINGS, { security: change });
      assert.deepEqual(settingsSchema.parse(merged), merged);
      for (const [name, value] of Object.entries(DEFAULT_SETTINGS.security)) {
        const wanted = name in change ? change[name as keyof typeof change] : value;
        assert.deepEqual(merged.security[name as keyof typeof merged.security], wanted);
      }
    }),
  );
});

test('what is stored and cannot be any more counts as the default, which is within every limit', () => {
  assert.deepEqual(settingsSchema.parse(DEFAULT_SETTINGS), DEFAULT_SETTINGS);
  assert.deepEqual(parseSettings(null), DEFAULT_SETTINGS);
  const wide = { ...DEFAULT_SETTINGS, security: { ...DEFAULT_SETTINGS.security, session_hours: 24 } };
  assert.deepEqual(parseSettings({ body: wide }), DEFAULT_SETTINGS);
});

test('a short name is what can stand in an address', () => {
  for (const slug of ['a', 'a-1', '9lives', 'x'.repeat(63)])
    assert.ok(slugText.safeParse(slug).success, slug);
  for (const slug of ['', '-a', 'A', 'a_b', 'a b', 'ä', 'x'.repeat(64), 'a\n']) {
    assert.ok(!slugText.safeParse(slug).success, slug);
  }
});

test('a day is the UTC day, and a 64-bit count that is not there is null', () => {
  assert.equal(dayOf(new Date('2026-03-04T23:59:59.999Z')), '2026-03-04');
  assert.deepEqual([numberOf(null), numberOf(undefined), numberOf('12')], [null, null, 12]);
});
