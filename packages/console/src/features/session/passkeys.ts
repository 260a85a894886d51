// The browser's side of passkeys: what the server asks for goes to the authenticator, and its answer back, in the form that the API
// takes. Nothing else of the browser's answer is sent.

import {
  type AuthenticationResponseJSON,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  WebAuthnError,
} from '@simplewebauthn/browser';
import type { Operations, Passkey, PasskeyRequestOptions } from '@watchfloor/client';
import { api, homeApi } from '../../api.ts';

type Assertion = Parameters<Operations['signIn']['passkey']>[0]['response'];

/** Asks for a passkey of this host and signs in with it. */
export async function signInWithPasskey(): Promise<{ readonly must_change_password: boolean }> {
  const { challenge, options } = await homeApi.signIn.passkeyOptions();
  return homeApi.signIn.passkey({ challenge, response: await assertionOf(options) });
}

/** Whether the browser offers passkeys where one types one's e-mail. */
export function offersPasskeysInField(): Promise<boolean> {
  return browserSupportsWebAuthnAutofill();
}

/**
 * Lets the browser offer passkeys in the e-mail field; settles when one was chosen and has signed in. Another ceremony of this page
 * ends it, as does stopOffering.
 */
export async function signInFromField(): Promise<{ readonly must_change_password: boolean }> {
  const { challenge, options } = await homeApi.signIn.passkeyOptions();
  const response = await assertionOf(options, true);
  return homeApi.signIn.passkey({ challenge, response });
}

export function stopOffering(): void {
  WebAuthnAbortService.cancelCeremony();
}

/** Proves with a passkey of one's own that it is still oneself. */
export async function proveWithPasskey(): Promise<void> {
  const { challenge, options } = await homeApi.session.beginProof();
  await homeApi.session.refreshProof({ passkey: { challenge, response: await assertionOf(options) } });
}

/** Makes a passkey in this browser and adds it to one's own account. */
export async function addPasskey(name: string): Promise<Passkey> {
  const { challenge, options } = await api.account.beginPasskey();
  const made = await startRegistration({
    optionsJSON: {
      ...options,
      excludeCredentials: options.excludeCredentials.map(({ id, type }) => ({ id, type })),
    },
  });
  const { clientDataJSON, attestationObject, transports } = made.response;
  return api.account.addPasskey({
    challenge,
    name,
    response: {
      id: made.id,
      rawId: made.rawId,
      type: 'public-key',
      response: { clientDataJSON, attestationObject, ...(transports ? { transports: [...transports] } : {}) },
    },
  });
}

async function assertionOf(options: PasskeyRequestOptions, useBrowserAutofill = false): Promise<Assertion> {
  const answer: AuthenticationResponseJSON = await startAuthentication({
    // Without the transports: what a browser said of them once keeps another one from finding the passkey.
    optionsJSON: {
      ...options,
      allowCredentials: options.allowCredentials.map(({ id, type }) => ({ id, type })),
    },
    useBrowserAutofill,
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = answer.response;
  return {
    id: answer.id,
    rawId: answer.rawId,
    type: 'public-key',
    response: { clientDataJSON, authenticatorData, signature, ...(userHandle ? { userHandle } : {}) },
  };
}

/** What to tell of a ceremony that ended without an answer; null for what is not of the browser's making. */
export function passkeyProblem(error: unknown): string | null {
  if (error instanceof WebAuthnError && error.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
    return 'This device has a passkey of yours already: it is in the list.';
  if (!(error instanceof Error)) return null;
  switch (error.name) {
    case 'NotAllowedError':
    case 'AbortError':
      return 'No passkey was used: it was cancelled, or it took too long.';
    case 'InvalidStateError':
      return 'This device has a passkey of yours already: it is in the list.';
    case 'NotSupportedError':
    case 'ConstraintError':
      return 'This device cannot make such a passkey: it must ask for a PIN, a finger or a face.';
    case 'SecurityError':
      return `Passkeys of this server do not work at ${window.location.host}: open it by the address that it prints.`;
    default:
      return null;
  }
}
