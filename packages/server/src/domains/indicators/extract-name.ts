// Dotted names: IPv4 addresses, domains, and URLs without a scheme. One pattern finds every dotted run; this module says
// what each one is. Addresses must not be version numbers, domains must not be file names, object paths of code, field
// names of logs, detection names or the seam of two sentences. The public suffix list alone is a poor judge of that: `name`,
// `id`, `sh`, `py`, `zip` and a thousand other ordinary words are top-level domains.

import { domainParts, isFileExtension } from '@watchfloor/sdk';
import { isAddressContext } from './extract-ipv4.ts';
import { hasPosition, type Scan } from './extract-scan.ts';
import { trimUrl } from './extract-url.ts';
import { eachPlace, findDottedRuns, isNameCode } from './extract-words.ts';

/** A name that could as well be a file's; decided when all names of the text are known. */
interface Doubtful {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

// `192.0.2.1-192.0.2.9`, which is one run because a hyphen may stand in a name.
const RANGE = /^(\d{1,3}(?:\.\d{1,3}){3})-(\d{1,3}(?:\.\d{1,3}){3})$/;

export function findNames(scan: Scan): void {
  const doubtful: Doubtful[] = [];
  const sureLines: number[] = [];
  eachPlace(findDottedRuns(scan.text), (start, end) => {
    const range = RANGE.exec(scan.text.slice(start, Math.min(end, start + 32)));
    if (range !== null && !scan.isTaken(start, end)) {
      for (const address of range.slice(1)) scan.add('ip', address, start);
      return;
    }
    const place = placeOf(scan, start, end);
    const kind = place === null ? null : classify(scan, place);
    if (place === null || kind === null) return;
    if (kind === 'doubtful') {
      doubtful.push(place);
      return;
    }
    if (isAloneOnLine(scan.text, place.start, place.end)) sureLines.push(place.start);
    report(scan, place, kind);
  });
  for (const place of doubtful) {
    if (isAloneOnLine(scan.text, place.start, place.end) && hasNeighbour(scan.text, place, sureLines)) {
      report(scan, place, 'domain');
    }
  }
}

// Here and below `charAt`, which gives '' before the first character: asking for the index -1 leaves the engine's fast path.

/** The run with hyphens and underscores of its surroundings taken off, widened over letters of other alphabets. */
function placeOf(scan: Scan, matchStart: number, matchEnd: number): Doubtful | null {
  const { text } = scan;
  let start = matchStart;
  let end = matchEnd;
  // A run may start behind a lone dot (`.example.com`, `*.example.com`), not in the middle of another chain.
  if (text.charAt(start - 1) === '.' && /[^\s"'*(,=|[`]/.test(text.charAt(start - 2))) return null;
  while (start < end && '-_'.includes(text[start] ?? '')) start += 1;
  while (end > start && '-_'.includes(text[end - 1] ?? '')) end -= 1;
  // `\nexample.com` in escaped text: the letter belongs to the escape, unless a folder of that name is meant.
  if (text.charAt(start - 1) === '\\' && /[nrt]/.test(text[start] ?? '') && text.charAt(start - 2) !== ':')
    start += 1;
  else if (text.charAt(start - 1) === '\\') return null;
  if (start > 0 && isForeignLetter(text.charCodeAt(start - 1))) start = widen(text, start, -1);
  if (end < text.length && isForeignLetter(text.charCodeAt(end))) end = widen(text, end, 1);
  return scan.isTaken(start, end) ? null : { name: text.slice(start, end), start, end };
}

/** Over the rest of a label with letters outside ASCII, at most one label's length. */
function widen(text: string, from: number, step: 1 | -1): number {
  let index = from;
  for (let count = 0; count < 63; count += 1) {
    const code = text.charCodeAt(step > 0 ? index : index - 1);
    if (!isForeignLetter(code) && !isNameCode(code)) break;
    index += step;
  }
  return index;
}

/** Letters of alphabets in which words are separated by spaces; Chinese and its neighbours end a name instead. */
function isForeignLetter(code: number): boolean {
  return (
    (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) || (code >= 0x370 && code <= 0x52f)
  );
}

type Kind = 'ip' | 'domain' | 'doubtful' | null;

function classify(scan: Scan, place: Doubtful): Kind {
  const { name } = place;
  if (/^\d+(?:\.\d+)*$/.test(name)) return isAddressContext(scan.text, place) ? 'ip' : null;
  const parts = name.length > 260 ? null : domainParts(name);
  if (parts === null || !parts.isPublic || parts.registrable.includes('_')) return null;
  if (hasPosition(scan.dots, place.start, place.end)) return 'domain';
  if (isPartOfSomethingElse(scan.text, place) || isCode(name, scan.text[place.end] ?? '')) return null;
  return isFileLike(scan.text, place) ? 'doubtful' : 'domain';
}

/** What stands directly before or behind shows that the name is a piece of a path, a call, a key or an address. */
function isPartOfSomethingElse(text: string, { start, end }: Doubtful): boolean {
  const before = text.charAt(start - 1) || ' ';
  const after = text[end] ?? ' ';
  if ('\\$@%#&~'.includes(before) || (before === '/' && text.charAt(start - 2) !== '/')) return true;
  if (
    (before === ':' && text.charAt(start - 2) === ':') ||
    (before === '>' && text.charAt(start - 2) === '-')
  )
    return true;
  if ('(@#'.includes(after) || (after === '=' && text[end + 1] !== '=')) return true;
  return (after === '"' || after === "'") && text[end + 1] === ':' && text[end + 2] !== '/';
}

// Fields of logs and properties of objects that are top-level domains too.
const FIELD_WORDS = new Set(
  `name id email host domains info type date data day now url link page total next format style map files version author
  services service network systems group groups team tools run do is to at as in it be by me my so no us am`.split(
    /\s+/,
  ),
);
// The first words of such field names and object paths (ECS and others, browsers, scripting hosts).
const OBJECT_WORDS = new Set(
  `this self window location navigator document console process module exports math json object array string event events req res request
  response os sys file user users host hosts agent source src destination dst dest client server observer network url http
  dns tls rule alert alerts kibana signal cloud container orchestrator threat email device group registry winlog related
  service session target actor account principal parent child item node element data log logs message msg error err result
  results row record entity identity policy resource app application browser math date time datetime args config options
  params input output obj doc el elem evt ctx context my package project repo image k8s kubernetes pod azure aws gcp o365
  okta system`.split(/\s+/),
);
const REVERSED_ROOTS = new Set([
  'com',
  'org',
  'net',
  'io',
  'edu',
  'gov',
  'de',
  'cn',
  'ru',
  'jp',
  'fr',
  'uk',
  'eu',
  'me',
]);
const CLASSIC_SUFFIXES = new Set(['com', 'net', 'org', 'edu', 'gov', 'mil']);

/** Object paths, field names, package names and detection names. */
function isCode(name: string, after: string): boolean {
  const labels = name.split('.');
  const first = (labels[0] ?? '').toLowerCase();
  const last = labels.at(-1) ?? '';
  if (isWrittenLikeCode(labels, last)) return true;
  const suffix = last.toLowerCase();
  // Field names and object paths: `process.parent.name`, `window.location.host`, `Microsoft.Storage` as an Azure provider.
  if (FIELD_WORDS.has(suffix) && labels.slice(0, -1).every(isObjectWord)) return true;
  // One letter before such a word is a variable (`o.id`); with a path behind it is a short link (`t.me/name`).
  if (FIELD_WORDS.has(suffix) && labels.length === 2 && first.length === 1 && after !== '/') return true;
  if (first === 'microsoft' && labels.length === 2 && suffix.length > 3) return true;
  if (FIELD_WORDS.has(suffix) && (after === ':' || labels.some((label) => label.includes('_')))) return true;
  // `com.example.app`: a package name is a domain read backwards.
  return labels.length > 2 && REVERSED_ROOTS.has(first) && !CLASSIC_SUFFIXES.has(suffix) && last.length > 2;
}

function isObjectWord(label: string): boolean {
  return OBJECT_WORDS.has(label.toLowerCase()) || FIELD_WORDS.has(label.toLowerCase());
}

/** Capitals where no one writes them in a domain: `System.Net`, `Agent.CO`, `files.List`, `ASP.NET`. */
function isWrittenLikeCode(labels: readonly string[], last: string): boolean {
  const isUpper = last === last.toUpperCase();
  if (isUpper && /[A-Z]/.test(last)) {
    const rest = labels.slice(0, -1).join('');
    if (last === 'NET') return labels.length === 2;
    return rest !== rest.toUpperCase() && !CLASSIC_SUFFIXES.has(last.toLowerCase());
  }
  // A capitalised suffix is a class or the first word of the next sentence.
  return last !== last.toLowerCase();
}

const HOST_WORDS =
  /(?:domains?|sites?|websites?|hosts?|hostname|servers?|c2|c&c|dns|resolve[sd]? to|hosted (?:on|at)|(?:uploaded|exfiltrated|connects?|beacons?) to)[\s:=]{1,3}["'\u201c\u2018]?$/i;
// Suffixes that are registered a lot; with three labels or more a host is likelier than a file with dots in its name.
const REGISTERED_SUFFIXES = new Set([
  'app',
  'sh',
  'one',
  'so',
  'rs',
  'md',
  'pl',
  'ps',
  'go',
  'pub',
  'pages',
  'dev',
]);
const KNOWN_HOSTS = new Set([
  'transfer.sh',
  'temp.sh',
  'notion.so',
  'cash.app',
  'docs.rs',
  'lib.rs',
  'ngrok.app',
  'deno.land',
]);

function isFileLike(text: string, { name, start, end }: Doubtful): boolean {
  const lower = name.toLowerCase();
  const labels = lower.split('.');
  const suffix = labels.at(-1) ?? '';
  if (!isFileExtension(suffix) || KNOWN_HOSTS.has(lower) || /^www\d?$/.test(labels[0] ?? '')) return false;
  // A path or a port behind it makes it a host, save for the folder of an application on macOS.
  if (/^(?::\d{2,5}\b|\/(?!Contents\b)[\w?#.-])/.test(text.slice(end, end + 12))) return false;
  if (labels.length > 2 && REGISTERED_SUFFIXES.has(suffix) && !labels.slice(0, -1).some(isFileExtension))
    return false;
  return !HOST_WORDS.test(text.slice(Math.max(0, start - 24), start));
}

function report(scan: Scan, place: Doubtful, kind: 'ip' | 'domain'): void {
  const { text } = scan;
  const url = urlWithoutScheme(text, place, kind);
  const end = url === '' ? place.end : place.start + url.length;
  // `authorization.example.io/reason": …` is the key of an annotation, not an address.
  if (url !== '' && /^"\s?:/.test(text.slice(end, end + 3))) return;
  scan.add(kind, place.name, place.start);
  scan.take(place.start, end);
  if (url !== '') scan.add('url', url, place.start);
}

/** The name together with a path that follows it, or ''. */
function urlWithoutScheme(text: string, { name, start, end }: Doubtful, kind: 'ip' | 'domain'): string {
  const tail = text.slice(end, end + 8);
  if (!/^(?::\d{1,5})?\/[\w%~!$&*=@.?#-]/.test(tail)) return '';
  // `10.0.0.0/8` is a network, `192.0.2.1/52675` an address with its port as Cisco writes it.
  if (kind === 'ip' && /^\/\d{1,5}(?![\w./?-])/.test(tail)) return '';
  let stop = end;
  while (stop < text.length && stop - start < MAX_URL_LENGTH && !URL_END.test(text[stop] ?? '')) stop += 1;
  const url = trimUrl(text.slice(start, stop));
  return url.length > name.length + 1 ? url : '';
}

const MAX_URL_LENGTH = 2048;
const URL_END = /[\s"'<>\\^`{}|[\]\u2018-\u201e]/;

const LINE_MARGIN = /^[\s*`|"'+,-]*$/;
const MARGIN_LENGTH = 8;

/** Whether the name has its line or its table cell for itself; looks at a few characters on either side only. */
function isAloneOnLine(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(0, start - MARGIN_LENGTH), start);
  const after = text.slice(end, end + MARGIN_LENGTH);
  const lineStart = before.lastIndexOf('\n');
  const lineEnd = after.indexOf('\n');
  if (lineStart < 0 && start > MARGIN_LENGTH) return false;
  if (lineEnd < 0 && end + MARGIN_LENGTH < text.length) return false;
  return (
    LINE_MARGIN.test(before.slice(lineStart + 1)) &&
    LINE_MARGIN.test(lineEnd < 0 ? after : after.slice(0, lineEnd))
  );
}

const NEIGHBOURHOOD = 400;

/** Whether a sure host or address stands alone on one of the two lines above or below. */
function hasNeighbour(text: string, { start, end }: Doubtful, sureLines: readonly number[]): boolean {
  const above = text
    .slice(Math.max(0, start - NEIGHBOURHOOD), start)
    .split('\n')
    .slice(-3)
    .join('\n');
  const below = text
    .slice(end, end + NEIGHBOURHOOD)
    .split('\n')
    .slice(0, 3)
    .join('\n');
  return hasPosition(sureLines, start - above.length, end + below.length);
}
