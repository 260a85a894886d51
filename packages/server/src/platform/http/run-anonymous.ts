// Runs an operation that nobody needs to be signed in for: signing in itself. The transaction begins without a tenant, so that no
// tenant's row is visible; the operation enters one when a resolver function of the database has told it whose credential it
// holds. What is recorded before that, such as a sign-in as somebody who does not exist, goes to the installation's own tenant.

import type { AnonymousContext, Entered } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { TenantId } from '../../kernel/ids.ts';
import { type AnyOperation, asAnonymous } from '../../kernel/operation.ts';
import {
  type Actor,
  answerBody,
  finish,
  keepRefusal,
  makeTrail,
  type OperationAnswer,
  type OperationCall,
  type OperationParts,
  parseInput,
} from './run-operation.ts';

export interface AnonymousCall extends Omit<OperationCall, 'principal' | 'idempotencyKey'> {
  readonly presentedSession: { readonly id: string; readonly tenantId: TenantId } | null;
}

export async function runAnonymous(
  parts: OperationParts,
  operation: AnyOperation,
  call: AnonymousCall,
): Promise<OperationAnswer> {
  const anonymous = asAnonymous(operation);
  if (!anonymous) throw new Error(`${operation.id} needs a caller`);
  const input = parseInput(operation, call.input);
  const outcome = await parts.database.transaction(null, async (sql) => {
    const at = parts.clock.now();
    const trail = makeTrail();
    let entered: Entered | null = null;
    const ctx: AnonymousContext = {
      at,
      ids: parts.ids,
      sql,
      requestId: call.requestId,
      baseUrl: parts.baseUrl(),
      address: call.address,
      userAgent: call.userAgent,
      log: parts.log,
      secrets: parts.secrets,
      platformVault: parts.vault.platform({ sql, at }),
      presentedSession: call.presentedSession,
      ...trail.record,
      async enter(who) {
        if (entered) throw new Error(`${operation.id} enters a second time`);
        entered = who;
        await setScope(sql, who.tenantId, who.personId);
      },
    };
    const output = await keepRefusal(anonymous.run(ctx, input));
    const isRefused = output instanceof AppError;
    if (!entered) await setScope(sql, parts.rootTenantId, null);
    const who = entered as Entered | null;
    const actor = who && !isRefused ? actorOf(who) : nobody(who?.tenantId ?? parts.rootTenantId);
    await finish(parts, { operation, actor, call, sql, at, trail, isRefused });
    if (isRefused) return output;
    return {
      status: operation.expose.http.status ?? 200,
      body: answerBody(operation, output),
      session: trail.session(),
    };
  });
  if (outcome instanceof AppError) throw outcome;
  return outcome;
}

function setScope(sql: AnonymousContext['sql'], tenantId: string, personId: string | null) {
  return sql.query(
    'scope.enter',
    "select set_config('wf.tenant', $1, true), set_config('wf.person', $2, true)",
    [tenantId, personId ?? ''],
  );
}

function actorOf({ tenantId, personId, name }: Entered): Actor {
  return { tenantId, homeTenantId: tenantId, kind: 'user', id: personId, name };
}

function nobody(tenantId: TenantId): Actor {
  return { tenantId, homeTenantId: tenantId, kind: 'system', id: 'nobody', name: 'unknown caller' };
}
