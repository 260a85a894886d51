// The one translator from what can be thrown to what a person is told. Code branches on `kind`, never on a message.

import { ApiError } from '@watchfloor/client';

export interface Explained {
  readonly kind:
    | 'signed_out'
    | 'forbidden'
    | 'not_found'
    | 'version'
    | 'conflict'
    | 'invalid'
    | 'away'
    | 'failed';
  readonly title: string;
  readonly message: string;
  readonly code: string;
  readonly field: string | null;
  readonly requestId: string | null;
  /** Whether doing the same again may succeed without anybody changing anything. */
  readonly canRetry: boolean;
}

const KINDS: Readonly<Record<number, { readonly kind: Explained['kind']; readonly title: string }>> = {
  401: { kind: 'signed_out', title: 'You are signed out' },
  403: { kind: 'forbidden', title: 'You may not do that' },
  404: { kind: 'not_found', title: 'Not found' },
  409: { kind: 'conflict', title: 'Not possible now' },
  412: { kind: 'version', title: 'Changed in the meantime' },
  413: { kind: 'invalid', title: 'Too large' },
  422: { kind: 'invalid', title: 'Not accepted' },
  503: { kind: 'away', title: 'Not available right now' },
};

/** Errors whose status says less than their code. */
const CODES: Readonly<Record<string, { readonly kind: Explained['kind']; readonly title: string }>> = {
  sign_in_failed: { kind: 'invalid', title: 'That was not right' },
  reauthenticate: { kind: 'forbidden', title: 'Not confirmed' },
  second_factor_required: { kind: 'forbidden', title: 'A second factor is missing' },
  too_many_attempts: { kind: 'conflict', title: 'Locked for now' },
};

export function explainError(error: unknown): Explained {
  if (error instanceof ApiError) {
    const known = CODES[error.code] ?? KINDS[error.status];
    const serverSide = error.status >= 500;
    return {
      kind: known?.kind ?? 'failed',
      title: known?.title ?? (serverSide ? 'The server failed' : 'The request failed'),
      message: error.message,
      code: error.code,
      field: error.field ?? null,
      requestId: error.requestId ?? null,
      canRetry: serverSide || (error.status === 429 && error.code !== 'too_many_attempts'),
    };
  }
  // fetch rejects with a TypeError, and nothing else, when no answer came.
  if (error instanceof TypeError) {
    return {
      kind: 'away',
      title: 'The server does not answer',
      message:
        'The request did not get through. Either the server has stopped or the network is interrupted.',
      code: 'no_answer',
      field: null,
      requestId: null,
      canRetry: true,
    };
  }
  return {
    kind: 'failed',
    title: 'The console failed',
    message: error instanceof Error ? error.message : String(error),
    code: 'console_error',
    field: null,
    requestId: null,
    canRetry: true,
  };
}

export function isSignedOut(error: unknown): boolean {
  // A wrong password is a 401 too, and ends nobody's session.
  return error instanceof ApiError && error.status === 401 && error.code === 'unauthenticated';
}

export function isVersionConflict(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412;
}
