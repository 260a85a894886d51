import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { holds } from '../session/session.ts';
import { WorkPage } from './work.page.tsx';
import { lettersQuery, workStatusQuery } from './work-queries.ts';
import { parseWorkSearch } from './work-search.ts';

const workRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/work',
  validateSearch: parseWorkSearch,
  loaderDeps: ({ search: { letter: _, ...listed } }) => listed,
  loader: ({ context: { client, session }, deps }) => {
    if (!holds(session, 'settings:manage')) return;
    void client.prefetchQuery(workStatusQuery);
    void client.prefetchInfiniteQuery(lettersQuery(deps));
  },
  component: permitted('settings:manage', WorkPage),
});

export const workRoutes = [workRoute] as const;
