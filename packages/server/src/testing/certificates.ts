// A certificate authority and server certificates, made when a test needs them: TLS is tested by real handshakes, and no key
// lies in the repository. X.509 is written by hand here, since Node reads certificates and does not make them.

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const YEAR_MS = 365 * 86_400_000;

export interface TestCertificate {
  readonly key: string;
  readonly cert: string;
}

export interface TestAuthority {
  readonly cert: string;
  /** A certificate for these host names and IPv4 addresses; expired ones ended yesterday. */
  issue(names: readonly string[], options?: { readonly isExpired?: boolean }): TestCertificate;
}

export function makeTestAuthority(): TestAuthority {
  const name = `Test authority ${randomBytes(4).toString('hex')}`;
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const own = certificateOf({
    issuer: name,
    subject: name,
    publicKey: pair.publicKey,
    signWith: pair.privateKey,
    until: new Date(Date.now() + YEAR_MS),
    extensions: [extension([2, 5, 29, 19], der(0x30, der(0x01, Buffer.from([255]))), true)],
  });
  return {
    cert: own,
    issue(names, { isExpired = false } = {}) {
      const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const alternatives = names.map((text) =>
        /^[\d.]+$/.test(text)
          ? der(0x87, Buffer.from(text.split('.').map(Number)))
          : der(0x82, Buffer.from(text)),
      );
      const cert = certificateOf({
        issuer: name,
        subject: names[0] ?? 'nobody',
        publicKey: leaf.publicKey,
        signWith: pair.privateKey,
        until: new Date(Date.now() + (isExpired ? -86_400_000 : YEAR_MS)),
        extensions: [extension([2, 5, 29, 17], der(0x30, ...alternatives), false)],
      });
      return { cert, key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
    },
  };
}

interface Parts {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signWith: KeyObject;
  readonly until: Date;
  readonly extensions: readonly Buffer[];
}

function certificateOf(parts: Parts): string {
  const algorithm = der(0x30, objectId([1, 2, 840, 10_045, 4, 3, 2]));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    algorithm,
    nameOf(parts.issuer),
    der(0x30, timeOf(new Date(parts.until.getTime() - 2 * YEAR_MS)), timeOf(parts.until)),
    nameOf(parts.subject),
    parts.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(0x30, ...parts.extensions)),
  );
  const signature = sign('sha256', body, parts.signWith);
  const whole = der(0x30, body, algorithm, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function nameOf(text: string): Buffer {
  return der(0x30, der(0x31, der(0x30, objectId([2, 5, 4, 3]), der(0x0c, Buffer.from(text)))));
}

function timeOf(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`));
}

function extension(id: readonly number[], value: Buffer, isCritical: boolean): Buffer {
  const critical = isCritical ? [der(0x01, Buffer.from([255]))] : [];
  return der(0x30, objectId(id), ...critical, der(0x04, value));
}

function objectId([first = 0, second = 0, ...rest]: readonly number[]): Buffer {
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return der(0x06, Buffer.from([first * 40 + second, ...bytes]));
}

/** Tag, length, content. */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}
