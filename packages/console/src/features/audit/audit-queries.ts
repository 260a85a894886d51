import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AuditCheckpoint, AuditRecord } from '@watchfloor/client';
import { api, type Page } from '../../api.ts';
import { type AuditSearch, toAuditQuery } from './audit-search.ts';

export function auditQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: ['audit', 'list', search],
    queryFn: ({ pageParam, signal }): Promise<Page<AuditRecord>> =>
      api.audit.list(
        {
          ...toAuditQuery(search, Date.now()),
          limit: 50,
          ...(pageParam === null ? {} : { cursor: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<AuditRecord>) => last.next_cursor,
    staleTime: 5_000,
  });
}

export const auditRecordQuery = (id: string) =>
  queryOptions({
    queryKey: ['audit', 'record', id],
    queryFn: ({ signal }) => api.audit.get({ id }, { signal }),
  });

/** The newest records, which say how far the chain reaches. */
export const newestAuditQuery = queryOptions({
  queryKey: ['audit', 'newest'],
  queryFn: async ({ signal }) => (await api.audit.list({ limit: 200 }, { signal })).data,
  staleTime: 2_000,
});

export const checkpointsQuery = infiniteQueryOptions({
  queryKey: ['audit', 'checkpoints'],
  queryFn: ({ pageParam, signal }): Promise<Page<AuditCheckpoint>> =>
    api.audit.checkpoints({ limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) }, { signal }),
  initialPageParam: null as string | null,
  getNextPageParam: (last: Page<AuditCheckpoint>) => last.next_cursor,
});

export const signingKeyQuery = queryOptions({
  queryKey: ['audit', 'signing-key'],
  queryFn: ({ signal }) => api.audit.signingKey({}, { signal }),
});

export const sinksQuery = queryOptions({
  queryKey: ['audit-sinks'],
  queryFn: ({ signal }) => api.auditSinks.list({}, { signal }),
});
