// The console is an ordinary API client: this object is its only way to the server. The session cookie is the browser's business.

import { type Alert, createClient, type Operations } from '@watchfloor/client';
import { CUSTOMER } from './customer-place.ts';
import { proveAgain } from './features/session/prove-again.ts';

/** Calls the server; in a customer's tenant when the address of the page names one (src/customer-place.ts). */
export const api = createClient({
  baseUrl: '',
  proveAgain,
  ...(CUSTOMER === null ? {} : { headers: { 'x-watchfloor-tenant': CUSTOMER } }),
});

/** Calls as who one is at home, whatever customer the page shows: signing in, and one's own account. */
export const homeApi = createClient({ baseUrl: '' });

export type Severity = Alert['severity'];
export type Verdict = NonNullable<Alert['verdict']>;
export type AlertStatus = Alert['status'];
export type Disposition = NonNullable<Alert['disposition']>;
export type Confidence = NonNullable<Alert['confidence']>;
export type Entity = Alert['entities'][number];
export type EntityRole = Entity['role'];
export type RecordFlag = Alert['flags'][number];
export type ListAlertsQuery = NonNullable<Parameters<Operations['alerts']['list']>[0]>;
export type Replay = Awaited<ReturnType<Operations['decisions']['replay']>>;

/** A page of a list, as the API gives it. */
export interface Page<Row> {
  readonly data: Row[];
  readonly next_cursor: string | null;
}

/**
 * Keys under which a call that is sent again, after an answer that never came, does not do its work twice. The same body keeps its key
 * until `done`; another body gets another one, as the server demands.
 */
export function makeRepeatKeys(): { keyFor(body: unknown): string; done(): void } {
  let current: { readonly body: string; readonly key: string } | null = null;
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      if (current?.body !== text) current = { body: text, key: newKey() };
      return current.key;
    },
    done() {
      current = null;
    },
  };
}

function newKey(): string {
  // Not randomUUID: that exists only in secure contexts, and a console behind plain http in a lab must work too.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
