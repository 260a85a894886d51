// The setting WATCHFLOOR_EGRESS_ALLOW: what may be reached although it is not public. Parsed where the other settings are, so
// that a misspelt entry stops the start instead of leaving a guard in a state that nobody meant.

import ipaddr from 'ipaddr.js';

export type EgressAllow =
  | { readonly kind: 'host'; readonly host: string; readonly port: number | null }
  | {
      readonly kind: 'network';
      readonly network: string;
      readonly bits: number;
      readonly port: number | null;
    };

const ENTRIES_MAX = 100;
const HOST =
  /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** The entries of `host[:port]`, `address[:port]`, `[v6]:port` and CIDR, separated by commas; a text says what is wrong. */
export function parseEgressAllow(setting: string): readonly EgressAllow[] | string {
  const texts = setting.split(',').map((text) => text.trim());
  if (texts.length > ENTRIES_MAX) return `has more than ${ENTRIES_MAX} entries`;
  const entries: EgressAllow[] = [];
  for (const text of texts) {
    const entry = parseEntry(text.toLowerCase());
    if (entry === null) return `has an entry that is neither host[:port] nor CIDR: "${text.slice(0, 80)}"`;
    entries.push(entry);
  }
  return entries;
}

function parseEntry(text: string): EgressAllow | null {
  if (text.includes('/')) return networkOf(text);
  const bare = /^\[([0-9a-f:.]+)\](?::(\d{1,5}))?$/.exec(text);
  if (bare) return addressOf(bare[1] ?? '', bare[2]);
  if (ipaddr.IPv6.isValid(text)) return addressOf(text, undefined);
  const [, name = '', digits] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (ipaddr.IPv4.isValidFourPartDecimal(name)) return addressOf(name, digits);
  const port = portOf(digits);
  // What ends in a number is an address in a spelling that we do not guess at.
  if (port === undefined || !HOST.test(name) || /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/.test(name)) return null;
  return { kind: 'host', host: name, port };
}

function addressOf(text: string, digits: string | undefined): EgressAllow | null {
  const port = portOf(digits);
  if (port === undefined || !ipaddr.isValid(text) || text.includes('%')) return null;
  const address = ipaddr.parse(text);
  return { kind: 'network', network: address.toString(), bits: address.kind() === 'ipv4' ? 32 : 128, port };
}

function networkOf(text: string): EgressAllow | null {
  if (text.includes('%')) return null;
  const isFour = ipaddr.IPv4.isValidCIDRFourPartDecimal(text);
  if (!isFour && !ipaddr.IPv6.isValidCIDR(text)) return null;
  const [address, bits] = ipaddr.parseCIDR(text);
  // A mask of no bits would switch the guard off.
  return bits === 0 ? null : { kind: 'network', network: address.toString(), bits, port: null };
}

/** Null: any port that the policy knows. Undefined: not a port. */
function portOf(digits: string | undefined): number | null | undefined {
  if (digits === undefined) return null;
  const port = Number(digits);
  return port >= 1 && port <= 65_535 ? port : undefined;
}
