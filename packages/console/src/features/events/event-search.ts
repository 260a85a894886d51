// The state of the event list, in the URL.

import type { Span } from '../alerts/alert-search.ts';
import { parseAlertSearch, SPANS } from '../alerts/alert-search.ts';

export interface EventSearch {
  readonly source?: readonly string[];
  readonly entity?: string;
  readonly since?: Span;
  readonly from?: string;
  readonly to?: string;
}

/** Reads the fields of a URL as the alert list does, of those that events have. */
export function parseEventSearch(fields: Readonly<Record<string, unknown>>): EventSearch {
  const { source, entity, since, from, to } = parseAlertSearch(fields);
  return {
    ...(source && { source }),
    ...(entity && { entity }),
    ...(since && { since }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

interface EventQuery {
  readonly source?: string[];
  readonly entity?: string;
  readonly from?: string;
  readonly to?: string;
}

export function toEventQuery(search: EventSearch, nowMs: number): EventQuery {
  const from = search.since ? new Date(nowMs - SPANS[search.since] * 60_000).toISOString() : search.from;
  return {
    ...(search.source && { source: [...search.source] }),
    ...(search.entity && { entity: search.entity }),
    ...(from && { from }),
    ...(search.to && { to: search.to }),
  };
}
