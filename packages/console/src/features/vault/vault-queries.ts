import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** How often the state is read while a rotation is under way. */
const WATCH_EVERY_MS = 1_500;

export const vaultQuery = queryOptions({
  queryKey: ['vault'],
  queryFn: ({ signal }) => api.vault.status({}, { signal }),
  refetchInterval: ({ state }) => (state.data?.rotating ? WATCH_EVERY_MS : false),
});

export const masterKeyQuery = queryOptions({
  queryKey: ['vault', 'master-key'],
  queryFn: ({ signal }) => api.vault.masterKeyStatus({}, { signal }),
  refetchInterval: ({ state }) => {
    const last = state.data?.last_rotation;
    return last && last.finished_at === null ? WATCH_EVERY_MS : false;
  },
});
