import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { CustomerBanner } from '../features/customers/customer-banner.tsx';
import { sessionQuery } from '../features/session/session.ts';
import { SignInPage } from '../features/session/sign-in.page.tsx';
import { markSignedIn, useIsSignedOut } from '../features/session/signed-out.ts';
import { onLiveSignal, startLiveUpdates } from '../live.ts';
import { paths } from '../paths.ts';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { HelpSheet } from './help-sheet.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShortcuts } from './use-shortcuts.ts';

/** What stands around every page, and what works on every page. */
export function Shell() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const isSignedOut = useIsSignedOut();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);

  useEffect(() => {
    const stop = startLiveUpdates(() => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }));
    const end = onLiveSignal((signal) => {
      // Lists of alerts look for themselves, since they must not move rows; everything else is simply read again.
      if (signal.kind === 'resync')
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'alerts' });
      else
        for (const id of new Set(signal.changes.map((change) => change.alertId)))
          void client.invalidateQueries({ queryKey: ['alert', id] });
    });
    return () => {
      end();
      stop();
    };
  }, [client]);

  const go = 'Go to';
  const anywhere = 'Anywhere';
  useShortcuts([
    {
      keys: 'mod+k',
      label: 'Commands and search',
      group: anywhere,
      run: () => setOpen('palette'),
      inFields: true,
    },
    { keys: '?', label: 'This help', group: anywhere, run: () => setOpen('help') },
    { keys: 'g a', label: 'Alerts', group: go, run: () => void navigate(paths.alerts({ status: ['open'] })) },
    {
      keys: 'g m',
      label: 'My alerts',
      group: go,
      run: () => void navigate(paths.alerts({ status: ['open'], assignee: 'me' })),
    },
    { keys: 'g e', label: 'Events', group: go, run: () => void navigate(paths.events()) },
    { keys: 'g n', label: 'Entities', group: go, run: () => void navigate(paths.entities()) },
    { keys: 'g r', label: 'Rules', group: go, run: () => void navigate(paths.rules()) },
    { keys: 'g s', label: 'Sources', group: go, run: () => void navigate(paths.sources()) },
  ]);

  return (
    <>
      <div className="flex h-full" inert={isSignedOut}>
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
        >
          Skip to the page
        </a>
        <Sidebar onPalette={() => setOpen('palette')} onHelp={() => setOpen('help')} />
        <div className="flex min-w-0 flex-1 flex-col">
          <CustomerBanner />
          <ConnectionBanner />
          <main id="main" tabIndex={-1} className="min-h-0 flex-1 bg-ground outline-none">
            <Outlet />
          </main>
        </div>
      </div>
      {open === 'palette' ? <CommandPalette onClose={() => setOpen(null)} /> : null}
      {open === 'help' ? <HelpSheet onClose={() => setOpen(null)} /> : null}
      {isSignedOut ? (
        <div className="fixed inset-0 z-50">
          <SignInPage
            reason="ended"
            onSignedIn={() => {
              markSignedIn();
              void client.invalidateQueries();
            }}
          />
        </div>
      ) : null}
    </>
  );
}
