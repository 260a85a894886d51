import { queryOptions, useQuery } from '@tanstack/react-query';
import type { Role } from '@watchfloor/client';
import { api } from '../../api.ts';
import { holds, useSession } from '../session/session.ts';

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => api.roles.list({}, { signal }),
});

export const permissionsQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: ({ signal }) => api.permissions.list({}, { signal }),
  // They change with the version of the server.
  staleTime: Number.POSITIVE_INFINITY,
});

/** The roles, for forms that give one; null while they are read, or for those who may not list them. */
export function useRoles(): readonly Role[] | null {
  const mayList = holds(useSession(), 'users:manage');
  const roles = useQuery({ ...rolesQuery, enabled: mayList });
  return roles.data ?? null;
}
