// Links into the consoles of AWS, built from parts that are checked: a record's own fields may come from anybody who can
// write to the account.

import type { Link } from '@watchfloor/sdk';

// Commercial, China and GovCloud have consoles of their own, told apart by the region.
const CONSOLES: readonly (readonly [prefix: string, host: string])[] = [
  ['cn-', 'console.amazonaws.cn'],
  ['us-gov-', 'console.amazonaws-us-gov.com'],
];

/** The address of a page of a service's console; null when the region is none. */
export function consoleUrl(region: string, service: string, fragment: string): string | null {
  if (!isRegion(region)) return null;
  const host = CONSOLES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'console.aws.amazon.com';
  return `https://${region}.${host}/${service}/home?region=${region}#${fragment}`;
}

export function isRegion(text: string): boolean {
  return text.length <= 30 && /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/.test(text);
}

const HOSTS =
  /^(?:(?:[a-z0-9-]+\.)?console\.(?:aws\.amazon\.com|amazonaws\.cn|amazonaws-us-gov\.com)|docs\.(?:aws\.amazon\.com|amazonaws\.cn))$/;

/** The address if it is https and one of AWS's consoles or documents; else null. */
export function awsUrl(text: string): string | null {
  if (!text.startsWith('https://') || text.length > 2048 || !URL.canParse(text)) return null;
  const url = new URL(text);
  // As the browser reads it: control characters are gone or escaped.
  return url.username === '' && url.password === '' && url.port === '' && HOSTS.test(url.hostname)
    ? url.href
    : null;
}

export function linkList(...links: readonly (readonly [label: string, url: string | null])[]): Link[] {
  const found = new Map<string, Link>();
  for (const [label, url] of links) {
    if (url !== null && url !== '' && !found.has(url)) found.set(url, { label, url });
  }
  return [...found.values()];
}
