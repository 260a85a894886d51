import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type LinkProps, useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import {
  Activity,
  Building2,
  Cable,
  CornerDownLeft,
  FileSearch,
  Fingerprint,
  ListFilter,
  Moon,
  Radar,
  Search,
  Sun,
  TriangleAlert,
  UserRound,
} from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { api } from '../api.ts';
import { CUSTOMER } from '../customer-place.ts';
import { ScoreMark, SeverityMark } from '../features/alerts/alert-marks.tsx';
import { ALERT_VIEWS } from '../features/alerts/alert-search.ts';
import { useHasCustomers } from '../features/customers/customer-queries.ts';
import { holds, useSession } from '../features/session/session.ts';
import { paths } from '../paths.ts';
import { Keys } from '../ui/keys.tsx';
import { ErrorNote } from '../ui/states.tsx';
import { SETTINGS } from './navigation.tsx';
import { setTheme, useTheme } from './theme.ts';
import { type Shortcut, useBoundShortcuts } from './use-shortcuts.ts';

const ICON = { 'aria-hidden': true, className: 'size-4 shrink-0 text-ink-3', strokeWidth: 1.75 } as const;
const FOUND_MAX = 6;

/** One field for everything: go somewhere, do what the page can do, find an alert. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const navigate = useNavigate();
  const session = useSession();
  const { shown } = useTheme();
  const query = text.trim();
  const run = (action: () => void) => () => {
    onClose();
    // After the dialog has given the focus back, or what the action focuses would lose it again.
    setTimeout(action, 0);
  };
  const go = (link: LinkProps) => run(() => void navigate(link));
  const isId = /^alert_[0-9a-f]{32}$/.test(query);
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-veil" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-pop outline-none motion-safe:animate-appear"
        >
          <Radix.Title className="sr-only">Commands and search</Radix.Title>
          <Command label="Commands and search" loop>
            <div className="flex items-center gap-2.5 border-b border-line px-3.5">
              <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
              <Command.Input
                value={text}
                onValueChange={setText}
                placeholder="Go to, do, or find an alert"
                className="h-11 w-full bg-transparent text-base text-ink outline-none"
              />
            </div>
            <Command.List className="max-h-[55vh] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-6 text-center text-sm text-ink-3">
                Nothing found.
              </Command.Empty>
              {isId ? (
                <Group name="Alert">
                  <Item value={query} onSelect={go(paths.alert(query))} icon={<TriangleAlert {...ICON} />}>
                    Open {query}
                  </Item>
                </Group>
              ) : null}
              {query.length > 1 && !isId ? <FoundAlerts query={query} go={go} /> : null}
              <PageCommands run={run} />
              <Group name="Queues">
                {ALERT_VIEWS.map((view) => (
                  <Item
                    key={view.id}
                    value={`queue ${view.name}`}
                    onSelect={go(paths.alerts(view.search))}
                    icon={<ListFilter {...ICON} />}
                  >
                    {view.name} alerts
                  </Item>
                ))}
              </Group>
              <Group name="Go to">
                <Item
                  value="go events"
                  onSelect={go(paths.events())}
                  icon={<Activity {...ICON} />}
                  keys="g e"
                >
                  Events
                </Item>
                {holds(session, 'observables:read') ? (
                  <Item
                    value="go entities"
                    onSelect={go(paths.entities())}
                    icon={<Fingerprint {...ICON} />}
                    keys="g n"
                  >
                    Entities
                  </Item>
                ) : null}
                <Item value="go rules" onSelect={go(paths.rules())} icon={<Radar {...ICON} />} keys="g r">
                  Detection rules
                </Item>
                {holds(session, 'integrations:read') ? (
                  <Item value="try a record" onSelect={go(paths.preview())} icon={<FileSearch {...ICON} />}>
                    Try a record
                  </Item>
                ) : null}
                {holds(session, 'integrations:read') ? (
                  <Item
                    value="go sources"
                    onSelect={go(paths.sources())}
                    icon={<Cable {...ICON} />}
                    keys="g s"
                  >
                    Sources
                  </Item>
                ) : null}
              </Group>
              <Group name="Settings">
                <OwnPlaces go={go} />
                {SETTINGS.flatMap(({ name: group, entries }) =>
                  entries
                    .filter((entry) => holds(session, entry.needs))
                    .map((entry) => (
                      <Item
                        key={entry.name}
                        value={`go ${group} ${entry.name}`}
                        onSelect={go(entry.link)}
                        icon={<span className="[&>svg]:text-ink-3">{entry.icon}</span>}
                      >
                        {entry.name}
                      </Item>
                    )),
                )}
              </Group>
              <Group name="Theme">
                <Item
                  value="theme dark light"
                  onSelect={run(() => setTheme(shown === 'dark' ? 'light' : 'dark'))}
                  icon={shown === 'dark' ? <Sun {...ICON} /> : <Moon {...ICON} />}
                >
                  {shown === 'dark' ? 'Light theme' : 'Dark theme'}
                </Item>
              </Group>
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** What the page below has bound to keys, for those who do not know the key. */
function PageCommands({ run }: { readonly run: (action: () => void) => () => void }) {
  const shortcuts = useBoundShortcuts().filter(
    ({ group, keys }) =>
      group !== 'Anywhere' && group !== 'Go to' && !/^(Arrow|Escape|Enter|j$|k$)/.test(keys),
  );
  if (shortcuts.length === 0) return null;
  return (
    <Group name="On this page">
      {shortcuts.map((shortcut: Shortcut) => (
        <Item
          key={shortcut.keys}
          value={`page ${shortcut.label}`}
          onSelect={run(shortcut.run)}
          icon={<CornerDownLeft {...ICON} />}
          keys={shortcut.keys}
        >
          {shortcut.label}
        </Item>
      ))}
    </Group>
  );
}

