// The list of alerts. The only query here whose text depends on the request: conditions are put together from fixed pieces,
// values only ever travel as parameters.

import type { Sql } from '../../kernel/context.ts';
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts';
import { AppError } from '../../kernel/errors.ts';
import { ALERT_COLUMNS, type AlertRow, DEDUP_JOIN, EVENT_COLUMNS, type EventRow } from './alert.row.ts';
import type { ListAlertsInput, ListEventsInput } from './alert.schema.ts';
import { findByWords, hasWords } from './search.store.ts';
import { entityIdOf, searchQuery } from './search.ts';

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
      // The score, or -1 before there is one: an alert that is not yet decided stands behind all that are. A column and not
      // the expression, since row-level security keeps conditions on a coalesce away from the index.
      { sql: 'a.risk_rank', type: 'smallint' },
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

/**
 * Alerts that are looked at one by one for the words: so many before the index of words is asked at all, which is enough for words
 * that most alerts have; so many before it is asked for more than it gives quickly.
 */
const PROBED_FIRST = 200;
const PROBED_LATER = 2_000;
/** Alerts that the index of words gives in a few milliseconds. */
const FEW = 500;

/** One page of the tenant's alerts. `me` in the assignee filter is the asker's name. */
export async function listAlerts(
  sql: Sql,
  tenantId: string,
  input: ListAlertsInput & { readonly me: string },
): Promise<Page<AlertRow>> {
  if (input.q === undefined) return readPage(sql, tenantId, { ...input, by: null });
  const query = searchQuery(tenantId, input.q);
  if (query === null) return { rows: [], next_cursor: null };
  const ask = (by: Search) => readPage(sql, tenantId, { ...input, by });
  // Words that many alerts have fill the page from the first ones in the order of the list, where the index of words would first
  // gather them all; for words that few have it is the other way round.
  if (!input.entity) {
    const page = await ask({ query, among: PROBED_FIRST });
    if (page.next_cursor !== null) return page;
  }
  const few = await findByWords(sql, query, FEW);
  if (few) return few.length === 0 ? { rows: [], next_cursor: null } : ask({ ids: few });
  if (!input.entity) {
    const page = await ask({ query, among: PROBED_LATER });
    if (page.next_cursor !== null) return page;
  }
  const ids = await findByWords(sql, query);
  return ask(ids ? { ids } : { query, among: null });
}

/** How the words of a search are fulfilled: by ids that are known to have them, or by looking, among the first so many or all. */
type Search = { readonly ids: readonly string[] } | { readonly query: string; readonly among: number | null };

type PageInput = ListAlertsInput & { readonly me: string; readonly by: Search | null };

async function readPage(sql: Sql, tenantId: string, input: PageInput): Promise<Page<AlertRow>> {
  const where = makeWhere(tenantId);
  const lead = addLead(where, input);
  addFilters(where, input, lead);
  const sort = lead.sort ?? SORTS[input.sort];
  if (input.cursor) addCursor(where, sort, input);
  const { by } = input;
  if (by && 'ids' in by) where.conditions.push(`a.id = any(${where.value(by.ids, 'uuid[]')})`);
  const among = by && 'query' in by ? by.among : null;
  const words = by && 'query' in by ? hasWords(where.value(by.query, 'tsquery')) : null;
  if (words !== null && among === null) where.conditions.push(words);
  const order = orderBy(sort, input);
  const conditions = where.conditions.join(' and ');
  const limit = where.value(input.limit + 1, 'integer');
  const text =
    words !== null && among !== null
      ? `select ${ALERT_COLUMNS} from (
           select * from alert a where a.tenant_id = $1::uuid and ${conditions} order by ${order} limit ${among}) a ${DEDUP_JOIN}
         where ${words} order by ${order} limit ${limit}`
      : // The keys of what is on the page and of nothing else: a filter that few alerts pass makes the planner sort all of these.
        `select ${ALERT_COLUMNS} from (
           select a.* from ${lead.from}alert a where ${conditions} order by ${order} limit ${limit}) a ${DEDUP_JOIN}
         order by ${orderBy(SORTS[input.sort], input)}`;
  const rows = await sql.query<AlertRow>('', text, where.values);
  const page = rows.slice(0, input.limit);
  const last = page.at(-1);
  const more = rows.length > input.limit && last !== undefined;
  return {
    rows: page,
    next_cursor: more ? cursorAfter(input, last) : null,
  };
}

function orderBy(sort: Sort, { order }: Order): string {
  return sort.columns.map((column) => `${column.sql} ${order}`).join(', ');
}

type Order = Pick<ListAlertsInput, 'sort' | 'order'>;

/** The cursor of the page that begins behind this row. */
export function cursorAfter(input: Order, row: AlertRow): string {
  return encodeCursor({ sort: `${input.sort}.${input.order}`, values: SORTS[input.sort].values(row) });
}

