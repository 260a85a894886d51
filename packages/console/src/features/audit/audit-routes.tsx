import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { holds, peopleQuery } from '../session/session.ts';
import { AuditChainPage } from './audit-chain.page.tsx';
import { AuditListPage } from './audit-list.page.tsx';
import { auditQuery, auditRecordQuery, checkpointsQuery, newestAuditQuery } from './audit-queries.ts';
import { AuditRecordPage } from './audit-record.page.tsx';
import { parseAuditSearch } from './audit-search.ts';
import { SinkListPage } from './sink-list.page.tsx';

const auditRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/audit',
  validateSearch: parseAuditSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context: { client, session }, deps, cause }) => {
    if (!holds(session, 'audit:read')) return;
    if (holds(session, 'alerts:read')) void client.prefetchQuery(peopleQuery);
    const reading = client.prefetchInfiniteQuery(auditQuery(deps));
    if (cause === 'enter') await reading;
  },
  component: permitted('audit:read', AuditListPage),
});

const auditChainRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/audit-chain',
  loader: ({ context: { client, session } }) => {
    if (!holds(session, 'audit:read')) return;
    void client.prefetchQuery(newestAuditQuery);
    void client.prefetchInfiniteQuery(checkpointsQuery);
  },
  component: permitted('audit:read', AuditChainPage),
});

const auditRecordRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/audit/$id',
  loader: async ({ context: { client, session }, params: { id } }) => {
    if (holds(session, 'audit:read')) await client.ensureQueryData(auditRecordQuery(id));
  },
  remountDeps: ({ params }) => params,
  component: permitted('audit:read', AuditRecordPage),
});

const sinksRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/audit-sinks',
  component: permitted('settings:manage', SinkListPage),
});

export const auditRoutes = [auditRoute, auditChainRoute, auditRecordRoute, sinksRoute] as const;
