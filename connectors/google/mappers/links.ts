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
  // As the browser reads it: control characters are gone or escaped.
  return isConsole ? [{ label, url: parts.href }] : [];
}

/** The Alert Center writes the address of its investigation tool without a scheme. */
export function investigationLink(label: string, url: string): Link[] {
  return consoleLink(label, url.startsWith('admin.google.com/') ? `https://${url}` : url);
}

const OWN_RULE = /^ru_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The page of one's own rule in the instance of SecOps that a detection of it leads back to. */
export function rulePage(urlBackToProduct: string, ruleId: string): string | null {
  const [link] = consoleLink('', urlBackToProduct);
  if (link === undefined || !OWN_RULE.test(ruleId)) return null;
  const { origin, hostname } = new URL(link.url);
  return hostname.endsWith('.chronicle.security') ? `${origin}/ruleDetections?ruleId=${ruleId}` : null;
}

const REMEDIATION =
  'https://docs.cloud.google.com/security-command-center/docs/how-to-remediate-security-health-analytics-findings';

/** Where Google describes a detector of Security Health Analytics: a section for each category. */
export function detectorPage(detector: string, category: string): string | null {
  const isOwn = detector === 'Security Health Analytics' && /^[A-Z][A-Z0-9_]{2,80}$/.test(category);
  return isOwn ? `${REMEDIATION}#${category.toLowerCase()}` : null;
}
