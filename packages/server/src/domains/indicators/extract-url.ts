// URLs and e-mail addresses in running text.
//
// A URL is found from its `://` outwards: the scheme to the left, then everything up to a character that cannot stand in
// a URL. What is hard is where it ends, since prose, Markdown, tables and code put their own punctuation right behind it;
// `trimUrl` has those rules. The host of a URL is not reported as a second indicator: in hand-labelled reports it is listed
// as one only where it also stands alone (5 of 461 hosts otherwise), and a look-up can take it from the URL at any time.

import { domainParts, trimEndOf, urlParts } from '@watchfloor/sdk';
import type { Scan } from './extract-scan.ts';

const SCHEMES: ReadonlySet<string> = new Set(
  `http https ftp ftps sftp tftp ssh telnet ldap ldaps rmi dns doh smb cifs nfs tcp udp tls ssl quic ws wss rtsp rtmp irc ircs
  socks socks4 socks5 gopher dict git svn rsync vnc rdp mysql postgres postgresql mongodb redis amqp mqtt sip sips imap pop3
  smtp stratum stratum+tcp stratum+ssl stratum+tls s3 tunnel feed webdav dav davs jdbc corba iiop nis nds`.split(
    /\s+/,
  ),
);

const MAX_SCHEME_LENGTH = 16;
const MAX_AUTHORITY_LENGTH = 320;
const MAX_URL_LENGTH = 4096;

// Characters that end a URL besides white space and control characters: quotes, brackets, and the pipe of tables.
const URL_ENDS = new Set(
  '"\'<>\\^`{}|[]\u00a0\u00ab\u00bb\u2018\u2019\u201a\u201c\u201d\u201e\u2026\u3000\u3001\u3002\uff08\uff09\uff0c\ufffd',
);
const AUTHORITY_ENDS = new Set('/?#');

/** Finds every `scheme://host…`, linear in the text: a stretch without a URL end is measured once. */
export function findUrls(scan: Scan): void {
  const { text } = scan;
  let stretchEnd = 0;
  let at = text.indexOf('://');
  while (at >= 0) {
    const scheme = schemeBefore(text, at);
    const bodyStart = at + 3;
    let next = bodyStart;
    if (scheme !== '') {
      if (stretchEnd <= bodyStart) stretchEnd = endOfStretch(text, bodyStart);
      const end = takeUrl(scan, { start: at - scheme.length, bodyStart, stretchEnd, scheme });
      // An address in brackets ends the stretch at its own bracket, so the end must be measured anew behind it.
      if (end > stretchEnd) stretchEnd = 0;
      next = Math.max(next, end);
    }
    at = text.indexOf('://', next);
  }
}

/** The known scheme that ends at the position, or ''. An escaped line end may stick to it: `\nhttps`. */
function schemeBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && end - start < MAX_SCHEME_LENGTH && isOfScheme(text.charCodeAt(start - 1))) start -= 1;
  const word = text.slice(start, end);
  if (SCHEMES.has(word.toLowerCase())) return word;
  return /(?:https?|ftp)$/i.exec(word)?.[0] ?? '';
}

/** A letter, a digit or a plus sign. */
function isOfScheme(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x2b;
}

function endOfStretch(text: string, from: number): number {
  const { length } = text;
  let index = from;
  while (index < length) {
    const code = text.charCodeAt(index);
    if (code <= 32 || code === 127 || URL_ENDS.has(text[index] ?? '')) break;
    index += 1;
  }
  return index;
}

interface UrlPlace {
  readonly start: number;
  readonly bodyStart: number;
  readonly stretchEnd: number;
  readonly scheme: string;
}

/** Records the URL and gives its end; 0 when there is none. */
function takeUrl(scan: Scan, place: UrlPlace): number {
  const { text } = scan;
  let { stretchEnd } = place;
  let authorityEnd = place.bodyStart;
  if (text[place.bodyStart] === '[') {
    const close = text.slice(place.bodyStart, place.bodyStart + 50).indexOf(']');
    if (close < 0) return 0;
    authorityEnd = place.bodyStart + close + 1;
    stretchEnd = endOfStretch(text, authorityEnd);
  }
  const limit = Math.min(stretchEnd, place.bodyStart + MAX_AUTHORITY_LENGTH);
  while (authorityEnd < limit && !AUTHORITY_ENDS.has(text[authorityEnd] ?? '')) authorityEnd += 1;
  const authority = trimUrl(text.slice(place.bodyStart, authorityEnd));
  const prefix = canonicalPrefix(place.scheme, authority);
  if (prefix === null) return 0;
  const isWhole = place.bodyStart + authority.length === authorityEnd;
  const tail = isWhole ? text.slice(authorityEnd, Math.min(stretchEnd, place.start + MAX_URL_LENGTH)) : '';
  const trimmed = trimUrl(`/${authority}${tail}`).slice(1 + authority.length);
  const end = place.bodyStart + authority.length + trimmed.length;
  scan.take(place.start, end);
  scan.add('url', prefix + trimmed, place.start);
  return end;
}

