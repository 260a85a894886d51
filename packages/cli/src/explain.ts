// What went wrong, in one sentence for a person. Only an error that nobody foresaw shows where it came from.

import { ApiError } from '@watchfloor/client';
import { StartError } from '@watchfloor/server/errors';

export function explain(error: unknown): string {
  if (error instanceof ApiError) {
    return `${error.message} (${error.code}${error.field ? `, field ${error.field}` : ''}${error.requestId ? `, ${error.requestId}` : ''})`;
  }
  if (error instanceof StartError || error instanceof UsageError) return error.message;
  // `fetch` says only that it failed; who did not answer, and how, is in its cause.
  if (error instanceof TypeError && error.message === 'fetch failed') {
    const reason = error.cause instanceof Error ? error.cause.message : '';
    return `No server answers${reason === '' ? '' : `: ${reason}`}.`;
  }
  if (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^E[A-Z]+$/.test(error.code)
  ) {
    return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** A command that cannot do what it was asked, for a reason that the sentence tells. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}
