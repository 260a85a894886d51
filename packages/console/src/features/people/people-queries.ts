import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id],
    queryFn: ({ signal }) => api.people.get({ id }, { signal }),
  });

export const personSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['person', id, 'sessions'],
    queryFn: ({ signal }) => api.people.sessions({ id }, { signal }),
  });
