import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

const WATCH_EVERY_MS = 60_000;

export const storageQuery = queryOptions({
  queryKey: ['storage'],
  queryFn: ({ signal }) => api.system.storage({}, { signal }),
  refetchInterval: WATCH_EVERY_MS,
});
