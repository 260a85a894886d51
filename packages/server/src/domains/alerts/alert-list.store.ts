// The list of alerts. The only query here whose text depends on the request: conditions are put together from fixed pieces,
// values only ever travel as parameters.

import type { Sql } from '../../kernel/context.ts';
import { AppError } from '../../kernel/errors.ts';
import { ALERT_COLUMNS, ALERT_JOIN, type AlertRow, EVENT_COLUMNS, type EventRow } from './alert.row.ts';
import type { ListAlertsInput, ListEventsInput } from './alert.schema.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { entityIdOf, searchTerms } from './search.ts';

export interface Page<Row> {
  readonly rows: Row[];
  readonly next_cursor: string | null;
}

interface Sort {
  /** Columns of the order, ending with the id that makes it total. */
  readonly columns: readonly { readonly sql: string; readonly type: 'timestamptz' | 'smallint' | 'uuid' }[];
  values(row: AlertRow): readonly (string | number | null)[];
}

const SORTS: Record<ListAlertsInput['sort'], Sort> = {
  received_at: timeSort('a.received_at', (row) => row.received_at),
  occurred_at: timeSort('a.occurred_at', (row) => row.occurred_at),
  severity: {
    columns: [
      { sql: 'a.severity_rank', type: 'smallint' },
      { sql: 'a.received_at', type: 'timestamptz' },
      { sql: 'a.id', type: 'uuid' },
    ],
    values: (row) => [severityRankOf(row), row.received_at.toISOString(), row.id],
  },
  risk_score: {
    columns: [
      // An alert that is not yet decided stands behind all that are.
      { sql: 'coalesce(a.risk_score, -1)', type: 'smallint' },
      { sql: 'a.received_at', type: 'timestamptz' },
      { sql: 'a.id', type: 'uuid' },
    ],
    values: (row) => [row.risk_score ?? -1, row.received_at.toISOString(), row.id],
  },
};

function timeSort(sql: string, of: (row: AlertRow) => Date): Sort {
  return {
    columns: [
      { sql, type: 'timestamptz' },
      { sql: 'a.id', type: 'uuid' },
    ],
    values: (row) => [of(row).toISOString(), row.id],
  };
}

const RANKS = { critical: 5, high: 4, medium: 3, low: 2, informational: 1 } as const;

function severityRankOf(row: AlertRow): number {
  return RANKS[row.severity];
}

/** One page of the tenant's alerts. `me` in the assignee filter is the asker's name. */
export async function listAlerts(
  sql: Sql,
  tenantId: string,
  input: ListAlertsInput & { readonly me: string },
): Promise<Page<AlertRow>> {
  const where = makeWhere(tenantId);
  addFilters(where, input);
  const sort = SORTS[input.sort];
  if (input.cursor) addCursor(where, sort, input);
  const direction = input.order;
  const order = sort.columns.map((column) => `${column.sql} ${direction}`).join(', ');
  const text = `select ${ALERT_COLUMNS} from ${ALERT_JOIN}
    where ${where.conditions.join(' and ')} order by ${order} limit ${where.value(input.limit + 1, 'integer')}`;
  const rows = await sql.query<AlertRow>('', text, where.values);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const more = rows.length > input.limit && last !== undefined;
  return {
    rows: page,
    next_cursor: more
      ? encodeCursor({ sort: `${input.sort}.${input.order}`, values: sort.values(last) })
      : null,
  };
}

interface Where {
  readonly conditions: string[];
  readonly values: unknown[];
  /** Adds a parameter and gives its place, with its type, so that the planner knows it. */
  value(value: unknown, type: string): string;
}

function makeWhere(tenantId: string): Where {
  const values: unknown[] = [];
  const where: Where = {
    conditions: [],
    values,
    value(value, type) {
      values.push(value);
      return `$${values.length}::${type}`;
    },
  };
  where.conditions.push(`a.tenant_id = ${where.value(tenantId, 'uuid')}`);
  return where;
}

