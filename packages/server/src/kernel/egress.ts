// What a domain may ask of the network, and how the answer looks. The adapter is platform/egress; domains get it handed in.
//
// The outcome is a union, because every caller must tell three things apart: an answer; a failure, which may pass when it is
// tried again; and a refusal of the guard, which will not.

import { AppError } from './errors.ts';

/** Why the guard does not call an address. The names are stable: metrics and audit records carry them. */
export const EGRESS_REASONS = [
  'bad_url',
  'scheme',
  'credentials',
  'port',
  'host',
  'metadata',
  'not_public',
  'too_many_addresses',
  'too_many_redirects',
  'redirect_scheme',
  'address_changed',
] as const;
export type EgressReason = (typeof EGRESS_REASONS)[number];

/** Why a call that was allowed did not come to an answer. */
export const EGRESS_FAILURES = [
  'unresolved',
  'connect_failed',
  'connect_timeout',
  'timeout',
  'tls',
  'broken_off',
  'bad_answer',
  'redirect_method',
  'request_too_large',
  'headers_too_large',
  'response_too_large',
  'stopped',
] as const;
export type EgressFailure = (typeof EGRESS_FAILURES)[number];

export interface EgressAnswer {
  readonly outcome: 'answered';
  readonly status: number;
  /** Names in lower case; repeated headers joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Unpacked. */
  readonly body: Buffer;
  /** The address that answered, after redirects; credentials are never part of it. */
  readonly url: string;
}

export interface EgressFailed {
  readonly outcome: 'failed';
  readonly reason: EgressFailure;
  /** A sentence without addresses, for people of the tenant. */
  readonly text: string;
}

export interface EgressRefused {
  readonly outcome: 'refused';
  readonly reason: EgressReason;
  /** The host as it was written. What it resolved to is for the log only: it would tell what the inner network looks like. */
  readonly host: string;
  readonly text: string;
}

export type EgressResult = EgressAnswer | EgressFailed | EgressRefused;

export interface EgressRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers beside authorization and cookie that prove something and do not follow a redirect to another origin. */
  readonly credentialHeaders?: readonly string[];
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

/** What one use of the network may do. Everything left out has the narrowest value that works (platform/egress/policy.ts). */
export interface EgressPolicy {
  /** `http` in the open only where a feed of the world has no other; https alone when left out. */
  readonly schemes?: readonly ('https' | 'http')[];
  /** Ports beside 80, 443, 8080 and 8443. */
  readonly ports?: readonly number[];
  /** Hosts, and no others; null means any that is public. */
  readonly hosts?: readonly string[] | null;
  /** Redirects that are followed, 3 at most; none when left out. */
  readonly redirects?: number;
  readonly connectMs?: number;
  readonly totalMs?: number;
  readonly requestBytes?: number;
  readonly responseBytes?: number;
  readonly headerBytes?: number;
}

/** What can be told of an address without asking a name server: its syntax, its scheme and port, an address in place of a name. */
export type CheckUrl = (url: string, policy?: EgressPolicy) => EgressRefused | null;

export interface Egress {
  /** Calls the address if the rules allow it; never throws for what the network or the rules say. */
  readonly fetch: (request: EgressRequest, policy?: EgressPolicy) => Promise<EgressResult>;
  /** Whether it would be called: resolves the name and calls nobody. Null when it would. */
  readonly inspect: (url: string, policy?: EgressPolicy) => Promise<EgressRefused | EgressFailed | null>;
  readonly checkUrl: CheckUrl;
}

/** The refusal as the error that callers of the API get. */
export function egressRefusedError(refused: EgressRefused, field: string | null = null): AppError {
  return new AppError('egress_refused', { message: refused.text, field, internal: refused.reason });
}
