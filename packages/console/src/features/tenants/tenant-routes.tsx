import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { customerSummaryQuery } from '../customers/customer-queries.ts';
import { holds } from '../session/session.ts';
import { TenantPage } from './tenant.page.tsx';
import { TenantListPage } from './tenant-list.page.tsx';
import { tenantQuery, tenantsQuery } from './tenant-queries.ts';

const tenantsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/tenants',
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'tenants:manage')) return;
    if (holds(session, 'alerts:read')) void client.prefetchQuery(customerSummaryQuery);
    await client.ensureQueryData({ ...tenantsQuery, revalidateIfStale: true });
  },
  component: permitted('tenants:manage', TenantListPage),
});

const tenantRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/tenants/$id',
  loader: async ({ context: { client, session }, params: { id } }) => {
    if (holds(session, 'tenants:manage'))
      await client.ensureQueryData({ ...tenantQuery(id), revalidateIfStale: true });
  },
  remountDeps: ({ params }) => params,
  component: permitted('tenants:manage', TenantPage),
});

export const tenantRoutes = [tenantsRoute, tenantRoute] as const;
