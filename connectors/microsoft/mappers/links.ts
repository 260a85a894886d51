// Links into Microsoft's portals. A rule may fill an alert's link from the events it matched, so an attacker may have
// written it: only https addresses of Microsoft's own hosts become links, everything else stays in the raw record.

import type { JsonValue, Link } from '@watchfloor/sdk';
import { isObject, readFields } from './fields.ts';

const LINKS_MAX = 10;

const PORTALS =
  /(?:^|\.)(?:microsoft\.(?:com|us)|azure\.(?:com|us|cn)|office\.com|office365\.us|cloudappsecurity\.com|microsoftonline\.com|windows\.com|atp\.azure\.com)$/;

export interface LinkList {
  /** Adds the address unless it is empty, none of a portal, or already there. */
  add(label: string, url: string): void;
  /** Adds each of an alert's `ExtendedLinks`. */
  addExtended(items: readonly JsonValue[]): void;
  list(): Link[];
}

export function linkList(): LinkList {
  const links = new Map<string, Link>();
  const add = (label: string, url: string): void => {
    if (links.size >= LINKS_MAX || links.has(url) || !isPortal(url)) return;
    links.set(url, { label, url });
  };
  return {
    add,
    addExtended(items) {
      for (const item of items) {
        if (!isObject(item)) continue;
        const fields = readFields(item);
        add(fields.text('Label') || 'More in Microsoft', fields.text('Href', 'Url'));
      }
    },
    list: () => [...links.values()],
  };
}

function isPortal(text: string): boolean {
  if (!/^https:\/\//i.test(text) || text.length > 2048 || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.username === '' && url.password === '' && PORTALS.test(url.hostname);
}
