// All SQL on the deletion of one alert. What hangs on it in tables that are kept for good goes through a function of the database.

import type { AlertId } from '../../kernel/ids.ts';
import type { Scope } from './alert.store.ts';

/** Hashes of the alert's records, first revision first: what a copy elsewhere can be compared with after the deletion. */
export async function listRecordHashes(scope: Scope, id: AlertId): Promise<string[]> {
  const rows = await scope.sql.query<{ sha256: Buffer }>(
    'alert.record-hashes',
    `select r.sha256
     from (select a.record_id, 1 as revision from alert a where a.tenant_id = $1 and a.id = $2
           union
           select v.record_id, v.revision from alert_revision v where v.tenant_id = $1 and v.alert_id = $2) w
     join raw_record r on r.tenant_id = $1 and r.id = w.record_id
     order by w.revision limit 1000`,
    [scope.tenantId, id],
  );
  return rows.map(({ sha256 }) => sha256.toString('hex'));
}

export interface Deletion {
  readonly outcome: 'deleted' | 'held' | 'missing';
  readonly revisions: number;
  readonly comments: number;
  readonly decisions: number;
  readonly removed_bytes: string;
}

/** Deletes the alert with everything that hangs on it, unless a legal hold keeps it. */
export async function deleteAlert(scope: Scope, id: AlertId, at: Date): Promise<Deletion> {
  const rows = await scope.sql.query<Deletion>('alert.delete', 'select * from delete_alert($1, $2)', [
    id,
    at,
  ]);
  const row = rows[0];
  if (!row) throw new Error('delete_alert gave no answer');
  return row;
}
