// "Confirm that it is you". The server refuses some changes when the last proof of identity is too old (`reauthenticate`); the
// client then asks here, the dialog of confirm-identity.tsx answers, and the call is sent again. Whoever called notices nothing, or
// gets the refusal when the person does not confirm.

import { useSyncExternalStore } from 'react';

interface Asking {
  readonly answer: Promise<boolean>;
  readonly settle: (isProven: boolean) => void;
}

let asking: Asking | null = null;
const listeners = new Set<() => void>();

/** Asks the person; several calls that are refused at the same moment ask once. */
export function proveAgain(): Promise<boolean> {
  if (asking === null) {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    put({ answer: promise, settle: resolve });
  }
  return asking?.answer ?? Promise.resolve(false);
}

/** The dialog's answer: proven, or given up. */
export function settleProof(isProven: boolean): void {
  const ended = asking;
  put(null);
  ended?.settle(isProven);
}

export function useIsAskedToProve(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => asking !== null,
  );
}

function put(next: Asking | null): void {
  asking = next;
  for (const listener of listeners) listener();
}
