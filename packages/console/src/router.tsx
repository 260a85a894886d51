// All routes. A route's loader has read what its page cannot do without, so pages hold no "if there is no data"; what may come later
// (a timeline, a record) is begun here and drawn when it arrives.

import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter, redirect } from '@tanstack/react-router';
import { appRoute, PageFailed, PagePending, permitted, rootRoute } from './app/app-route.tsx';
import { CUSTOMER, customerBase, customerOf } from './customer-place.ts';
import { accountRoute, welcomeRoute } from './features/account/account-routes.tsx';
import { ALERT_ROW_HEIGHT } from './features/alerts/alert-columns.tsx';
import { AlertDetailPage } from './features/alerts/alert-detail.page.tsx';
import { AlertListPage } from './features/alerts/alert-list.page.tsx';
import {
  alertListQuery,
  alertQuery,
  decisionsQuery,
  findListed,
  timelineQuery,
} from './features/alerts/alert-queries.ts';
import { ALERT_VIEWS, parseAlertSearch } from './features/alerts/alert-search.ts';
import { setListPlace } from './features/alerts/list-place.ts';
import { EntityPage } from './features/entities/entity.page.tsx';
import { EntityListPage } from './features/entities/entity-list.page.tsx';
import { entityListQuery, entityQuery } from './features/entities/entity-queries.ts';
import { parseEntityPlace, parseEntitySearch } from './features/entities/entity-search.ts';
import { EventDetailPage } from './features/events/event-detail.page.tsx';
import { EVENT_ROW_HEIGHT, EventListPage } from './features/events/event-list.page.tsx';
import { eventListQuery, eventQuery } from './features/events/event-queries.ts';
import { parseEventSearch } from './features/events/event-search.ts';
import { PreviewPage } from './features/mappings/preview.page.tsx';
import { RulePage } from './features/rules/rule.page.tsx';
import { RuleListPage } from './features/rules/rule-list.page.tsx';
import { ruleListQuery, ruleQuery } from './features/rules/rule-queries.ts';
import { parseRulePlace, parseRuleSearch } from './features/rules/rule-search.ts';
import { holds } from './features/session/session.ts';
import { SignInPage } from './features/session/sign-in.page.tsx';
import { takePlace } from './features/session/signed-out.ts';
import { SourceListPage } from './features/sources/source-list.page.tsx';
import { sourcesQuery } from './features/sources/source-queries.ts';
import { ALERT_TABS, type AlertTab, paths } from './paths.ts';
import { formatQueryString, parseQueryString } from './query-string.ts';
import { settingsRoutes } from './settings-routes.tsx';
import { SkeletonList } from './ui/states.tsx';

const signInFailedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in-failed',
  component: () => <SignInPage reason="failed" />,
});

const indexRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  beforeLoad: () => {
    const place = takePlace();
    if (place !== null && customerOf(place) !== CUSTOMER) {
      // Another tenant is another page: it is loaded anew, and this one waits until it goes.
      window.location.replace(place);
      return new Promise<never>(() => undefined);
    }
    throw place === null
      ? redirect({ ...paths.alerts(ALERT_VIEWS[0].search), replace: true })
      : redirect({ href: place, replace: true });
  },
});

const alertsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts',
  validateSearch: parseAlertSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps, cause }) => {
    if (cause === 'enter') setListPlace({ search: deps });
    if (!holds(context.session, 'alerts:read')) return;
    const reading = context.client.prefetchInfiniteQuery(alertListQuery(deps));
    // A filter that changes keeps the rows there are until the new ones have come; only the first visit waits.
    if (cause === 'enter') await reading;
  },
  pendingComponent: () => <SkeletonList label="alerts" rowHeight={ALERT_ROW_HEIGHT} />,
  component: permitted('alerts:read', AlertListPage),
});

const alertRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/alerts/$id',
  validateSearch: (fields: Record<string, unknown>): { tab?: AlertTab } => {
    const tab = ALERT_TABS.find((name) => name === fields['tab']);
    return tab === undefined || tab === 'overview' ? {} : { tab };
  },
  loader: async ({ context: { client, session }, params: { id } }) => {
    if (!holds(session, 'alerts:read')) return;
    const query = alertQuery(id);
    void client.prefetchQuery(decisionsQuery(id));
    void client.prefetchQuery(timelineQuery(id));
    const listed = findListed(client, id);
    if (listed && client.getQueryData(query.queryKey) === undefined) {
      // The row is the whole alert: the page opens at once with it, and reads it again at once.
      client.setQueryData(query.queryKey, listed.alert, { updatedAt: listed.atMs });
      void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
    }
    await client.ensureQueryData({ ...query, revalidateIfStale: true });
  },
  // Another alert is another page: forms, drafts and what is folded open do not carry over.
  remountDeps: ({ params }) => params,
  component: permitted('alerts:read', AlertDetailPage),
});

const eventsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/events',
  validateSearch: parseEventSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps, cause }) => {
    if (!holds(context.session, 'alerts:read')) return;
    const reading = context.client.prefetchInfiniteQuery(eventListQuery(deps));
    if (cause === 'enter') await reading;
  },
  pendingComponent: () => <SkeletonList label="events" rowHeight={EVENT_ROW_HEIGHT} />,
  component: permitted('alerts:read', EventListPage),
});

const eventRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/events/$id',
  loader: async ({ context, params: { id } }) => {
    if (holds(context.session, 'alerts:read')) await context.client.ensureQueryData(eventQuery(id));
  },
  remountDeps: ({ params }) => params,
  component: permitted('alerts:read', EventDetailPage),
});

const entitiesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/entities',
  validateSearch: parseEntitySearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps, cause }) => {
    if (!holds(context.session, 'observables:read')) return;
    const reading = context.client.prefetchInfiniteQuery(entityListQuery(deps));
    if (cause === 'enter') await reading;
  },
  component: permitted('observables:read', EntityListPage),
});

const entityRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/entity',
  validateSearch: parseEntityPlace,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    if (holds(context.session, 'observables:read'))
      await context.client.ensureQueryData({ ...entityQuery(deps), revalidateIfStale: true });
  },
  component: permitted('observables:read', EntityPage),
});

const rulesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/rules',
  validateSearch: parseRuleSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps, cause }) => {
    if (!holds(context.session, 'alerts:read')) return;
    const reading = context.client.prefetchInfiniteQuery(ruleListQuery(deps));
    if (cause === 'enter') await reading;
  },
  component: permitted('alerts:read', RuleListPage),
});

const ruleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/rule',
  validateSearch: parseRulePlace,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps }) => {
    if (holds(context.session, 'alerts:read'))
      await context.client.ensureQueryData({ ...ruleQuery(deps), revalidateIfStale: true });
  },
  component: permitted('alerts:read', RulePage),
});

const previewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/sources/preview',
  loader: async ({ context }) => {
    if (holds(context.session, 'integrations:read')) await context.client.ensureQueryData(sourcesQuery);
  },
  component: permitted('integrations:read', PreviewPage),
});

const sourcesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/sources',
  loader: async ({ context }) => {
    if (holds(context.session, 'integrations:read'))
      await context.client.ensureQueryData({ ...sourcesQuery, revalidateIfStale: true });
  },
  component: permitted('integrations:read', SourceListPage),
});

const routeTree = rootRoute.addChildren([
  signInFailedRoute,
  welcomeRoute,
  appRoute.addChildren([
    indexRoute,
    accountRoute,
    alertsRoute,
    alertRoute,
    eventsRoute,
    eventRoute,
    entitiesRoute,
    entityRoute,
    rulesRoute,
    ruleRoute,
    sourcesRoute,
    previewRoute,
    ...settingsRoutes,
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    basepath: customerBase(CUSTOMER) || '/',
    context: { client },
    parseSearch: parseQueryString,
    stringifySearch: formatQueryString,
    // A field that a route's parser left out must not come back through its parent.
    search: { strict: true },
    defaultPreload: 'intent',
    defaultPreloadDelay: 120,
    // The query cache decides how old data may be, not the router.
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 250,
    defaultPendingMinMs: 200,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageFailed,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
