// Bodies that no sender should send, made from a seed: the same seed gives the same bodies, so that a failure can be looked at again.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ROOT } from './child-server.ts';

export interface HostileBody {
  /** What was done, for the message of a failure. */
  readonly what: string;
  readonly source: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Records in an array that every source must take; by their place. */
  readonly good: readonly { readonly index: number; readonly text: string }[];
}

export interface Dice {
  /** A whole number from 0 to below the end. */
  below(end: number): number;
  /** A size up to the maximum, each power of two as likely as the next: most are small, some are as large as can be. */
  size(max: number): number;
  pick<Item>(items: readonly Item[]): Item;
}

/** mulberry32: small, fast, and the same everywhere. */
export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    size: (max) => Math.floor(2 ** (next() * Math.log2(max + 1))) - 1,
    pick<Item>(items: readonly Item[]): Item {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  };
}

const SOURCES = ['okta', 'sentinel', 'generic', 'auto'];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'application/x-ndjson',
  'text/plain',
  'text/csv',
  'application/xml',
  'application/cloudevents+json',
  'application/octet-stream',
  '',
  'image/png',
  'multipart/form-data; boundary=x',
  '\u00ff/\u00fe',
  ';',
  'application/json;;;=',
  `a/${'b'.repeat(2_000)}`,
];

/** What the products really send, as the ground of cut and changed bodies. */
const samples: readonly string[] = ['okta', 'microsoft'].flatMap((vendor) => {
  const folder = path.join(ROOT, 'connectors', vendor, 'fixtures');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.in.json'))
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
});

/** JSON texts of values that are legal and unpleasant. */
const VALUES = [
  'null',
  '0',
  '-0',
  '1e999',
  '-1e999',
  '1e-999',
  '9007199254740993',
  '-9007199254740993',
  `1${'0'.repeat(400)}`,
  '0.1234567890123456789012345678901234567890',
  '""',
  '" "',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udfff\\ud800"',
  '"\\ufeff"',
  '"\\u202e\\u0007\\u001b[2J"',
  '"%00%ff"',
  '"<script>alert(1)</script>"',
  '"192.0.2.1, 192.0.2.2 hxxp://evil[.]example[.]com/\\u0000"',
  '"2026-13-45T99:99:99Z"',
  '"0000-00-00T00:00:00Z"',
  '"-271821-04-20T00:00:00.000Z"',
  '253402300800000',
  '[]',
  '{}',
  '[[[[]]]]',
  '[null,1,"x",{}]',
  '{"__proto__":{"polluted":true}}',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '{"toString":1,"valueOf":2,"hasOwnProperty":3,"length":-1}',
  '{"":"","\\u0000":1,"\\ud800":2}',
  '"{\\"a\\":\\"{\\\\\\"b\\\\\\":1}\\"}"',
  'true',
];

const KEYS = [
  'id',
  'uuid',
  'title',
  'severity',
  'kind',
  'time',
  'occurred_at',
  'timestamp',
  'entities',
  'indicators',
  'rule',
  'links',
  'labels',
  'techniques',
  'eventType',
  'published',
  'actor',
  'target',
  'client',
  'outcome',
  'debugContext',
  'securityContext',
  'SystemAlertId',
  'AlertName',
  'DisplayName',
  'AlertSeverity',
  'Entities',
  'ExtendedProperties',
  'Tactics',
  'IncidentNumber',
  'Title',
  'object',
  'properties',
  'data',
  'events',
  'value',
  'records',
  'src_ip',
  'user',
  'host',
  'url',
  'hash',
  'message',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '',
  ' ',
  '\\u0000',
  '\\ud800',
  'a.b.c',
  '0',
  'length',
];

type Maker = (dice: Dice) => {
  readonly what: string;
  readonly text: string | Buffer;
  readonly type?: string;
};

function object(dice: Dice, depth = 0): string {
  const members = Array.from(
    { length: dice.below(9) },
    () => `"${dice.pick(KEYS)}":${value(dice, depth + 1)}`,
  );
  return `{${members.join(',')}}`;
}

