// Every error a caller can see, in one registry. docs/errors.md lists the same codes and a test compares the two both ways.
//
// `kind` tells who has to act: `user` changed nothing and may correct the request, `operational` will pass or needs the
// operator, `bug` is ours. Code branches on `code`, never on a message.

export type ErrorKind = 'user' | 'operational' | 'bug';

interface ErrorDefinition {
  readonly status: number;
  readonly kind: ErrorKind;
  /** What the caller should understand, used when the thrower gives no message of its own. */
  readonly text: string;
}

export const ERRORS = {
  bad_json: { status: 400, kind: 'user', text: 'The body is not valid JSON.' },
  bad_request: { status: 400, kind: 'user', text: 'The request could not be read.' },
  bad_encoding: {
    status: 400,
    kind: 'user',
    text: 'The body could not be unpacked with its content-encoding.',
  },
  unauthenticated: {
    status: 401,
    kind: 'user',
    text: 'No valid credential: send an API key as "Authorization: Bearer <key>" or "X-API-Key", or sign in.',
  },
  bad_signature: { status: 401, kind: 'user', text: 'The body signature is missing or wrong.' },
  sign_in_failed: {
    status: 401,
    kind: 'user',
    text: 'That did not work: the e-mail, the password or the code is wrong.',
  },
  reauthenticate: {
    status: 403,
    kind: 'user',
    text: 'You signed in too long ago for this: sign in again and repeat it.',
  },
  second_factor_required: {
    status: 403,
    kind: 'user',
    text: 'This tenant requires a second factor: add a passkey or one-time codes to your account first.',
  },
  forbidden: { status: 403, kind: 'user', text: 'This credential may not do that.' },
  source_not_allowed: { status: 403, kind: 'user', text: 'This key may not submit to that source.' },
  cross_site: { status: 403, kind: 'user', text: 'The request came from another site and was refused.' },
  unknown_source: { status: 404, kind: 'user', text: 'There is no source of that name.' },
  not_found: { status: 404, kind: 'user', text: 'There is nothing at this address for you.' },
  conflict: { status: 409, kind: 'user', text: 'The present state does not allow that.' },
  legal_hold: {
    status: 409,
    kind: 'user',
    text: 'A legal hold keeps this: nothing of it is deleted until the hold is lifted.',
  },
  idempotency_conflict: {
    status: 409,
    kind: 'user',
    text: 'This Idempotency-Key was used within 24 hours with another request.',
  },
  removed_by_retention: {
    status: 410,
    kind: 'user',
    text: 'This was kept for its time and then removed, as the retention of the tenant says.',
  },
  version_mismatch: {
    status: 412,
    kind: 'user',
    text: 'The alert has changed since you read it: read it again and repeat with its present version.',
  },
  too_large: { status: 413, kind: 'user', text: 'The body is larger than 5 MiB (after unpacking).' },
  unsupported_media_type: {
    status: 415,
    kind: 'user',
    text: 'Send application/json, application/x-ndjson or text/plain, optionally with content-encoding gzip.',
  },
  invalid: { status: 422, kind: 'user', text: 'A field of the request is not as it must be.' },
  empty: { status: 422, kind: 'user', text: 'The body holds no record.' },
  too_many_records: { status: 422, kind: 'user', text: 'More than 1,000 records in one request.' },
  too_deep: { status: 422, kind: 'user', text: 'The record is nested more than 1,000 levels deep.' },
  egress_refused: {
    status: 422,
    kind: 'user',
    text: 'This server does not call that address.',
  },
  too_many_attempts: {
    status: 429,
    kind: 'user',
    text: 'Too many attempts: wait for the given time.',
  },
  quota_exceeded: {
    status: 429,
    kind: 'user',
    text: 'The tenant has used up its quota: repeat after the given time, or have it raised.',
  },
  rate_limited: {
    status: 429,
    kind: 'user',
    text: 'Too many requests: repeat after the given time.',
  },
  not_storable: {
    status: 422,
    kind: 'user',
    text: 'The database refused this record; the others were stored.',
  },
  overloaded: {
    status: 503,
    kind: 'operational',
    text: 'The accept queue is full: repeat after the given time.',
  },
  unavailable: {
    status: 503,
    kind: 'operational',
    text: 'A part that this needs is not available right now.',
  },
  internal: {
    status: 500,
    kind: 'bug',
    text: 'Something failed on our side; the request id finds it in the log.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERRORS;

export interface AppErrorOptions {
  /** Shown to the caller; the registry's text when left out. Never holds a secret or another tenant's data. */
  readonly message?: string;
  readonly field?: string | null;
  /** For the log only. */
  readonly internal?: string;
  readonly cause?: unknown;
  readonly retryAfterSeconds?: number;
  /** What the operation wrote before it refused is committed: counted attempts, the record of the refusal. */
  readonly keep?: boolean;
  /** The refusal may be an attack, and is recorded in the audit log. */
  readonly isRecorded?: boolean;
}

/** An error with a code of the registry: what callers see, beside what only the log sees. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | null;
  readonly internal: string | null;
  readonly retryAfterSeconds: number | null;
  readonly keep: boolean;
  readonly isRecorded: boolean;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? ERRORS[code].text, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = options.field ?? null;
    this.internal = options.internal ?? null;
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
    this.keep = options.keep ?? false;
    this.isRecorded = options.isRecorded ?? false;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }
}

/**
 * A start that cannot go on (port in use, database too old …): printed as one sentence, exit 1, without a stack.
 */
export class StartError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
  }
}
