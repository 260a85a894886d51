// The state of the alert list, all of it in the URL: what is filtered, searched and sorted. A link shows the same to everybody,
// and tomorrow too: `since=24h` stays relative.

import type { AlertStatus, Disposition, ListAlertsQuery, Severity, Verdict } from '../../api.ts';
import { listOf } from '../../query-string.ts';
import {
  CLOSED_STATUSES,
  DISPOSITIONS,
  OPEN_STATUSES,
  SEVERITIES,
  STATUSES,
  VERDICTS,
} from './alert-words.ts';

/** `open` and `closed` stand for the statuses that are. */
export type StatusWord = AlertStatus | 'open' | 'closed';

export const SPANS = { '15m': 15, '1h': 60, '4h': 240, '24h': 1_440, '7d': 10_080, '30d': 43_200 } as const;
export type Span = keyof typeof SPANS;
export const SPAN_WORDS: Readonly<Record<Span, string>> = {
  '15m': 'Last 15 minutes',
  '1h': 'Last hour',
  '4h': 'Last 4 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

export const SORTS = ['received_at', 'occurred_at', 'severity', 'risk_score'] as const;
type AlertSort = (typeof SORTS)[number];

export interface AlertSearch {
  readonly q?: string;
  readonly status?: readonly StatusWord[];
  readonly severity?: readonly Severity[];
  readonly source?: readonly string[];
  readonly disposition?: readonly Disposition[];
  readonly verdict?: readonly Verdict[];
  readonly assignee?: string;
  readonly technique?: string;
  readonly rule?: string;
  readonly entity?: string;
  readonly label?: string;
  readonly risk_min?: number;
  readonly since?: Span;
  readonly from?: string;
  readonly to?: string;
  readonly sort?: AlertSort;
  readonly order?: 'asc' | 'desc';
}

/**
 * Reads the fields of a URL. What it does not understand (an old link, a typing error) is left out, and named by
 * `unreadFields`, so that a list never silently shows more than was asked for.
 */
export function parseAlertSearch(fields: Readonly<Record<string, unknown>>): AlertSearch {
  const entity = textOf(fields['entity'], 2_100);
  const technique = textOf(fields['technique'], 20)?.toUpperCase();
  const risk = Number(textOf(fields['risk_min'], 3) ?? Number.NaN);
  return compact({
    q: textOf(fields['q'], 500),
    status: wordsIn(fields['status'], [...STATUSES, 'open', 'closed']),
    severity: wordsIn(fields['severity'], SEVERITIES),
    source: listOf(fields['source']).filter((word) => word !== ''),
    disposition: wordsIn(fields['disposition'], DISPOSITIONS),
    verdict: wordsIn(fields['verdict'], VERDICTS),
    assignee: textOf(fields['assignee'], 320),
    technique,
    rule: textOf(fields['rule'], 500),
    entity: entity && /^[a-z0-9_]+:./s.test(entity) ? entity : undefined,
    label: textOf(fields['label'], 200),
    risk_min: Number.isInteger(risk) && risk >= 0 && risk <= 100 ? risk : undefined,
    since: wordIn(fields['since'], ['15m', '1h', '4h', '24h', '7d', '30d'] as const),
    from: timeOf(fields['from']),
    to: timeOf(fields['to']),
    sort: wordIn(fields['sort'], SORTS),
    order: wordIn(fields['order'], ['asc', 'desc'] as const),
  });
}

/** Fields of the URL, as `name=value`, that `parseAlertSearch` could not take over as they stand. */
export function unreadFields(fields: Readonly<Record<string, string>>): string[] {
  const read = parseAlertSearch(fields) as Readonly<Record<string, unknown>>;
  return Object.entries(fields)
    .filter(([name, value]) => {
      if (value === '') return false;
      const taken = read[name];
      const text = Array.isArray(taken) ? taken.join(',') : String(taken ?? '');
      return taken === undefined || (Array.isArray(taken) && text.length < value.length);
    })
    .map(([name, value]) => `${name}=${value}`);
}

/** The search as the API takes it; `since` becomes a moment now. */
export function toListQuery(search: AlertSearch, nowMs: number): ListAlertsQuery {
  const from = search.since ? new Date(nowMs - SPANS[search.since] * 60_000).toISOString() : search.from;
  const query = {
    q: search.q,
    status: search.status ? [...statusesOf(search.status)] : undefined,
    severity: search.severity && [...search.severity],
    source: search.source && [...search.source],
    disposition: search.disposition && [...search.disposition],
    verdict: search.verdict && [...search.verdict],
    assignee: search.assignee,
    technique: search.technique,
    rule: search.rule,
    entity: search.entity,
    label: search.label,
    risk_min: search.risk_min,
    from,
    to: search.to,
    sort: search.sort,
    order: search.order,
  };
  return compact(query);
}

/** The statuses that the words stand for, each once, in their own order. */
export function statusesOf(words: readonly StatusWord[]): AlertStatus[] {
  const wanted = new Set<StatusWord>(words);
  if (wanted.has('open')) for (const status of OPEN_STATUSES) wanted.add(status);
  if (wanted.has('closed')) for (const status of CLOSED_STATUSES) wanted.add(status);
  return STATUSES.filter((status) => wanted.has(status));
}

/** The shortest words for these statuses. */
export function statusWords(statuses: readonly AlertStatus[]): StatusWord[] {
  const has = (status: AlertStatus) => statuses.includes(status);
  const words: StatusWord[] = [];
  if (OPEN_STATUSES.every(has)) words.push('open');
  else words.push(...OPEN_STATUSES.filter(has));
  if (CLOSED_STATUSES.every(has)) words.push('closed');
  else words.push(...CLOSED_STATUSES.filter(has));
  return words;
}

/** What narrows the list, without how it is sorted. */
export function filtersOf(search: AlertSearch): AlertSearch {
  const { sort: _sort, order: _order, ...filters } = search;
  return filters;
}

export function isFiltered(search: AlertSearch): boolean {
  return Object.keys(filtersOf(search)).length > 0;
}

/** One name for searches that ask for the same, for caches. */
export function searchKey(search: AlertSearch): string {
  return JSON.stringify(Object.entries(search).sort(([left], [right]) => (left < right ? -1 : 1)));
}

export function isSameSearch(left: AlertSearch, right: AlertSearch): boolean {
  return searchKey(left) === searchKey(right);
}

/** The search with a field changed; undefined and empty lists take it out. */
export function withField<Name extends keyof AlertSearch>(
  search: AlertSearch,
  name: Name,
  value: AlertSearch[Name] | undefined,
): AlertSearch {
  return compact({ ...search, [name]: value });
}

/** The queues an analyst works from. */
export const ALERT_VIEWS = [
  { id: 'open', name: 'Open', search: { status: ['open'] } },
  { id: 'unassigned', name: 'Unassigned', search: { status: ['open'], assignee: 'none' } },
  { id: 'mine', name: 'Mine', search: { status: ['open'], assignee: 'me' } },
  { id: 'escalated', name: 'Escalated', search: { status: ['escalated'] } },
  { id: 'closed', name: 'Closed', search: { status: ['closed'] } },
  { id: 'all', name: 'All', search: {} },
] as const satisfies readonly { readonly id: string; readonly name: string; readonly search: AlertSearch }[];

/** Leaves out undefined and empty lists, so that equal searches are equal objects. */
function compact<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const kept = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  // Object.entries forgets the names' types; nothing but values that were undefined has gone.
  return Object.fromEntries(kept) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

function textOf(value: unknown, longest: number): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed === '' || trimmed.length > longest ? undefined : trimmed;
}

function wordsIn<Word extends string>(value: unknown, words: readonly Word[]): Word[] {
  const asked = new Set(listOf(value));
  return words.filter((word) => asked.has(word));
}

function wordIn<Word extends string>(value: unknown, words: readonly Word[]): Word | undefined {
  return words.find((word) => word === value);
}

function timeOf(value: unknown): string | undefined {
  const timeMs = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(timeMs) ? undefined : new Date(timeMs).toISOString();
}
