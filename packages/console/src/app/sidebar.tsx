import { useMutation } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import {
  Activity,
  Cable,
  ChevronsUpDown,
  CircleHelp,
  Fingerprint,
  KeyRound,
  ListTree,
  LogOut,
  Monitor,
  Moon,
  Radar,
  ScrollText,
  Search,
  SlidersHorizontal,
  Sun,
  TriangleAlert,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { holds, type Permission, useSession } from '../features/session/session.ts';
import { paths } from '../paths.ts';
import { cx } from '../ui/cx.ts';
import { initialsOf } from '../ui/format.ts';
import { Keys } from '../ui/keys.tsx';
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx';
import { toastError } from '../ui/toast.ts';
import { Brand } from './brand.tsx';
import { setTheme, THEME_WORDS, THEMES, useTheme } from './theme.ts';

interface NavEntry {
  readonly name: string;
  readonly icon: ReactNode;
  readonly link: LinkProps;
  readonly needs: Permission;
  readonly keys?: string;
}

const ICON = { 'aria-hidden': true, className: 'size-4 shrink-0', strokeWidth: 1.75 } as const;

const WORK: readonly NavEntry[] = [
  {
    name: 'Alerts',
    icon: <TriangleAlert {...ICON} />,
    link: paths.alerts({ status: ['open'] }),
    needs: 'alerts:read',
    keys: 'g a',
  },
  { name: 'Events', icon: <Activity {...ICON} />, link: paths.events(), needs: 'alerts:read', keys: 'g e' },
  {
    name: 'Entities',
    icon: <Fingerprint {...ICON} />,
    link: paths.entities(),
    needs: 'observables:read',
    keys: 'g n',
  },
  { name: 'Rules', icon: <Radar {...ICON} />, link: paths.rules(), needs: 'alerts:read', keys: 'g r' },
  {
    name: 'Sources',
    icon: <Cable {...ICON} />,
    link: paths.sources(),
    needs: 'integrations:read',
    keys: 'g s',
  },
];

const SETTINGS: readonly NavEntry[] = [
  {
    name: 'Field mappings',
    icon: <ListTree {...ICON} />,
    link: paths.mappings(),
    needs: 'integrations:read',
  },
  { name: 'API keys', icon: <KeyRound {...ICON} />, link: paths.keys(), needs: 'api_keys:manage' },
  {
    name: 'Triage policy',
    icon: <SlidersHorizontal {...ICON} />,
    link: paths.policy(),
    needs: 'alerts:read',
  },
  { name: 'Audit', icon: <ScrollText {...ICON} />, link: paths.audit(), needs: 'audit:read' },
];

interface SidebarProps {
  readonly onPalette: () => void;
  readonly onHelp: () => void;
}

export function Sidebar({ onPalette, onHelp }: SidebarProps) {
  return (
    <aside className="flex w-13 shrink-0 flex-col border-r border-line bg-rail xl:w-52">
      <div className="flex h-12 items-center px-4">
        <Brand className="max-xl:[&>span]:hidden" />
      </div>
      <div className="px-2 pb-2">
        <button
          type="button"
          onClick={onPalette}
          aria-label="Commands and search"
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line bg-surface px-2 text-sm text-ink-3 hover:border-line-strong hover:text-ink-2"
        >
          <Search aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
          <span className="flex-1 text-left max-xl:hidden">Find…</span>
          <Keys keys="mod+k" className="max-xl:hidden" />
        </button>
      </div>
      <nav aria-label="Main" className="flex flex-col gap-4 px-2">
        <NavGroup entries={WORK} />
        <NavGroup name="Settings" entries={SETTINGS} />
      </nav>
      <div className="mt-auto flex flex-col gap-0.5 p-2">
        <button
          type="button"
          onClick={onHelp}
          aria-label="Keyboard help"
          className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink"
        >
          <CircleHelp {...ICON} />
          <span className="flex-1 text-left max-xl:hidden">Keyboard</span>
          <Keys keys="?" className="max-xl:hidden" />
        </button>
        <PersonMenu />
      </div>
    </aside>
  );
}

function NavGroup({ name, entries }: { readonly name?: string; readonly entries: readonly NavEntry[] }) {
  const session = useSession();
  const open = entries.filter((entry) => holds(session, entry.needs));
  if (open.length === 0) return null;
  return (
    <div>
      {name ? <h2 className="caption px-2.5 pb-1 max-xl:sr-only">{name}</h2> : null}
      <ul className="flex flex-col gap-0.5">
        {open.map((entry) => (
          <li key={entry.name}>
            <Link
              {...entry.link}
              activeOptions={{ includeSearch: false }}
              title={entry.name}
              className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent"
            >
              {entry.icon}
              <span className="flex-1 truncate max-xl:sr-only">{entry.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PersonMenu() {
  const session = useSession();
  const { theme } = useTheme();
  const end = useMutation({
    mutationFn: () => api.session.end(),
    // A page without anything of this person left in memory.
    onSuccess: () => window.location.assign('/'),
    onError: toastError,
  });
  const themeIcons = {
    dark: <Moon {...ICON} />,
    light: <Sun {...ICON} />,
    system: <Monitor {...ICON} />,
  } as const;
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={`${session.principal.name}, ${session.tenant.name}`}
          className="flex h-10 items-center gap-2.5 rounded-md px-1.5 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-fill text-2xs font-semibold text-accent-ink"
          >
            {initialsOf(session.principal.name)}
          </span>
          <span className="min-w-0 flex-1 leading-tight max-xl:hidden">
            <span className="block truncate text-sm text-ink">{session.principal.name}</span>
            <span className="block truncate text-2xs text-ink-3">
              {session.tenant.name} · {session.principal.role}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3 max-xl:hidden" />
        </button>
      }
    >
      <MenuLabel>Theme</MenuLabel>
      {THEMES.map((choice) => (
        <MenuCheck key={choice} isChecked={theme === choice} onToggle={() => setTheme(choice)} staysOpen>
          <span className={cx('flex size-4 items-center', theme === choice ? 'text-ink' : 'text-ink-3')}>
            {themeIcons[choice]}
          </span>
          {THEME_WORDS[choice]}
        </MenuCheck>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => end.mutate()} icon={<LogOut aria-hidden className="size-4" />}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
