import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => api.sources.list({}, { signal }),
  staleTime: 60_000,
});
