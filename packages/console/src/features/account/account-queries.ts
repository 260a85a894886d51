import { queryOptions } from '@tanstack/react-query';
import { homeApi } from '../../api.ts';

/** One's own account, also while the page shows a customer. */
export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: ({ signal }) => homeApi.account.get({}, { signal }),
});

export const ownSessionsQuery = queryOptions({
  queryKey: ['account', 'sessions'],
  queryFn: ({ signal }) => homeApi.sessions.list({}, { signal }),
});
