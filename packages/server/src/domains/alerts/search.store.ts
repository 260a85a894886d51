// How a search is fulfilled in SQL: by the index of words where few alerts have them, by looking at alerts one by one where many do.

import type { Sql } from '../../kernel/context.ts';

/** Alerts that the index of words gives at most; words that more have are looked for alert by alert. */
const FOUND_MAX = 5_000;

/** Ids of the tenant's alerts that have the words, in no order; null when there are more than so many, 5,000 when left out. */
export async function findByWords(sql: Sql, query: string, atMost = FOUND_MAX): Promise<string[] | null> {
  const rows = await sql.query<{ id: string }>(
    'alert.find-by-words',
    'select id from find_by_words($1::tsquery, $2::integer) as found (id)',
    [query, atMost + 1],
  );
  return rows.length <= atMost ? rows.map((row) => row.id) : null;
}

/**
 * Whether an alert, whose tenant and id are columns of `a`, has the words at this place: its own row of words is looked up, so that
 * nothing but the order of the list decides how many are looked at. Not an exists: the planner would turn that into a join over
 * everybody's words.
 */
export function hasWords(place: string): string {
  return `(select s.words @@ ${place} from alert_search s where s.tenant_id = a.tenant_id and s.alert_id = a.id)`;
}
