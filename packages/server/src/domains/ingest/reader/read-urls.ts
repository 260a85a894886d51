// Web addresses in fields: whole ones, ones without a scheme, the request target alone (what web servers log), and the
// request line around it. A link to the product's own pages is none of them.

import { put, type Reading } from './field-reading.ts';
import { readDomain } from './read-names.ts';

/** Addresses that name a format or a help page, in every product's records. */
const NAMESPACE_URL =
  /^https?:\/\/(?:www\.w3\.org|schemas\.[\w.-]+|(?:aka\.ms|go\.microsoft\.com\/fwlink|attack\.mitre\.org|json-schema\.org|nvd\.nist\.gov|cve\.mitre\.org|www\.cve\.org)(?=[/?#]|$))/i;

const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@\s]*@)?(\[[^\]]+\]|[^/?#:\s]+)/i;

/** A value with `://` in it. */
export function readUrl(reading: Reading, raw: string): void {
  const { meaning } = reading;
  if (meaning.hidesShapes || meaning.isProductLink || meaning.isQuiet) return;
  // Some products name the kind before it: `uri=https://…`.
  const value = raw.replace(/^(?:uri|url)=(?=[a-z])/i, '');
  if (NAMESPACE_URL.test(value) || !put(reading, value, { type: 'url', rule: 'shape of a URL' })) return;
  const host = HOST.exec(value)?.[1];
  if (host === undefined) return;
  putPlace(reading, host);
  if (value.includes('=http')) readInner(reading, value);
}

function putPlace(reading: Reading, host: string): void {
  if (!put(reading, host, { type: 'domain', rule: 'host of a URL' }))
    put(reading, host, { type: 'ip', rule: 'host of a URL' });
}

const INNER = /=(https?(?::\/\/|%(?:25)?3A%(?:25)?2F%(?:25)?2F)[^&#\s]{4,1500})/gi;
const INNER_MAX = 2;

/** Redirects and link rewriters carry the real address in a parameter, escaped once or twice. */
function readInner(reading: Reading, value: string): void {
  let count = 0;
  for (const match of value.matchAll(INNER)) {
    let inner = match[1] ?? '';
    for (let round = 0; round < 2 && /%(?:25)?(?:3A|2F)/i.test(inner); round += 1) inner = unescapeUrl(inner);
    const host = HOST.exec(inner)?.[1];
    if (host === undefined || !put(reading, inner, { type: 'url', rule: 'URL inside a URL' })) continue;
    putPlace(reading, host);
    count += 1;
    if (count >= INNER_MAX) return;
  }
}

function unescapeUrl(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone percent sign: what is no escape stays as it is.
    return text.replaceAll(/%([2-7][0-9a-f])/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
}

/** A field for web addresses with less than a whole one: `www.example.com/a`, `/index.php?id=1`, `www.example.com`. */
export function readTarget(reading: Reading, value: string): void {
  const { meaning } = reading;
  if (meaning.isVetoed || meaning.isId || meaning.hidesShapes || meaning.isProductLink) return;
  if (/^(?:mailto|tel|data|javascript|about):/i.test(value)) return;
  const slash = value.search(/[/?]/);
  if (slash < 0) {
    readDomain(reading, value);
    return;
  }
  if (!put(reading, value, { type: 'url', rule: slash === 0 ? 'request target' : 'URL without its scheme' }))
    return;
  const host = value.slice(0, slash).replace(/:\d{1,5}$/, '');
  if (host.includes('.')) putPlace(reading, host);
}

const REQUEST_LINE =
  /^(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT|TRACE|PROPFIND|SEARCH|REPORT) (\S{1,4000})(?: HTTP\/\d(?:\.\d)?)?$/;

/** `GET /a?b=1 HTTP/1.1` under any name. */
export function readRequestLine(reading: Reading, value: string): boolean {
  const target = REQUEST_LINE.exec(value)?.[1];
  if (target === undefined) {
    // `request` of CEF is the address that was asked for, whole or without its scheme.
    if (reading.meaning.purpose.name !== 'request' || !/^[\w.-]*\/\S*$/.test(value)) return false;
    readTarget(reading, value);
    return true;
  }
  if (target.includes('://')) readUrl(reading, target);
  else if (target.startsWith('/')) put(reading, target, { type: 'url', rule: 'target of a request line' });
  else readDomain(reading, target.replace(/:\d{1,5}$/, ''));
  return true;
}
