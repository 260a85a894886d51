// A job: work that a committed transaction has asked for. It carries a batch of ids of one tenant, looks at their state, acts,
// and may be run again at any time: after a crash, by the sweeper, twice at once.

import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Logger, SecretBox, Sql } from './context.ts';
import type { DomainEvent } from './event.ts';
import type { Ids, TenantId } from './ids.ts';

export interface JobContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
  /** One transaction of one tenant: everything inside commits or nothing does. */
  transaction<Result>(tenantId: TenantId, run: (tx: JobTransaction) => Promise<Result>): Promise<Result>;
}

export interface JobTransaction {
  readonly sql: Sql;
  readonly at: Date;
  publish(event: DomainEvent): void;
}

export interface Job<Payload extends z.ZodType = z.ZodType> {
  /** The name in the queue; also the event it answers, such as `records.accepted`. */
  readonly id: string;
  readonly payload: Payload;
  run(ctx: JobContext, payload: z.output<Payload>): Promise<void>;
}

export function job<Payload extends z.ZodType>(declared: Job<Payload>): Job<Payload> {
  return declared;
}

/** A job as the registry holds it; the runner parses the payload before it runs. */
export type AnyJob = Job<z.ZodType>;

export function anyJob<Payload extends z.ZodType>(declared: Job<Payload>): AnyJob {
  // Sound because the runner parses the payload with this job's own schema first.
  return declared as unknown as AnyJob;
}
