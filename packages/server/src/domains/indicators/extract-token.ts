// Indicators that are one word with a fixed alphabet: hashes, vulnerability ids, techniques, autonomous systems, MAC and
// IPv6 addresses, bitcoin addresses. The words come sorted from `extract-words.ts`; here each is looked at in its place.

import { type EntityType, isFileExtension, techniquesIn } from '@watchfloor/sdk';
import type { Scan } from './extract-scan.ts';
import { eachPlace, findColonRuns, findWords } from './extract-words.ts';

const HASH_TYPES: Readonly<Record<number, EntityType>> = {
  32: 'md5',
  40: 'sha1',
  64: 'sha256',
  128: 'sha512',
};

// Digests of something other than a file's bytes, and random identifiers of the same length. The label stands within a
// few characters before the value, possibly with separators or a line end between.
const OTHER_DIGEST =
  /(?:(?:imp|type|vi?|rich(?:[ _-]?header)?|pe|ssdeep|authenti|section|resource|icon|function|telf|symbol|perm|password|ntlm|nt|lm|salt|challenge)[ _-]?hash(?:es)?|tlsh|hassh|nonce|salt|salted|ja3s?(?:[ _-]?(?:hash|digest|fingerprint|md5))?)["'*`]{0,3}[\s:=|-]{1,12}["'*`]?$/i;
// `"agentId":"…"`, `session_id=…`, `ldt:…`, `urn:x:y:…`. Only what has the length of an MD5 is doubted for that.
const RANDOM_ID =
  /(?:(?:[a-z](?:Id|ID)|[_ -](?:id|ID)|\b(?:id|ID|uuid|guid|UUID|GUID|Id|aid|cid)|IDString|IdString|[Uu]uid|[Gg]uid|UUID|GUID|[Tt]oken|[Nn]once|[Ss]ecret|[Ee][Tt]ag|[Cc]ookie|csrf|CSRF|api[_-]?key|apiKey)["'*`]{0,3}\s?[:=]\s?["'*`]?(?:[a-z]{2,5}:)?|\b(?:ldt|ind|cid|aid|urn:[\w:-]{1,30}):)$/;
const LABEL_LOOK_BACK = 40;

/** Finds everything that is one word. */
export function findTokens(scan: Scan): void {
  const words = findWords(scan.text);
  eachPlace(words.hexes, (start, end) => takeHash(scan, start, end));
  eachPlace(words.pairs, (start) => takeMac(scan, start));
  eachPlace(words.marks, (start, end) => takeMarked(scan, start, end));
  eachPlace(words.coins, (start, end) => {
    if (!scan.isTaken(start, end)) scan.add('bitcoin', scan.text.slice(start, end), start);
  });
  if (scan.text.includes(':'))
    eachPlace(findColonRuns(scan.text), (start, end) => takeIpv6(scan, start, end));
}

function takeHash(scan: Scan, start: number, end: number): void {
  const type = HASH_TYPES[end - start];
  if (type === undefined || scan.isTaken(start, end)) return;
  const hex = scan.text.slice(start, end);
  if (/^\d+$/.test(hex) || /^(.)\1+$/.test(hex) || isLabelOfName(scan.text, end)) return;
  const before = scan.text.slice(Math.max(0, start - LABEL_LOOK_BACK), start);
  if (OTHER_DIGEST.test(before) || (hex.length === 32 && isRandomId(scan.text, start, before))) return;
  scan.take(start, end);
  scan.add(type, hex, start);
}

/** The last part of an Amazon resource name is an id as well. */
function isRandomId(text: string, start: number, before: string): boolean {
  if (RANDOM_ID.test(before)) return true;
  if (text.charAt(start - 1) !== '/' && text.charAt(start - 1) !== ':') return false;
  return /\barn:aws[^\s"',]*$/.test(text.slice(Math.max(0, start - 160), start));
}

/** The digits are a label of a dotted name (`<hash>.example.com`), not a file named after its hash (`<hash>.exe`). */
function isLabelOfName(text: string, end: number): boolean {
  if (text[end] !== '.') return false;
  const label = /^\.([0-9A-Za-z-]+)/.exec(text.slice(end, end + 12))?.[1];
  return label !== undefined && !isFileExtension(label) && !/^[A-Z][a-z]/.test(label);
}

const MAC =
  /[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![0-9A-Za-z]|\1[0-9a-f])|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}(?![0-9A-Za-z]|\.[0-9A-Za-z])/iy;

function takeMac(scan: Scan, start: number): void {
  const { text } = scan;
  MAC.lastIndex = start;
  const match = MAC.exec(text);
  if (match === null) return;
  const end = start + match[0].length;
  // More pairs in front: the end of a fingerprint or of a longer identifier.
  if (/[0-9a-f][:.-]$/i.test(text.slice(Math.max(0, start - 2), start)) || scan.isTaken(start, end)) return;
  scan.take(start, end);
  scan.add('mac', match[0], start);
}

const CVE = /CVE ?[-_ \u2010-\u2015] ?(\d{4}) ?[-_ \u2010-\u2015] ?(\d{4,10})(?!\d)/iy;
// `AS 1234` and `ASN1234`; 'as' in lower case is a word. The IBM machine called AS/400 is no network.
const ASN = /(?:AS[ -]?|[Aa][Ss][Nn][ :#-]{0,2})(?!400\b)(\d{1,10})(?![\w])/y;
const TECHNIQUE = /T\d{4}(?:[./]\d{3,4})?(?![0-9A-Za-z])/iy;

function takeMarked(scan: Scan, start: number, end: number): void {
  const { text } = scan;
  const second = text.charCodeAt(start + 1);
  // 'CV…', 'AS…' or 'T' and a digit: most words that start with these letters are only words.
  if (second >= 48 && second <= 57) {
    // Techniques count inside URLs too: the address of a technique's page names it as much as its id does.
    TECHNIQUE.lastIndex = start;
    if (end - start !== 5 || !TECHNIQUE.test(text)) return;
    for (const technique of techniquesIn(text.slice(start, end + 5))) scan.add('technique', technique, start);
    return;
  }
  const pattern = second === 86 || second === 118 ? CVE : ASN;
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  if (match === null || scan.isTaken(start, start + match[0].length)) return;
  if (pattern === CVE) scan.add('cve', `CVE-${match[1]}-${match[2]}`, start);
  else if (text.charAt(start - 1) !== '-' && text.charAt(start - 1) !== '_')
    scan.add('asn', match[1] ?? '', start);
}

const DOTTED_TAIL = /\d{1,3}(?:\.\d{1,3}){3}(?![\w.])/y;

function takeIpv6(scan: Scan, start: number, runEnd: number): void {
  const { text } = scan;
  if (/[\w.]/.test(text.charAt(start - 1))) return;
  let end = runEnd;
  if (text[runEnd] === '.') {
    // `::ffff:192.0.2.1`: the last group is an IPv4 address; a dot at the end of a sentence is not.
    DOTTED_TAIL.lastIndex = text.lastIndexOf(':', runEnd) + 1;
    const tail = DOTTED_TAIL.exec(text);
    if (tail !== null) end = DOTTED_TAIL.lastIndex;
    else if (/\w/.test(text[runEnd + 1] ?? ' ')) return;
  } else if (/\w/.test(text[runEnd] ?? ' ')) {
    return;
  }
  // A colon that ends a run of its own belongs to the sentence, two are part of the address.
  if (text.charAt(end - 1) === ':' && text.charAt(end - 2) !== ':') end -= 1;
  if (end - start > 45 || scan.isTaken(start, end)) return;
  const address = text.slice(start, end);
  if (!isIpv6Like(address)) return;
  scan.take(start, end);
  const prefix = /^\/(\d{1,3})\b/.exec(text.slice(end, end + 5));
  // A network is not an address, unless the prefix leaves a single one.
  if (prefix !== null && Number(prefix[1]) < 128 && address.endsWith('::')) return;
  scan.add('ip', address, start);
}

/** Not a time of day, not a scope operator between two short words, not eight byte pairs of a longer identifier. */
function isIpv6Like(text: string): boolean {
  if (text === '::1') return true;
  if (!/\d/.test(text)) return false;
  const groups = text.split(':').filter((group) => group !== '');
  if (groups.length < 2) return false;
  if (!text.includes('::')) return groups.length === 8 && groups.some((group) => group.length !== 2);
  return groups.length > 2 || /^(?:[23][0-9a-f]{3}|f[cdef][0-9a-f]{2}|64):/i.test(text) || text.includes('.');
}
