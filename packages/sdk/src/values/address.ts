// IP and MAC addresses. IPv4 is read by hand: it is by far the most frequent value, and the loose readings that a
// general parser offers (octal, hexadecimal, missing octets) are how one address gets to look like another.

import ipaddr from 'ipaddr.js';

/** Where an address can be reached from. CGNAT (100.64.0.0/10) counts as private: it is never routed publicly. */
export const ADDRESS_SCOPES = [
  'public',
  'private',
  'loopback',
  'link_local',
  'multicast',
  'reserved',
  'documentation',
  'unspecified',
] as const;
export type AddressScope = (typeof ADDRESS_SCOPES)[number];

/** The four octets as one unsigned number, or -1 when the text is not exactly `a.b.c.d` in plain decimal. */
export function parseIpv4(text: string): number {
  const length = text.length;
  if (length < 7 || length > 15) return -1;
  let value = 0;
  let octet = -1;
  let dots = 0;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 46) {
      if (octet < 0) return -1;
      value = value * 256 + octet;
      octet = -1;
      dots += 1;
    } else if (code >= 48 && code <= 57) {
      if (octet === 0) return -1;
      octet = (octet < 0 ? 0 : octet * 10) + (code - 48);
      if (octet > 255) return -1;
    } else {
      return -1;
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1;
}

/** The canonical text of an address, unspecified ones included, or null. No ports, no zones, no brackets. */
export function canonicalIp(text: string): string | null {
  if (parseIpv4(text) >= 0) return text;
  // The shortest IPv6 text is '::'; the longest has 45 characters. The library is only asked when the text can be one.
  if (text.length < 2 || text.length > 45 || !text.includes(':') || !/^[0-9a-f:.]+$/i.test(text)) return null;
  // A last part in dotted form is read by our own rule first, since the library takes octal there.
  const tail = text.slice(text.lastIndexOf(':') + 1);
  if (tail.includes('.') && parseIpv4(tail) < 0) return null;
  if (!ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** The address in a field's value: brackets, a zone, a host prefix length and an unambiguous port are taken off. */
export function addressInField(raw: string): string | null {
  let text = raw.trim();
  if (parseIpv4(text) >= 0) return text === '0.0.0.0' ? null : text;
  if (text.length === 0 || text.length > 80 || !canBeAddress(text)) return null;
  if (text.startsWith('[')) {
    const match = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text);
    if (match?.[1] === undefined) return null;
    text = match[1];
  } else if (/^\d+\.\d+\.\d+\.\d+[:#]\d{1,5}$/.test(text)) {
    text = text.slice(0, text.search(/[:#]/));
  }
  // Splunk and others write an address with the full prefix length; any shorter one is a network, not an address.
  if (text.endsWith('/32') && !text.includes(':')) text = text.slice(0, -3);
  if (text.endsWith('/128')) text = text.slice(0, -4);
  const zone = text.indexOf('%');
  if (zone > 0) text = text.slice(0, zone);
  const canonical = canonicalIp(text);
  return canonical === null || canonical === '0.0.0.0' || canonical === '::' ? null : canonical;
}

/** Most values that are no address are names: neither a digit nor a bracket first, and no colon. */
function canBeAddress(text: string): boolean {
  const first = text.charCodeAt(0);
  return (first >= 48 && first <= 57) || first === 91 || text.includes(':');
}

const V6_SCOPES: Readonly<Record<string, AddressScope>> = {
  unspecified: 'unspecified',
  linkLocal: 'link_local',
  multicast: 'multicast',
  loopback: 'loopback',
  uniqueLocal: 'private',
  unicast: 'public',
  '6to4': 'public',
  teredo: 'public',
};

const V4_SCOPES: readonly (readonly [network: number, bits: number, scope: AddressScope])[] = [
  [0x0a000000, 8, 'private'],
  [0xac100000, 12, 'private'],
  [0xc0a80000, 16, 'private'],
  [0x64400000, 10, 'private'],
  [0x7f000000, 8, 'loopback'],
  [0xa9fe0000, 16, 'link_local'],
  [0xc0000200, 24, 'documentation'],
  [0xc6336400, 24, 'documentation'],
  [0xcb007100, 24, 'documentation'],
  [0xe0000000, 4, 'multicast'],
  [0xf0000000, 4, 'reserved'],
  [0x00000000, 8, 'reserved'],
  [0xc0000000, 24, 'reserved'],
  [0xc0586300, 24, 'reserved'],
  [0xc6120000, 15, 'reserved'],
];

/**
 * What kind of address it is, by the IANA special-purpose registries.
 * @param ip an IPv4 or IPv6 address; a zone is ignored. Anything else gives null.
 */
export function addressScope(ip: string): AddressScope | null {
  const zone = ip.indexOf('%');
  const canonical = canonicalIp(zone > 0 ? ip.slice(0, zone) : ip);
  if (canonical === null) return null;
  const number = parseIpv4(canonical);
  if (number >= 0) {
    if (number === 0) return 'unspecified';
    for (const [network, bits, scope] of V4_SCOPES) {
      const size = 2 ** (32 - bits);
      if (number >= network && number < network + size) return scope;
    }
    return 'public';
  }
  // 3fff::/20 became documentation space in 2024 (RFC 9637); the library does not know it.
  if (/^3fff:0?[0-9a-f]{0,3}:/.test(canonical)) return 'documentation';
  if (canonical.startsWith('2001:db8:')) return 'documentation';
  return V6_SCOPES[ipaddr.IPv6.parse(canonical).range()] ?? 'reserved';
}

/** `aa:bb:cc:dd:ee:ff` from any of the usual spellings; null for the all-zero and the broadcast address. */
export function canonicalMac(raw: string): string | null {
  const text = raw.trim().toLowerCase();
  const isMac =
    /^[0-9a-f]{2}([:.-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/.test(text) ||
    /^[0-9a-f]{4}([.:-])[0-9a-f]{4}\1[0-9a-f]{4}$/.test(text) ||
    /^[0-9a-f]{12}$/.test(text);
  if (!isMac) return null;
  const hex = text.replace(/[^0-9a-f]/g, '');
  if (hex === '000000000000' || hex === 'ffffffffffff') return null;
  return hex.replace(/..(?=.)/g, '$&:');
}
