// Idempotency-Key: the same request again gives the same answer for 24 hours; another request under the same key is refused.

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import type { AnyOperation } from '../../kernel/operation.ts';
import type { OperationAnswer, OperationCall } from './run-operation.ts';

const IDEMPOTENCY_HOURS = 24;
type Scope = { readonly sql: Sql; readonly tenantId: string };

/** How this call may repeat an earlier one; null when the operation or the caller does not ask for that. */
export function repeatOf(operation: AnyOperation, call: OperationCall, at: Date) {
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
