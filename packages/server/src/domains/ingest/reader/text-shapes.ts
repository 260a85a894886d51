// What has a shape of its own in running text: addresses, mails, URLs, hashes, paths, dotted names. Each pattern is entered
// only where a cheap look says that it can match, and most begin at the one character they cannot do without (`@`, `[`,
// `\`) and look back from there: a pattern that is tried at every letter costs more than all the rest of a line.

import { type FieldBag, type JsonObject, shapeOf } from '@watchfloor/sdk';
import { isHostWord } from './host-words.ts';

/** Text behind this is not searched; a longer message is a document, not a log line. */
export const TEXT_MAX = 16_384;

const IPV4 = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g;
const IPV6 = /(?<![\w:.])(?:[\da-fA-F]{0,4}:){2,7}[\da-fA-F]{0,4}(?:%\w{1,16})?(?![\w:]|\.\d)/g;

const SOURCE_WORD =
  /\b(?:from|src|source|client|clients|saddr|rhost|remote|peer|by|ruser|attacker|initiator|inbound|origin|caller|workstation|von|desde|depuis|vanaf)\b[^\w]*(?:ip|address|addr|host|client|user)?\W*$/i;
const DESTINATION_WORD =
  /(?:\b(?:to|dst|dest|destination|daddr|server|laddr|local|towards|toward|responder|relay|nexthop|target|victim)\b[^\w]*(?:ip|address|addr|host|server)?|->|=>|→|-->)\W*$/i;

/** The last words before a position decide; an interface name as in `inside:192.0.2.1` is looked through. */
function roleBefore(text: string, index: number): 'source' | 'destination' | null {
  let before = text.slice(Math.max(0, index - 60), index);
  before = before
    .replace(/[\w.-]{1,40}[:(@[]$/, '')
    .replace(/\b(?:unknown|localhost|[\w-]+(?:\.[\w-]+){1,8})\W{0,2}$/, '');
  if (DESTINATION_WORD.test(before)) return 'destination';
  return SOURCE_WORD.test(before) ? 'source' : null;
}

const VERSION_WORD = /\b(?:version|ver|v|release|build|firmware|mask|netmask|subnet|oid)\W*$/i;

export function findAddresses(text: string, bag: FieldBag): void {
  const patterns = [...(text.includes('.') ? [IPV4] : []), ...(mayHaveIpv6(text) ? [IPV6] : [])];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const isWhole = pattern === IPV4 || match[0].includes('::') || match[0].split(':').length >= 8;
      if (match[0].length < 3 || !isWhole) continue;
      if (VERSION_WORD.test(text.slice(Math.max(0, match.index - 16), match.index))) continue;
      const role = roleBefore(text, match.index);
      bag.add(role === null ? 'ip' : `${role}_ip`, match[0]);
    }
  }
}

/** Two colons in a row, or seven with at most four characters between. */
function mayHaveIpv6(text: string): boolean {
  if (text.includes('::')) return true;
  let chain = 0;
  let last = -10;
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) {
    chain = at - last <= 5 ? chain + 1 : 1;
    if (chain >= 7) return true;
    last = at;
  }
  return false;
}

