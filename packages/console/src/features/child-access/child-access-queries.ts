import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const childAccessQuery = queryOptions({
  queryKey: ['child-access'],
  queryFn: ({ signal }) => api.childAccess.list({}, { signal }),
});

export const customersQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) => api.tenants.list({}, { signal }),
});
