// The two ceremonies of WebAuthn: registering a passkey, and signing with one. Each answers a challenge of ours that is good once.
// A passkey has to be discoverable and to verify its user (PIN, finger, face), so that it is two factors in one.

import { randomBytes } from 'node:crypto';
import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server';
import { z } from 'zod';
import type { RelyingParty } from './relying-party.ts';

/** Time for a person to find their key; the challenge itself is good as long. */
export const CEREMONY_MINUTES = 5;
const TIMEOUT_MS = CEREMONY_MINUTES * 60_000;
/** EdDSA, ES256, RS256: what authenticators in use have. */
const ALGORITHMS = [-8, -7, -257];

const base64url = (max: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]+$/)
    .max(max);
const text = base64url(2_000);

/** What `navigator.credentials.get()` gives as JSON. Browsers add members over time: what is not named here is not looked at. */
export const assertionSchema = z.object({
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: text,
    authenticatorData: text,
    signature: text,
    userHandle: z.string().max(200).nullish(),
  }),
});
export type Assertion = z.output<typeof assertionSchema>;

/** What `navigator.credentials.create()` gives as JSON. */
export const registrationSchema = z.object({
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: text,
    attestationObject: base64url(20_000),
    transports: z.array(z.string().max(30)).max(10).optional(),
  }),
});
export type Registration = z.output<typeof registrationSchema>;

const descriptor = z.object({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()),
});

export const requestOptionsSchema = z
  .object({
    challenge: z.string(),
    rpId: z.string(),
    timeout: z.int(),
    userVerification: z.literal('required'),
    allowCredentials: z.array(descriptor),
  })
  .describe('For navigator.credentials.get().')
  .meta({ id: 'PasskeyRequestOptions' });

export const creationOptionsSchema = z
  .object({
    challenge: z.string(),
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.int() })),
    timeout: z.int(),
    attestation: z.literal('none'),
    excludeCredentials: z.array(descriptor),
    authenticatorSelection: z.object({
      residentKey: z.literal('required'),
      requireResidentKey: z.literal(true),
      userVerification: z.literal('required'),
    }),
  })
  .describe('For navigator.credentials.create().')
  .meta({ id: 'PasskeyCreationOptions' });

/** A challenge for a passkey to sign: 256 random bits. */
export function newExpected(): string {
  return randomBytes(32).toString('base64url');
}

interface Known {
  readonly credential_id: Buffer;
  readonly transports: readonly string[];
}

function describe({ credential_id, transports }: Known) {
  return {
    id: credential_id.toString('base64url'),
    type: 'public-key' as const,
    transports: [...transports],
  };
}

/** With no known passkeys the browser offers those it has for this host. */
export function requestOptions(party: RelyingParty, expected: string, known: readonly Known[]) {
  return {
    challenge: expected,
    rpId: party.id,
    timeout: TIMEOUT_MS,
    userVerification: 'required' as const,
    allowCredentials: known.map(describe),
  };
}

export interface NewPasskeyFor {
  readonly personId: string;
  readonly email: string;
  readonly name: string;
  readonly known: readonly Known[];
}

export function creationOptions(party: RelyingParty, expected: string, person: NewPasskeyFor) {
  return {
    challenge: expected,
    rp: { id: party.id, name: 'Watchfloor' },
    user: {
      id: Buffer.from(person.personId.replaceAll('-', ''), 'hex').toString('base64url'),
      name: person.email,
      displayName: person.name,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key' as const, alg })),
    timeout: TIMEOUT_MS,
    attestation: 'none' as const,
    excludeCredentials: person.known.map(describe),
    authenticatorSelection: {
      residentKey: 'required' as const,
      requireResidentKey: true as const,
      userVerification: 'required' as const,
    },
  };
}

export interface Expected {
  readonly party: RelyingParty;
  readonly challenge: string;
}

export interface Registered {
  readonly credential_id: Buffer;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly device_type: 'singleDevice' | 'multiDevice';
  readonly backed_up: boolean;
}

/** The registered passkey, or why it was not accepted. */
export async function checkRegistration(
  given: Registration,
  { party, challenge }: Expected,
): Promise<Registered | string> {
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        ...given,
        response: {
          clientDataJSON: given.response.clientDataJSON,
          attestationObject: given.response.attestationObject,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    });
    if (!verified) return 'the attestation does not verify';
    const { credential, credentialDeviceType, credentialBackedUp } = registrationInfo;
    return {
      credential_id: Buffer.from(credential.id, 'base64url'),
      public_key: Buffer.from(credential.publicKey),
      counter: credential.counter,
      device_type: credentialDeviceType,
      backed_up: credentialBackedUp,
    };
  } catch (error) {
    return reasonOf(error);
  }
}

export interface Verifier {
  readonly public_key: Buffer;
  readonly counter: number;
}

/** The use of the passkey, or why it was not accepted. */
export async function checkAssertion(
  given: Assertion,
  { party, challenge }: Expected,
  passkey: Verifier,
): Promise<{ readonly counter: number; readonly backedUp: boolean } | string> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        ...given,
        response: {
          clientDataJSON: given.response.clientDataJSON,
          authenticatorData: given.response.authenticatorData,
          signature: given.response.signature,
        },
        clientExtensionResults: {},
      },
      expectedChallenge: challenge,
      expectedOrigin: party.origin,
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: given.id,
        publicKey: new Uint8Array(passkey.public_key),
        counter: passkey.counter,
      },
    });
    if (!verified) return 'the signature does not verify';
    return { counter: authenticationInfo.newCounter, backedUp: authenticationInfo.credentialBackedUp };
  } catch (error) {
    return reasonOf(error);
  }
}

const REASON_MAX = 200;

/** The library throws for everything that is not as it must be, also for bytes that are no CBOR; none of it is news to the log. */
function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : 'not readable').slice(0, REASON_MAX);
}
