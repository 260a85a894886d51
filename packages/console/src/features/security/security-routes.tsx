import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { CUSTOMER } from '../../customer-place.ts';
import { accountQuery } from '../account/account-queries.ts';
import { holds } from '../session/session.ts';
import { RetentionPage } from './retention.page.tsx';
import { SecurityPage } from './security.page.tsx';
import { holdsQuery, ownTenantQuery, retentionPreviewQuery, retentionQuery } from './security-queries.ts';

const securityRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/security',
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'settings:manage')) return;
    if (CUSTOMER === null) void client.prefetchQuery(accountQuery);
    await client.ensureQueryData({ ...ownTenantQuery, revalidateIfStale: true });
  },
  component: permitted('settings:manage', SecurityPage),
});

const retentionRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/retention',
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'retention:manage')) return;
    void client.prefetchQuery(retentionPreviewQuery);
    void client.prefetchQuery(holdsQuery);
    await client.ensureQueryData({ ...retentionQuery, revalidateIfStale: true });
  },
  component: permitted('retention:manage', RetentionPage),
});

export const securityRoutes = [securityRoute, retentionRoute] as const;
