import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parseEgressAllow } from '../../kernel/egress-allow.ts';
import { makeCheckUrl } from './guarded-fetch.ts';
import { judgeAddress } from './judge-address.ts';

const checkUrl = makeCheckUrl([]);

/** Networks that are not public, each as its first address and bits; written down here once more, so that a slip in the code shows. */
const INNER: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['168.63.129.16', 32],
  ['100.100.100.200', 32],
];

const innerNumber = fc
  .tuple(fc.constantFrom(...INNER), fc.nat(0xffffffff))
  .map(([[network, bits], noise]) => {
    const base = numberOf(network);
    const free = 2 ** (32 - bits);
    return base + (noise % free);
  });

function numberOf(dotted: string): number {
  return dotted.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function bytesOf(number: number): [number, number, number, number] {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256) as [
    number,
    number,
    number,
    number,
  ];
}

/** One number as a URL may spell it. */
const spell = (number: number, style: number) =>
  style === 0
    ? String(number)
    : style === 1
      ? `0x${number.toString(16)}`
      : style === 2
        ? `0${number.toString(8)}`
        : `0X${number.toString(16).toUpperCase().padStart(8, '0')}`;

/** All ways of writing an IPv4 address that a URL knows: one to four parts, each decimal, octal or hexadecimal, and disguises. */
const spellingOf = (number: number) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(3), { minLength: 4, maxLength: 4 }),
      fc.constantFrom('plain', 'dot', 'percent', 'wide', 'ideographic'),
    )
    .map(([count, styles, disguise]) => {
      const [a, b, c, d] = bytesOf(number);
      const parts =
        { 1: [number], 2: [a, number % 2 ** 24], 3: [a, b, c * 256 + d], 4: [a, b, c, d] }[count] ?? [];
      const text = parts.map((part, index) => spell(part, styles[index] ?? 0)).join('.');
      if (disguise === 'dot') return `${text}.`;
      if (disguise === 'percent') return text.replace(/[0-9]/, (digit) => `%3${digit}`);
      if (disguise === 'wide')
        return text.replaceAll(/[0-9]/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
      if (disguise === 'ideographic') return text.replaceAll('.', '\u3002');
      return text;
    });

const hex = (high: number, low: number) => (high * 256 + low).toString(16);

/** The ways in which IPv6 carries an IPv4 address. */
const SIXES: readonly ((bytes: readonly [number, number, number, number]) => string)[] = [
  ([a, b, c, d]) => `::ffff:${a}.${b}.${c}.${d}`,
  ([a, b, c, d]) => `::FFFF:${hex(a, b)}:${hex(c, d)}`,
  ([a, b, c, d]) => `0:0:0:0:0:ffff:${hex(a, b)}:${hex(c, d)}`,
  ([a, b, c, d]) => `::${a}.${b}.${c}.${d}`,
  ([a, b, c, d]) => `64:ff9b::${hex(a, b)}:${hex(c, d)}`,
  ([a, b, c, d]) => `64:ff9b:1::${hex(a, b)}:${hex(c, d)}`,
  ([a, b, c, d]) => `2002:${hex(a, b)}:${hex(c, d)}::1`,
  ([a, b, c, d]) => `2001:0:1:2:3:4:${hex(a ^ 255, b ^ 255)}:${hex(c ^ 255, d ^ 255)}`,
  ([a, b, c, d]) => `2a00:1450::5efe:${hex(a, b)}:${hex(c, d)}`,
  ([a, b, c, d]) => `2a00:1450::200:5efe:${hex(a, b)}:${hex(c, d)}`,
];

describe('an address that is not of the public internet', () => {
  test('is refused in every spelling that a URL can have', () => {
    fc.assert(
      fc.property(
        innerNumber.chain((number) => fc.tuple(fc.constant(number), spellingOf(number))),
        ([number, spelling]) => {
          const refused = checkUrl(`https://${spelling}/`);
          assert.ok(refused, `${bytesOf(number).join('.')} as ${spelling}`);
          assert.ok(['not_public', 'metadata'].includes(refused.reason), refused.reason);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('is refused in every form in which IPv6 carries it, in a URL and from a name server', () => {
    fc.assert(
      fc.property(innerNumber, fc.constantFrom(...SIXES), (number, wrap) => {
        const text = wrap(bytesOf(number));
        assert.notEqual(judgeAddress(text), 'public', text);
        assert.ok(checkUrl(`https://[${text}]/`), text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('is refused wherever IPv6 has anything but global unicast', () => {
    const first = fc.integer({ min: 0, max: 0xffff }).filter((group) => group < 0x2000 || group > 0x3fff);
    const rest = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(first, rest, (head, tail) => {
        const text = [head, ...tail].map((group) => group.toString(16)).join(':');
        // Mapped and NAT64 addresses are judged by what is inside.
        fc.pre(head !== 0 && head !== 0x64);
        assert.notEqual(judgeAddress(text), 'public', text);
      }),
    );
    for (const text of [
      '::',
      '::1',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'fc00::1',
      'fd12:3456::1',
      'ff02::1',
      '100::1',
      '2001:db8::1',
      '2001:2::1',
      '2001:10::1',
      '2001:20::1',
      '2620:4f:8000::1',
      '3fff::1',
      '5f00::1',
      '2a00:1450::1%1',
    ])
      assert.notEqual(judgeAddress(text), 'public', text);
  });

  test('is what a text is that is no address at all', () => {
    for (const text of [
      '',
      'example.com',
      '1.2.3',
      '1.2.3.4.5',
      '08.8.8.8',
      '0x8.8.8.8',
      '8.8.8.8/8',
      ' 8.8.8.8',
      '::g',
    ])
      assert.equal(judgeAddress(text), 'not_public', text);
  });
});

test('a public address passes in every spelling, so that the refusals above say something', () => {
  const publicNumber = fc
    .constantFrom('8.8.8.8', '1.1.1.1', '9.9.9.9', '93.184.216.34', '223.255.255.255')
    .map(numberOf);
  fc.assert(
    fc.property(
      publicNumber.chain((number) => fc.tuple(fc.constant(number), spellingOf(number))),
      ([, spelling]) => assert.equal(checkUrl(`https://${spelling}/`), null, spelling),
    ),
  );
  for (const text of ['2a00:1450:4001:82a::200e', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])
    assert.equal(judgeAddress(text), 'public', text);
});

describe('where a cloud keeps credentials', () => {
  const PLACES = [
    '169.254.169.254',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '[fd00:ec2::254]',
    '[fd20:ce::254]',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    'metadata.google.internal',
    'METADATA.Google.Internal.',
    'metadata',
  ];

  test('is refused as such', () => {
    for (const place of PLACES) assert.equal(checkUrl(`https://${place}/`)?.reason, 'metadata', place);
  });

  test('cannot be allowed by any setting', () => {
    const allow = parseEgressAllow(
      'metadata.google.internal,metadata,169.254.0.0/16,168.63.129.16,100.64.0.0/10,192.0.0.0/24,fc00::/7,[fd00:ec2::254]:443,64:ff9b::/96,::ffff:0:0/96,0.0.0.0/1,128.0.0.0/1',
    );
    assert.ok(typeof allow !== 'string');
    for (const place of PLACES)
      assert.equal(makeCheckUrl(allow)(`https://${place}/`)?.reason, 'metadata', place);
  });
});
