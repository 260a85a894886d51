import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { rolesQuery } from '../roles/role-queries.ts';
import { holds } from '../session/session.ts';
import { ServiceAccountListPage } from './service-account-list.page.tsx';
import { serviceAccountsQuery } from './service-account-queries.ts';

const serviceAccountsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/service-accounts',
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'api_keys:manage')) return;
    if (holds(session, 'users:manage')) void client.prefetchQuery(rolesQuery);
    await client.ensureQueryData({ ...serviceAccountsQuery, revalidateIfStale: true });
  },
  component: permitted('api_keys:manage', ServiceAccountListPage),
});

export const serviceAccountsRoutes = [serviceAccountsRoute] as const;