function value(dice: Dice, depth: number): string {
  const kind = dice.below(10);
  if (depth < 5 && kind === 0) return object(dice, depth);
  if (depth < 5 && kind === 1)
    return `[${Array.from({ length: dice.below(4) }, () => value(dice, depth + 1)).join(',')}]`;
  return dice.pick(VALUES);
}

function nested(dice: Dice): string {
  const depth = dice.pick([10, 63, 64, 65, 66, 100, 999, 1_000, 1_001, 1_002, dice.size(150_000)]);
  const [open, close] = dice.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"b":', '}]'],
  ] as const);
  const inner = `${open.repeat(depth)}${dice.pick(VALUES)}${close.repeat(dice.pick([depth, depth, depth, Math.max(0, depth - 1), depth + 1]))}`;
  return dice.pick([
    inner,
    `{"title":"Deep","severity":"high","x":${inner}}`,
    `{"eventType":"user.session.start","uuid":"u","debugContext":${inner}}`,
  ]);
}

const MAKERS: readonly Maker[] = [
  (dice) => ({
    what: 'random bytes',
    text: Buffer.from(Array.from({ length: dice.below(600) }, () => dice.below(256))),
  }),
  (dice) => {
    const sample = dice.pick(samples);
    return { what: 'a cut sample', text: sample.slice(0, dice.below(sample.length)) };
  },
  (dice) => {
    const bytes = Buffer.from(dice.pick(samples));
    for (let n = 1 + dice.below(6); n > 0; n -= 1) bytes[dice.below(bytes.length)] = dice.below(256);
    return { what: 'a sample with changed bytes', text: bytes };
  },
  (dice) => ({
    what: 'a sample with a changed value',
    text: dice
      .pick(samples)
      .replaceAll(/: ("[^"]*"|\d+|null)/g, (whole) =>
        dice.below(6) === 0 ? `: ${dice.pick(VALUES)}` : whole,
      ),
  }),
  (dice) => ({ what: 'an unpleasant object', text: object(dice) }),
  (dice) => ({
    what: 'unpleasant lines',
    text: Array.from({ length: dice.below(8) }, () => object(dice)).join(
      dice.pick(['\n', '\r\n', '\n\n', '\u2028']),
    ),
    type: dice.pick(['application/x-ndjson', 'application/json']),
  }),
  (dice) => ({
    what: 'an unpleasant array',
    text: `[${Array.from({ length: dice.below(12) }, () => value(dice, 0)).join(',')}]`,
  }),
  (dice) => ({
    what: 'nesting',
    text: `${dice.pick(['', ' ', '\n', '\u{feff}', '\u{feff} '])}${nested(dice)}`,
  }),
  (dice) => ({ what: 'nesting in a batch', text: `[${nested(dice)},${object(dice)}]` }),
  (dice) => ({
    what: 'nesting as text',
    text: `${dice.pick(['', '\u{feff} '])}${nested(dice)}`,
    type: 'text/plain',
  }),
  (dice) => ({
    what: 'an envelope',
    text: `{"eventType":"com.okta.event_hook","data":{"events":[${object(dice)},${nested(dice)}],"events":[${dice.pick(VALUES)}]}}`,
  }),
  (dice) => ({
    what: 'a huge key',
    text: `{"title":"Huge","${'k'.repeat(dice.size(300_000))}":${dice.pick(VALUES)}}`,
  }),
  (dice) => ({
    what: 'a huge value',
    text: `{"title":"${dice.pick(['x', '\\u0000', 'é', '\\ud83d', '192.0.2.1 '])}${dice.pick(['a', '\\ud800', ' http://a.example/', ' T1059 ']).repeat(dice.size(40_000))}"}`,
  }),
  (dice) => ({
    what: 'many keys',
    text: `{${Array.from({ length: dice.size(8_000) }, (_, n) => `"${dice.pick(KEYS)}${n}":${n}`).join(',')}}`,
  }),
  (dice) => ({
    what: 'a long array',
    text: `[${Array.from({ length: dice.pick([0, 1, 999, 1_000, 1_001, dice.size(200), dice.size(200), dice.size(200), dice.size(20_000)]) }, () => dice.pick(['1', '{}', '"x"', 'null'])).join(',')}]`,
  }),
  (dice) => ({
    what: 'lines of anything',
    text: Array.from({ length: dice.below(20) }, () =>
      dice.pick([
        'CEF:0|a|b|c|d|e|f|',
        '<34>1 ',
        '<Event><a>',
        '</x>',
        'k=v ',
        '"a,b",',
        '\u0000',
        '\t at x',
        '{',
        '[',
        '\ufffd',
        'x'.repeat(dice.size(50_000)),
        '192.0.2.1 - - [10/Oct/2024:13:55:36 +0000] "GET / HTTP/1.1" 200 5',
        '='.repeat(50),
        '|'.repeat(50),
        '\\'.repeat(50),
        '"'.repeat(51),
      ]),
    ).join(dice.pick(['', '\n', ' '])),
    type: dice.pick(['text/plain', 'text/csv', 'application/xml']),
  }),
  (dice) => ({
    what: 'text that is no UTF-8',
    text: Buffer.concat([
      Buffer.from('{"title":"'),
      Buffer.from(Array.from({ length: dice.below(40) }, () => 0x80 + dice.below(128))),
      Buffer.from('","severity":"high"}'),
    ]),
  }),
  (dice) => ({
    what: 'UTF-16',
    text: Buffer.from(`${dice.pick(['\u{feff}', ''])}${object(dice)}`, 'utf16le'),
  }),
  () => ({ what: 'nothing', text: '' }),
];

