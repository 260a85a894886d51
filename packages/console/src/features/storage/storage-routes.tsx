import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { holds } from '../session/session.ts';
import { StoragePage } from './storage.page.tsx';
import { storageQuery } from './storage-queries.ts';

const storageRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/storage',
  loader: ({ context: { client, session } }) => {
    if (holds(session, 'installation:manage')) void client.prefetchQuery(storageQuery);
  },
  component: permitted('installation:manage', StoragePage),
});

export const storageRoutes = [storageRoute] as const;
