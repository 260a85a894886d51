// The part of an IP address that requests and attempts are counted by.

/** IPv4 as it is; of IPv6 the network of 64 bits, since whoever has one address of it has all. Null for what is neither. */
export function countedAddress(address: string | null): string | null {
  const bare = (address ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(bare)) return bare;
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(bare) ? `${groupsOf(bare).slice(0, 4).join(':')}::/64` : null;
}

/** The eight groups, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').flatMap(asGroups));
  const before = groups(head);
  const after = groups(tail ?? '');
  const missing = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after];
}

/** A group of hexadecimal digits, or the last two written as an IPv4 address. */
function asGroups(text: string): string[] {
  if (!text.includes('.')) return [Number.parseInt(text, 16).toString(16)];
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}
