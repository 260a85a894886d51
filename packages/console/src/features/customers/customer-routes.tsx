import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { holds } from '../session/session.ts';
import { CustomerAlertListPage } from './customer-alert-list.page.tsx';
import { customerAlertsQuery, customerSummaryQuery } from './customer-queries.ts';
import { parseCustomerSearch } from './customer-search.ts';

export const customerAlertsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/customers/alerts',
  validateSearch: parseCustomerSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { client, session }, deps, cause }) => {
    if (!holds(session, 'alerts:read')) return;
    void client.prefetchQuery(customerSummaryQuery);
    const reading = client.prefetchInfiniteQuery(customerAlertsQuery(deps));
    if (cause === 'enter') await reading;
  },
  component: permitted('alerts:read', CustomerAlertListPage),
});
