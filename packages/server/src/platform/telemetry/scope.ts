// What is being done at this moment: a request or a job. Log lines take its ids from here, so that no domain has to hand them
// down, and spans take their parent from here.
//
// A scope follows promises and timers. What outlives its request (a group commit, a connection of a pool, a look-up in the
// background) must be begun outside of it, or its log lines would name a request that has nothing to do with them.

import { AsyncLocalStorage } from 'node:async_hooks';
import type { TraceContext } from '../../kernel/trace.ts';

export interface Scope {
  /** What each log line inside carries: ids, and nothing that a tenant wrote. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly trace: TraceContext;
}

const storage = new AsyncLocalStorage<Scope | null>();

export function currentScope(): Scope | null {
  return storage.getStore() ?? null;
}

export function runInScope<Result>(scope: Scope, run: () => Result): Result {
  return storage.run(scope, run);
}

export function runOutOfScope<Result>(run: () => Result): Result {
  return storage.run(null, run);
}
