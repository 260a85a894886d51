import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => api.keys.list({}, { signal }),
});

export const keyQuery = (id: string) =>
  queryOptions({
    queryKey: ['keys', id],
    queryFn: ({ signal }) => api.keys.get({ id }, { signal }),
  });
