// Pages of settings and of the record: who may do what, with which credentials, and what was done.

import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from './app/app-route.tsx';
import { auditRoutes } from './features/audit/audit-routes.tsx';
import { childAccessRoutes } from './features/child-access/child-access-routes.tsx';
import { customerAlertsRoute } from './features/customers/customer-routes.tsx';
import { keysRoutes } from './features/keys/keys-routes.tsx';
import { MappingListPage } from './features/mappings/mapping-list.page.tsx';
import { mappingsQuery } from './features/mappings/mapping-queries.ts';
import { peopleRoutes } from './features/people/people-routes.tsx';
import { PolicyPage } from './features/policy/policy.page.tsx';
import { policyQuery } from './features/policy/policy-queries.ts';
import { rolesRoutes } from './features/roles/roles-routes.tsx';
import { securityRoutes } from './features/security/security-routes.tsx';
import { serviceAccountsRoutes } from './features/service-accounts/service-accounts-routes.tsx';
import { holds } from './features/session/session.ts';
import { storageRoutes } from './features/storage/storage-routes.tsx';
import { tenantRoutes } from './features/tenants/tenant-routes.tsx';
import { vaultRoutes } from './features/vault/vault-routes.tsx';
import { workRoutes } from './features/work/work-routes.tsx';

const mappingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/mappings',
  loader: async ({ context }) => {
    if (holds(context.session, 'integrations:read'))
      await context.client.ensureQueryData({ ...mappingsQuery, revalidateIfStale: true });
  },
  component: permitted('integrations:read', MappingListPage),
});

const policyRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/policy',
  loader: async ({ context }) => {
    if (holds(context.session, 'alerts:read'))
      await context.client.ensureQueryData({ ...policyQuery, revalidateIfStale: true });
  },
  component: permitted('alerts:read', PolicyPage),
});

export const settingsRoutes = [
  mappingsRoute,
  policyRoute,
  ...peopleRoutes,
  ...rolesRoutes,
  ...keysRoutes,
  ...serviceAccountsRoutes,
  ...childAccessRoutes,
  ...vaultRoutes,
  ...workRoutes,
  ...storageRoutes,
  ...securityRoutes,
  ...tenantRoutes,
  customerAlertsRoute,
  ...auditRoutes,
] as const;
