// Domain events: written in the transaction that made them true, read by a cursor.
//
// The cursor is (transaction id, event id), and reading stays below the oldest transaction that still runs: a reader that goes
// by time or id alone skips what a slow transaction commits behind its back.

import { jsons, smallints, texts, uuids } from '../../kernel/columns.ts';
import type { Sql } from '../../kernel/context.ts';
import type { DomainEvent } from '../../kernel/event.ts';
import type { Ids } from '../../kernel/ids.ts';
import type { Statement } from './database.ts';

export const CHANGES_CHANNEL = 'wf_changes';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

export interface NewEvents {
  readonly events: readonly DomainEvent[];
  readonly ids: Ids;
  readonly at: Date;
  /** Of the request or job that brought the event about. */
  correlationOf(event: DomainEvent): string;
}

export async function writeEvents({ sql, tenantId }: Scope, written: NewEvents): Promise<void> {
  const statement = eventsStatement(tenantId, written);
  if (statement) await sql.query(statement.name, statement.text, statement.values);
}

/** One statement and one notification, however many events; null for none. */
export function eventsStatement(
  tenantId: string,
  { events, ids, at, correlationOf }: NewEvents,
): Statement | null {
  if (events.length === 0) return null;
  return {
    name: 'events.write',
    text: `with written as (
       insert into domain_event (tenant_id, id, type, version, subject_id, payload, correlation_id, at)
       select $1::uuid, e.*, $8::timestamptz
       from unnest($2::uuid[], $3::text[], $4::smallint[], $5::uuid[], $6::jsonb[], $7::text[]) as e)
     select pg_notify('${CHANGES_CHANNEL}', $9::text)`,
    values: [
      tenantId,
      uuids(events.map(() => ids.next('change'))),
      texts(events.map((event) => event.type)),
      smallints(events.map((event) => event.version)),
      uuids(events.map((event) => event.subjectId)),
      jsons(events.map((event) => JSON.stringify(event.payload))),
      texts(events.map(correlationOf)),
      at,
      tenantId,
    ],
  };
}

export interface EventCursor {
  readonly transaction: string;
  readonly id: string;
}

export interface StoredEvent {
  readonly transaction_id: string;
  readonly id: string;
  readonly type: string;
  readonly subject_id: string;
  readonly payload: Record<string, unknown>;
  readonly at: Date;
}

/** Events after the cursor, at most `limit`, in the order of the cursor. */
export async function readEvents(scope: Scope, after: EventCursor, limit: number): Promise<StoredEvent[]> {
  return scope.sql.query<StoredEvent>(
    'events.read',
    `select transaction_id::text as transaction_id, id, type, subject_id, payload, at from domain_event
     where tenant_id = $1 and (transaction_id, id) > ($2::xid8, $3::uuid)
       and transaction_id < oldest_running_transaction()
     -- Named by its table: the bare name is the text in the answer, which sorts 1000 before 999.
     order by domain_event.transaction_id, domain_event.id limit $4`,
    [scope.tenantId, after.transaction, after.id, limit],
  );
}

/** The place behind everything that is readable now. */
export async function currentCursor(scope: Scope): Promise<EventCursor> {
  const rows = await scope.sql.query<{ transaction: string }>(
    'events.cursor',
    'select oldest_running_transaction()::text as transaction',
  );
  return { transaction: rows[0]?.transaction ?? '0', id: '00000000-0000-0000-0000-000000000000' };
}
