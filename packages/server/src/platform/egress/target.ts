// From a URL to the addresses that may be connected to. Everything that decides stands here; nothing here calls anybody.

import type { EgressReason } from '../../kernel/egress.ts';
import type { EgressAllow } from '../../kernel/egress-allow.ts';
import { stopFailed, stopRefused } from './egress-stop.ts';
import { canonicalAddress, isAddressWithin, judgeAddress } from './judge-address.ts';
import { type FullPolicy, USUAL_PORTS } from './policy.ts';
import type { Resolve } from './resolve.ts';

const URL_MAX = 2_048;
/** More would make one refusal out of a long list too easy to miss, and no service has as many. */
const ADDRESSES_MAX = 32;

/** Names by which clouds answer with credentials; refused before anybody is asked what they resolve to. */
const METADATA_NAMES: ReadonlySet<string> = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.internal',
  'instance-data',
  'instance-data.ec2.internal',
]);

export interface Rules {
  readonly policy: FullPolicy;
  readonly allow: readonly EgressAllow[];
}

/** A URL that passed all rules which need no name server. */
export interface Place {
  readonly url: URL;
  /** Without brackets and without the dot of the root. */
  readonly host: string;
  readonly port: number;
  readonly isAddress: boolean;
}

export interface Target extends Place {
  /** Checked, in the form that the connection's own address has; at least one. */
  readonly addresses: readonly string[];
}

/** Throws a stop when the URL may not be called whatever its name resolves to. */
export function placeOf(text: string, rules: Rules): Place {
  const url = text.length > URL_MAX ? null : URL.parse(text);
  if (url === null) throw stopRefused({ reason: 'bad_url', host: '', why: 'it is no URL that can be read' });
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');
  const refuse = (reason: EgressReason, why: string) => stopRefused({ reason, host, why });
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse('scheme', `${url.protocol.slice(0, 20)} is not called, only https`);
  }
  if (host === '') throw refuse('bad_url', 'it has no host');
  if (url.username !== '' || url.password !== '')
    throw refuse('credentials', 'the URL carries a user name or password');
  if (METADATA_NAMES.has(host)) throw refuse('metadata', 'it serves credentials of the machine');
  const isAddress = canonicalAddress(host) !== null;
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const place: Place = { url, host, port, isAddress };
  const isAllowed = isAllowedHost(place, rules.allow) || (isAddress && isAllowedAddress(host, place, rules));
  if (url.protocol === 'http:' && !rules.policy.schemes.includes('http') && !isAllowed) {
    throw refuse('scheme', 'http is not called, only https');
  }
  if (!isKnownPort(place, rules)) {
    throw refuse('port', `port ${port} is none of ${[...USUAL_PORTS, ...rules.policy.ports].join(', ')}`);
  }
  if (rules.policy.hosts !== null && !rules.policy.hosts.includes(host)) {
    throw refuse('host', 'it is not among the hosts that the policy names');
  }
  if (!isAllowed && /(?:^|\.)localhost$/.test(host)) throw refuse('not_public', NOT_PUBLIC);
  if (isAddress) refuseAddress(host, place, rules);
  return place;
}

const NOT_PUBLIC = 'it is not on the public internet';

/** The addresses of the place, each one checked: one that is not public refuses them all. */
export async function targetOf(place: Place, rules: Rules, resolve: Resolve): Promise<Target> {
  const found = place.isAddress ? [place.host] : await resolve(place.host);
  if (found.length === 0) throw stopFailed('unresolved', `The name ${place.host} was not found.`);
  if (found.length > ADDRESSES_MAX) {
    throw stopRefused({
      reason: 'too_many_addresses',
      host: place.host,
      why: `its name has more than ${ADDRESSES_MAX} addresses`,
    });
  }
  for (const address of found) refuseAddress(address, place, rules);
  // Checked just above: what is no address is refused, so none is null.
  return { ...place, addresses: [...new Set(found.map((address) => canonicalAddress(address) ?? ''))] };
}

function refuseAddress(address: string, place: Place, rules: Rules): void {
  const verdict = judgeAddress(address);
  if (verdict === 'public') return;
  const refusal = { host: place.host, detail: address };
  if (verdict === 'metadata')
    throw stopRefused({ ...refusal, reason: 'metadata', why: 'it serves credentials of the machine' });
  if (isAllowedHost(place, rules.allow) && canonicalAddress(address) !== null) return;
  if (isAllowedAddress(address, place, rules)) return;
  throw stopRefused({ ...refusal, reason: 'not_public', why: NOT_PUBLIC });
}

function isAllowedHost(place: Place, allow: readonly EgressAllow[]): boolean {
  return allow.some((entry) => entry.kind === 'host' && entry.host === place.host && isPortOf(entry, place));
}

function isAllowedAddress(address: string, place: Place, { allow }: Rules): boolean {
  return isAddressWithin(
    address,
    allow.filter((entry) => entry.kind === 'network').filter((entry) => isPortOf(entry, place)),
  );
}

function isPortOf(entry: EgressAllow, place: Place): boolean {
  return entry.port === null || entry.port === place.port;
}

/** A port that only an entry of the installation names is open for that entry alone. */
function isKnownPort(place: Place, { policy, allow }: Rules): boolean {
  if (USUAL_PORTS.includes(place.port) || policy.ports.includes(place.port)) return true;
  return allow.some(
    (entry) =>
      entry.port === place.port &&
      (entry.kind === 'host' ? entry.host === place.host : isAddressWithin(place.host, [entry])),
  );
}
