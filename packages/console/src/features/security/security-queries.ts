import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const ownTenantQuery = queryOptions({
  queryKey: ['tenant'],
  queryFn: ({ signal }) => api.tenant.get({}, { signal }),
});

export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => api.retention.get({}, { signal }),
  // A round that was asked for ends by itself; its outcome is what one waits for.
  refetchInterval: ({ state }) => (state.data?.some((row) => row.requested_at !== null) ? 2_000 : false),
});

export const retentionPreviewQuery = queryOptions({
  queryKey: ['retention', 'preview'],
  queryFn: ({ signal }) => api.retention.preview({}, { signal }),
});

export const holdsQuery = queryOptions({
  queryKey: ['legal-holds'],
  queryFn: ({ signal }) => api.legalHolds.list({}, { signal }),
});
