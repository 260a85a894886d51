// The canonical form of every value that can become an entity or an indicator. One thing must have one spelling, or the
// page of a user shows half of its alerts. What is folded and what is kept, per type:
//
//   ip              IPv4 in plain decimal; IPv6 compressed, lower case (RFC 5952); IPv4-mapped IPv6 as IPv4
//   domain, host    lower case, no trailing dot, no port; domains in punycode
//   user            lower case, since almost every directory compares so; `DOMAIN\name` and `name@domain` keep their form.
//                   Identifiers that are upper case by definition (SIDs, AWS unique ids) stay upper
//   email           lower case
//   url             scheme and host in lower case, everything after as written
//   md5 … sha512    lower-case hex
//   mac             aa:bb:cc:dd:ee:ff
//   process_path,   as written, without surrounding quotes, doubled backslashes of escaped text made single
//   file_path
//   command_line    as written, cut at 4,096 characters
//   registry_key    hive in short form (HKLM\…), the rest as written
//   cve, technique, CVE-2024-12345, T1059.001, AS64500
//   asn
//   cloud_resource  as written; Azure resource ids in lower case, since Azure itself varies their case
//   bitcoin         as written, checksum verified; bech32 in lower case

import type { EntityType } from './record.ts';
import { addressInField, canonicalMac } from './values/address.ts';
import { canonicalBitcoin } from './values/bitcoin.ts';
import { canonicalDomain, canonicalEmail, canonicalHost } from './values/domain.ts';
import {
  canonicalAsn,
  canonicalCve,
  canonicalHash,
  canonicalRegistryKey,
  canonicalTechnique,
} from './values/identifier.ts';
import { cut, hasControl, hasLetterOrDigit, isPlaceholder } from './values/text.ts';
import { canonicalUrl } from './values/url.ts';

const MAX_USER_LENGTH = 320;
const MAX_PATH_LENGTH = 4096;
const MAX_COMMAND_LENGTH = 4096;
const MAX_RESOURCE_LENGTH = 2048;

const CANONICAL: Readonly<Record<EntityType, (raw: string) => string | null>> = {
  ip: addressInField,
  domain: canonicalDomain,
  host: canonicalHost,
  user: canonicalUser,
  email: canonicalEmail,
  url: canonicalUrl,
  md5: (raw) => canonicalHash('md5', raw),
  sha1: (raw) => canonicalHash('sha1', raw),
  sha256: (raw) => canonicalHash('sha256', raw),
  sha512: (raw) => canonicalHash('sha512', raw),
  mac: canonicalMac,
  process_path: canonicalPath,
  file_path: canonicalPath,
  command_line: canonicalCommand,
  registry_key: canonicalRegistryKey,
  cve: canonicalCve,
  technique: canonicalTechnique,
  asn: canonicalAsn,
  cloud_resource: canonicalResource,
  bitcoin: canonicalBitcoin,
};

/**
 * Validates a value that a field claims to be of the type, and gives the one form it is stored and compared in.
 * @param type what the field says the value is
 * @param raw the value as the product wrote it; surrounding white space does not matter
 * @returns the canonical form, or null when the value is not of that type or only says that there is none (`-`, `N/A`,
 * `null`, `unknown`, `0.0.0.0`, an all-zero hash). Never throws; applying it twice changes nothing.
 */
export function canonicalValue(type: EntityType, raw: string): string | null {
  return isPlaceholder(raw) ? null : CANONICAL[type](raw);
}

function canonicalUser(raw: string): string | null {
  const text = singleBackslash(unquote(raw.trim()));
  if (text.length === 0 || text.length > MAX_USER_LENGTH || hasControl(text)) return null;
  if (isPlaceholder(text) || !hasLetterOrDigit(text)) return null;
  const bare = text.includes('\\') ? withoutEmptyDomain(text) : text;
  if (bare !== text && isPlaceholder(bare)) return null;
  return isUpperIdentifier(bare) ? bare.toUpperCase() : bare.toLowerCase();
}

/** A name behind an empty or placeholder domain is the name alone (`-\alice`, `\alice`). */
function withoutEmptyDomain(text: string): string {
  return unquote(text.replace(/^(?:(?:-|n\/a|null|\.)?\\\s*)+(?=.)/i, ''));
}

/** A SID, or one of AWS's unique ids. */
function isUpperIdentifier(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first === LOWER_S || first === UPPER_S) return /^S-1-[\d-]+$/i.test(text);
  return first === UPPER_A && /^A[A-Z]{2}A[A-Z0-9]{12,124}$/.test(text);
}

const UPPER_A = 0x41;
const UPPER_S = 0x53;
const LOWER_S = 0x73;

function canonicalPath(raw: string): string | null {
  const text = unquote(raw.trim());
  if (text.length === 0 || text.length > MAX_PATH_LENGTH || hasControl(text)) return null;
  if (isPlaceholder(text) || !hasLetterOrDigit(text)) return null;
  return singleBackslashes(text);
}

/** `C:\\Users\\a` is the text of an escaped `C:\Users\a`; the two leading ones of a share (`\\server\a`) stay. */
function singleBackslashes(text: string): string {
  if (!text.includes('\\\\')) return text;
  const share = /^\\{2,4}(?=[^\\?.])(?!Device\\|SystemRoot\\)/i.exec(text);
  if (share === null) return singleBackslash(text);
  return `\\\\${singleBackslash(text.slice(share[0].length))}`;
}

function singleBackslash(text: string): string {
  return text.includes('\\\\') ? text.replace(/\\{2,}/g, '\\') : text;
}

function canonicalCommand(raw: string): string | null {
  const text = raw.trim();
  return text.length < 2 ? null : cut(text, MAX_COMMAND_LENGTH).trimEnd();
}

function canonicalResource(raw: string): string | null {
  const text = raw.trim();
  if (text.length < 2 || text.length > MAX_RESOURCE_LENGTH || hasControl(text)) return null;
  return text.startsWith('/') && /^\/subscriptions\//i.test(text) ? text.toLowerCase() : text;
}

function unquote(text: string): string {
  const first = text.charCodeAt(0);
  if (first !== DOUBLE_QUOTE && first !== SINGLE_QUOTE) return text;
  return /^(["'])[^"']*\1$/.test(text) ? text.slice(1, -1).trim() : text;
}

const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
