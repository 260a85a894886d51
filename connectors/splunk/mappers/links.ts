// Links into Splunk Web. Only the webhook's own `results_link` is believed: it stands outside the result, which is made of
// what was logged.

import type { Link } from '@watchfloor/sdk';

/**
 * The link to the results, and for a notable event its page in Incident Review on the same server.
 * @param eventId the id of a notable event, or ''
 */
export function linksOf(resultsLink: string, eventId: string): Link[] {
  const url = splunkWeb(resultsLink);
  if (url === null) return [];
  const links = [{ label: 'Results in Splunk', url: url.href }];
  // Half of a surrogate pair cannot be written into an address.
  if (!eventId.includes('@@notable@@') || !eventId.isWellFormed()) return links;
  const page = `${rootOf(url)}/app/SplunkEnterpriseSecuritySuite/incident_review?event_id=${encodeURIComponent(eventId)}`;
  return [{ label: 'Incident Review', url: page }, ...links];
}

/**
 * The page of the saved search on the server of the results, as Splunk's own mails link to it (`$view_link$`).
 * @param search its name and the app it belongs to, as the webhook says
 */
export function rulePage(
  resultsLink: string,
  search: { readonly app: string; readonly name: string },
): string | null {
  const url = splunkWeb(resultsLink);
  const isNamed = search.name !== '' && search.name.length <= 300 && search.name.isWellFormed();
  if (url === null || !isNamed || !/^\w[\w.-]{0,99}$/.test(search.app)) return null;
  const path = `/servicesNS/nobody/${search.app}/saved/searches/${encodeURIComponent(search.name)}`;
  return `${rootOf(url)}/app/${search.app}/alert?s=${encodeURIComponent(path)}`;
}

/** The address when it is a page of Splunk Web over https; else null. */
function splunkWeb(link: string): URL | null {
  if (link.length > 2048 || !/^https:\/\//i.test(link) || !URL.canParse(link)) return null;
  const url = new URL(link);
  const isPlain = url.username === '' && url.password === '';
  return isPlain && url.pathname.includes('/app/') ? url : null;
}

/** What stands before the app: the server, and the language or the prefix behind a proxy. */
function rootOf(url: URL): string {
  return `${url.origin}${url.pathname.slice(0, url.pathname.indexOf('/app/'))}`;
}
