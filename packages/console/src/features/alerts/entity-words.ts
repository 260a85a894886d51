// Entities for people: their order in a preview, and their type in words.

import type { Entity } from '../../api.ts';

const TYPE_WORDS: Readonly<Partial<Record<Entity['type'], string>>> = {
  ip: 'IP',
  url: 'URL',
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
  mac: 'MAC',
  cve: 'CVE',
  asn: 'ASN',
};

export function typeWords(type: string): string {
  const known: Readonly<Record<string, string>> = TYPE_WORDS;
  return known[type] ?? type.replaceAll('_', ' ');
}

const ROLE_ORDER: readonly Entity['role'][] = [
  'actor',
  'target',
  'source',
  'destination',
  'related',
  'parent',
  'observer',
];
const TYPE_ORDER: readonly Entity['type'][] = [
  'user',
  'email',
  'host',
  'ip',
  'domain',
  'cloud_resource',
  'url',
];

/** Who, where and from where first: the few entities that tell an alert from its neighbours. Each value once. */
export function previewEntities(entities: readonly Entity[], most: number): Entity[] {
  const rank = (entity: Entity) => {
    const type = TYPE_ORDER.indexOf(entity.type);
    return ROLE_ORDER.indexOf(entity.role) * 10 + (type < 0 ? 9 : type);
  };
  const seen = new Set<string>();
  return [...entities]
    .sort((left, right) => rank(left) - rank(right))
    .filter((entity) => !seen.has(entity.value) && seen.add(entity.value))
    .slice(0, most);
}

/** The product as people name it: `Okta`, not `Okta Okta`; the source's id when the record names none. */
export function productName({
  vendor,
  product,
  source,
}: {
  vendor: string;
  product: string;
  source: string;
}): string {
  const isNamedTwice = product.toLowerCase().startsWith(vendor.toLowerCase());
  const name = isNamedTwice ? product : `${vendor} ${product}`.trim();
  return name === '' ? source : name;
}
