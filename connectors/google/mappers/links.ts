// Links into Google's consoles. Rules and products fill link fields from events, so an attacker may have written them: only
// https addresses of the consoles themselves become links. `google.com` as a whole is no console: it serves pages of anybody.

import type { Link } from '@watchfloor/sdk';

const CONSOLES = /(?:^|\.)chronicle\.security$|^(?:console\.cloud|admin|console)\.google\.com$/;
const URL_MAX = 2048;

/** The link, or none when the address is empty or leads elsewhere. */
export function consoleLink(label: string, url: string): Link[] {
  if (url.length > URL_MAX || !/^https:\/\//i.test(url) || !URL.canParse(url)) return [];
  const parts = new URL(url);
  const isConsole = parts.username === '' && parts.password === '' && CONSOLES.test(parts.hostname);
  return isConsole ? [{ label, url }] : [];
}
