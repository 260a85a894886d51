import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Entity as EntityRecord } from '@watchfloor/client';
import { api, type Entity, type Page } from '../../api.ts';
import type { EntityPlace, EntitySearch } from './entity-search.ts';

const PAGE_SIZE = 50;
const RECORDS_SHOWN = 20;

export function entityListQuery(search: EntitySearch) {
  return infiniteQueryOptions({
    queryKey: ['entities', 'list', search],
    queryFn: ({ pageParam, signal }): Promise<Page<EntityRecord>> =>
      api.entities.list(
        {
          limit: PAGE_SIZE,
          ...(search.q && { q: search.q }),
          // The server says which types there are; a misspelt one in the address is its error to explain.
          ...(search.type && { type: [search.type as Entity['type']] }),
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<EntityRecord>) => last.next_cursor,
    staleTime: 15_000,
  });
}

export function entityQuery({ of, days = 30 }: EntityPlace) {
  return queryOptions({
    queryKey: ['entity', of, days],
    queryFn: ({ signal }) => api.entities.get({ id: of, days }, { signal }),
    staleTime: 15_000,
  });
}

function since(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

export function entityAlertsQuery({ of, days = 30 }: EntityPlace) {
  return queryOptions({
    queryKey: ['entity', of, days, 'alerts'],
    queryFn: ({ signal }) =>
      api.alerts.list({ entity: of, from: since(days), limit: RECORDS_SHOWN }, { signal }),
    staleTime: 15_000,
  });
}

export function entityEventsQuery({ of, days = 30 }: EntityPlace) {
  return queryOptions({
    queryKey: ['entity', of, days, 'events'],
    queryFn: ({ signal }) =>
      api.events.list({ entity: of, from: since(days), limit: RECORDS_SHOWN }, { signal }),
    staleTime: 15_000,
  });
}
