import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { rolesQuery } from '../roles/role-queries.ts';
import { holds } from '../session/session.ts';
import { ChildAccessListPage } from './child-access-list.page.tsx';
import { childAccessQuery, customersQuery } from './child-access-queries.ts';

const childAccessRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/child-access',
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'tenants:manage')) return;
    if (holds(session, 'users:manage')) void client.prefetchQuery(rolesQuery);
    void client.prefetchQuery(customersQuery);
    await client.ensureQueryData({ ...childAccessQuery, revalidateIfStale: true });
  },
  component: permitted('tenants:manage', ChildAccessListPage),
});

export const childAccessRoutes = [childAccessRoute] as const;
