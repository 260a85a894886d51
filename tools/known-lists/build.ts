// Makes packages/server/src/domains/indicators/known/lists.json out of a checkout of the MISP warning lists
// (https://github.com/MISP/misp-warninglists, CC0-1.0 or BSD-2-Clause).
//
//   node tools/known-lists/build.ts <folder of the checkout>
//
// Only lists that say something about a single value by themselves are taken. Ranges of whole clouds are not: an attacker rents
// there as everybody does.

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

interface Taken {
  readonly id: string;
  readonly as: 'known_good' | 'scanner' | 'test' | 'shared_service' | 'popular';
  readonly name: string;
}

const TAKEN: readonly Taken[] = [
  { id: 'common-ioc-false-positive', as: 'known_good', name: 'empty and common files' },
  { id: 'crl-hostname', as: 'known_good', name: 'certificate revocation hosts' },
  { id: 'crl-ip', as: 'known_good', name: 'certificate revocation hosts' },
  { id: 'microsoft-win10-connection-endpoints', as: 'known_good', name: 'Windows connection endpoints' },
  { id: 'microsoft-office365-ip', as: 'known_good', name: 'Microsoft 365 addresses' },
  { id: 'public-dns-v6', as: 'known_good', name: 'public DNS resolvers' },
  { id: 'googlebot', as: 'known_good', name: 'Googlebot' },
  { id: 'eicar.com', as: 'test', name: 'EICAR test files' },
  { id: 'microsoft-attack-simulator', as: 'test', name: 'Microsoft attack simulation' },
  { id: 'shodan-scanning', as: 'scanner', name: 'Shodan' },
  { id: 'shadowserver', as: 'scanner', name: 'Shadowserver' },
  { id: 'rapid7-nt-scanning', as: 'scanner', name: 'Rapid7' },
  { id: 'onyphe-scanner', as: 'scanner', name: 'Onyphe' },
  { id: 'modat-scanner', as: 'scanner', name: 'Modat' },
  { id: 'tenable-cloud-ipv4', as: 'scanner', name: 'Tenable' },
  { id: 'tenable-cloud-ipv6', as: 'scanner', name: 'Tenable' },
  { id: 'alphastrike-scanning', as: 'scanner', name: 'Alpha Strike Labs' },
  { id: 'cloudflare', as: 'shared_service', name: 'Cloudflare' },
  { id: 'fastly', as: 'shared_service', name: 'Fastly' },
  { id: 'lots-project', as: 'shared_service', name: 'trusted sites that attackers use' },
  { id: 'cloudflare-top200', as: 'popular', name: 'most visited domains' },
];

const folder = process.argv[2];
if (folder === undefined) throw new Error('Usage: node tools/known-lists/build.ts <folder of the checkout>');

const lists = TAKEN.map(({ id, as, name }) => {
  const file = path.join(folder, 'lists', id, 'list.json');
  const source: { version: number; list: string[] } = JSON.parse(readFileSync(file, 'utf8'));
  return { id, as, name, version: source.version, values: [...new Set(source.list)].sort() };
});
const target = path.join(
  import.meta.dirname,
  '../../packages/server/src/domains/indicators/known/lists.json',
);
writeFileSync(target, `${JSON.stringify({ source: 'MISP warning lists', lists }, null, 1)}\n`);
console.log(`${lists.length} lists, ${lists.reduce((sum, list) => sum + list.values.length, 0)} values`);
