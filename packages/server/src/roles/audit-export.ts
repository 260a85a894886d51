// The export of audit records as a file, written by hand since it is a stream: who may read the record may take it away, and that
// it was taken is itself recorded before the first byte goes out.

import { Readable } from 'node:stream';
import { z } from 'zod';
import { EXPORT_FORMATS, type ExportRequest, exportLines, prepareExport } from '../domains/audit/index.ts';
import type { Principal } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import {
  type FastifyInstance,
  type FastifyRequest,
  type HttpParts,
  principalOf,
} from '../platform/http/http-server.ts';
import { invalidInput, requirePermission } from '../platform/http/run-operation.ts';

/** Exports of one process at a time; each holds a connection of the database now and then. */
const EXPORTS_MAX = 4;

const isoTime = z.iso.datetime({ offset: true });
export const exportInput = z.strictObject({
  format: z.enum(EXPORT_FORMATS).default('jsonl'),
  from: isoTime.optional(),
  to: isoTime.optional(),
});

const TYPES = { jsonl: 'application/x-ndjson; charset=utf-8', cef: 'text/plain; charset=utf-8' } as const;

export interface ExportParts extends HttpParts {
  readonly version: string;
}

export function addAuditExport(app: FastifyInstance, parts: ExportParts): void {
  let running = 0;
  app.get('/v1/audit/export', async (request, reply) => {
    const principal = await principalOf(parts, request);
    requirePermission(principal, 'audit:read');
    const parsed = exportInput.safeParse(request.query);
    if (!parsed.success) throw invalidInput(parsed.error);
    if (running >= EXPORTS_MAX) throw new AppError('overloaded', { retryAfterSeconds: 15 });
    running += 1;
    let isOver = false;
    const over = () => {
      if (!isOver) running -= 1;
      isOver = true;
    };
    try {
      const { format, from, to } = parsed.data;
      const wanted: ExportRequest = {
        tenantId: principal.tenantId,
        format,
        from: from === undefined ? null : new Date(from),
        to: to === undefined ? null : new Date(to),
        version: parts.version,
      };
      await recordExport(parts, request, { principal, wanted });
      const stretch = await prepareExport(parts, wanted);
      const body = Readable.from(exportLines(parts, wanted, stretch), { objectMode: false });
      body.once('error', (error) =>
        parts.log.error({ request_id: request.id, error }, 'audit.export-failed'),
      );
      body.once('close', over);
      const name = `audit-${parts.clock.now().toISOString().slice(0, 10)}.${format}`;
      return reply
        .header('content-type', TYPES[format])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(body);
    } catch (error) {
      over();
      throw error;
    }
  });
}

interface Exporting {
  readonly principal: Principal;
  readonly wanted: ExportRequest;
}

async function recordExport(
  parts: ExportParts,
  request: FastifyRequest,
  { principal, wanted }: Exporting,
): Promise<void> {
  const { tenantId, homeTenantId } = principal;
  await parts.database.transaction(tenantId, (sql) =>
    parts.writeAudit(
      { sql, tenantId },
      {
        id: parts.ids.next('audit'),
        at: parts.clock.now(),
        event: 'audit.exported',
        actor_kind: principal.kind,
        actor_id: principal.id,
        actor_name: principal.name,
        actor_tenant_id: homeTenantId === tenantId ? null : homeTenantId,
        address: request.ip,
        subject: `tenant:${tenantId}`,
        before: null,
        after: {
          format: wanted.format,
          from: wanted.from?.toISOString() ?? null,
          to: wanted.to?.toISOString() ?? null,
        },
        reason: null,
        request_id: request.id,
      },
    ),
  );
}
