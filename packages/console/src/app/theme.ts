// The theme somebody chose for this browser. src/theme.js reads the same name before the first paint.

import { useSyncExternalStore } from 'react';

export const THEMES = ['dark', 'light', 'system'] as const;
export type Theme = (typeof THEMES)[number];
export const THEME_WORDS: Readonly<Record<Theme, string>> = {
  dark: 'Dark',
  light: 'Light',
  system: 'As the system',
};

const NAME = 'watchfloor.theme';
const listeners = new Set<() => void>();
const systemLight = matchMedia('(prefers-color-scheme: light)');

export function useTheme(): { readonly theme: Theme; readonly shown: 'dark' | 'light' } {
  const theme = useSyncExternalStore(subscribe, readTheme);
  const isSystemLight = useSyncExternalStore(subscribe, () => systemLight.matches);
  return { theme, shown: shownTheme(theme, isSystemLight) };
}

export function setTheme(theme: Theme): void {
  try {
    localStorage.setItem(NAME, theme);
  } catch {
    // Storage may be forbidden: the theme then lasts for this page.
  }
  apply(theme);
}

function readTheme(): Theme {
  let stored: string | null = null;
  try {
    stored = localStorage.getItem(NAME);
  } catch {
    // As above.
  }
  return THEMES.find((theme) => theme === stored) ?? 'dark';
}

function shownTheme(theme: Theme, isSystemLight: boolean): 'dark' | 'light' {
  return theme === 'light' || (theme === 'system' && isSystemLight) ? 'light' : 'dark';
}

function apply(theme: Theme): void {
  document.documentElement.dataset['theme'] = shownTheme(theme, systemLight.matches);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const onSystem = () => apply(readTheme());
  systemLight.addEventListener('change', onSystem);
  return () => {
    listeners.delete(listener);
    systemLight.removeEventListener('change', onSystem);
  };
}
