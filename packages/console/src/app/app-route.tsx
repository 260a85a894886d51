// The routes that all others hang on: the page, and the part of it that needs a session. With them what is shown while a page
// loads, fails, is not there or is not permitted.

import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  type ErrorComponentProps,
  Link,
  Outlet,
  useRouter,
} from '@tanstack/react-router';
import type { Session } from '@watchfloor/client';
import { type ComponentType, useCallback, useEffect } from 'react';
import { Toaster } from 'sonner';
import { CUSTOMER } from '../customer-place.ts';
import { explainError, isSignedOut } from '../errors.ts';
import { ALERT_VIEWS } from '../features/alerts/alert-search.ts';
import { ConfirmIdentity } from '../features/session/confirm-identity.tsx';
import { NotPermitted } from '../features/session/not-permitted.tsx';
import { holds, type Permission, sessionQuery, useSession } from '../features/session/session.ts';
import { SignInPage } from '../features/session/sign-in.page.tsx';
import { markSignedIn, rememberPlace } from '../features/session/signed-out.ts';
import { paths } from '../paths.ts';
import { useDocumentTitle } from '../ui/page.tsx';
import { EmptyState, ErrorState, SkeletonLines } from '../ui/states.tsx';
import { TooltipProvider } from '../ui/tooltip.tsx';
import { Brand } from './brand.tsx';
import { Shell } from './shell.tsx';
import { useTheme } from './theme.ts';

interface RouterContext {
  readonly client: QueryClient;
}

export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFoundPage,
});

/** Everything that needs a session; without one there is the page that says how to get one. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: async ({ context }): Promise<{ session: Session }> => ({
    session: await context.client.ensureQueryData(sessionQuery),
  }),
  component: Shell,
  errorComponent: AppFailed,
  pendingComponent: () => <AppPending />,
});

function Root() {
  const { shown } = useTheme();
  return (
    <TooltipProvider delayDuration={350} skipDelayDuration={150}>
      <Outlet />
      <ConfirmIdentity />
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
export function permitted(needs: Permission, Component: ComponentType): () => React.JSX.Element {
  return function Permitted() {
    const session = useSession();
    return holds(session, needs) ? <Component /> : <NotPermitted needs={needs} />;
  };
}

export function PagePending() {
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

export function PageFailed({ error, reset }: ErrorComponentProps) {
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
        <>
          <Link
            {...paths.alerts(ALERT_VIEWS[0].search)}
            className="flex h-7.5 items-center px-2 text-sm text-accent hover:underline"
          >
            Open alerts
          </Link>
          {CUSTOMER === null ? null : (
            <a href="/" className="flex h-7.5 items-center px-2 text-sm text-accent hover:underline">
              Leave {CUSTOMER}
            </a>
          )}
        </>
      }
    />
  );
}

/** No session yet, or a server that cannot tell: the two look different and are solved differently. */
export function AppFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const isOut = isSignedOut(error);
  useEffect(() => {
    if (isOut) rememberPlace();
  }, [isOut]);
  const retry = () => {
    markSignedIn();
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
