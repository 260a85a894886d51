import { createRoute, redirect } from '@tanstack/react-router';
import { AppFailed, appRoute, rootRoute } from '../../app/app-route.tsx';
import { CUSTOMER } from '../../customer-place.ts';
import { sessionQuery } from '../session/session.ts';
import { AccountPage } from './account.page.tsx';
import { accountQuery, ownSessionsQuery } from './account-queries.ts';
import { WelcomePage } from './welcome.page.tsx';

export const accountRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/account',
  loader: async ({ context: { client } }) => {
    if (CUSTOMER !== null) return;
    void client.prefetchQuery(ownSessionsQuery);
    await client.ensureQueryData({ ...accountQuery, revalidateIfStale: true });
  },
  component: AccountPage,
});

/** Outside the shell: whoever is new has one thing to do, or to put off. */
export const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/welcome',
  beforeLoad: async ({ context: { client } }) => {
    await client.ensureQueryData(sessionQuery);
    const account = await client.fetchQuery(accountQuery);
    if (account.is_claimed && (account.has_password || account.passkeys.length > 0))
      throw redirect({ to: '/', replace: true });
  },
  component: WelcomePage,
  errorComponent: AppFailed,
});
