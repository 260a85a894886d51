// When four dotted numbers are an address. Software versions, object identifiers and section numbers have the same shape;
// what stands around them tells. Netmasks are addresses by form only and are left out.

import { canonicalValue } from '@watchfloor/sdk';

const VERSION_BEFORE =
  /(?:\bv(?:er|ers)?\.?|(?:version|versions|\bbuild|\brelease|firmware|\brevision|\brev|assembly|driver|runtime|\bsdk|\boid)(?: (?:number|no\.?|is|of|to|from))?["'*`)]{0,2}[:=_.#-]?)\s{0,2}["'(*`]?$/i;
// `Chrome/120.0.6.1`, `libfoo-1.2.3.4`: a product's name directly before the number.
const PRODUCT_BEFORE = /[A-Za-z][A-Za-z0-9_+]*[/-]$/;
const SECTION_BEFORE = /(?:section|chapter|figure|table|clause|§)\s?$/i;
const NETWORK_PREFIX = /^\/(\d{1,2})(?![\d.]|\/)/;

export interface Place {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Whether the run of digits and dots is an IPv4 address in this place of the text. */
export function isAddressContext(text: string, { name, start, end }: Place): boolean {
  if (canonicalValue('ip', name) === null || name.startsWith('255.') || name.startsWith('0.')) return false;
  const after = text.slice(end, end + 4);
  if (/^-[A-Za-z]/.test(after) || /^\.\d/.test(after)) return false;
  const prefix = NETWORK_PREFIX.exec(after);
  if (prefix !== null && isNetworkBase(name, Number(prefix[1]))) return false;
  const before = text.slice(Math.max(0, start - 28), start);
  if (SECTION_BEFORE.test(before) || VERSION_BEFORE.test(before)) return false;
  if (!PRODUCT_BEFORE.test(before)) return true;
  // `/dev/tcp/192.0.2.1/443` is the network in a shell, `host/10.0.0.1:443` is how Java prints a peer; no port follows a
  // version.
  return /^:\d/.test(after) || /\b(?:tcp|udp|host|peer|ip)\/$/i.test(before);
}

/** `10.0.0.0/8` names a network; `10.1.2.3/8` an address together with its network. */
function isNetworkBase(address: string, bits: number): boolean {
  if (bits > 31) return false;
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return value % 2 ** (32 - bits) === 0;
}
