// A passkey in software, for tests: keys and signatures as an authenticator makes them, and every part can be made wrong.

import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

export interface CeremonyWrongs {
  /** What the browser says where it was, instead of the origin. */
  readonly origin?: string;
  readonly rpId?: string;
  readonly challenge?: string;
  readonly counter?: number;
  readonly isUserVerified?: boolean;
  readonly type?: string;
  /** Signs with a key that is not the passkey's. */
  readonly hasOtherKey?: boolean;
}

interface Asked {
  readonly challenge: string;
  readonly rpId?: string;
  readonly rp?: { readonly id: string };
}

export interface Authenticator {
  readonly id: string;
  /** Answers `account.begin-passkey`. */
  register(options: Asked, wrongs?: CeremonyWrongs): object;
  /** Answers `sign-in.passkey-options`; counts up each time. */
  sign(options: Asked, wrongs?: CeremonyWrongs): object;
}

const FLAGS = { present: 0x01, verified: 0x04, attested: 0x40 } as const;

export function makeAuthenticator(origin: string): Authenticator {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const credentialId = randomBytes(32);
  const id = credentialId.toString('base64url');
  let counter = 0;

  const authenticatorData = (asked: Asked, wrongs: CeremonyWrongs, attested: Buffer) => {
    const rpId = wrongs.rpId ?? asked.rpId ?? asked.rp?.id ?? '';
    const verified = wrongs.isUserVerified === false ? 0 : FLAGS.verified;
    const count = Buffer.alloc(4);
    count.writeUInt32BE(wrongs.counter ?? counter);
    return Buffer.concat([
      createHash('sha256').update(rpId).digest(),
      Buffer.from([FLAGS.present | verified | (attested.length > 0 ? FLAGS.attested : 0)]),
      count,
      attested,
    ]);
  };
  return {
    id,
    register(asked, wrongs = {}) {
      const length = Buffer.from([0, credentialId.length]);
      const attested = Buffer.concat([Buffer.alloc(16), length, credentialId, coseKey(publicKey)]);
      const authData = authenticatorData(asked, wrongs, attested);
      const attestation = cbor(
        new Map<string, CborValue>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      );
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', { ...asked, origin }, wrongs).toString('base64url'),
          attestationObject: attestation.toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    sign(asked, wrongs = {}) {
      counter += 1;
      const client = clientData('webauthn.get', { ...asked, origin }, wrongs);
      const authData = authenticatorData(asked, wrongs, Buffer.alloc(0));
      const signed = createSign('sha256')
        .update(Buffer.concat([authData, createHash('sha256').update(client).digest()]))
        .sign(wrongs.hasOtherKey ? other : privateKey);
      return {
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        authenticatorAttachment: 'platform',
        response: {
          clientDataJSON: client.toString('base64url'),
          authenticatorData: authData.toString('base64url'),
          signature: signed.toString('base64url'),
          userHandle: null,
        },
      };
    },
  };
}

/** What the browser says of the ceremony, as the bytes that are signed. */
function clientData(
  type: string,
  asked: { readonly challenge: string; readonly origin: string },
  wrongs: CeremonyWrongs,
): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: wrongs.type ?? type,
      challenge: wrongs.challenge ?? asked.challenge,
      origin: wrongs.origin ?? asked.origin,
      crossOrigin: false,
    }),
  );
}

/** An ES256 key as COSE writes it. */
function coseKey(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return cbor(
    new Map<number, CborValue>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
}

type CborValue = number | string | Buffer | ReadonlyMap<number | string, CborValue>;

/** As much of CBOR as the two structures above need. */
function cbor(value: CborValue): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string')
    return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const members = [...value].flatMap(([name, member]) => [cbor(name), cbor(member)]);
  return Buffer.concat([head(5, value.size), ...members]);
}

function head(major: number, argument: number): Buffer {
  if (argument < 24) return Buffer.from([(major << 5) | argument]);
  if (argument < 256) return Buffer.from([(major << 5) | 24, argument]);
  return Buffer.from([(major << 5) | 25, argument >> 8, argument & 0xff]);
}