// The name is looked for backwards from the bracket that opens the address.
const NAME_WITH_ADDRESS =
  /(?:\[(?=[\d.]{7,15}\]|[\da-fA-F]{0,4}:[\da-fA-F:.]{2,42}\])| \((?=(?:\d{1,3}\.){3}\d{1,3}\)))(?<=(?<![\w.@-])([A-Za-z0-9_](?:[\w-]{0,62}\w)?(?:\.[\w-]{1,63}){0,8})(?:\[| \())/g;

/** `mail.example.com[192.0.2.1]`, `host7 (192.0.2.7)`. */
export function findNamesWithAddress(text: string, bag: FieldBag): void {
  if (!text.includes('[') && !text.includes(' (')) return;
  for (const match of text.matchAll(NAME_WITH_ADDRESS)) {
    const name = match[1] ?? '';
    if (!/[a-z]/i.test(name) || !isHostWord(name)) continue;
    const role = roleBefore(text, match.index - name.length);
    bag.add(role === null ? 'host' : `${role}_host`, name);
  }
}

const DOTTED_NAME = /(?<![\w.@/\\=-])[A-Za-z0-9_](?:[\w-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![\w@\\(=-]|\.\w)/g;

/** Dotted names in prose: a public suffix, and not the shape of a file. */
export function findDottedNames(text: string, bag: FieldBag): void {
  if (!text.includes('.')) return;
  for (const match of text.matchAll(DOTTED_NAME)) {
    const name = match[0];
    const last = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    if (shapeOf(name) !== 'domain' && !/^(?:local|lan|internal|corp|intra|localdomain|home)$/.test(last))
      continue;
    const role = roleBefore(text, match.index);
    bag.add(role === null ? 'domain' : `${role}_domain`, name);
  }
}

const URL = /\b(?:https?|ftps?|sftp|tftp|ldaps?|smb|wss?|rtsp|hxxps?):\/\/[^\s"'<>|\\^`{}]{3,2000}/gi;
const EMAIL = /@(?<=(?<![\w.+-])([\w.+=-]{1,64})@)([A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){1,8})(?![\w@-])/g;
const CVE = /\bCVE-\d{4}-\d{4,10}\b/gi;
const REGISTRY = /\b(?:HKEY_[A-Z_]{5,20}|HKLM|HKCU|HKCR|HKU)\\[^\s"'<>|]{2,500}/g;
const WINDOWS_PATH =
  /(?<![\w/\\])(?:[A-Za-z]:\\|\\\\\?\\|\\Device\\)(?:[^\s"'<>|*?:;,\\]{1,80}(?: [^\s"'<>|*?:;,\\]{1,80}){0,4}\\){0,24}[^\s"'<>|*?:;,\\]{1,200}/g;
const UNIX_PATH =
  /(?<![\w.\-/\\%)}\]~@$])\/(?:bin|boot|dev\/shm|etc|home|lib|lib64|media|mnt|opt|root|run|sbin|srv|tmp|usr|var|Applications|Library|Users)\/[\w.@+~$-]{1,120}(?:\/[\w.@+~$-]{1,120}){0,20}/g;

interface Shape {
  readonly field: string;
  readonly mark: string;
  readonly pattern: RegExp;
}

const SHAPES: readonly Shape[] = [
  { field: 'url', mark: '://', pattern: URL },
  { field: 'address_email', mark: '@', pattern: EMAIL },
  { field: 'cve', mark: '-', pattern: CVE },
  { field: 'registry_key', mark: '\\', pattern: REGISTRY },
  { field: 'file_path', mark: '\\', pattern: WINDOWS_PATH },
  { field: 'file_path', mark: '/', pattern: UNIX_PATH },
];

/** A message with more paths or addresses than this is a listing. */
const SHAPES_MAX = 8;

export function findStrongShapes(text: string, bag: FieldBag): void {
  for (const { field, mark, pattern } of SHAPES) {
    if (!text.includes(mark)) continue;
    let count = 0;
    for (const match of text.matchAll(pattern)) {
      const value = field === 'address_email' ? `${match[1]}@${match[2]}` : match[0];
      bag.add(field, value.replace(/[.,;:!)\]]+$/, ''));
      count += 1;
      if (count >= SHAPES_MAX) break;
    }
  }
  for (const mac of macsIn(text)) bag.add('mac', mac);
  for (const hash of hashesIn(text)) bag.add('hash', hash);
}

const MAC =
  /(?<![\w:.-])(?:[\da-fA-F]{2}(?:[:-][\da-fA-F]{2}){5}|[\da-fA-F]{4}\.[\da-fA-F]{4}\.[\da-fA-F]{4})(?![\w-]|:[\w:]|\.\w)/y;

const DOT = 46;

/** Hardware addresses: five marks three characters apart, or two dots five apart; only there the pattern is tried. */
function macsIn(text: string): string[] {
  const found: string[] = [];
  for (const mark of [':', '-']) {
    const code = mark.charCodeAt(0);
    for (let at = text.indexOf(mark, 2); at >= 0; at = text.indexOf(mark, at + 1)) {
      if (text.charCodeAt(at + 3) !== code || text.charCodeAt(at + 6) !== code) continue;
      if (text.charCodeAt(at + 9) === code && text.charCodeAt(at + 12) === code) takeMac(text, at - 2, found);
    }
  }
  for (let at = text.indexOf('.', 4); at >= 0; at = text.indexOf('.', at + 1)) {
    if (text.charCodeAt(at + 5) === DOT) takeMac(text, at - 4, found);
  }
  return found;
}

function takeMac(text: string, start: number, found: string[]): void {
  if (found.length >= SHAPES_MAX) return;
  MAC.lastIndex = start;
  const mac = MAC.exec(text)?.[0];
  if (mac !== undefined) found.push(mac);
}

const HASH_MIN = 32;
const HASH_LENGTHS: ReadonlySet<number> = new Set([32, 40, 64, 128]);

/** Words of hexadecimal digits as long as a hash. Of so many characters one is looked at, and only around a digit all are. */
function hashesIn(text: string): string[] {
  const found: string[] = [];
  let at = HASH_MIN - 1;
  while (at < text.length && found.length < SHAPES_MAX) {
    if (!isHex(text.charCodeAt(at))) {
      at += HASH_MIN;
      continue;
    }
    let start = at;
    while (start > 0 && isHex(text.charCodeAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && isHex(text.charCodeAt(end))) end += 1;
    const isWord = !/[\w-]/.test(text[start - 1] ?? ' ') && !/[\w-]/.test(text[end] ?? ' ');
    if (isWord && HASH_LENGTHS.has(end - start)) found.push(text.slice(start, end));
    at = end + HASH_MIN;
  }
  return found;
}

function isHex(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

/** The hashes in the tail of a line whose front is understood. */
export function readHashes(text: string): JsonObject {
  const hashes = hashesIn(text);
  return hashes.length === 0 ? {} : { hash: hashes };
}

const LEFT_MAX = 12;

/** IPv4 and hardware addresses anywhere in a line: what the form of the line has hidden from its reader is still there. */
export function addressesIn(line: string): { readonly type: 'ip' | 'mac'; readonly value: string }[] {
  const text = line.length > TEXT_MAX ? line.slice(0, TEXT_MAX) : line;
  const found: { type: 'ip' | 'mac'; value: string }[] = [];
  for (const match of text.includes('.') ? text.matchAll(IPV4) : []) {
    const before = text.slice(Math.max(0, match.index - 16), match.index);
    const isAddress = !VERSION_WORD.test(before) && !/^(?:0|255|127)\./.test(match[0]);
    if (isAddress && found.length < LEFT_MAX) found.push({ type: 'ip', value: match[0] });
  }
  for (const value of macsIn(text)) if (found.length < LEFT_MAX) found.push({ type: 'mac', value });
  return found;
}
