// Links into Splunk Web. Only the webhook's own `results_link` is believed: it stands outside the result, which is made of
// what was logged.

import type { Link } from '@watchfloor/sdk';

/**
 * The link to the results, and for a notable event its page in Incident Review on the same server.
 * @param eventId the id of a notable event, or ''
 */
export function linksOf(resultsLink: string, eventId: string): Link[] {
  if (resultsLink.length > 2048 || !/^https:\/\//i.test(resultsLink) || !URL.canParse(resultsLink)) return [];
  const url = new URL(resultsLink);
  if (url.username !== '' || url.password !== '' || !/\/app\//.test(url.pathname)) return [];
  const links = [{ label: 'Results in Splunk', url: url.href }];
  if (!eventId.includes('@@notable@@')) return links;
  const root = url.pathname.slice(0, url.pathname.indexOf('/app/'));
  const page = `${url.origin}${root}/app/SplunkEnterpriseSecuritySuite/incident_review?event_id=${encodeURIComponent(eventId)}`;
  return [{ label: 'Incident Review', url: page }, ...links];
}