/** What depends on who one is, and not on a permission. */
function OwnPlaces({ go }: Pick<FoundProps, 'go'>) {
  const hasCustomers = useHasCustomers();
  return (
    <>
      {CUSTOMER === null ? (
        <Item
          value="go your account passkeys password sessions"
          onSelect={go(paths.account())}
          icon={<UserRound {...ICON} />}
        >
          Your account
        </Item>
      ) : null}
      {hasCustomers ? (
        <Item
          value="go alerts of customers"
          onSelect={go(paths.customerAlerts({ status: ['open'] }))}
          icon={<Building2 {...ICON} />}
        >
          Alerts of customers
        </Item>
      ) : null}
    </>
  );
}

interface FoundProps {
  readonly query: string;
  readonly go: (link: LinkProps) => () => void;
}

function FoundAlerts({ query, go }: FoundProps) {
  const asked = useDeferredValue(query);
  const found = useQuery({
    queryKey: ['alerts', 'find', asked],
    queryFn: async ({ signal }) => {
      // Whoever types on makes this request superfluous: it is cancelled before it is sent.
      await new Promise((resolve) => setTimeout(resolve, 150));
      signal.throwIfAborted();
      return api.alerts.list({ q: asked, limit: FOUND_MAX }, { signal });
    },
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  return (
    <Group name="Alerts">
      {/* First, since it is there at once: what is chosen must not change when the answer comes. */}
      <Item
        value={`${query} search all`}
        onSelect={go(paths.alerts({ q: query }))}
        icon={<Search {...ICON} />}
      >
        Search all alerts for “{query}”
      </Item>
      {found.error ? <ErrorNote error={found.error} /> : null}
      {(found.data?.data ?? []).map((alert) => (
        // The text is part of the value, so that the palette's own filter lets everything through that the server has found.
        <Item
          key={alert.id}
          value={`${query} ${alert.id}`}
          onSelect={go(paths.alert(alert.id))}
          icon={<TriangleAlert {...ICON} />}
        >
          <span className="flex min-w-0 items-center gap-3">
            <span className="min-w-0 flex-1 truncate">{alert.title}</span>
            <SeverityMark severity={alert.severity} />
            <ScoreMark score={alert.risk_score} />
          </span>
        </Item>
      ))}
    </Group>
  );
}

function Group({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={name}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  readonly value: string;
  readonly onSelect: () => void;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly children: ReactNode;
}

function Item({ value, onSelect, icon, keys, children }: ItemProps) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-8.5 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 data-[selected=true]:bg-ink/7 data-[selected=true]:text-ink"
    >
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys ? <Keys keys={keys} /> : null}
    </Command.Item>
  );
}
