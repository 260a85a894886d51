// Runs an operation: parse, authorise, one transaction with the tenant set, idempotency, audit record, domain events, commit.
// The order is fixed here and nowhere else.

import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import type {
  AuditDetails,
  ChildTenant,
  Logger,
  OperationContext,
  Principal,
  SecretBox,
  Sql,
  StartedSession,
} from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DomainEvent } from '../../kernel/event.ts';
import type { Ids, TenantId } from '../../kernel/ids.ts';
import { type AnyOperation, isPage } from '../../kernel/operation.ts';
import type { Permission } from '../../kernel/permissions.ts';
import type { Database } from '../db/database.ts';
import { writeEvents } from '../db/domain-events.ts';
import { vaultKeysOf } from '../secrets/rotation.ts';
import type { Vault, VaultScope } from '../secrets/vault.ts';
import { childFacilities } from './children.ts';
import { repeatOf } from './idempotency.ts';
import { causeOf } from './request-scope.ts';

/** A caller as who they are in a customer's tenant. */
export interface ChildPrincipal {
  readonly tenant: ChildTenant;
  readonly principal: Principal;
}

export interface OperationParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
  readonly vault: Vault;
  /** The installation's own tenant, to which belongs what belongs to no tenant. */
  readonly rootTenantId: TenantId;
  /** Where people reach this server; known once it listens. */
  baseUrl(): string;
  /** The customers' tenants in which this caller may act, as who they are there. */
  childrenOf(principal: Principal): Promise<readonly ChildPrincipal[]>;
  /** Writes one audit record in the operation's transaction. */
  writeAudit(scope: { sql: Sql; tenantId: string }, record: AuditEntry): Promise<void>;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: Date;
  readonly event: string;
  readonly actor_kind: Principal['kind'];
  readonly actor_id: string;
  readonly actor_name: string;
  /** The tenant of an actor who acts in a customer's; null when it is the record's own. */
  readonly actor_tenant_id: string | null;
  readonly address: string | null;
  readonly subject: string;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
  readonly reason: string | null;
  readonly request_id: string;
}

export interface OperationCall {
  readonly principal: Principal;
  readonly input: unknown;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export interface OperationAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Set when the operation signed the caller in (the new session) or out (`ended`); undefined when it did neither. */
  readonly session?: StartedSession | 'ended' | undefined;
}

/** Runs it for this caller; throws AppError. The answer's body is complete: `{ data }` or a page. */
export async function runOperation(
  parts: OperationParts,
  operation: AnyOperation,
  call: OperationCall,
): Promise<OperationAnswer> {
  authorise(operation, call.principal);
  const input = parseInput(operation, call.input);
  const status = operation.expose.http.status ?? 200;
  const { principal } = call;
  const { tenantId } = principal;
  // In a customer's tenant nobody is a person of that tenant: what belongs to a person alone stays out of reach there.
  const personId = principal.kind === 'user' && principal.homeTenantId === tenantId ? principal.id : null;
  const outcome = await parts.database.transaction(
    tenantId,
    async (sql) => {
      const at = parts.clock.now();
      const repeat = repeatOf(operation, call, at);
      if (repeat) {
        const stored = await repeat.find({ sql, tenantId });
        if (stored) return stored;
      }
      const trail = makeTrail();
      const ctx: OperationContext = { ...contextOf(parts, call, { sql, at }), ...trail.record };
      const output = await keepRefusal(operation.run(ctx, input));
      const isRefused = output instanceof AppError;
      await finish(parts, { operation, actor: actorOf(principal), call, sql, at, trail, isRefused });
      if (isRefused) return output;
      const body = answerBody(operation, output);
      if (repeat) await repeat.store({ sql, tenantId }, { status, body: repeatedBody(operation, output) });
      return { status, body, session: trail.session() };
    },
    personId,
  );
  if (outcome instanceof AppError) throw outcome;
  return outcome;
}

/** What the operation gives, or its refusal when what it wrote before is to be kept; any other error goes on. */
export async function keepRefusal(running: Promise<unknown>): Promise<unknown> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof AppError && error.keep) return error;
    throw error;
  }
}

/** The body of a success: what goes out is checked against the document first. */
export function answerBody(operation: AnyOperation, output: unknown): unknown {
  const checked = parseOutput(operation, output);
  return isPage(operation.output) ? checked : { data: checked };
}

/** The body of a repetition: what is shown once stands in the first answer alone. */
function repeatedBody(operation: AnyOperation, output: unknown): unknown {
  return answerBody(operation, operation.withoutSecrets ? operation.withoutSecrets(output) : output);
}

export function authorise(operation: AnyOperation, principal: Principal): void {
  const { permission, effect } = operation;
  if (permission === 'own_session' || permission === 'anonymous') return;
  requirePermission(principal, permission);
  // Until a policy or an approval can allow it, a model starts nothing that contains or destroys.
  if (principal.kind === 'agent' && (effect === 'contain' || effect === 'destroy')) {
    throw new AppError('forbidden', {
      message: 'An agent may not do this: what contains or destroys needs a person.',
      isRecorded: true,
    });
  }
}

export function requirePermission(principal: Principal, permission: Permission): void {
  if (principal.lacksSecondFactor) throw new AppError('second_factor_required');
  if (principal.permissions.has(permission)) return;
  throw new AppError('forbidden', {
    message: `This needs the permission ${permission}; the role ${principal.role} does not hold it here.`,
    isRecorded: true,
  });
}

