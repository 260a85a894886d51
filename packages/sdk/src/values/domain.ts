// Names of machines and zones: domains, hosts, e-mail addresses and the authority of a URL.

import { parse } from 'tldts';
import { addressInField, canonicalIp } from './address.ts';
import { hasLetterOrDigit, trimEndOf } from './text.ts';

// Suffixes that no registry delegates but that internal networks (and a few malware families, through alternative roots)
// use. Accepted when a field says that the value is a domain; free text needs more than this.
const PRIVATE_SUFFIXES: ReadonlySet<string> = new Set([
  'local',
  'localdomain',
  'localnet',
  'lan',
  'internal',
  'intern',
  'intra',
  'intranet',
  'corp',
  'private',
  'priv',
  'home',
  'domain',
  'dom',
  'ad',
  'ads',
  'loc',
  'lcl',
  'office',
  'network',
  'workgroup',
  'test',
  'example',
  'invalid',
  'alt',
  'bit',
  'bazar',
  'i2p',
  'emc',
  'coin',
  'lib',
]);

export interface DomainParts {
  /** Canonical name: lower case, punycode, no trailing dot. */
  readonly name: string;
  /** The part one registers (`example.co.uk`). */
  readonly registrable: string;
  readonly suffix: string;
  /** Whether the suffix is on the public list; false for `.local` and its like. */
  readonly isPublic: boolean;
}

/** Lower case, without a trailing dot, in punycode; null when it is no sequence of DNS labels. */
function asciiName(raw: string): string | null {
  let text = raw.toLowerCase();
  if (text.endsWith('.')) text = text.slice(0, -1);
  if (text.length === 0 || text.length > 1000) return null;
  let needsIdna = false;
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x7f) needsIdna = true;
    else if (!isNameCode(code)) return null;
  }
  if (needsIdna) {
    try {
      text = new URL(`http://${text}/`).hostname;
    } catch (error) {
      if (error instanceof TypeError) return null;
      throw error;
    }
  }
  return text.length <= 253 && hasLabels(text) ? text : null;
}

function isNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || code === 45 || code === 46 || code === 95
  );
}

/** Labels of 1 to 63 characters between dots, none with a hyphen at either end. */
function hasLabels(name: string): boolean {
  const end = name.length;
  let start = 0;
  for (let index = 0; index <= end; index += 1) {
    if (index < end && name.charCodeAt(index) !== DOT) continue;
    const length = index - start;
    if (length === 0 || length > 63) return false;
    if (name.charCodeAt(start) === HYPHEN || name.charCodeAt(index - 1) === HYPHEN) return false;
    start = index + 1;
  }
  return true;
}

const HYPHEN = 45;
const DOT = 46;

const PARSE_OPTIONS = { extractHostname: false, detectIp: false, validateHostname: false } as const;

/**
 * The parts of a domain name, or null when it has no suffix we know or nothing before it (`co.uk` alone is no domain).
 * Deterministic for a given version of the public suffix list; no network.
 */
export function domainParts(raw: string): DomainParts | null {
  const name = asciiName(raw);
  if (name === null) return null;
  const result = parse(name, PARSE_OPTIONS);
  const suffix = result.publicSuffix;
  if (suffix === null || suffix === name) return null;
  if (result.isIcann === true || result.isPrivate === true) {
    if (result.domain === null || isNumeric(name)) return null;
    return { name, registrable: result.domain, suffix, isPublic: true };
  }
  const dot = name.lastIndexOf('.');
  const last = name.slice(dot + 1);
  if (dot < 0 || !PRIVATE_SUFFIXES.has(last)) return null;
  const registrable = name.slice(name.lastIndexOf('.', dot - 1) + 1);
  return { name, registrable, suffix: last, isPublic: false };
}

function isNumeric(name: string): boolean {
  const { length } = name;
  for (let index = 0; index < length; index += 1) {
    const code = name.charCodeAt(index);
    if ((code < 48 || code > 57) && code !== DOT) return false;
  }
  return true;
}

/** Whether a last label is one of the suffixes only internal networks and alternative roots use. */
export function isPrivateSuffix(label: string): boolean {
  return PRIVATE_SUFFIXES.has(label);
}

/** A domain from a field: a port, a leading `*.` and a trailing dot are taken off. */
export function canonicalDomain(raw: string): string | null {
  let text = raw.trim();
  if (text.startsWith('*.')) text = text.slice(2);
  if (text.includes(':')) text = text.replace(/:\d{1,5}$/, '');
  return domainParts(text)?.name ?? null;
}

/**
 * A host name from a field. NetBIOS and device names are no DNS names: spaces, apostrophes and any letters are kept. The
 * account form `NAME$`, a leading `\\` and a port are taken off; an address is no host name.
 */
export function canonicalHost(raw: string): string | null {
  if (raw.length > 300) return null;
  let text = raw.trim();
  if (text.startsWith('\\')) text = text.replace(/^[\\\s]+/, '');
  if (text.includes(':')) {
    const port = /^[^:]+(:\d{1,5})$/.exec(text);
    if (port?.[1] !== undefined) text = text.slice(0, -port[1].length);
  }
  if (isLooseEnd(text.charCodeAt(text.length - 1))) text = text.replace(/[.$\s]+$/, '');
  if (text.length === 0 || text.length > 253 || !isHostText(text)) return null;
  if (addressInField(text) !== null || canonicalIp(text) !== null) return null;
  return text.toLowerCase();
}

/** A dot, a dollar sign, or what may be white space. */
function isLooseEnd(code: number): boolean {
  return code === DOT || code === 0x24 || code <= 0x20 || code > 0x7f;
}

const NO_HOST = new Uint8Array(128);
for (let code = 0; code < 128; code += 1)
  if (code < 0x20 || code === 0x7f || '\\/@:;,|"<>=?*&{}[]'.includes(String.fromCharCode(code)))
    NO_HOST[code] = 1;

/** Whether no character is one that host names never have, and one is a letter or digit. */
function isHostText(text: string): boolean {
  const { length } = text;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 128 && NO_HOST[code] === 1) return false;
  }
  return hasLetterOrDigit(text);
}

const LOCAL_PART = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(?:\.+[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;

/** `local@domain` in lower case, out of `Name <local@domain>`, `mailto:` or the bare form. */
export function canonicalEmail(raw: string): string | null {
  let text = raw.trim();
  if (text.length > 1000) return null;
  const open = text.lastIndexOf('<');
  if (open >= 0 && text.endsWith('>')) text = text.slice(open + 1, -1);
  if (text.includes(':')) text = text.replace(/^(?:mailto|smtp|sip):/i, '');
  const at = text.lastIndexOf('@');
  if (at <= 0 || at > 64) return null;
  const local = text.startsWith("'") ? text.slice(0, at).replace(/^'+/, '') : text.slice(0, at);
  const domain = domainParts(trimEndOf(text.slice(at + 1), "'"));
  if (domain === null || !LOCAL_PART.test(local)) return null;
  return `${local.toLowerCase()}@${domain.name}`;
}
