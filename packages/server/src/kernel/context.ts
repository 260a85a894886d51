// What an operation or a job is given instead of importing it: the clock, ids, the transaction, who is asking.

import type { DomainEvent } from './event.ts';
import type { Ids, TenantId } from './ids.ts';
import type { Permission } from './permissions.ts';
import type { WorkCause } from './trace.ts';
import type { PlatformVault, TenantVault, VaultKeys } from './vault.ts';

/** One statement on the transaction that the operation owns. `name` makes it a prepared statement of the connection. */
export interface Sql {
  query<Row extends object>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** `agent`: a model's credential, told apart from a person's and a program's so that policy and audit can tell them apart too. */
export type PrincipalKind = 'user' | 'key' | 'agent' | 'system';

/** Who is asking. Made by authentication only; never from anything the request says about itself. */
export interface Principal {
  readonly kind: PrincipalKind;
  /** uuid of the person or key; the name of the part for `system`. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** The role's permissions within the credential's scopes; what authorisation looks at. */
  readonly permissions: ReadonlySet<Permission>;
  readonly tenantId: TenantId;
  /** The tenant that the credential belongs to; another than `tenantId` when it acts in a customer's tenant. */
  readonly homeTenantId: TenantId;
  /** Sources this credential may submit to; null means all. */
  readonly sources: readonly string[] | null;
  /** The session's id when a person came with a cookie; null for keys. */
  readonly sessionId: string | null;
  /** When the person last proved who they are in this session; null for keys. */
  readonly authenticatedAt: Date | null;
  /** True for a person without the second factor that their tenant requires: only their own account is open to them. */
  readonly lacksSecondFactor?: boolean;
}

export interface Logger {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

/**
 * Hashes credentials that are only ever compared. What must be read again is sealed by the vault (kernel/vault.ts): a tenant's by
 * `ctx.vault`, a person's or the installation's by `ctx.platformVault`.
 */
export interface SecretBox {
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
  /** What a job carries that this operation enqueues. */
  readonly cause: WorkCause;
  /** Where people reach this server, such as https://soc.example.com; what passkeys are bound to. */
  readonly baseUrl: string;
  /** The caller's IP address; null when the call did not come over the network. */
  readonly address: string | null;
  /** What the caller's program says it is (User-Agent), at most 300 characters. */
  readonly userAgent: string | null;
  readonly log: Logger;
  readonly secrets: SecretBox;
  /** Stored secrets of this tenant, in this transaction. */
  readonly vault: TenantVault;
  /** Seals what belongs to a person and to no tenant. */
  readonly platformVault: PlatformVault;
  /** The keys of the vault, for the operations that look after them. */
  readonly vaultKeys: VaultKeys;
  /**
   * Does something in a tenant right below this one, in this transaction: what `run` writes belongs there. Throws `not_found` for
   * any other tenant.
   */
  inChild<Result>(childId: TenantId, run: (child: ChildContext) => Promise<Result>): Promise<Result>;
  /** Reads in the customers' tenants in which the caller may act, each in a transaction and under a tenant of its own. */
  readonly children: ChildReader;
  /** Signs the caller in: the answer sets the cookie. The session's row is the operation's to write. */
  startSession(session: StartedSession): void;
  /** Signs the caller out: the answer removes the cookie. */
  endSession(): void;
  /** Written in this transaction; readers see it after the commit. */
  publish(event: DomainEvent): void;
  /** Adds to the audit record that the operation writes: what it was done to, before and after, and why. */
  audit(details: AuditDetails): void;
}

/** A tenant below, as seen from above. */
export interface ChildTenant {
  readonly id: TenantId;
  readonly slug: string;
  readonly name: string;
}

export interface ChildContext {
  readonly sql: Sql;
  readonly tenantId: TenantId;
  /** Writes a record into the child's own audit log, which says that somebody of the tenant above did it. */
  audit(details: AuditDetails & { readonly event: string }): Promise<void>;
}

export interface ChildRead<Result> {
  /** Children in which the caller does not hold it are left out, as if they were not there. */
  readonly permission: Permission;
  /** Short names of the children to read; null for all. */
  readonly only: readonly string[] | null;
  run(child: {
    readonly sql: Sql;
    readonly tenant: ChildTenant;
    readonly principal: Principal;
  }): Promise<Result>;
}

export interface ChildReadings<Result> {
  readonly included: readonly { readonly tenant: ChildTenant; readonly result: Result }[];
  /** Those that were asked and did not answer: never left out in silence. */
  readonly missing: readonly {
    readonly tenant: ChildTenant;
    readonly reason: 'too_slow' | 'failed' | 'too_many';
  }[];
}

export interface ChildReader {
  read<Result>(wanted: ChildRead<Result>): Promise<ChildReadings<Result>>;
}

export interface StartedSession {
  readonly cookie: string;
  readonly expiresAt: Date;
}

/** Who an operation without a principal turned out to be for, once it knows. */
export interface Entered {
  readonly tenantId: TenantId;
  readonly personId: string;
  readonly name: string;
}

/**
 * What an operation gets that runs before anybody is known: signing in. It sees no tenant's rows until it enters one, by what a
 * resolver function of the database has found.
 */
export interface AnonymousContext
  extends Pick<
    OperationContext,
    | 'at'
    | 'ids'
    | 'sql'
    | 'requestId'
    | 'baseUrl'
    | 'address'
    | 'userAgent'
    | 'log'
    | 'secrets'
    | 'platformVault'
    | 'startSession'
    | 'audit'
  > {
  /**
   * Sets tenant and person of the transaction, once; audit records go there from then on. They name the person as the actor only
   * when the operation succeeds: who was refused has not shown who they are.
   */
  enter(entered: Entered): Promise<void>;
  /** The session of the cookie that came along, if it is still one; signing in ends it. */
  readonly presentedSession: { readonly id: string; readonly tenantId: TenantId } | null;
}

export interface AuditDetails {
  /** An event other than the operation's own, for a refusal that is kept. */
  readonly event?: string;
  /** The tenant whose record it is, when the operation concerns another than the caller's. */
  readonly tenantId?: TenantId;
  readonly subject: string;
  readonly before?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
}
