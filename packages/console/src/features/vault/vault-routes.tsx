import { createRoute } from '@tanstack/react-router';
import { appRoute, permitted } from '../../app/app-route.tsx';
import { holds } from '../session/session.ts';
import { VaultPage } from './vault.page.tsx';
import { masterKeyQuery, vaultQuery } from './vault-queries.ts';

const vaultRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/settings/vault',
  loader: ({ context: { client, session } }) => {
    if (holds(session, 'settings:manage')) void client.prefetchQuery(vaultQuery);
    if (holds(session, 'installation:manage')) void client.prefetchQuery(masterKeyQuery);
  },
  component: permitted('settings:manage', VaultPage),
});

export const vaultRoutes = [vaultRoute] as const;
