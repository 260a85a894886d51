// Runs an operation: parse, authorise, one transaction with the tenant set, idempotency, audit record, domain events, commit.
// The order is fixed here and nowhere else.

import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Clock } from '../../kernel/clock.ts';
import type {
  AuditDetails,
  Logger,
  OperationContext,
  Principal,
  SecretBox,
  Sql,
} from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { DomainEvent } from '../../kernel/event.ts';
import type { Ids } from '../../kernel/ids.ts';
import { type AnyOperation, isPage } from '../../kernel/operation.ts';
import { roleHolds } from '../../kernel/permissions.ts';
import type { Database } from '../db/database.ts';
import { writeEvents } from '../db/domain-events.ts';

export interface OperationParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Logger;
  readonly secrets: SecretBox;
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
}

export interface OperationAnswer {
  readonly status: number;
  readonly body: unknown;
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
  const { tenantId } = call.principal;
  return parts.database.transaction(tenantId, async (sql) => {
    const at = parts.clock.now();
    const repeat = repeatOf(operation, call, at);
    if (repeat) {
      const stored = await repeat.find({ sql, tenantId });
      if (stored) return stored;
    }
    const trail = makeTrail();
    const ctx: OperationContext = { ...contextOf(parts, call, { sql, at }), ...trail.record };
    const output = await operation.run(ctx, input);
    await finish(parts, { operation, call, sql, at, trail });
    const checked = parseOutput(operation, output);
    const body = isPage(operation.output) ? checked : { data: checked };
    if (repeat) await repeat.store({ sql, tenantId }, { status, body });
    return { status, body };
  });
}

export function authorise(operation: AnyOperation, principal: Principal): void {
  if (operation.permission === 'own_session') return;
  if (roleHolds(principal.role, operation.permission)) return;
  throw new AppError('forbidden', {
    message: `This needs the permission ${operation.permission}; the role ${principal.role} does not hold it.`,
  });
}

function parseInput(operation: AnyOperation, input: unknown): Record<string, unknown> {
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
    log: parts.log,
    secrets: parts.secrets,
  };
}

function makeTrail() {
  const events: DomainEvent[] = [];
  const audits: AuditDetails[] = [];
  return {
    events,
    audits,
    record: {
      publish: (event: DomainEvent) => void events.push(event),
      audit: (details: AuditDetails) => void audits.push(details),
    },
  };
}

interface Finish {
  readonly operation: AnyOperation;
  readonly call: OperationCall;
  readonly sql: Sql;
  readonly at: Date;
  readonly trail: ReturnType<typeof makeTrail>;
}

async function finish(parts: OperationParts, { operation, call, sql, at, trail }: Finish): Promise<void> {
  const { principal } = call;
  if ('event' in operation.audit) {
    // A change that says nothing about itself is still recorded: who did what, when.
    const details = trail.audits.length > 0 ? trail.audits : [{ subject: operation.id }];
    for (const detail of details) {
      await parts.writeAudit(
        { sql, tenantId: principal.tenantId },
        {
          id: parts.ids.next('audit'),
          at,
          event: operation.audit.event,
          actor_kind: principal.kind,
          actor_id: principal.id,
          actor_name: principal.name,
          subject: detail.subject,
          before: detail.before ?? null,
          after: detail.after ?? null,
          reason: detail.reason ?? null,
          request_id: call.requestId,
        },
      );
    }
  }
  await writeEvents(
    { sql, tenantId: principal.tenantId },
    { events: trail.events, ids: parts.ids, at, correlationId: call.requestId },
  );
}

const IDEMPOTENCY_HOURS = 24;
type Scope = { readonly sql: Sql; readonly tenantId: string };

/** Idempotency-Key: the same request again gives the same answer; another request under the same key is refused. */
function repeatOf(operation: AnyOperation, call: OperationCall, at: Date) {
  if (operation.idempotency !== 'key' || call.idempotencyKey === null) return null;
  const key = call.idempotencyKey;
  if (!/^[\x21-\x7e]{8,128}$/.test(key)) {
    throw new AppError('invalid', {
      field: 'Idempotency-Key',
      message: 'Idempotency-Key must be 8 to 128 printable characters.',
    });
  }
  const who = `${call.principal.kind}:${call.principal.id}`;
  const hash = createHash('sha256').update(canonicalJson(call.input)).digest();
  return {
    async find(scope: Scope): Promise<OperationAnswer | null> {
      // Two requests with one key at the same moment take turns on this lock, so that only one of them runs.
      await scope.sql.query('idempotency.lock', 'select pg_advisory_xact_lock(hashtextextended($1, 7))', [
        // As JSON, since PostgreSQL takes no U+0000 in a text.
        JSON.stringify([scope.tenantId, who, operation.id, key]),
      ]);
      const rows = await scope.sql.query<{ request_hash: Buffer; status: number; response: unknown }>(
        'idempotency.find',
        `select request_hash, status, response from idempotency_key
         where tenant_id = $1 and principal = $2 and operation = $3 and key = $4 and created_at > $5`,
        [scope.tenantId, who, operation.id, key, new Date(at.getTime() - IDEMPOTENCY_HOURS * 3_600_000)],
      );
      const row = rows[0];
      if (!row) return null;
      if (!row.request_hash.equals(hash)) throw new AppError('idempotency_conflict');
      return { status: row.status, body: row.response };
    },
    async store(scope: Scope, answer: OperationAnswer): Promise<void> {
      await scope.sql.query(
        'idempotency.forget',
        'delete from idempotency_key where tenant_id = $1 and principal = $2 and operation = $3 and key = $4',
        [scope.tenantId, who, operation.id, key],
      );
      await scope.sql.query(
        'idempotency.store',
        `insert into idempotency_key (tenant_id, principal, operation, key, request_hash, status, response, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [scope.tenantId, who, operation.id, key, hash, answer.status, JSON.stringify(answer.body), at],
      );
    },
  };
}
