import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { serviceAccountsQuery } from '../service-accounts/service-account-queries.ts';
import { holds } from '../session/session.ts';
import { KeyListPage } from './key-list.page.tsx';
import { keysQuery } from './key-queries.ts';
import { parseKeySearch } from './key-search.ts';

const keysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/keys',
  validateSearch: parseKeySearch,
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'api_keys:manage')) return;
    void client.prefetchQuery(serviceAccountsQuery);
    await client.ensureQueryData({ ...keysQuery, revalidateIfStale: true });
  },
  component: permitted('api_keys:manage', KeyListPage),
});

export const keysRoutes = [keysRoute] as const;
