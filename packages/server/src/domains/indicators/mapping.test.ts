import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ENTITY_TYPES } from '@watchfloor/sdk';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { CONVERSIONS, convertValue } from './convert-value.ts';
import { applyMappings, joinMapped, type Mapping, mappedEntities } from './mapping.ts';

describe('convertValue', () => {
  const cases = [
    ['none', 'ip', '198.51.100.7', ['198.51.100.7']],
    ['none', 'domain', 'evil[.]example[.]com', ['evil.example.com']],
    ['none', 'ip', 'not an address', []],
    ['none', 'user', 'CORP\\Alice', ['corp\\alice']],
    ['split', 'ip', '192.0.2.1, 192.0.2.2;192.0.2.3|x', ['192.0.2.1', '192.0.2.2', '192.0.2.3']],
    ['url_host', 'domain', 'hxxps://cdn[.]example.org/a?b', ['cdn.example.org']],
    ['email_domain', 'domain', 'bob@mail.example.org', ['mail.example.org']],
    ['strip_port', 'host', 'web-1:8443', ['web-1']],
    ['strip_port', 'ip', '[2001:db8::1]:443', ['2001:db8::1']],
    ['integer_ip', 'ip', '3325256711', ['198.51.100.7']],
    ['integer_ip', 'ip', '4294967296', []],
    ['base64', 'command_line', Buffer.from('whoami /all').toString('base64'), ['whoami /all']],
    ['base64', 'command_line', Buffer.from('whoami', 'utf16le').toString('base64'), ['whoami']],
    ['find', 'ip', 'from 192[.]0[.]2[.]7 and 192.0.2.8', ['192.0.2.7', '192.0.2.8']],
  ] as const;
  for (const [conversion, type, raw, expected] of cases) {
    test(`${conversion} of ${JSON.stringify(raw)} as ${type}`, () => {
      assert.deepEqual(convertValue(conversion, type, raw), expected);
    });
  }

  test('never throws, and is linear in the length of the text', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CONVERSIONS),
        fc.constantFrom(...ENTITY_TYPES),
        fc.string(),
        (conversion, type, raw) => {
          convertValue(conversion, type, raw);
        },
      ),
    );
    const start = cpuMs();
    for (const conversion of CONVERSIONS)
      for (const filler of [':', '1', 'a@', '[', ', ', '='])
        convertValue(conversion, 'ip', filler.repeat(60_000));
    assert.ok(cpuMs() - start < 2_000);
  });
});

const mapping = (path: string, more: Partial<Mapping> = {}): Mapping => ({
  path,
  type: 'ip',
  role: 'related',
  conversion: 'none',
  ...more,
});

test('mappings tell what they found, what became of it, and what they could not use', () => {
  const found = applyMappings({ custom: { attacker: ['192.0.2.1', 'n/a'] } }, [mapping('custom.attacker')]);
  assert.deepEqual(
    found.map(({ raw, values }) => [raw, values]),
    [
      ['192.0.2.1', ['192.0.2.1']],
      ['n/a', []],
    ],
  );
});

test('a value is one entity however many mappings find it, and the adapter’s role stays', () => {
  const found = applyMappings({ a: '192.0.2.1', b: '192.0.2.1', c: '192.0.2.2' }, [
    mapping('a', { role: 'source' }),
    mapping('b', { role: 'target' }),
    mapping('c'),
  ]);
  const mapped = mappedEntities(found);
  assert.deepEqual(mapped, [
    { type: 'ip', value: '192.0.2.1', role: 'source' },
    { type: 'ip', value: '192.0.2.2', role: 'related' },
  ]);
  const own = [{ type: 'ip', value: '192.0.2.1', role: 'destination' }] as const;
  assert.deepEqual(joinMapped(own, mapped), [own[0], mapped[1]]);
});

test('a record adds at most 100 entities by mappings', () => {
  const values = Array.from(
    { length: 300 },
    (_, index) => `10.0.${Math.floor(index / 250)}.${(index % 250) + 1}`,
  );
  assert.equal(mappedEntities(applyMappings({ values }, [mapping('values')])).length, 100);
});
