import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const serviceAccountsQuery = queryOptions({
  queryKey: ['service-accounts'],
  queryFn: ({ signal }) => api.serviceAccounts.list({}, { signal }),
});
