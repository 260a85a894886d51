// What a value can be, by a look at its characters. Cheaper than trying the validators one after the other: a record has
// a hundred values and most of them are nothing of interest. What passes here is validated by `canonicalValue`.

import type { EntityType } from '@watchfloor/sdk';

/** A guess; the strong shapes in order of how telling they are. `none` leaves the value to the field's name. */
export type ValueKind =
  | 'ip'
  | 'email'
  | 'url'
  | 'mac'
  | 'cve'
  | 'registry_key'
  | 'cloud_resource'
  | 'windows_path'
  | 'unix_path'
  | 'hex'
  | 'number'
  | 'guid'
  | 'sid'
  | 'none';

const GUID = /^\{?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}?$/i;
const IPV4 = /^\[?(?:\d{1,3}\.){3}\d{1,3}\]?(?:[:/#]\d{1,5})?$/;
const IPV6 =
  /^\[?[\da-f]{0,4}(?::[\da-f]{0,4}){2,7}(?:(?:\d{1,3}\.){3}\d{1,3})?(?:%[\w.]{1,16})?\]?(?::\d{1,5})?$/i;
const MAC = /^(?:[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}|[\da-f]{4}\.[\da-f]{4}\.[\da-f]{4})$/i;

// What characters a value has, gathered in one pass: most values have none that any shape needs, and are done.
const DOT = 1;
const COLON = 2;
const AT = 4;
const SLASH = 8;
const BACKSLASH = 16;
const DASH = 32;
const NOT_HEX = 64;
const NOT_NUMBER = 128;

const SCAN_MAX = 300;

function scan(value: string): number {
  let flags = 0;
  const end = Math.min(value.length, SCAN_MAX);
  for (let at = 0; at < end; at += 1) {
    const code = value.charCodeAt(at);
    if (code >= 48 && code <= 57) continue;
    if (code === 46) flags |= DOT | NOT_HEX;
    else if ((code >= 97 && code <= 102) || (code >= 65 && code <= 70)) flags |= NOT_NUMBER;
    else {
      flags |= NOT_HEX | NOT_NUMBER;
      if (code === 58) flags |= COLON;
      else if (code === 64) flags |= AT;
      else if (code === 47) flags |= SLASH;
      else if (code === 92) flags |= BACKSLASH;
      else if (code === 45) flags |= DASH;
    }
  }
  return flags;
}

/** The kind of a trimmed, non-empty value. */
export function kindOf(value: string): ValueKind {
  const flags = scan(value);
  if ((flags & NOT_NUMBER) === 0) return (flags & DOT) !== 0 && IPV4.test(value) ? 'ip' : 'number';
  if ((flags & NOT_HEX) === 0) return value.length >= 32 && value.length <= 128 ? 'hex' : 'none';
  const hasSlash = (flags & (SLASH | BACKSLASH)) !== 0;
  if ((flags & (DOT | COLON | AT | DASH)) === 0 && !hasSlash) return 'none';
  if (value.length < 46) {
    const short = shortKind(value, flags);
    if (short !== null) return short;
  }
  if ((flags & COLON) !== 0) {
    if (hasSlash && value.includes('://') && !/\s/.test(value)) return 'url';
    if (value.startsWith('arn:') && /^arn:[a-z-]+:/.test(value)) return 'cloud_resource';
  }
  if (hasSlash) {
    const path = pathKind(value, flags);
    if (path !== null) return path;
  }
  if ((flags & AT) !== 0 && isEmailLike(value)) return 'email';
  return 'none';
}

function pathKind(value: string, flags: number): ValueKind | null {
  const first = value.charCodeAt(0);
  if (first === 47 || first === 126) {
    return value.startsWith('/subscriptions/') || /^\/subscriptions\/[\da-f-]{36}/i.test(value)
      ? 'cloud_resource'
      : 'unix_path';
  }
  if ((flags & BACKSLASH) === 0) return null;
  if (/^(?:HKEY_|HK(?:LM|CU|CR|U)[\\:]|\\REGISTRY\\)/i.test(value)) return 'registry_key';
  return /^(?:[A-Za-z]:\\|\\\\|\\Device\\|\\SystemRoot\\|%[A-Za-z]{3,20}%\\|\\\?\?\\)/.test(value)
    ? 'windows_path'
    : null;
}

function shortKind(value: string, flags: number): ValueKind | null {
  const first = value.charCodeAt(0);
  const isDigit = (first >= 48 && first <= 57) || first === 91;
  if (isDigit && (flags & DOT) !== 0 && IPV4.test(value)) return 'ip';
  const isMacLong = value.length >= 14 && value.length <= 17;
  if (isMacLong && (flags & (COLON | DASH | DOT)) !== 0 && MAC.test(value)) return 'mac';
  if ((flags & COLON) !== 0 && value.length > 2 && IPV6.test(value) && isWholeIpv6(value)) return 'ip';
  if ((flags & DASH) === 0) return null;
  if (value.length >= 36 && GUID.test(value)) return 'guid';
  if (/^S-1-\d/.test(value)) return 'sid';
  return /^CVE-\d{4}-\d{4,10}$/i.test(value) ? 'cve' : null;
}

/** Eight groups or a `::`; `12:34:56` is a clock. */
function isWholeIpv6(value: string): boolean {
  return value.includes('::') || value.split(':').length >= 7;
}

function isEmailLike(value: string): boolean {
  return (
    /^[^\s@<>,;:"()/]{1,64}@[^\s@<>,;:"()/]{3,253}$/.test(value) ||
    /<[^\s@<>]{1,64}@[^\s@<>]{3,253}>$/.test(value)
  );
}

/** The hash type of a hex text, by its length. */
export function hashTypeOf(hex: string): EntityType | null {
  return ({ 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' } as const)[hex.length] ?? null;
}

/** Two zeros and letters: a hex text that is no counter or date. */
export function isRandomHex(value: string): boolean {
  return /[a-f]/i.test(value) && /\d/.test(value);
}

const USER_MAX = 104;

/**
 * Whether a value of a user field can be a name. Opaque keys (numbers, GUIDs, SIDs, long hex) are ids; a sentence is a
 * message; a path or address belongs to something else.
 */
export function canBeUserName(value: string): boolean {
  if (value.length > USER_MAX || !/\p{L}/u.test(value)) return false;
  // Kubernetes names its own users `system:node:name`.
  if (/^system:[\w:.-]+$/.test(value)) return true;
  if (/[:/|<>{}[\]"?*=;%]/.test(value) || (/\s/.test(value) === true && value.split(/\s+/).length > 4))
    return false;
  if (/^[\da-f]{16,}$/i.test(value) && /\d/.test(value)) return false;
  // `00u1abcd2EFGH3ijkl4`: twenty characters of mixed case and digits are a key.
  if (/^[A-Za-z\d_-]{17,}$/.test(value) && isKeyLike(value)) return false;
  return !NOT_NAMES.has(value.toLowerCase());
}

/** Digits scattered through letters of both cases, as keys have them and names do not. */
export function isKeyLike(value: string): boolean {
  const changes = value.match(/[a-zA-Z](?=\d)|\d(?=[a-zA-Z])/g)?.length ?? 0;
  return changes >= 3;
}

const NOT_NAMES: ReadonlySet<string> = new Set(
  `unset true false yes no enabled disabled user users account unknown anonymous_user guest_user none null undefined success failure failed
  system_user member owner enterprise local domain internal external regular redacted masked anonymized
  administrator_role type_user service_account human n/a na not_applicable private`.split(/\s+/),
);

const NO_HOSTS: ReadonlySet<string> = new Set(
  `true false yes no on off any all other localhost unknown none null undefined default self local n/a na anonymous consolehost serverremotehost
  success failure enabled disabled active inactive online offline`.split(/\s+/),
);
const MACHINE_KINDS: ReadonlySet<string> = new Set(
  `computer mobile desktop laptop tablet phone workstation machine endpoint host hostname device server client virtual
  physical appliance agent sensor`.split(/\s+/),
);

/**
 * Whether a value of a host field can be a machine's name.
 * @param isHostField the field says `host`: a machine may be called `workstation` there, elsewhere the word says of which
 * kind it is
 */
export function canBeHostName(value: string, isHostField = false): boolean {
  // `555-0100` in a device's name is a telephone's number.
  if (value.length > 253 || !(isHostField ? /[\p{L}\d]/u : /\p{L}/u).test(value)) return false;
  if (/[\s/\\@:;,|"<>=?*&{}[\]()%]/.test(value.replace(/\$$/, ''))) return canBeDeviceName(value);
  const lower = value.toLowerCase();
  if (/^\d+$/.test(value) || NO_HOSTS.has(lower) || (!isHostField && MACHINE_KINDS.has(lower))) return false;
  return !(
    /^[\da-f]{24,}$/i.test(value) ||
    (value.length > 17 && !value.includes('.') && !value.includes('-') && isKeyLike(value))
  );
}

/** `Bob's MacBook Pro`: device names may hold spaces, a few of them. */
function canBeDeviceName(value: string): boolean {
  return (
    /^[\p{L}\d][\p{L}\d '’._()-]{1,60}$/u.test(value) && value.split(' ').length <= 4 && value.includes(' ')
  );
}