/** The order of the list, for rows that come from several. */
export function compareRows(input: Order, left: AlertRow, right: AlertRow): number {
  const { values } = SORTS[input.sort];
  const others = values(right);
  for (const [index, value] of values(left).entries()) {
    const other = others[index];
    if (value === other || value === null || other === null || other === undefined) continue;
    // Times as ISO 8601 in UTC and ids as digits stand in the order of their characters.
    return value < other === (input.order === 'asc') ? -1 : 1;
  }
  return 0;
}

export interface Where {
  readonly conditions: string[];
  readonly values: unknown[];
  /** Adds a parameter and gives its place, with its type, so that the planner knows it. */
  value(value: unknown, type: string): string;
}

export function makeWhere(tenantId: string): Where {
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

/** What the list goes through, and the filters that are fulfilled by that. */
export interface Lead {
  readonly from: string;
  /** Null: the alerts themselves, in the order that was asked for. */
  readonly sort: Sort | null;
  readonly time: string;
  readonly id: string;
  readonly entity: boolean;
}

/**
 * In the order of receiving, an entity leads: its links stand in this order, so a page costs as many steps as it has rows. Going
 * through the alerts until enough of them name it took 300 ms over 50,000 alerts when they were two weeks old.
 */
export function addLead(where: Where, input: ListAlertsInput): Lead {
  if (input.sort !== 'received_at' || !input.entity) {
    return { from: '', sort: null, time: 'a.received_at', id: 'a.id', entity: false };
  }
  const entity = where.value(entityIdOf(input.entity), 'uuid');
  where.conditions.push(`w.tenant_id = $1::uuid and w.entity_id = ${entity} and w.subject_kind = 'alert'`);
  where.conditions.push('a.id = w.subject_id');
  const sort = leadSort('w.at', 'w.subject_id');
  return { from: 'entity_link w, ', sort, time: 'w.at', id: 'w.subject_id', entity: true };
}

/** The order of receiving, by the columns of the table that leads. */
function leadSort(time: string, id: string): Sort {
  return {
    columns: [
      { sql: time, type: 'timestamptz' },
      { sql: id, type: 'uuid' },
    ],
    values: SORTS.received_at.values,
  };
}

export function addFilters(where: Where, input: ListAlertsInput & { readonly me: string }, lead: Lead): void {
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
  if (input.rule) where.conditions.push(`a.rule_key = ${where.value(input.rule, 'text')}`);
  if (input.entity && !lead.entity) {
    const entity = where.value(entityIdOf(input.entity), 'uuid');
    where.conditions.push(
      `exists (select from entity_link l where l.tenant_id = a.tenant_id and l.entity_id = ${entity}
         and l.subject_kind = 'alert' and l.subject_id = a.id)`,
    );
  }
  if (input.risk_min !== undefined) {
    where.conditions.push(`a.risk_rank >= ${where.value(input.risk_min, 'smallint')}`);
  }
  // As Date: ISO 8601 knows years and offsets that PostgreSQL does not read.
  const { time } = lead;
  if (input.from) where.conditions.push(`${time} >= ${where.value(new Date(input.from), 'timestamptz')}`);
  if (input.to) where.conditions.push(`${time} < ${where.value(new Date(input.to), 'timestamptz')}`);
}

function addTechnique(where: Where, technique: string): void {
  const whole = where.value(technique, 'text');
  const below = where.value(`${technique}.`, 'text');
  where.conditions.push(
    `exists (select from unnest(a.techniques) t where t = ${whole} or starts_with(t, ${below}))`,
  );
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

/**
 * One page of the tenant's events, latest first by the time they happened. An entity leads through its links, which stand in
 * the same order, so that a user's sign-ins are found without going through everybody's.
 */
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
  const lead = input.entity
    ? { from: 'entity_link w, event e', time: 'w.at', id: 'w.subject_id' }
    : { from: 'event e', time: 'e.occurred_at', id: 'e.id' };
  if (input.entity) {
    conditions.push("w.tenant_id = $1::uuid and w.subject_kind = 'event' and e.id = w.subject_id");
    add((place) => `w.entity_id = ${place}::uuid`, entityIdOf(input.entity));
  }
  if (input.source) add((place) => `e.source = any(${place}::text[])`, input.source);
  if (input.from) add((place) => `${lead.time} >= ${place}::timestamptz`, new Date(input.from));
  if (input.to) add((place) => `${lead.time} < ${place}::timestamptz`, new Date(input.to));
  if (input.cursor) {
    const [time, id] = decodeCursor(input.cursor, 'event', 2);
    if (!fitsType(time, 'timestamptz') || !fitsType(id, 'uuid')) {
      throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
    }
    values.push(new Date(String(time)), id);
    const places = `($${values.length - 1}::timestamptz, $${values.length}::uuid)`;
    conditions.push(`(${lead.time}, ${lead.id}) < ${places}`);
  }
  values.push(input.limit + 1);
  const rows = await sql.query<EventRow>(
    '',
    `select ${EVENT_COLUMNS} from ${lead.from} where ${conditions.join(' and ')}
     order by ${lead.time} desc, ${lead.id} desc limit $${values.length}::integer`,
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
