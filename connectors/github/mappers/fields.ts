// Reading GitHub's JSON, where every part may be missing or null.

import { cut, type JsonObject, type JsonValue, type Link, type RecordFlag } from '@watchfloor/sdk';

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined;
}

/** A text, number or boolean as trimmed text; '' for everything else. */
export function asText(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function memberText(value: JsonValue | undefined, name: string): string {
  return asText(memberOf(value, name));
}

/** The items of a list; a single value stands for the list of it. */
export function memberItems(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  const list = memberOf(value, name);
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  if (Array.isArray(list)) return list as readonly JsonValue[];
  return list === undefined ? [] : [list];
}

/** The text within its limit; a cut is flagged. */
export function shorten(text: string, max: number, flags: Set<RecordFlag>): string {
  if (text.length > max) flags.add('text_cut');
  return cut(text, max);
}

/** `Label: text. Label: text.` of the parts that have a text. */
export function sentences(parts: readonly (readonly [label: string, text: string])[]): string {
  return parts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text.endsWith('.') ? text : `${text}.`}`)
    .join(' ');
}

/** `owner/name`, as GitHub allows it; '' for anything else. */
export function repositoryName(text: string): string {
  return /^[\w.-]{1,100}\/[\w.-]{1,100}$/.test(text.slice(0, 201)) ? text : '';
}

/**
 * A link to GitHub. A webhook of an Enterprise Server names its own host, which anybody could have written into a body: only
 * github.com and the hosts of GitHub Enterprise Cloud become links.
 */
export function githubLink(label: string, url: string): Link[] {
  if (url.length > 2048 || !/^https:\/\//i.test(url) || !URL.canParse(url)) return [];
  const parts = new URL(url);
  const isGithub = /^(?:github\.com|[a-z0-9-]+\.ghe\.com)$/.test(parts.hostname);
  // As the browser reads it: control characters are gone or escaped.
  return isGithub && parts.username === '' && parts.password === '' ? [{ label, url: parts.href }] : [];
}

/** The page of an advisory in GitHub's database; null when the id is none. */
export function advisoryPage(id: string): string | null {
  return /^GHSA(?:-[0-9a-z]{4}){3}$/i.test(id) ? `https://github.com/advisories/${id}` : null;
}

/** The help of a rule. Tools of others report to code scanning, too, and lead to their own: only GitHub's pages are taken. */
export function documentPage(url: string): string | null {
  if (url.length > 2048 || !/^https:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { hostname, username, password, href } = new URL(url);
  const isGithub = /^(?:docs|codeql)\.github\.com$/.test(hostname) && username === '' && password === '';
  return isGithub ? href : null;
}
