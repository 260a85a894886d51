// Labels and links of an event.

import { domainParts, type JsonObject, type JsonValue, type Link, textAt, valueAt } from '@watchfloor/sdk';
import { wordsOf } from './event-class.ts';
import { isList, isObject, openPart } from './open.ts';

const LABELS_MAX = 20;
const LABEL_MAX = 200;
const URL_MAX = 2000;

/** What a control did, what malware was named, and the labels that the producer set. */
export function labelsOf(event: JsonObject): readonly string[] {
  const labels: string[] = [];
  const disposition = wordsOf(textAt(event, 'disposition'));
  if (disposition !== '' && disposition !== 'unknown') labels.push(`disposition:${disposition}`);
  if (textAt(event, 'is_suspected_breach') === 'true') labels.push('suspected_breach');
  for (const item of listAt(event, 'malware')) {
    const name = isObject(item) ? textAt(item, 'name') : '';
    if (name !== '') labels.push(`malware:${name}`);
  }
  for (const label of listAt(event, 'metadata.labels')) {
    if (typeof label === 'string') labels.push(label.trim());
  }
  const fitting = labels.filter((label) => label !== '' && label.length <= LABEL_MAX);
  return [...new Set(fitting)].slice(0, LABELS_MAX);
}

function listAt(event: JsonObject, path: string): readonly JsonValue[] {
  const list = openPart(valueAt(event, path));
  return isList(list) ? list.slice(0, LABELS_MAX) : [];
}

const LINKS: readonly (readonly [path: string, label: string])[] = [
  ['finding_info.src_url', 'Finding'],
  ['finding.src_url', 'Finding'],
  ['src_url', 'Incident'],
];

/**
 * `src_url` is written by the product that reports, never by what it reports on. Which hosts are the vendor's own cannot be
 * known for every vendor, so what is checked is that it is a plain https address of a public name.
 */
export function linksOf(event: JsonObject): readonly Link[] {
  const links = new Map<string, Link>();
  for (const [path, label] of LINKS) {
    const url = textAt(event, path);
    if (isPublicAddress(url) && !links.has(url)) links.set(url, { label, url });
  }
  return [...links.values()];
}

function isPublicAddress(text: string): boolean {
  if (!/^https:\/\//i.test(text) || text.length > URL_MAX || /[\s"<>\\]/.test(text)) return false;
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return url.username === '' && url.password === '' && domainParts(url.hostname)?.isPublic === true;
}
