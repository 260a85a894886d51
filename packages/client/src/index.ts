// The client of the API: the only way in for the console, the command line and the tests.

import { makeOperations, type Operations } from './generated/client.ts';
import { type ClientOptions, makeTransport } from './transport.ts';

export * from './generated/client.ts';
export { ApiError, type CallOptions, type ClientOptions } from './transport.ts';

/** A client for one server. Sessions of a browser travel by cookie; keys by `headers.authorization`. */
export function createClient(options: ClientOptions): Operations {
  return makeOperations(makeTransport(options));
}