function addFilters(where: Where, input: ListAlertsInput & { readonly me: string }): void {
  const anyOf = (column: string, wanted: readonly string[] | undefined) => {
    if (wanted) where.conditions.push(`${column} = any(${where.value(wanted, 'text[]')})`);
  };
  anyOf('a.status', input.status);
  anyOf('a.severity', input.severity);
  anyOf('a.source', input.source);
  anyOf('a.recommended_disposition', input.disposition);
  anyOf('a.verdict', input.verdict);
  if (input.assignee === 'none') where.conditions.push('a.assignee is null');
  else if (input.assignee) {
    const name = input.assignee === 'me' ? input.me : input.assignee;
    where.conditions.push(`a.assignee = ${where.value(name, 'text')}`);
  }
  if (input.label) where.conditions.push(`${where.value(input.label, 'text')} = any(a.labels)`);
  if (input.technique) addTechnique(where, input.technique.toUpperCase());
  if (input.rule) where.conditions.push(`a.rule_id = ${where.value(input.rule, 'text')}`);
  if (input.entity) {
    const entity = where.value(entityIdOf(input.entity), 'uuid');
    where.conditions.push(
      `exists (select from entity_link l where l.tenant_id = a.tenant_id and l.entity_id = ${entity}
         and l.subject_kind = 'alert' and l.subject_id = a.id)`,
    );
  }
  if (input.risk_min !== undefined) {
    where.conditions.push(`a.risk_score >= ${where.value(input.risk_min, 'smallint')}`);
  }
  // As Date: ISO 8601 knows years and offsets that PostgreSQL does not read.
  if (input.from)
    where.conditions.push(`a.received_at >= ${where.value(new Date(input.from), 'timestamptz')}`);
  if (input.to) where.conditions.push(`a.received_at < ${where.value(new Date(input.to), 'timestamptz')}`);
  if (input.q) addSearch(where, input.q);
}

function addTechnique(where: Where, technique: string): void {
  const whole = where.value(technique, 'text');
  const below = where.value(`${technique}.`, 'text');
  where.conditions.push(
    `exists (select from unnest(a.techniques) t where t = ${whole} or starts_with(t, ${below}))`,
  );
}

/** Every word must lead to the alert. Equality and range of text are leakproof, so row-level security keeps the index. */
function addSearch(where: Where, q: string): void {
  const terms = searchTerms(q);
  if (terms.length === 0) {
    where.conditions.push('false');
    return;
  }
  for (const term of terms) {
    const start = where.value(term.text, 'text');
    const match = term.prefix
      ? `t.token >= ${start} and t.token < ${where.value(`${term.text}\u{10ffff}`, 'text')}`
      : `t.token = ${start}`;
    where.conditions.push(
      `a.id in (select t.alert_id from alert_token t where t.tenant_id = $1::uuid and ${match})`,
    );
  }
}

function addCursor(where: Where, sort: Sort, input: ListAlertsInput): void {
  const values = decodeCursor(input.cursor ?? '', `${input.sort}.${input.order}`, sort.columns.length);
  const places = sort.columns.map((column, index) => {
    const value = values[index];
    if (!fitsType(value, column.type)) {
      throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
    }
    return where.value(column.type === 'timestamptz' ? new Date(String(value)) : value, column.type);
  });
  const columns = sort.columns.map((column) => column.sql).join(', ');
  where.conditions.push(`(${columns}) ${input.order === 'desc' ? '<' : '>'} (${places.join(', ')})`);
}

function fitsType(value: unknown, type: 'timestamptz' | 'smallint' | 'uuid'): boolean {
  if (type === 'smallint')
    return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 1_000;
  if (typeof value !== 'string') return false;
  return type === 'uuid'
    ? /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
    : /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value) && !Number.isNaN(Date.parse(value));
}

/** One page of the tenant's events, latest first by the time they happened. */
export async function listEvents(
  sql: Sql,
  tenantId: string,
  input: ListEventsInput,
): Promise<Page<EventRow>> {
  const values: unknown[] = [tenantId];
  const conditions = ['e.tenant_id = $1::uuid'];
  const add = (condition: (place: string) => string, value: unknown) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  if (input.source) add((place) => `e.source = any(${place}::text[])`, input.source);
  if (input.from) add((place) => `e.occurred_at >= ${place}::timestamptz`, new Date(input.from));
  if (input.to) add((place) => `e.occurred_at < ${place}::timestamptz`, new Date(input.to));
  if (input.entity) {
    add(
      (
        place,
      ) => `exists (select from entity_link l where l.tenant_id = e.tenant_id and l.entity_id = ${place}::uuid
        and l.subject_kind = 'event' and l.subject_id = e.id)`,
      entityIdOf(input.entity),
    );
  }
  if (input.cursor) {
    const [time, id] = decodeCursor(input.cursor, 'event', 2);
    if (!fitsType(time, 'timestamptz') || !fitsType(id, 'uuid')) {
      throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
    }
    values.push(new Date(String(time)), id);
    conditions.push(`(e.occurred_at, e.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`);
  }
  values.push(input.limit + 1);
  const rows = await sql.query<EventRow>(
    '',
    `select ${EVENT_COLUMNS} from event e where ${conditions.join(' and ')}
     order by e.occurred_at desc, e.id desc limit $${values.length}::integer`,
    values,
  );
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const more = rows.length > input.limit && last !== undefined;
  return {
    rows: page,
    next_cursor: more
      ? encodeCursor({ sort: 'event', values: [last.occurred_at.toISOString(), last.id] })
      : null,
  };
}