/** `scheme://authority` with a checked host, or null. */
function canonicalPrefix(scheme: string, authority: string): string | null {
  const parts = urlParts(`${scheme}://${authority}`);
  if (parts === null) return null;
  // A single word is a host only where something else says so; `http://host` in prose is an example.
  if (parts.hostKind === 'name' && !/[a-z].*[\d-]|\w\.\w|^localhost$|:\d+$/i.test(authority)) return null;
  return parts.text;
}

const ENTITIES = /&(?:quot|gt|lt|apos|nbsp|#0?3[49]|#x2[27]);/i;
// A comma that starts another cell of a table or list: before an address, a quote, a plain word, a number or a date.
const COMMA_CELL = /,(?=https?:|h[tx]{2}p|\s|$|[\w :+-]*(?:,|$))/i;
const SUBSTITUTION = /\$\(/;
const SEMICOLON_CELL = /;(?=https?:|\s|$)/i;

/** Cuts what belongs to the text around a URL: table cells, closing brackets, sentence punctuation. */
export function trimUrl(raw: string): string {
  let url = cutAt(cutAt(cutAt(raw, ENTITIES), SEMICOLON_CELL), SUBSTITUTION);
  const query = url.indexOf('?');
  const comma = COMMA_CELL.exec(url);
  // Inside a query, lists separated by commas are part of the URL.
  if (comma !== null && (query < 0 || comma.index < query)) url = url.slice(0, comma.index);
  url = cutUnbalanced(url);
  return trimEndOf(url, '.,;:!?*+#\u2019\u201d');
}

function cutAt(text: string, pattern: RegExp): string {
  const match = pattern.exec(text);
  return match === null ? text : text.slice(0, match.index);
}

/** Up to the first closing parenthesis that was not opened inside the URL. */
function cutUnbalanced(url: string): string {
  if (!url.includes(')')) return url;
  let depth = 0;
  for (let index = 0; index < url.length; index += 1) {
    if (url[index] === '(') depth += 1;
    if (url[index] === ')') {
      depth -= 1;
      if (depth < 0) return url.slice(0, index);
    }
  }
  return url;
}

const LOCAL_CHARACTER = 1;
const DOMAIN_CHARACTER = 2;
const EMAIL_CHARACTERS = new Uint8Array(128);
for (let code = 0; code < 128; code += 1) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9._%+'-]/.test(character)) EMAIL_CHARACTERS[code] = LOCAL_CHARACTER;
  if (/[A-Za-z0-9._-]/.test(character)) EMAIL_CHARACTERS[code] = LOCAL_CHARACTER | DOMAIN_CHARACTER;
}

function isOfEmail(code: number, part: number): boolean {
  return code < 128 && ((EMAIL_CHARACTERS[code] ?? 0) & part) !== 0;
}

/** Finds e-mail addresses from their `@` outwards; both sides are bounded, so the work is linear. */
export function findEmails(scan: Scan): void {
  const { text } = scan;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at;
    while (start > 0 && at - start < 64 && isOfEmail(text.charCodeAt(start - 1), LOCAL_CHARACTER)) start -= 1;
    while (start < at && /[.'%+-]/.test(text[start] ?? '')) start += 1;
    let end = at + 1;
    while (end < text.length && end - at < 254 && isOfEmail(text.charCodeAt(end), DOMAIN_CHARACTER)) end += 1;
    while (end > at && /[.-]/.test(text[end - 1] ?? '')) end -= 1;
    if (start === at || end === at + 1 || scan.isTaken(start, end)) continue;
    const local = text.slice(start, at);
    const domain = domainParts(text.slice(at + 1, end));
    // `git@host:path` is an account on a repository server, and a digit-only end is a package version.
    if (domain === null || domain.name.includes('_') || (local === 'git' && text[end] === ':')) continue;
    scan.take(start, end);
    scan.add('email', `${local}@${domain.name}`, start);
  }
}
