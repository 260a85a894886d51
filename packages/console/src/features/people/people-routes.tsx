import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { rolesQuery } from '../roles/role-queries.ts';
import { holds, peopleQuery } from '../session/session.ts';
import { PeopleListPage } from './people-list.page.tsx';
import { personQuery, personSessionsQuery } from './people-queries.ts';
import { parsePeopleSearch } from './people-search.ts';
import { PersonPage } from './person.page.tsx';

const peopleRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/people',
  validateSearch: parsePeopleSearch,
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'users:manage')) return;
    void client.prefetchQuery(rolesQuery);
    await client.fetchQuery({ ...peopleQuery, staleTime: 5_000 });
  },
  component: permitted('users:manage', PeopleListPage),
});

const personRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/people/$id',
  loader: async ({ context: { client, session }, params: { id } }) => {
    if (!holds(session, 'users:manage')) return;
    void client.prefetchQuery(rolesQuery);
    void client.prefetchQuery(peopleQuery);
    void client.prefetchQuery(personSessionsQuery(id));
    await client.ensureQueryData({ ...personQuery(id), revalidateIfStale: true });
  },
  remountDeps: ({ params }) => params,
  component: permitted('users:manage', PersonPage),
});

export const peopleRoutes = [peopleRoute, personRoute] as const;
