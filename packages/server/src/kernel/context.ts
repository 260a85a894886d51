// What an operation or a job is given instead of importing it: the clock, ids, the transaction, who is asking.

import type { DomainEvent } from './event.ts';
import type { Ids, TenantId } from './ids.ts';

/** One statement on the transaction that the operation owns. `name` makes it a prepared statement of the connection. */
export interface Sql {
  query<Row extends object>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
}

export type PrincipalKind = 'user' | 'key' | 'system';

/** Who is asking. Made by authentication only; never from anything the request says about itself. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** uuid of the person or key; the name of the part for `system`. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly tenantId: TenantId;
  /** Sources this credential may submit to; null means all. */
  readonly sources: readonly string[] | null;
  /** The session's id when a person came with a cookie; null for keys. */
  readonly sessionId: string | null;
}

export interface Logger {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

/** Seals and opens stored secrets; knows neither tenants nor what a secret is for. */
export interface SecretBox {
  /** Encrypts for storage, bound to `purpose`: opening under another purpose fails. */
  seal(purpose: string, secret: string): Buffer;
  open(purpose: string, sealed: Buffer): string;
  /** Keyed hash of a credential, for look-up by equality. */
  keyedHash(credential: string): Buffer;
}

export interface OperationContext {
  readonly at: Date;
  readonly ids: Ids;
  readonly sql: Sql;
  readonly principal: Principal;
  readonly tenantId: TenantId;
  readonly requestId: string;
  readonly log: Logger;
  readonly secrets: SecretBox;
  /** Written in this transaction; readers see it after the commit. */
  publish(event: DomainEvent): void;
  /** Adds to the audit record that the operation writes: what it was done to, before and after, and why. */
  audit(details: AuditDetails): void;
}

export interface AuditDetails {
  readonly subject: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}
