import { queryOptions } from '@tanstack/react-query';
import { ApiError, type ChildTenant, type TenantTombstone } from '@watchfloor/client';
import { api } from '../../api.ts';

/** Under the same name as the choice of customers elsewhere reads them. */
export const tenantsQuery = queryOptions({
  queryKey: ['tenants'],
  queryFn: ({ signal }) => api.tenants.list({}, { signal }),
});

/** A customer's tenant; null when it is there no more. */
export function tenantQuery(id: string) {
  return queryOptions({
    queryKey: ['tenants', id],
    queryFn: ({ signal }): Promise<ChildTenant | null> => orNull(api.tenants.get({ id }, { signal })),
  });
}

/** What is left of a deleted one; null when there is none of this id. */
export function tombstoneQuery(id: string) {
  return queryOptions({
    queryKey: ['tenants', id, 'tombstone'],
    queryFn: ({ signal }): Promise<TenantTombstone | null> =>
      orNull(api.tenants.verifyTombstone({ id }, { signal })),
    // It changes while the deletion goes on, and is the last word after that.
    refetchInterval: ({ state }) => (isFinished(state.data) ? false : 2_000),
  });
}

function isFinished(stone: TenantTombstone | null | undefined): boolean {
  return stone === null || (stone !== undefined && stone.deleted_at !== null && stone.audit !== null);
}

async function orNull<Result>(reading: Promise<Result>): Promise<Result | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
