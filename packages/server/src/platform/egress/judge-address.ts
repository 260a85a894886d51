// Whether an address is one of the public internet. The list is the other way round from what it seems: only what the
// registries of IANA give out as global unicast passes, and everything else is refused, also what nobody has thought of yet.
//
// An IPv6 address can carry an IPv4 address. Where the network would unwrap it (mapped, NAT64) the one inside is judged; where
// only a relay of old times would (compatible, 6to4, Teredo, ISATAP), it is refused whatever is inside.

import ipaddr from 'ipaddr.js';

export type AddressVerdict = 'public' | 'not_public' | 'metadata';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Where clouds keep the credentials of the machine that asks. No setting allows these: nothing of ours ever has to go there. */
const METADATA = networks([
  // AWS, Azure, Google, DigitalOcean, OpenStack and the credentials of ECS and EKS; link-local holds nothing else for us.
  '169.254.0.0/16',
  'fe80::/10',
  // AWS and Google by IPv6.
  'fd00:ec2::/32',
  'fd20:ce::/32',
  // Azure's wire server, a public address that only a virtual machine inside Azure reaches.
  '168.63.129.16/32',
  // Alibaba, and Oracle's older one.
  '100.100.100.200/32',
  '192.0.0.192/32',
]);

const NOT_PUBLIC = networks([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  // Within 2000::/3: protocol assignments with Teredo, benchmarks and ORCHID, documentation, 6to4, AS112, documentation again.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
]);

const GLOBAL_UNICAST = networks(['2000::/3']);
const MAPPED = networks(['::ffff:0:0/96']);
const NAT64 = networks(['64:ff9b::/96']);

/** What kind of address it is; a text that is none is not public. */
export function judgeAddress(text: string): AddressVerdict {
  const address = readAddress(text);
  if (address === null) return 'not_public';
  if (isWithin(address, METADATA)) return 'metadata';
  if (isWithin(address, NOT_PUBLIC)) return 'not_public';
  if (address.kind() === 'ipv4') return address.range() === 'unicast' ? 'public' : 'not_public';
  if (!isWithin(address, GLOBAL_UNICAST) || isIsatap(address)) return 'not_public';
  return address.range() === 'unicast' ? 'public' : 'not_public';
}

/** Whether the address lies in one of the networks, each given as network and bits. */
export function isAddressWithin(
  text: string,
  list: readonly { readonly network: string; readonly bits: number }[],
): boolean {
  const address = readAddress(text);
  return (
    address !== null &&
    isWithin(
      address,
      list.map(({ network, bits }) => [ipaddr.parse(network), bits]),
    )
  );
}

/** One form for each address, for comparing what was checked with what was connected to; null for what is none. */
export function canonicalAddress(text: string): string | null {
  return readAddress(text)?.toString() ?? null;
}

/** The address that packets would go to: the IPv4 address inside where the network unwraps one. */
function readAddress(text: string): Address | null {
  // A zone picks an interface of this machine, which no address from outside has a say in.
  if (text.includes('%')) return null;
  const isFour = ipaddr.IPv4.isValidFourPartDecimal(text);
  if (!isFour && !ipaddr.IPv6.isValid(text)) return null;
  const address = ipaddr.parse(text);
  if (isWithin(address, MAPPED) || isWithin(address, NAT64))
    return new ipaddr.IPv4(address.toByteArray().slice(12));
  return address;
}

/** ISATAP: a private network's IPv4 address in the interface part of any prefix (RFC 5214). */
function isIsatap(address: Address): boolean {
  const [first, second, third, fourth] = address.toByteArray().slice(8, 12);
  return (first === 0 || first === 2) && second === 0 && third === 0x5e && fourth === 0xfe;
}

function isWithin(address: Address, list: readonly (readonly [Address, number])[]): boolean {
  return list.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}

function networks(list: readonly string[]): readonly (readonly [Address, number])[] {
  return list.map((text) => ipaddr.parseCIDR(text));
}
