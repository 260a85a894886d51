// A value taken out of an event by a rule (a match variable, an outcome) or by SOAR's flattening, with the path it was under:
// `udm.principal.user.email_addresses`, `event_principal_asset_ip_1`, `e.target.process.file.fullPath`. The path says what the
// value is and what part it played.

import type { EntityCollector, EntityRole, EntityType } from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { partNamed, RELATED } from './udm-entities.ts';

type Kind = 'who' | 'where' | 'machine';

// What stands behind the noun, as words without separators.
const TAILS: ReadonlyMap<string, readonly [type: EntityType | 'account', kind: Kind]> = new Map<
  string,
  readonly [EntityType | 'account', Kind]
>([
  ['hostname', ['host', 'machine']],
  ['assethostname', ['host', 'machine']],
  ['ip', ['ip', 'where']],
  ['natip', ['ip', 'where']],
  ['assetip', ['ip', 'where']],
  ['assetnatip', ['ip', 'where']],
  ['mac', ['mac', 'where']],
  ['assetmac', ['mac', 'where']],
  ['domainname', ['domain', 'where']],
  ['url', ['url', 'where']],
  ['email', ['email', 'who']],
  ['useruserid', ['account', 'who']],
  ['userid', ['account', 'who']],
  ['useremailaddresses', ['account', 'who']],
  ['userwindowssid', ['user', 'who']],
  ['processcommandline', ['command_line', 'who']],
  ['processfilefullpath', ['process_path', 'who']],
  ['processfilemd5', ['md5', 'who']],
  ['processfilesha1', ['sha1', 'who']],
  ['processfilesha256', ['sha256', 'who']],
  ['filefullpath', ['file_path', 'who']],
  ['filemd5', ['md5', 'who']],
  ['filesha1', ['sha1', 'who']],
  ['filesha256', ['sha256', 'who']],
  ['registryregistrykey', ['registry_key', 'who']],
  ['resourcename', ['cloud_resource', 'who']],
  ['resourceproductobjectid', ['cloud_resource', 'who']],
]);

const PARENT_TAIL = /^processparentprocess(?=file|commandline)/;

const NETWORK_TAILS: ReadonlyMap<string, readonly [type: EntityType, role: EntityRole]> = new Map<
  string,
  readonly [EntityType, EntityRole]
>([
  ['dnsquestionsname', ['domain', 'destination']],
  ['httpreferralurl', ['url', 'related']],
  ['emailfrom', ['email', 'source']],
  ['emailto', ['email', 'destination']],
  ['tlsclientservername', ['domain', 'destination']],
]);

export interface PathMeaning {
  readonly type: EntityType | 'account';
  readonly role: EntityRole;
}

const PATH_MAX = 200;

/** What a value under this path is; null when the path names no entity, or no path of an event. */
export function meaningOfPath(path: string): PathMeaning | null {
  if (path.length > PATH_MAX) return null;
  // List positions (`ip_1`, `ip[0]`) mean nothing here; `sha1`, `md5` and `sha256` are words.
  const words = path
    .toLowerCase()
    .split(/[._[\]]+/)
    .filter((word) => word !== '' && !/^\d+$/.test(word));
  const at = words.findIndex((word) => word === 'network' || partNamed(word) !== undefined);
  if (at < 0) return null;
  const tail = words.slice(at + 1).join('');
  const noun = words[at] ?? '';
  if (noun === 'network') {
    const [type, role] = NETWORK_TAILS.get(tail) ?? [];
    return type === undefined || role === undefined ? null : { type, role };
  }
  const own = tail.replace(PARENT_TAIL, 'process');
  const [type, kind] = TAILS.get(own) ?? [];
  if (type === undefined || kind === undefined) return null;
  return { type, role: own === tail ? (partNamed(noun) ?? RELATED)[kind] : 'parent' };
}

/** Adds a value under its path; whether the path said what it is. */
export function addByPath(collector: EntityCollector, path: string, text: string): boolean {
  const meaning = meaningOfPath(path);
  if (meaning === null) return false;
  if (meaning.type === 'account') addAccount(collector, text, meaning.role);
  else if (meaning.type === 'host') collector.addTyped(text, meaning.role, 'host');
  else collector.add(meaning.type, text, meaning.role);
  return true;
}
