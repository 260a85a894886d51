import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { refuseSignature, SIGNATURE_WINDOW_SECONDS } from './signature.ts';

const SECRET = 'a secret of at least sixteen characters';
const AT = new Date('2026-03-04T09:00:00.500Z');
const SECONDS = Math.floor(AT.getTime() / 1000);
const BODY = Buffer.from('{"a":1}');

const hmac = (text: string, body: Buffer, secret = SECRET) =>
  createHmac('sha256', secret).update(text).update(body).digest('hex');
const stamped = (at: number | string = SECONDS, body = BODY) => ({
  timestamp: String(at),
  signature: `v1=${hmac(`${at}.`, body)}`,
  body,
  at: AT,
});

describe('the timestamped scheme', () => {
  test('takes any body signed now', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(refuseSignature('timestamped', SECRET, stamped(SECONDS, Buffer.from(bytes))), null);
      }),
    );
  });

  test('takes five minutes on both sides and not a second more', () => {
    assert.equal(SIGNATURE_WINDOW_SECONDS, 300);
    for (const offset of [-299, 0, 300])
      assert.equal(refuseSignature('timestamped', SECRET, stamped(SECONDS + offset)), null, String(offset));
    for (const offset of [-301, 301, -86_400, 86_400])
      assert.match(String(refuseSignature('timestamped', SECRET, stamped(SECONDS + offset))), /5 minutes/);
  });

  test('refuses what is missing, malformed or of another secret, body or time', () => {
    const good = stamped();
    const refused = [
      { ...good, signature: undefined },
      { ...good, signature: '' },
      { ...good, timestamp: undefined },
      { ...good, timestamp: `${SECONDS}.0` },
      { ...good, timestamp: ` ${SECONDS}` },
      { ...good, timestamp: String(SECONDS - 1) },
      { ...good, body: Buffer.from('{"a":2}') },
      { ...good, signature: good.signature.slice(0, -1) },
      { ...good, signature: good.signature.slice(3) },
      { ...good, signature: `v1=${hmac(`${SECONDS}.`, BODY, 'another')}` },
      { ...good, signature: `sha256=${hmac('', BODY)}` },
    ];
    for (const request of refused)
      assert.notEqual(refuseSignature('timestamped', SECRET, request), null, JSON.stringify(request));
  });

  test('the digits of the signature may be of either case', () => {
    const good = stamped();
    assert.equal(
      refuseSignature('timestamped', SECRET, {
        ...good,
        signature: `v1=${good.signature.slice(3).toUpperCase()}`,
      }),
      null,
    );
  });

  test('one good signature among several is enough, within the first five', () => {
    const good = stamped();
    const bad = `v1=${'0'.repeat(64)}`;
    assert.equal(
      refuseSignature('timestamped', SECRET, { ...good, signature: `${bad}, ${good.signature}` }),
      null,
    );
    assert.notEqual(
      refuseSignature('timestamped', SECRET, {
        ...good,
        signature: `${`${bad},`.repeat(5)}${good.signature}`,
      }),
      null,
    );
  });
});

describe('the body scheme', () => {
  test('takes the signature of the body, whenever it was made', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = Buffer.from(bytes);
        assert.equal(
          refuseSignature('body', SECRET, {
            timestamp: undefined,
            signature: `sha256=${hmac('', body)}`,
            body,
            at: AT,
          }),
          null,
        );
      }),
    );
  });

  test('refuses another body, secret or scheme', () => {
    const request = (signature: string | undefined) => ({
      timestamp: undefined,
      signature,
      body: BODY,
      at: AT,
    });
    for (const signature of [
      undefined,
      '',
      hmac('', BODY),
      `sha256=${hmac('', BODY, 'another')}`,
      `sha256=${hmac('x', BODY)}`,
      `sha1=${hmac('', BODY)}`,
      stamped().signature,
    ]) {
      assert.notEqual(refuseSignature('body', SECRET, request(signature)), null, String(signature));
    }
  });
});

test('any header is answered, never thrown at', () => {
  fc.assert(
    fc.property(
      fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
      fc.option(fc.string({ unit: 'binary' }), { nil: undefined }),
      fc.constantFrom('timestamped' as const, 'body' as const),
      (timestamp, signature, scheme) => {
        assert.equal(
          typeof refuseSignature(scheme, SECRET, { timestamp, signature, body: BODY, at: AT }),
          'string',
        );
      },
    ),
  );
});
