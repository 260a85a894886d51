// A job: work that a committed transaction has asked for. It carries a batch of ids of one tenant, looks at their state, acts,
// and may be run again at any time: after a crash, by the sweeper, twice at once.

import type { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Logger, SecretBox, Sql } from './context.ts';
import type { DomainEvent } from './event.ts';
import type { Ids, TenantId } from './ids.ts';
import type { TenantVault, VaultRotations } from './vault.ts';

export interface JobContext {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly vaultRotations: VaultRotations;
  /** Which run of this job it is; 1 for the first. */
  readonly attempt: number;
  /** One transaction of one tenant: everything inside commits or nothing does. */
  transaction<Result>(tenantId: TenantId, run: (tx: JobTransaction) => Promise<Result>): Promise<Result>;
}

export interface JobTransaction {
  readonly sql: Sql;
  readonly at: Date;
  /** Stored secrets of the tenant, in this transaction. */
  readonly vault: TenantVault;
  publish(event: DomainEvent): void;
  /**
   * Payloads of the jobs that wait behind this one in its queue, the most severe first: of the same kind, never run before, with this
   * many ids at most. They are done with when the transaction commits, and wait as before when it does not. Not yet parsed.
   */
  takeAlong(recordsMax: number): Promise<unknown[]>;
}

/** Work that failed for good, as the worker hands it over to be kept as a dead letter. */
export interface FailedWork {
  readonly job: string;
  /** As the job was given it. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** The name of the error's class and, of the database's errors, their code. */
  readonly errorClass: string;
  /** What it said, with credentials cut out. */
  readonly error: string;
  /** Runs in all, before and after the batch was split. */
  readonly attempts: number;
  readonly firstFailedAt: Date;
  /** The first of the dead letters, when this is what became of a replay. */
  readonly replayOf: string | null;
}

/** Keeps failed work, in a transaction of its tenant. */
export type BuryWork = (
  tx: { readonly sql: Sql; readonly tenantId: TenantId; readonly at: Date; readonly ids: Ids },
  failed: FailedWork,
) => Promise<void>;

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
