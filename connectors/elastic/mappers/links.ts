// Links into Kibana. Kibana writes the address of an alert into the alert, but a rule copies fields of the matched event
// beside it, so that the address is believed only when it is exactly what Kibana builds: the redirect page of this very
// alert, whose id is a hash that nobody can know beforehand. What is passed on is put together again from its parts.
// https://www.elastic.co/guide/en/security/current/view-alert-details.html

import type { Link } from '@watchfloor/sdk';
import type { EcsDocument } from './document.ts';

const REDIRECT = /^((?:\/[\w.-]{1,60}){0,6})\/app\/security\/alerts\/redirect\/([\w-]{8,200})$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

interface AlertPage {
  /** Scheme, host, base path and space: what every page of this Kibana begins with. */
  readonly kibana: string;
  readonly url: string;
}

function alertPage(doc: EcsDocument, id: string): AlertPage | null {
  const text = doc.text('kibana.alert.url');
  if (id === '' || text.length > 2048 || !/^https:\/\//i.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const match = REDIRECT.exec(url.pathname);
  if (match === null || url.username !== '' || url.password !== '' || match[2] !== id) return null;
  const kibana = `${url.origin}${match[1]}`;
  const known = ['index', 'timestamp'].flatMap((name) => {
    const value = url.searchParams.get(name);
    return value === null ? [] : [`${name}=${encodeURIComponent(value)}`];
  });
  const query = known.length === 0 ? '' : `?${known.join('&')}`;
  return { kibana, url: `${kibana}/app/security/alerts/redirect/${id}${query}` };
}

/** The alert's page in its Kibana, when the alert tells it. */
export function linksOf(doc: EcsDocument, id: string): Link[] {
  const page = alertPage(doc, id);
  return page === null ? [] : [{ label: 'Alert in Kibana', url: page.url }];
}

/** The rule's page in the same Kibana. */
export function rulePage(doc: EcsDocument, id: string): string | null {
  const page = alertPage(doc, id);
  const rule = doc.text('kibana.alert.rule.uuid');
  return page === null || !UUID.test(rule) ? null : `${page.kibana}/app/security/rules/id/${rule}`;
}
