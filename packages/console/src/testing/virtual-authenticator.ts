// A device with passkeys for the page: Chromium's own virtual authenticator, which keeps them and confirms by itself.

import type { Page } from 'playwright-core';

export interface VirtualAuthenticator {
  /** How many passkeys it keeps. */
  count(): Promise<number>;
  /** From now on the PIN is right, or it is wrong. */
  confirm(isConfirming: boolean): Promise<void>;
}

export async function addAuthenticator(page: Page): Promise<VirtualAuthenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async count() {
      const { credentials } = await session.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.length;
    },
    async confirm(isConfirming) {
      await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: isConfirming });
    },
  };
}
