// Calls an operation over HTTP as its projection says, for tests that go over all of them.

import type { AnyOperation } from '../../packages/server/src/kernel/operation.ts';
import type { Answer, TestServer } from '../../packages/server/src/testing/server.ts';
import type { Input } from './operation-samples.ts';

export interface Call {
  readonly key: string | null;
  /** A person's session, instead of the key; sent as our own page sends it. */
  readonly cookie?: string;
  readonly input: Input;
  readonly headers?: Record<string, string>;
  /** Sent instead of the input's fields. */
  readonly body?: string;
}

export function callOperation(server: TestServer, operation: AnyOperation, call: Call): Promise<Answer> {
  const { method, path } = operation.expose.http;
  const rest = new Map(Object.entries(call.input).filter(([, value]) => value !== undefined));
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    // A lone surrogate cannot stand in an address.
    return encodeURIComponent(String(value).toWellFormed());
  });
  const auth: Record<string, string> = credentialOf(call);
  const headers = { ...auth, ...call.headers };
  if (!hasBody(operation)) {
    const query = new URLSearchParams();
    for (const [name, value] of rest) query.set(name, String(value));
    return server.request(`${address}?${query}`, { method, headers });
  }
  return server.request(address, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: call.body ?? JSON.stringify(Object.fromEntries(rest)),
  });
}

function credentialOf({ cookie, key }: Call): Record<string, string> {
  if (cookie !== undefined) return { cookie, 'sec-fetch-site': 'same-origin' };
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

export function hasBody(operation: AnyOperation): boolean {
  return !['GET', 'DELETE'].includes(operation.expose.http.method);
}