export function parseInput(operation: AnyOperation, input: unknown): Record<string, unknown> {
  const parsed = operation.input.safeParse(input);
  if (!parsed.success) throw invalidInput(parsed.error);
  const field = unstorableField(parsed.data);
  if (field === null) return parsed.data;
  throw new AppError('invalid', { field, message: `${field}: holds a character that no text can have.` });
}

/** The path of the first text that PostgreSQL cannot hold (U+0000, a lone surrogate); null when there is none. */
function unstorableField(value: unknown, path = ''): string | null {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [name, member] of Object.entries(value)) {
    const found = unstorableField(member, path === '' ? name : `${path}.${name}`);
    if (found !== null) return found;
  }
  return null;
}

/** The first issue as an error that names the field. */
export function invalidInput(error: z.ZodError): AppError {
  const issue = error.issues[0];
  const field = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : null;
  const unknown = issue?.code === 'unrecognized_keys' ? (issue.keys[0] ?? null) : null;
  return new AppError('invalid', {
    field: unknown ?? field,
    // A member that no document names may be an attempt to set what callers do not set.
    isRecorded: unknown !== null,
    message: unknown
      ? `There is no field "${unknown}" here.`
      : `${field ? `${field}: ` : ''}${issue?.message ?? 'not valid'}.`,
  });
}

/** What goes out is checked too: an answer that does not match its own document is our bug, not a surprise for callers. */
function parseOutput(operation: AnyOperation, output: unknown): unknown {
  const parsed = operation.output.safeParse(output);
  if (parsed.success) return parsed.data;
  throw new AppError('internal', { internal: `answer of ${operation.id}: ${z.prettifyError(parsed.error)}` });
}

function contextOf(parts: OperationParts, call: OperationCall, tx: { sql: Sql; at: Date }) {
  return {
    at: tx.at,
    ids: parts.ids,
    sql: tx.sql,
    principal: call.principal,
    tenantId: call.principal.tenantId,
    requestId: call.requestId,
    cause: causeOf(call.requestId),
    baseUrl: parts.baseUrl(),
    address: call.address,
    userAgent: call.userAgent,
    log: parts.log,
    secrets: parts.secrets,
    ...vaultContext(parts, { ...tx, tenantId: call.principal.tenantId }),
    ...childFacilities(parts, call, tx),
  };
}

function vaultContext({ vault, ids }: OperationParts, scope: VaultScope) {
  return {
    vault: vault.of(scope),
    platformVault: vault.platform(scope),
    vaultKeys: vaultKeysOf({ vault, ids }, scope),
  };
}

export type Trail = ReturnType<typeof makeTrail>;

export function makeTrail() {
  const events: DomainEvent[] = [];
  const audits: AuditDetails[] = [];
  let session: StartedSession | 'ended' | undefined;
  return {
    events,
    audits,
    session: () => session,
    record: {
      publish: (event: DomainEvent) => void events.push(event),
      audit: (details: AuditDetails) => void audits.push(details),
      startSession: (started: StartedSession) => {
        session = started;
      },
      endSession: () => {
        session = 'ended' as const;
      },
    },
  };
}

/** Who did it, and in which tenant, as the audit record names them. */
export interface Actor {
  readonly tenantId: TenantId;
  readonly homeTenantId: TenantId;
  readonly kind: Principal['kind'];
  readonly id: string;
  readonly name: string;
}

function actorOf({ tenantId, homeTenantId, kind, id, name }: Principal): Actor {
  return { tenantId, homeTenantId, kind, id, name };
}

export interface Finish {
  readonly operation: AnyOperation;
  readonly actor: Actor;
  readonly call: Pick<OperationCall, 'requestId' | 'address'>;
  readonly sql: Sql;
  readonly at: Date;
  readonly trail: Trail;
  /** The operation refused and what it wrote is kept: only what it recorded itself is true of it. */
  readonly isRefused: boolean;
}

async function setTenant(sql: Sql, tenantId: TenantId): Promise<void> {
  await sql.query('scope.tenant', "select set_config('wf.tenant', $1, true)", [tenantId]);
}

/** Writes the audit records and the domain events of an operation that has run. */
export async function finish(parts: OperationParts, given: Finish): Promise<void> {
  const { operation, actor, call, sql, at, trail } = given;
  if ('event' in operation.audit) {
    // A change that says nothing about itself is still recorded: who did what, when.
    const isSilent = trail.audits.length === 0 && !given.isRefused;
    for (const detail of isSilent ? [{ subject: operation.id }] : trail.audits) {
      const tenantId = detail.tenantId ?? actor.tenantId;
      if (tenantId !== actor.tenantId) await setTenant(sql, tenantId);
      await parts.writeAudit(
        { sql, tenantId },
        {
          id: parts.ids.next('audit'),
          at,
          event: detail.event ?? operation.audit.event,
          actor_kind: actor.kind,
          actor_id: actor.id,
          actor_name: actor.name,
          actor_tenant_id: actor.homeTenantId === tenantId ? null : actor.homeTenantId,
          address: call.address,
          subject: detail.subject,
          before: detail.before ?? null,
          after: detail.after ?? null,
          reason: detail.reason ?? null,
          request_id: call.requestId,
        },
      );
      if (tenantId !== actor.tenantId) await setTenant(sql, actor.tenantId);
    }
  }
  await writeEvents(
    { sql, tenantId: actor.tenantId },
    { events: trail.events, ids: parts.ids, at, correlationOf: () => call.requestId },
  );
}
