// A tenant's data as one file: NDJSON, packed with gzip, as of one moment. The first line says what is in it, each following line is
// a row, the last one says how many there were and the SHA-256 of all lines before it, so that a file that was cut is seen.
//
// The tables and columns come from the catalogue, so that a new table is not forgotten. A column of bytes goes out only when it is
// named below: hashes of credentials and sealed secrets are bytes, and one that is added later must not leave by oversight.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createGzip, type Gzip, inflateRawSync } from 'node:zlib';
import type { Principal, Sql } from '../kernel/context.ts';
import { AppError } from '../kernel/errors.ts';
import { toWireId } from '../kernel/ids.ts';
import {
  type FastifyInstance,
  type FastifyRequest,
  type HttpParts,
  principalOf,
} from '../platform/http/http-server.ts';
import { requirePermission } from '../platform/http/run-operation.ts';

/** Exports of one process at a time, and of one tenant: each holds a connection and a moment of the database. */
const EXPORTS_MAX = 2;
/** A reader that takes longer than this holds up the cleaning of the database for everybody. */
const EXPORT_MAX_MS = 900_000;
const ROWS_PAGE = 500;
/** A raw record may have five megabytes. */
const RAW_PAGE = 10;

const KEPT_BYTES: ReadonlySet<string> = new Set([
  'alert.dedup_key',
  'audit_checkpoint.chain_hash',
  'audit_checkpoint.signature',
  'audit_link.body_hash',
  'audit_link.body_salt',
  'audit_link.chain_hash',
  'audit_link.record_hash',
  'decision.inputs_hash',
  'dedup_key.content_hash',
  'dedup_key.key',
  'raw_record.body',
  'raw_record.sha256',
  'tenant_tombstone.end_hash',
  'tenant_tombstone.signature',
  'tenant_tombstone.start_hash',
  'tombstone_link.record_hash',
]);

export interface ExportParts extends HttpParts {
  readonly version: string;
}

export function addTenantExport(app: FastifyInstance, parts: ExportParts): void {
  const running = new Set<string>();
  app.get('/v1/tenant/export', async (request, reply) => {
    const principal = await principalOf(parts, request);
    requirePermission(principal, 'settings:manage');
    const { tenantId } = principal;
    if (running.size >= EXPORTS_MAX || running.has(tenantId)) {
      throw new AppError('overloaded', {
        message: 'An export is running: repeat when it has ended.',
        retryAfterSeconds: 30,
      });
    }
    running.add(tenantId);
    try {
      await recordExport(parts, request, principal);
    } catch (error) {
      running.delete(tenantId);
      throw error;
    }
    const file = createGzip({ level: 6 });
    const limit = setTimeout(() => file.destroy(new Error('the export took too long')), EXPORT_MAX_MS);
    file.once('close', () => {
      clearTimeout(limit);
      running.delete(tenantId);
    });
    void parts.database
      .snapshot(tenantId, (sql) => writeExport({ parts, sql, file, principal }))
      .then(
        () => file.end(),
        (error: unknown) => {
          parts.log.warn({ request_id: request.id, error }, 'tenant.export-failed');
          file.destroy(error instanceof Error ? error : new Error('the export failed'));
        },
      );
    const name = `tenant-${parts.clock.now().toISOString().slice(0, 10)}.ndjson.gz`;
    return reply
      .header('content-type', 'application/gzip')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(file);
  });
}

async function recordExport(
  parts: ExportParts,
  request: FastifyRequest,
  principal: Principal,
): Promise<void> {
  const { tenantId, homeTenantId } = principal;
  await parts.database.transaction(tenantId, (sql) =>
    parts.writeAudit(
      { sql, tenantId },
      {
        id: parts.ids.next('audit'),
        at: parts.clock.now(),
        event: 'tenant.exported',
        actor_kind: principal.kind,
        actor_id: principal.id,
        actor_name: principal.name,
        actor_tenant_id: homeTenantId === tenantId ? null : homeTenantId,
        address: request.ip,
        subject: `tenant:${tenantId}`,
        before: null,
        after: null,
        reason: null,
        request_id: request.id,
      },
    ),
  );
}

