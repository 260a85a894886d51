// The rules of signing in that need no database: codes, passwords, addresses, host names.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cpuMs } from '@watchfloor/sdk/testing';
import fc from 'fast-check';
import { generateSync } from 'otplib';
import { countedAddress } from '../../../kernel/client-address.ts';
import { makeSecretBox } from '../../../platform/secrets/secret-box.ts';
import { refuseTooFew } from '../account/remaining-factors.ts';
import { isCommonPassword } from './common-passwords.ts';
import { readEmail, unknownEmail } from './email.ts';
import { refusePassword } from './password-policy.ts';
import { newRecoveryCodes, readRecoveryCode, recoveryCodeHash } from './recovery-codes.ts';
import { relyingPartyOf } from './relying-party.ts';
import { newSeed, stepOfCode } from './totp.ts';

const seed = newSeed();
const times = fc.integer({ min: 1_700_000_000, max: 2_500_000_000 });
const codeOf = (step: number) => generateSync({ secret: seed, epoch: step * 30 });

describe('one-time codes', () => {
  test('the code of this step and of the ones beside it is taken, and gives its step', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(-1, 0, 1), (seconds, around) => {
        const step = Math.floor(seconds / 30) + around;
        const found = stepOfCode(seed, { code: codeOf(step), at: new Date(seconds * 1000), lastStep: null });
        // Two neighbours share a code once in a million.
        assert.ok(found !== null && codeOf(found) === codeOf(step));
      }),
    );
  });

  test('no code of a step that was used, or of one before it, is taken again', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(-1, 0, 1), (seconds, around) => {
        const step = Math.floor(seconds / 30) + around;
        const check = { code: codeOf(step), at: new Date(seconds * 1000), lastStep: step };
        const found = stepOfCode(seed, check);
        assert.ok(found === null || found > step);
      }),
    );
  });

  test('what is no six digits is never taken, and never an error', () => {
    fc.assert(
      fc.property(fc.string(), (code) => {
        fc.pre(!/^\d{6}$/.test(code));
        assert.equal(stepOfCode(seed, { code, at: new Date(1_800_000_000_000), lastStep: null }), null);
      }),
    );
  });

  test('the values of RFC 6238 (SHA-1, last six digits) are taken', () => {
    const rfcSeed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    for (const [seconds, code] of [
      [59, '287082'],
      [1_111_111_109, '081804'],
      [1_234_567_890, '005924'],
      [2_000_000_000, '279037'],
    ] as const) {
      const found = stepOfCode(rfcSeed, { code, at: new Date(seconds * 1000), lastStep: null });
      assert.equal(found, Math.floor(seconds / 30));
    }
  });
});

describe('recovery codes', () => {
  test('are ten different ones, each read back however it is typed', () => {
    const codes = newRecoveryCodes();
    assert.equal(new Set(codes).size, 10);
    fc.assert(
      fc.property(
        fc.constantFrom(...codes),
        fc.constantFrom('', ' ', '-', '–', ' - '),
        fc.boolean(),
        (code, gap, isUpper) => {
          const typed = code.replace('-', gap);
          assert.equal(readRecoveryCode(isUpper ? typed.toUpperCase() : typed), code);
        },
      ),
    );
  });

  test('anything else is none, and never an error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        const read = readRecoveryCode(typed);
        assert.ok(read === null || /^[2-9a-hj-km-np-z]{5}-[2-9a-hj-km-np-z]{5}$/.test(read));
      }),
    );
    for (const typed of ['', 'aaaaa-aaaa', 'aaaaa-aaaaaa', 'aaaaa-aaaa0', 'aaaaa-aaaal']) {
      assert.equal(readRecoveryCode(typed), null, typed);
    }
  });

  test('the same code of two people has two hashes', () => {
    const secrets = makeSecretBox(Buffer.alloc(32, 7));
    const hash = (person: string) => recoveryCodeHash(secrets, person, 'aaaaa-bbbbb');
    assert.ok(!hash('one').equals(hash('two')));
    assert.ok(hash('one').equals(hash('one')));
  });
});

