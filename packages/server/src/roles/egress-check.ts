// Whether this server would call an address, and why not. Written by hand and no operation: the answer needs a look-up of the name,
// which is input from outside and must not happen in an operation's transaction (ADR 0015). It authorises as operations do, and a
// refusal is recorded before the answer goes out.

import { z } from 'zod';
import type { Principal } from '../kernel/context.ts';
import type { Egress, EgressFailed, EgressRefused } from '../kernel/egress.ts';
import { AppError } from '../kernel/errors.ts';
import {
  type FastifyInstance,
  type FastifyRequest,
  type HttpParts,
  jsonBody,
  principalOf,
} from '../platform/http/http-server.ts';
import { invalidInput, requirePermission } from '../platform/http/run-operation.ts';

/** At a time, since the system's resolver takes few questions at once. */
const CHECKS_MAX = 4;

export const egressCheckInput = z.strictObject({ url: z.string().min(1).max(2_048) });

export interface EgressCheckParts extends HttpParts {
  readonly egress: Egress;
}

export function addEgressCheck(app: FastifyInstance, parts: EgressCheckParts): void {
  let running = 0;
  app.post('/v1/egress/check', async (request) => {
    const principal = await principalOf(parts, request);
    requirePermission(principal, 'settings:manage');
    const parsed = egressCheckInput.safeParse(jsonBody(request));
    if (!parsed.success) throw invalidInput(parsed.error);
    if (running >= CHECKS_MAX) throw new AppError('overloaded', { retryAfterSeconds: 5 });
    running += 1;
    try {
      const found = await parts.egress.inspect(parsed.data.url);
      if (found?.outcome === 'refused') await recordRefusal(parts, request, { principal, refused: found });
      return { data: toCheckWire(found) };
    } finally {
      running -= 1;
    }
  });
}

function toCheckWire(found: EgressRefused | EgressFailed | null) {
  if (found === null) return { allowed: true, reason: null, message: null };
  return { allowed: false, reason: found.reason, message: found.text };
}

interface Checked {
  readonly principal: Principal;
  readonly refused: EgressRefused;
}

async function recordRefusal(
  parts: EgressCheckParts,
  request: FastifyRequest,
  { principal, refused }: Checked,
): Promise<void> {
  const { tenantId, homeTenantId } = principal;
  await parts.database.transaction(tenantId, (sql) =>
    parts.writeAudit(
      { sql, tenantId },
      {
        id: parts.ids.next('audit'),
        at: parts.clock.now(),
        event: 'egress.refused',
        actor_kind: principal.kind,
        actor_id: principal.id,
        actor_name: principal.name,
        actor_tenant_id: homeTenantId === tenantId ? null : homeTenantId,
        address: request.ip,
        subject: 'egress.check',
        before: null,
        after: { host: refused.host, reason: refused.reason },
        reason: refused.text,
        request_id: request.id,
      },
    ),
  );
}
