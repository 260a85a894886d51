// A tenant above and the tenants right below it. Row-level security is never off and no statement spans two tenants: writing below
// moves the scope of the same transaction there and back, reading below opens a transaction of its own in each tenant.

import type {
  ChildContext,
  ChildReader,
  ChildReadings,
  ChildTenant,
  OperationContext,
  Sql,
} from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { ASIDE_MAX } from '../db/database.ts';
import type { ChildPrincipal, OperationCall, OperationParts } from './run-operation.ts';

/** Tenants that one call reads; more are named in the answer as left out. */
export const CHILDREN_READ_MAX = 500;
/** How long a call waits for the slowest of them. */
const READ_WITHIN_MS = 10_000;

interface Tx {
  readonly sql: Sql;
  readonly at: Date;
}

export function childFacilities(
  parts: OperationParts,
  call: OperationCall,
  tx: Tx,
): Pick<OperationContext, 'inChild' | 'children'> {
  return {
    inChild: (childId, run) => inChild({ parts, call, tx }, childId, run),
    children: makeReader(parts, call),
  };
}

interface Place {
  readonly parts: OperationParts;
  readonly call: OperationCall;
  readonly tx: Tx;
}

async function inChild<Result>(
  place: Place,
  childId: TenantId,
  run: (child: ChildContext) => Promise<Result>,
): Promise<Result> {
  const { sql } = place.tx;
  const { tenantId } = place.call.principal;
  const rows = await sql.query<{ is_child: boolean }>(
    'child.check',
    'select is_child_tenant($1) as is_child',
    [childId],
  );
  if (rows[0]?.is_child !== true)
    throw new AppError('not_found', { message: 'There is no such tenant for you.' });
  const move = (to: string) => sql.query('child.scope', "select set_config('wf.tenant', $1, true)", [to]);
  await move(childId);
  try {
    const result = await run(childContext(place, childId));
    await move(tenantId);
    return result;
  } catch (error) {
    // A refusal may be kept, and is then recorded here; after any other error nothing of the transaction stays.
    if (error instanceof AppError) await move(tenantId);
    throw error;
  }
}

function childContext({ parts, call, tx }: Place, childId: TenantId): ChildContext {
  const { principal } = call;
  return {
    sql: tx.sql,
    tenantId: childId,
    audit: (details) =>
      parts.writeAudit(
        { sql: tx.sql, tenantId: childId },
        {
          id: parts.ids.next('audit'),
          at: tx.at,
          event: details.event,
          actor_kind: principal.kind,
          actor_id: principal.id,
          actor_name: principal.name,
          actor_tenant_id: principal.homeTenantId,
          address: call.address,
          subject: details.subject,
          before: details.before ?? null,
          after: details.after ?? null,
          reason: details.reason ?? null,
          request_id: call.requestId,
        },
      ),
  };
}

function makeReader(parts: OperationParts, call: OperationCall): ChildReader {
  return {
    async read(wanted) {
      // Whoever acts in a customer's tenant at this moment asks about that tenant alone.
      const { principal } = call;
      const children = principal.tenantId === principal.homeTenantId ? await parts.childrenOf(principal) : [];
      const readable = children.filter(
        (child) =>
          child.principal.permissions.has(wanted.permission) &&
          (wanted.only === null || wanted.only.includes(child.tenant.slug)),
      );
      return readAll(parts, readable, (sql, child) => wanted.run({ sql, ...child }));
    },
  };
}

async function readAll<Result>(
  parts: OperationParts,
  children: readonly ChildPrincipal[],
  run: (sql: Sql, child: ChildPrincipal) => Promise<Result>,
): Promise<ChildReadings<Result>> {
  const included: { tenant: ChildTenant; result: Result }[] = [];
  const missing: ChildReadings<Result>['missing'][number][] = children
    .slice(CHILDREN_READ_MAX)
    .map(({ tenant }) => ({ tenant, reason: 'too_many' }));
  const waiting = children.slice(0, CHILDREN_READ_MAX).reverse();
  const deadline = performance.now() + READ_WITHIN_MS;
  const worker = async () => {
    for (let child = waiting.pop(); child; child = waiting.pop()) {
      const { tenant } = child;
      const asked = child;
      if (performance.now() > deadline) {
        missing.push({ tenant, reason: 'too_slow' });
        continue;
      }
      try {
        included.push({
          tenant,
          result: await parts.database.readAside(tenant.id, (sql) => run(sql, asked)),
        });
      } catch (error) {
        // What is wrong with the question is told to the caller; what is wrong with a tenant must not hide the others.
        if (error instanceof AppError) throw error;
        parts.log.warn({ tenant: tenant.id, error }, 'children.not-read');
        missing.push({ tenant, reason: isTimeout(error) ? 'too_slow' : 'failed' });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(ASIDE_MAX, children.length) }, worker));
  return { included, missing };
}

/** A statement that was cancelled by its limit, or no connection within the time. */
function isTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && error.code === '57014') || error.message.startsWith('timeout exceeded');
}
