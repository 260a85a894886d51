// What a domain hands to the composition root.

import type { AnyJob } from './job.ts';
import type { AnyOperation } from './operation.ts';

export interface Module {
  readonly domain: string;
  readonly operations: readonly AnyOperation[];
  readonly jobs: readonly AnyJob[];
  /** Domain events this domain publishes, `type@version`. */
  readonly publishes: readonly string[];
}
