// Links into Microsoft's portals. A rule may fill an alert's link from the events it matched, so an attacker may have
// written it. A name under microsoft.com or azure.com proves nothing: forms, machines (`x.westeurope.cloudapp.azure.com`) and
// logic apps that anybody can rent have one too. So only the portals and the documentation become links, everything else
// stays in the raw record.

import type { JsonValue, Link } from '@watchfloor/sdk';
import { isObject, readFields } from './fields.ts';

const LINKS_MAX = 10;

const PORTALS = [
  'security.microsoft.com',
  'security.microsoft.us',
  'securitycenter.microsoft.com',
  'securitycenter.windows.com',
  'portal.cloudappsecurity.com',
  'portal.atp.azure.com',
  'portal.azure.com',
  'portal.azure.us',
  'portal.azure.cn',
  'entra.microsoft.com',
  'intune.microsoft.com',
  'endpoint.microsoft.com',
  'compliance.microsoft.com',
  'purview.microsoft.com',
  'protection.office.com',
  'learn.microsoft.com',
  'docs.microsoft.com',
];

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
  if (url.username !== '' || url.password !== '') return false;
  // Tenants and regions stand before some of the portals: `contoso.portal.cloudappsecurity.com`.
  return PORTALS.some((portal) => url.hostname === portal || url.hostname.endsWith(`.${portal}`));
}
