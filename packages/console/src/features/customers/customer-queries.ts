// What is read about customers' tenants from the own one. Under 'alerts', so that the stream of the own tenant, which knows nothing
// of customers, does not make it read again.

import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query';
import type { Operations } from '@watchfloor/client';
import { homeApi } from '../../api.ts';
import { CUSTOMER } from '../../customer-place.ts';
import { filtersOf, searchKey, toListQuery } from '../alerts/alert-search.ts';
import { holds, useSession } from '../session/session.ts';
import type { CustomerAlertSearch } from './customer-search.ts';

const PAGE_SIZE = 100;

export type CustomerPage = Awaited<ReturnType<Operations['children']['alerts']>>;
export type CustomerAlert = CustomerPage['data'][number];
export type MissingCustomer = CustomerPage['not_included'][number];
export type CustomerSummary = Awaited<ReturnType<Operations['children']['summary']>>;

export const customerSummaryQuery = queryOptions({
  queryKey: ['alerts', 'of-customers', 'summary'],
  queryFn: ({ signal }) => homeApi.children.summary({}, { signal }),
  staleTime: 60_000,
});

export function customerAlertsQuery(search: CustomerAlertSearch) {
  const { customer, ...filters } = search;
  return infiniteQueryOptions({
    queryKey: ['alerts', 'of-customers', 'list', searchKey(filters), (customer ?? []).join()],
    queryFn: ({ pageParam, signal }) =>
      homeApi.children.alerts(
        {
          ...toListQuery(filters, Date.now()),
          ...(customer ? { tenants: [...customer] } : {}),
          limit: PAGE_SIZE,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: CustomerPage) => last.next_cursor,
    staleTime: 5_000,
  });
}

/** The same counts as of the own list, over all these customers. */
export function customerFacetsQuery(search: CustomerAlertSearch) {
  const { customer, ...others } = search;
  const filters = filtersOf(others);
  return queryOptions({
    queryKey: ['alerts', 'of-customers', 'facets', searchKey(filters), (customer ?? []).join()],
    queryFn: ({ signal }) =>
      homeApi.children.facets(
        { ...toListQuery(filters, Date.now()), ...(customer ? { tenants: [...customer] } : {}) },
        { signal },
      ),
    staleTime: 5_000,
  });
}

/** Whether there is a customer whose alerts this person may read. */
export function useHasCustomers(): boolean {
  const session = useSession();
  const isAsked = CUSTOMER === null && session.principal.kind === 'user' && holds(session, 'alerts:read');
  const { data } = useQuery({ ...customerSummaryQuery, enabled: isAsked });
  return data !== undefined && data.tenants.length + data.not_included.length > 0;
}

export const MISSING_WORDS: Readonly<Record<MissingCustomer['reason'], string>> = {
  too_slow: 'did not answer in time',
  failed: 'could not be read',
  too_many: 'is one too many for one list',
};
