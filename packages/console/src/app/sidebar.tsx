import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, CircleHelp, LogOut, Monitor, Moon, Search, Sun, UserRound } from 'lucide-react';
import { api } from '../api.ts';
import { CUSTOMER } from '../customer-place.ts';
import { useHasCustomers } from '../features/customers/customer-queries.ts';
import { holds, useSession } from '../features/session/session.ts';
import { paths } from '../paths.ts';
import { cx } from '../ui/cx.ts';
import { initialsOf } from '../ui/format.ts';
import { Keys } from '../ui/keys.tsx';
import { Menu, MenuCheck, MenuItem, MenuLabel, MenuLine } from '../ui/menu.tsx';
import { toastError } from '../ui/toast.ts';
import { Brand } from './brand.tsx';
import { NAVIGATION, type NavigationGroup } from './navigation.tsx';
import { setTheme, THEME_WORDS, THEMES, useTheme } from './theme.ts';

const ICON = { 'aria-hidden': true, className: 'size-4 shrink-0', strokeWidth: 1.75 } as const;

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
      {/* Scrolls by itself where the window is low, so that the person's menu stays in reach. */}
      <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto px-2 pb-2">
        {NAVIGATION.map((group) => (
          <NavGroup key={group.name ?? 'work'} {...group} />
        ))}
      </nav>
      <div className="flex flex-col gap-0.5 border-t border-line p-2">
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

function NavGroup({ name, entries }: NavigationGroup) {
  const session = useSession();
  const hasCustomers = useHasCustomers();
  const open = entries.filter(
    (entry) => holds(session, entry.needs) && (!entry.isForCustomers || hasCustomers),
  );
  if (open.length === 0) return null;
  return (
    <div>
      {name ? <h2 className="caption px-2.5 pb-0.5 max-xl:sr-only">{name}</h2> : null}
      <ul className="flex flex-col">
        {open.map((entry) => (
          <li key={entry.name}>
            <Link
              {...entry.link}
              activeOptions={{ includeSearch: false }}
              title={entry.name}
              className="flex h-7 items-center gap-2.5 rounded-md px-2.5 text-sm text-ink-2 hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-ink aria-[current=page]:[&>svg]:text-accent"
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
  const navigate = useNavigate();
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
      {CUSTOMER === null ? (
        <MenuItem
          onSelect={() => void navigate(paths.account())}
          icon={<UserRound aria-hidden className="size-4" />}
        >
          Your account
        </MenuItem>
      ) : null}
      <MenuItem onSelect={() => end.mutate()} icon={<LogOut aria-hidden className="size-4" />}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
