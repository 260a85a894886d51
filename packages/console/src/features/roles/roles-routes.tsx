import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { holds } from '../session/session.ts';
import { RoleMatrixPage } from './role-matrix.page.tsx';
import { permissionsQuery, rolesQuery } from './role-queries.ts';

const rolesRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/roles',
  loader: async ({ context: { client, session } }) => {
    if (!holds(session, 'users:manage')) return;
    await Promise.all([
      client.ensureQueryData({ ...rolesQuery, revalidateIfStale: true }),
      client.ensureQueryData(permissionsQuery),
    ]);
  },
  component: permitted('users:manage', RoleMatrixPage),
});

export const rolesRoutes = [rolesRoute] as const;