let madeGood = 0;

/** The next body of these dice. */
export function makeHostileBody(dice: Dice): HostileBody {
  const source = dice.pick(SOURCES);
  if (dice.below(8) === 0) return withGoodRecords(dice);
  const { what, text, type } = dice.pick(MAKERS)(dice);
  const contentType = dice.below(12) === 0 ? dice.pick(TYPES) : (type ?? 'application/json');
  const bytes = Buffer.from(text);
  const packing = dice.below(20);
  const packed =
    packing === 0
      ? gzipSync(bytes)
      : packing === 1
        ? gzipSync(bytes).subarray(0, -4 - dice.below(10))
        : bytes;
  const encoding = packing < 2 ? 'gzip' : packing === 2 ? dice.pick(['gzip', 'br', 'x', 'deflate']) : null;
  return {
    what: `${what} as ${contentType.slice(0, 40)}${encoding ? `, ${encoding}` : ''}`,
    source,
    headers: {
      ...(isHeader(contentType) ? { 'content-type': contentType } : {}),
      ...(encoding ? { 'content-encoding': encoding } : {}),
    },
    body: packed,
    good: [],
  };
}

/** fetch itself refuses what no header can hold. */
function isHeader(text: string): boolean {
  return text !== '' && /^[\x20-\xff]*$/.test(text);
}

/** Records that every part of the product must take, among others that it must not: only the others may be refused. */
function withGoodRecords(dice: Dice): HostileBody {
  const parts: string[] = [];
  const good: { index: number; text: string }[] = [];
  for (let index = 0; index < 6; index += 1) {
    if (dice.below(2) === 0) {
      madeGood += 1;
      const text = `{ "id":"good-${madeGood}","title" : "Good ${madeGood}","severity":"low", "n":${dice.pick(['1.0', '1e2', '9007199254740993', '-0'])},"note":"\\u00e9\\u0000" }`;
      good.push({ index, text });
      parts.push(text);
    } else parts.push(dice.pick([() => value(dice, 0), () => object(dice), () => nested(dice)])());
  }
  const isBroken = parts.some((part, index) => !good.some((one) => one.index === index) && !isJson(part));
  return {
    what: 'good records among others',
    source: 'generic',
    headers: { 'content-type': isBroken ? 'application/x-ndjson' : 'application/json' },
    body: Buffer.from(
      isBroken ? parts.map((part) => part.replaceAll('\n', ' ')).join('\n') : `[${parts.join(' ,\n')}]`,
    ),
    good,
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // Broken on purpose.
    return false;
  }
}
