// All routes. A route's loader has read what its page cannot do without, so pages hold no "if there is no data"; what may come later
// (a timeline, a record) is begun here and drawn when it arrives.

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import type { Session } from '@watchfloor/client';
import { type ComponentType, useCallback, useEffect } from 'react';
import { Toaster } from 'sonner';
import { Brand } from './app/brand.tsx';
import { Shell } from './app/shell.tsx';
import { useTheme } from './app/theme.ts';
import { explainError, isSignedOut } from './errors.ts';
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
import { AuditListPage } from './features/audit/audit-list.page.tsx';
import { auditQuery, parseAuditSearch } from './features/audit/audit-queries.ts';
import { EntityPage } from './features/entities/entity.page.tsx';
import { EntityListPage } from './features/entities/entity-list.page.tsx';
import { entityListQuery, entityQuery } from './features/entities/entity-queries.ts';
import { parseEntityPlace, parseEntitySearch } from './features/entities/entity-search.ts';
import { EventDetailPage } from './features/events/event-detail.page.tsx';
import { EVENT_ROW_HEIGHT, EventListPage } from './features/events/event-list.page.tsx';
import { eventListQuery, eventQuery } from './features/events/event-queries.ts';
import { parseEventSearch } from './features/events/event-search.ts';
import { KeyListPage } from './features/keys/key-list.page.tsx';
import { keysQuery } from './features/keys/key-queries.ts';
import { MappingListPage } from './features/mappings/mapping-list.page.tsx';
import { mappingsQuery } from './features/mappings/mapping-queries.ts';
import { PreviewPage } from './features/mappings/preview.page.tsx';
import { PolicyPage } from './features/policy/policy.page.tsx';
import { policyQuery } from './features/policy/policy-queries.ts';
import { RulePage } from './features/rules/rule.page.tsx';
import { RuleListPage } from './features/rules/rule-list.page.tsx';
import { ruleListQuery, ruleQuery } from './features/rules/rule-queries.ts';
import { parseRulePlace, parseRuleSearch } from './features/rules/rule-search.ts';
import { holds, type Permission, sessionQuery, useSession } from './features/session/session.ts';
import { SignInPage } from './features/session/sign-in.page.tsx';
import { rememberPlace, takePlace } from './features/session/signed-out.ts';
import { SourceListPage } from './features/sources/source-list.page.tsx';
import { sourcesQuery } from './features/sources/source-queries.ts';
import { ALERT_TABS, type AlertTab, paths } from './paths.ts';
import { formatQueryString, parseQueryString } from './query-string.ts';
import { useDocumentTitle } from './ui/page.tsx';
import { EmptyState, ErrorState, NoPermission, SkeletonLines, SkeletonList } from './ui/states.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

interface RouterContext {
  readonly client: QueryClient;
}

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFoundPage,
});

const signInFailedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in-failed',
  component: () => <SignInPage reason="failed" />,
});

/** Everything that needs a session; without one there is the page that says how to get one. */
const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context }): Promise<{ session: Session }> => ({
    session: await context.client.ensureQueryData(sessionQuery),
  }),
  component: Shell,
  errorComponent: AppFailed,
  pendingComponent: () => <AppPending />,
});

const indexRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/',
  beforeLoad: () => {
    const place = takePlace();
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

const mappingsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/mappings',
  loader: async ({ context }) => {
    if (holds(context.session, 'integrations:read'))
      await context.client.ensureQueryData({ ...mappingsQuery, revalidateIfStale: true });
  },
  component: permitted('integrations:read', MappingListPage),
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

const keysRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/keys',
  loader: async ({ context }) => {
    if (holds(context.session, 'api_keys:manage'))
      await context.client.ensureQueryData({ ...keysQuery, revalidateIfStale: true });
  },
  component: permitted('api_keys:manage', KeyListPage),
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

const auditRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/audit',
  validateSearch: parseAuditSearch,
  loaderDeps: ({ search }) => search,
  loader: async ({ context, deps, cause }) => {
    if (!holds(context.session, 'audit:read')) return;
    const reading = context.client.prefetchInfiniteQuery(auditQuery(deps));
    if (cause === 'enter') await reading;
  },
  component: permitted('audit:read', AuditListPage),
});

const routeTree = rootRoute.addChildren([
  signInFailedRoute,
  appRoute.addChildren([
    indexRoute,
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
    mappingsRoute,
    keysRoute,
    policyRoute,
    auditRoute,
  ]),
]);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
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

function Root() {
  const { shown } = useTheme();
  return (
    <TooltipProvider delayDuration={350} skipDelayDuration={150}>
      <Outlet />
      <Toaster
        theme={shown}
        position="bottom-right"
        gap={8}
        toastOptions={{
          unstyled: true,
          classNames: {
            toast:
              'flex w-88 items-start gap-2.5 rounded-lg border border-line-strong bg-raised px-3.5 py-2.5 text-sm text-ink shadow-pop [&_[data-icon]]:mt-0.5',
            title: 'font-medium break-words line-clamp-3',
            description: 'mt-0.5 text-xs text-ink-2 whitespace-pre-line break-words',
            success: '[&_[data-icon]]:text-good',
            error: '[&_[data-icon]]:text-critical',
            warning: '[&_[data-icon]]:text-high',
          },
        }}
      />
    </TooltipProvider>
  );
}

/** The page, for those whose role opens it; for others what is missing, in words. */
function permitted(needs: Permission, Component: ComponentType): () => React.JSX.Element {
  return function Permitted() {
    const session = useSession();
    return holds(session, needs) ? (
      <Component />
    ) : (
      <NoPermission needs={needs} role={session.principal.role} />
    );
  };
}

function PagePending() {
  return (
    <div className="mx-auto w-full max-w-6xl px-6 py-6">
      <SkeletonLines lines={8} label="page" />
    </div>
  );
}

function AppPending() {
  return (
    <div role="status" className="flex h-full items-center justify-center bg-ground">
      <Brand className="motion-safe:animate-breathe" />
      <span className="sr-only">Loading</span>
    </div>
  );
}

const RETRY_EVERY_MS = 5_000;

function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useDocumentTitle('Error');
  const canRetry = explainError(error).canRetry;
  const retry = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  // What passes by itself is tried again by itself.
  useEffect(() => {
    if (!canRetry) return;
    const timer = setInterval(retry, RETRY_EVERY_MS);
    return () => clearInterval(timer);
  }, [canRetry, retry]);
  return (
    <ErrorState
      error={error}
      onRetry={retry}
      actions={
        <Link
          {...paths.alerts(ALERT_VIEWS[0].search)}
          className="flex h-7.5 items-center px-2 text-sm text-accent hover:underline"
        >
          Open alerts
        </Link>
      }
    />
  );
}

/** No session yet, or a server that cannot tell: the two look different and are solved differently. */
function AppFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isOut = isSignedOut(error);
  useEffect(() => {
    if (isOut) rememberPlace();
  }, [isOut]);
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return isOut ? <SignInPage reason="none" onSignedIn={retry} /> : <PageFailed error={error} reset={reset} />;
}

function NotFoundPage() {
  useDocumentTitle('Not found');
  return (
    <EmptyState
      title="There is no such page"
      actions={
        <Link {...paths.alerts(ALERT_VIEWS[0].search)} className="text-sm text-accent hover:underline">
          Open alerts
        </Link>
      }
    >
      The address may be misspelt, or the page has moved.
    </EmptyState>
  );
}