describe('passwords', () => {
  const owner = { email: 'wilhelmina@example.com', name: 'Wilhelmina Otto' };

  test('common ones and what people make of them are refused', () => {
    for (const password of [
      'password1234',
      'Password2026!',
      'P@ssw0rd2026!!',
      'passwordpassword',
      '123456789012',
      '1234567890987654321',
      '111111111111',
      'abcabcabcabc',
      'qwertyuiop12',
      'qwertyuiop[]',
      '1qaz2wsx3edc',
      'zaq12wsxcde3',
      'iloveyou1234',
      'Summer2026!!',
      'SummerSummer1',
      'Welcome12345',
      'changeme1234',
      'administrator1',
      'dragon-monkey',
      'watchfloor2026',
      'letmein!!!!!!',
    ]) {
      assert.equal(isCommonPassword(password), true, password);
    }
  });

  test('ordinary long ones are taken, with blanks, accents and in any script', () => {
    for (const password of [
      'seven lamps on the quay',
      'correct horse battery staple',
      'Tr0ub4dor&3-kettle',
      'vK9#mQ2$xL7p',
      'ein Ölkännchen für Mäuse',
      'пять рыжих лисиц',
      '霧の朝に橋を渡る二匹の猫よ',
      '🦊🌲🏔️🛶🌅🎣⛺🔥🦉🌌🧭🥾',
    ]) {
      assert.equal(refusePassword(password, owner), null, password);
    }
  });

  test('lengths count characters: twelve are enough and 128 are the most', () => {
    const letters = [...'vkqmxlpzrtwhbg'];
    const made = (length: number) =>
      Array.from({ length }, (_, index) => letters[(index * index + index) % 13] ?? 'v').join('');
    assert.match(refusePassword(made(11), owner) ?? '', /at least 12/);
    assert.equal(refusePassword(made(12), owner), null);
    assert.equal(refusePassword(made(128), owner), null);
    assert.match(refusePassword(made(129), owner) ?? '', /at most 128/);
    assert.match(refusePassword('🦊🌲🏔🛶🌅🎣', owner) ?? '', /at least 12/);
  });

  test('the e-mail, its beginning and the name are refused, also twice over and with signs between', () => {
    for (const password of [
      'wilhelmina@example.com',
      'WILHELMINA.EXAMPLE.COM',
      'wilhelmina-otto',
      'wilhelmina wilhelmina',
    ]) {
      assert.match(refusePassword(password, owner) ?? '', /your e-mail or your name/, password);
    }
    assert.equal(refusePassword('wilhelmina rows at dusk', owner), null);
  });

  test('any text gives an answer, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (password) => {
        const reason = refusePassword(password, owner);
        assert.ok(reason === null || reason.endsWith('.'));
      }),
    );
    const began = cpuMs();
    isCommonPassword('passwor'.repeat(18));
    isCommonPassword('ab1'.repeat(42));
    assert.ok(cpuMs() - began < 500);
  });
});

describe('addresses', () => {
  test('IPv4 counts as it is, also written as IPv6; of IPv6 the network of 64 bits', () => {
    for (const [address, counted] of [
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
      ['2001:0db8:0001:0002:ffff::', '2001:db8:1:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
      [null, null],
      ['', null],
    ] as const) {
      assert.equal(countedAddress(address), counted, String(address));
    }
  });

  test('all addresses of one network count as one', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16));
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 4, maxLength: 4 }),
        fc.array(group, { minLength: 4, maxLength: 4 }),
        (network, host) => {
          const counted = countedAddress([...network, ...host].join(':'));
          assert.equal(counted, `${network.join(':')}::/64`);
        },
      ),
    );
  });
});

test('an e-mail is read without regard to case and blanks; one that nobody has is not written down', () => {
  assert.equal(readEmail(' Adele.V@Example.COM '), 'adele.v@example.com');
  const shown = unknownEmail(makeSecretBox(Buffer.alloc(32, 7)), 'hunter2 is my password');
  assert.match(shown, /^unknown:[0-9a-f]{12}$/);
});

describe('what passkeys are bound to', () => {
  test('is the host name, and localhost for the loopback address', () => {
    assert.deepEqual(relyingPartyOf('https://soc.example.com'), {
      id: 'soc.example.com',
      origin: 'https://soc.example.com',
    });
    assert.deepEqual(relyingPartyOf('https://soc.example.com:8443/x'), {
      id: 'soc.example.com',
      origin: 'https://soc.example.com:8443',
    });
    for (const url of ['http://127.0.0.1:8787', 'http://[::1]:8787', 'http://0.0.0.0:8787']) {
      assert.deepEqual(relyingPartyOf(url), { id: 'localhost', origin: 'http://localhost:8787' }, url);
    }
  });

  test('is nothing under a bare address, and the operator is told what to set', () => {
    for (const url of ['http://192.0.2.7:8787', 'https://[2001:db8::1]']) {
      assert.throws(() => relyingPartyOf(url), /WATCHFLOOR_PUBLIC_URL/, url);
    }
  });
});

test('taking something away never leaves nothing, and never less than the tenant asks for', () => {
  const factors = fc.record({
    hasPassword: fc.boolean(),
    hasTotp: fc.boolean(),
    passkeys: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(factors, fc.boolean(), (left, needsSecond) => {
      const canSignIn = left.hasPassword || left.passkeys > 0;
      const hasSecond = left.hasTotp || left.passkeys > 0;
      const isEnough = canSignIn && (hasSecond || !needsSecond);
      if (isEnough) refuseTooFew(left, needsSecond);
      else assert.throws(() => refuseTooFew(left, needsSecond), { code: 'conflict' });
    }),
  );
});
