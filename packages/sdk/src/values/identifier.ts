// Identifiers with a fixed grammar: hashes, vulnerabilities, ATT&CK techniques, autonomous systems, registry keys.

import { hasControl, trimEndOf } from './text.ts';

const HASH_LENGTHS = { md5: 32, sha1: 40, sha256: 64, sha512: 128 } as const;
export type HashType = keyof typeof HASH_LENGTHS;

const HASH_PREFIX = /^(?:0x|md5|sha-?1|sha-?256|sha-?512)[:=]?\s*(?=[0-9a-f]{32,128}$)/i;

/** Lower-case hex of exactly that hash's length; null for all zeros, which is how products write "none". */
export function canonicalHash(type: HashType, raw: string): string | null {
  const isBare = raw.length === HASH_LENGTHS[type];
  const text = isBare ? raw.toLowerCase() : raw.trim().replace(HASH_PREFIX, '').toLowerCase();
  if (text.length !== HASH_LENGTHS[type] || !/^[0-9a-f]+$/.test(text)) return null;
  return /^0+$/.test(text) ? null : text;
}

/** The hash a hex text of this length is taken for, or null. */
export function hashTypeOfLength(length: number): HashType | null {
  if (length === 32) return 'md5';
  if (length === 40) return 'sha1';
  if (length === 64) return 'sha256';
  return length === 128 ? 'sha512' : null;
}

/** `CVE-YYYY-NNNN…`: a year from 1999 on and at least four digits. */
export function canonicalCve(raw: string): string | null {
  const match = /^CVE[-_ \u2010-\u2015](\d{4})[-_ \u2010-\u2015](\d{4,10})$/i.exec(raw.trim());
  if (match === null) return null;
  const year = Number(match[1]);
  return year >= 1999 && year < 2100 ? `CVE-${match[1]}-${match[2]}` : null;
}

/** `T1059` or `T1059.001`; the slash of the web addresses (`T1059/001`) is taken too. */
export function canonicalTechnique(raw: string): string | null {
  const match = /^T(\d{4})(?:[./](\d{3}))?$/i.exec(raw.trim());
  if (match?.[1] === undefined) return null;
  return match[2] === undefined ? `T${match[1]}` : `T${match[1]}.${match[2]}`;
}

/** `AS64500` from `AS64500`, `ASN64500`, `AS 64500`, `64500` or `AS64500 Example Net`. Zero is reserved. */
export function canonicalAsn(raw: string): string | null {
  const match = /^(?:asn?[ :-]?)?(\d{1,10})(?=$|[\s,(])/i.exec(raw.trim());
  if (match?.[1] === undefined) return null;
  const number = Number(match[1]);
  return number > 0 && number < 2 ** 32 ? `AS${number}` : null;
}

const HIVES: Readonly<Record<string, string>> = {
  HKEY_LOCAL_MACHINE: 'HKLM',
  HKEY_CURRENT_USER: 'HKCU',
  HKEY_CLASSES_ROOT: 'HKCR',
  HKEY_USERS: 'HKU',
  HKEY_CURRENT_CONFIG: 'HKCC',
  HKEY_PERFORMANCE_DATA: 'HKPD',
  HKLM: 'HKLM',
  HKCU: 'HKCU',
  HKCR: 'HKCR',
  HKU: 'HKU',
  HKCC: 'HKCC',
  HKPD: 'HKPD',
  '\\REGISTRY\\MACHINE': 'HKLM',
  '\\REGISTRY\\USER': 'HKU',
};

const REGISTRY_ROOT = /^<?(HK(?:EY_)?[A-Z_]{1,20}|\\REGISTRY\\(?:MACHINE|USER))>?(?::(?=\\|$)|(?=[\\/]|$))/i;

/**
 * A registry key with its hive in the short form (`HKLM\Software\…`), as Sysmon and the Sigma rules write it. Doubled
 * backslashes of escaped text become single, a trailing one goes. The case of the path is kept.
 */
export function canonicalRegistryKey(raw: string): string | null {
  const text = raw
    .trim()
    .replace(/^(?:Computer|Microsoft\.PowerShell\.Core\\Registry::|Registry::)\\?(?=HK|\\REG)/i, '')
    .replace(/^"(.*)"$/s, '$1');
  if (text.length > 2048 || hasControl(text)) return null;
  const single = text.replace(/\\{2,}/g, '\\');
  const root = REGISTRY_ROOT.exec(single);
  const hive = root?.[1] === undefined ? undefined : HIVES[root[1].toUpperCase()];
  if (root === null || hive === undefined) return null;
  const path = trimEndOf(single.slice(root[0].length).replace(/^\//, '\\'), '\\/');
  return path === '' ? hive : `${hive}${path}`;
}
