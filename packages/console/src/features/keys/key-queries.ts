import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => api.keys.list({}, { signal }),
});

export const KEY_ROLES = ['ingest', 'viewer', 'analyst', 'admin'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];

export const KEY_ROLE_HINTS: Readonly<Record<KeyRole, string>> = {
  ingest: 'May submit records and nothing else. What a product that sends alerts needs.',
  viewer: 'May read alerts and sources.',
  analyst: 'May read and change alerts, and submit records.',
  admin: 'May do everything, making keys included.',
};