interface Writing {
  readonly parts: ExportParts;
  readonly sql: Sql;
  readonly file: Gzip;
  readonly principal: Principal;
}

interface ExportTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly left_out: readonly string[];
}

async function writeExport({ parts, sql, file, principal }: Writing): Promise<void> {
  const hash = createHash('sha256');
  const write = async (line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    hash.update(text);
    await writeText(file, text);
  };
  const tables = await listTables(sql);
  await write({
    type: 'manifest',
    format: 'watchfloor-tenant-export@1',
    release: parts.version,
    tenant: toWireId('tenant', principal.tenantId),
    exported_at: parts.clock.now().toISOString(),
    tables: tables.map(({ name, left_out }) => ({ name, left_out })),
    note: 'Hashes of credentials and sealed secrets are left out: they are of no use elsewhere and must not travel. The body of a raw record is base64 of the bytes as received.',
  });
  const counts: Record<string, number> = {};
  for (const table of tables) {
    counts[table.name] = 0;
    for await (const row of rowsOf(sql, table)) {
      await write({ table: table.name, row });
      counts[table.name] = (counts[table.name] ?? 0) + 1;
    }
  }
  const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
  await writeText(file, `${JSON.stringify({ type: 'end', rows, counts, sha256: hash.digest('hex') })}\n`);
}

/** Waits until the reader has taken enough; throws when the reader is gone. */
async function writeText(file: Gzip, text: string): Promise<void> {
  if (file.destroyed) throw new Error('the reader of the export is gone');
  if (file.write(text)) return;
  const stop = new AbortController();
  await Promise.race([
    once(file, 'drain', { signal: stop.signal }),
    once(file, 'close', { signal: stop.signal }),
  ]).finally(() => stop.abort());
}

/** Tables of tenants and the people of this one; those that others refer to come first. */
async function listTables(sql: Sql): Promise<ExportTable[]> {
  const rows = await sql.query<{ name: string; column: string; type: string; level: number }>(
    'export.tables',
    `select c.relname as name, a.attname as column, a.atttypid::regtype::text as type,
       coalesce((select max(o.level) from list_purge_order('tenant') o where o.root = c.relname), 1000) as level
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'wf'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
       and (obj_description(c.oid, 'pg_class') like 'tenant: %' or c.relname = 'person')
     order by level desc, c.relname, a.attnum`,
  );
  const tables = new Map<string, { name: string; columns: string[]; left_out: string[] }>();
  for (const { name, column, type } of rows) {
    const table = tables.get(name) ?? { name, columns: [], left_out: [] };
    const isKept = type !== 'bytea' || KEPT_BYTES.has(`${name}.${column}`);
    (isKept ? table.columns : table.left_out).push(column);
    tables.set(name, table);
  }
  return [...tables.values()];
}

async function* rowsOf(sql: Sql, table: ExportTable): AsyncGenerator<unknown> {
  const columns = table.columns.map(quoted).join(', ');
  const own =
    table.name === 'tenant'
      ? 'where id = wf_tenant()'
      : table.name === 'person'
        ? ''
        : 'where tenant_id = wf_tenant()';
  await sql.query(
    '',
    `declare exported no scroll cursor for select to_jsonb(r) as row from (select ${columns} from ${quoted(table.name)} ${own}) r`,
  );
  const isRaw = table.name === 'raw_record';
  while (true) {
    const rows = await sql.query<{ row: Record<string, unknown> }>(
      '',
      `fetch ${isRaw ? RAW_PAGE : ROWS_PAGE} from exported`,
    );
    for (const { row } of rows) yield isRaw ? unpacked(row) : row;
    if (rows.length === 0) break;
  }
  await sql.query('', 'close exported');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A raw record as it was received; how it was packed here is of no interest elsewhere. */
function unpacked({ encoding, body, ...row }: Record<string, unknown>): Record<string, unknown> {
  const stored = Buffer.from(String(body).replace(/^\\x/, ''), 'hex');
  const bytes = encoding === 'deflate' ? inflateRawSync(stored) : stored;
  return { ...row, body: bytes.toString('base64') };
}
