// Examples are put together here, so that no file of the repository holds one whole, this one included.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { newApiKey } from '../../packages/server/src/domains/identity/index.ts';
import { findSecrets, hintOf, isAllowed } from './find-secrets.ts';
import { checkFiles } from './run.ts';
import { entropyBits, SECRET_KINDS } from './secret-kinds.ts';

/** So many characters that look drawn by chance, always the same ones. */
function drawn(length: number, alphabet = 'kQ7xVb2LmZ9tRw4NcY8pHs5JdF3gTa6'): string {
  return Array.from({ length }, (_, index) => alphabet[(index * 7 + (index >> 2)) % alphabet.length]).join(
    '',
  );
}

const HEX = '0f1e8d7c6b5a4932';
const UPPER = 'Q7XVB2LMZ4TRW4NCY6PHS5JDF3GTA6';

/** Of each kind what must be found, as it would stand in a file. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'watchfloor-key': [`wfk_${drawn(43)}`, `Authorization: Bearer wfk_${drawn(43)}`],
  'private-key': [
    `-----BEGIN ${'RSA '}PRIVATE KEY-----\n${drawn(64)}\n${drawn(64)}`,
    `-----BEGIN ${'OPENSSH '}PRIVATE KEY-----\n${drawn(70)}\n`,
    `{"private_key":"-----BEGIN ${''}PRIVATE KEY-----\\n${drawn(64)}\\n"}`,
    `-----BEGIN ${'EC '}PRIVATE KEY-----\r\n${drawn(64)}`,
    `-----BEGIN ${'RSA '}PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${drawn(64)}`,
  ],
  'age-key': [`AGE-SECRET-KEY-1${drawn(58, UPPER)}`],
  'aws-key-id': [`AKIA${drawn(16, 'QXVB2LMZ4TRW')}`, `id: ASIA${drawn(16, 'QXVB2LMZ4TRW')},`],
  'aws-secret': [
    `aws_secret_access_key = ${drawn(40)}`,
    `AWS_SECRET_ACCESS_KEY=${drawn(40)}`,
    `"secretAccessKey": "${drawn(40)}"`,
  ],
  'google-key': [`https://maps.example.com/?key=AIza${drawn(35)}`],
  'google-oauth': [`GOCSPX-${drawn(28)}`, `ya29.${drawn(60)}`],
  'azure-storage-key': [
    `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${drawn(86)}==;EndpointSuffix=x`,
    `Endpoint=sb://x/;SharedAccessKeyName=a;SharedAccessKey=${drawn(43)}=`,
  ],
  'azure-client-secret': [`client: "${drawn(3)}8Q~${drawn(34)}"`],
  'azure-sas': [`https://a.example.com/c?sp=r&sv=2024-11-04&sr=c&sig=${drawn(43)}%3D`],
  'github-token': [`ghp_${drawn(36)}`, `ghs_${drawn(36)}`, `github_pat_${drawn(22)}_${drawn(59)}`],
  'gitlab-token': [`glpat-${drawn(20)}`],
  'npm-token': [`//registry.example.com/:_authToken=npm_${drawn(36)}`],
  'slack-token': [`xoxb-123456789012-123456789012-${drawn(24)}`, `xapp-1-A012-345-${drawn(64, HEX)}`],
  'slack-webhook': [`https://hooks.slack.com/services/T01234567/B01234567/${drawn(24)}`],
  'okta-token': [`Authorization: SSWS 00${drawn(40)}`, `OKTA_API=00${drawn(40)}`],
  'stripe-key': [`sk_live_${drawn(24)}`, `rk_test_${drawn(24)}`],
  'stripe-webhook': [`whsec_${drawn(32)}`],
  'sendgrid-key': [`SG.${drawn(22)}.${drawn(43)}`],
  'model-provider-key': [`sk-ant-${drawn(60)}`, `sk-proj-${drawn(60)}`, `sk-${drawn(48)}`],
  jwt: [`eyJ${drawn(20)}.eyJ${drawn(60)}.${drawn(43)}`],
  'password-in-address': [`postgres://app:${drawn(20)}@db.example.com:5432/x`],
  'assigned-secret': [
    `const clientSecret = '${drawn(32)}';`,
    `"api_key": "${drawn(32, HEX)}"`,
    `masterKey: '${drawn(64, HEX)}'`,
    `WATCHFLOOR_MASTER_KEY=${drawn(64, HEX)}`,
    `  export SESSION_TOKEN=${drawn(32)}`,
  ],
};

const KINDS = [...new Set(SECRET_KINDS.map(({ id }) => id))];

test('every kind has an example', () => {
  assert.deepEqual(Object.keys(EXAMPLES).sort(), [...KINDS].sort());
});

for (const [kind, examples] of Object.entries(EXAMPLES)) {
  test(`${kind} is found, alone and between other lines, at its line`, () => {
    for (const example of examples) {
      const alone = findSecrets(example);
      assert.ok(
        alone.some((found) => found.kind === kind),
        `${kind} in ${example}: ${JSON.stringify(alone)}`,
      );
      const below = findSecrets(`first line\nsecond line\n${example}\nlast line\n`);
      assert.equal(below.find((found) => found.kind === kind)?.line, 3, example);
    }
  });
}

const NEAR_MISSES: readonly (readonly [string, string])[] = [
  ['our prefix with words behind it', "key: 'wfk_unknown-unknown-unknown'"],
  ['our prefix in a sentence', 'API keys begin with `wfk_` and are shown once.'],
  [
    'the first line of a private key and no key',
    'lines between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----',
  ],
  ['a public key', `-----BEGIN PUBLIC KEY-----\n${drawn(64)}\n-----END PUBLIC KEY-----`],
  ['a certificate', `-----BEGIN CERTIFICATE-----\n${drawn(64)}\n-----END CERTIFICATE-----`],
  ['an AWS id that is too long', `AKIA${'Q'.repeat(17)}`],
  ['an AWS role id', 'AROAIOSFODNN7QXVB2LM'],
  ['a SHA-256 of something', `"sha256": "${drawn(64, HEX)}"`],
  ['the integrity of a package', `"integrity": "sha512-${drawn(86)}=="`],
  ['a secret read from the environment', 'const token = process.env.WATCHFLOOR_API_KEY_OF_THE_TEST;'],
  ['a secret left to fill in', 'WATCHFLOOR_MASTER_KEY=<64 hexadecimal digits>'],
  ['a secret in words', "secret: 'a-secret-of-at-least-sixteen-characters'"],
  ['a word with a number', "secret: 'hunter2-is-no-secret-of-anybody-1'"],
  ['a made value', `secret: '${'x'.repeat(40)}'`],
  ['a template', 'password: `$' + "{randomBytes(32).toString('base64url')}`"],
  ['the name of a permission', "token_kind: 'api_keys.manage.settings.update'"],
  ['a path', "key: 'packages/server/src/domains/identity/credentials.ts'"],
  ['an address without password', 'https://user@example.com/path'],
  ['an address with a parameter for it', `postgres://app:$${'{PASSWORD}'}@db.example.com/x`],
  ['an address with a word for it', 'postgres://postgres:password@127.0.0.1:5432/postgres'],
  ['half of a JWT', `eyJ${drawn(20)}.eyJ${drawn(20)}`],
  ['a hook address without its secret', 'https://hooks.slack.com/services/'],
  ['a Stripe id that is no key', `cus_${drawn(24)}`],
];

describe('what only looks like one is left alone:', () => {
  for (const [what, text] of NEAR_MISSES) test(what, () => assert.deepEqual(findSecrets(text), []));
});

test('every key that the product makes is found, and its report does not repeat it', () => {
  for (let made = 0; made < 500; made += 1) {
    const key = newApiKey();
    const [found] = findSecrets(`{"key":"${key}"}`);
    assert.deepEqual([found?.kind, found?.value], ['watchfloor-key', key]);
    assert.ok(hintOf(key).length < 30 && !hintOf(key).includes(key.slice(0, 12)));
  }
});

test('a random secret of 32 bytes is found under the usual names, as hexadecimal digits and as base64', () => {
  // Through a hash, since the library prefers bytes that no generator of keys would draw.
  const bytes = fc.nat().map((seed) => createHash('sha256').update(String(seed)).digest());
  fc.assert(
    fc.property(
      bytes,
      fc.constantFrom('secret', 'apiKey', 'api_key', 'password', 'signingKey', 'auth_token'),
      fc.constantFrom<BufferEncoding>('hex', 'base64', 'base64url'),
      (value, name, encoding) => {
        const text = `${name}: '${value.toString(encoding)}',`;
        assert.equal(findSecrets(text).length, 1, text);
      },
    ),
    { numRuns: 500 },
  );
});

test('only the whole value is allowed, not what begins with it', () => {
  const allowed = `AKIA${'IOSFODNN7'}EXAMPLE`;
  assert.equal(isAllowed(allowed), true);
  assert.equal(isAllowed(`${allowed}X`), false);
  assert.equal(isAllowed(allowed.slice(0, -1)), false);
});

test('a file is told by place, kind and hint; a binary one is looked at, a deleted one passed over', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wf-scan-'));
  try {
    const key = `ghp_${drawn(36)}`;
    writeFileSync(path.join(folder, 'a.txt'), `one\n${key}\n`);
    writeFileSync(
      path.join(folder, 'b.bin'),
      Buffer.concat([Buffer.from([0, 255, 1]), Buffer.from(` ${key} `)]),
    );
    writeFileSync(path.join(folder, 'c.txt'), 'nothing');
    const problems = checkFiles(folder, ['a.txt', 'b.bin', 'c.txt', 'gone.txt']);
    assert.deepEqual(problems, [
      `a.txt:2: github-token: ${key.slice(0, 8)}… (40 characters)`,
      `b.bin:1: github-token: ${key.slice(0, 8)}… (40 characters)`,
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('looking takes time in proportion to the text, whatever the text repeats', () => {
  const pieces = [
    'eyJ',
    'secret = "',
    '-----BEGIN PRIVATE KEY----- ',
    'a://b:',
    'aws secret ',
    '?sv=2024',
    'okta',
    'KEY=aaaaaaaaaaaa',
  ];
  for (const piece of pieces) {
    const timeOf = (bytes: number) => {
      const text = piece.repeat(bytes / piece.length);
      const started = cpuMs();
      findSecrets(text);
      return cpuMs() - started;
    };
    timeOf(20_000);
    const [small, large] = [timeOf(50_000), timeOf(400_000)];
    assert.ok(
      large < Math.max(small * 40, 400),
      `${piece}: ${small} ms, then ${large} ms for eight times as much`,
    );
  }
});

test('entropy of a text of equal characters is nothing, of sixteen different ones four bits', () => {
  assert.equal(entropyBits('aaaaaaaa'), 0);
  assert.equal(entropyBits('0123456789abcdef'), 4);
});
