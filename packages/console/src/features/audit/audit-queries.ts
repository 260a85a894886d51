import { infiniteQueryOptions } from '@tanstack/react-query';
import type { AuditRecord } from '@watchfloor/client';
import { api, type Page } from '../../api.ts';

export interface AuditSearch {
  readonly subject?: string;
}

export function parseAuditSearch(fields: Readonly<Record<string, unknown>>): AuditSearch {
  const subject = typeof fields['subject'] === 'string' ? fields['subject'].trim().slice(0, 200) : '';
  return subject === '' ? {} : { subject };
}

export function auditQuery(search: AuditSearch) {
  return infiniteQueryOptions({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }): Promise<Page<AuditRecord>> =>
      api.audit.list(
        { ...search, limit: 50, ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<AuditRecord>) => last.next_cursor,
    staleTime: 5_000,
  });
}
