// What a producer could not map stands under its own names: in `unmapped`, in an evidence's or a resource's `data`. Only a
// last word that says what the value is counts; most of it is the vendor's own bookkeeping.

import {
  type EntityCollector,
  type EntityRole,
  type EntityType,
  type JsonObject,
  type JsonValue,
  textAt,
} from '@watchfloor/sdk';
import { isList, isObject, openPart } from './open.ts';

const DEPTH_MAX = 10;
const FIELDS_MAX = 20_000;

const NAMES: ReadonlyMap<string, EntityType> = new Map([
  ['ip', 'ip'],
  ['ips', 'ip'],
  ['ipaddress', 'ip'],
  ['ipaddressv4', 'ip'],
  ['ipaddressv6', 'ip'],
  ['ipv4', 'ip'],
  ['ipv6', 'ip'],
  ['ipv4addresses', 'ip'],
  ['ipv6addresses', 'ip'],
  ['privateipaddress', 'ip'],
  ['publicip', 'ip'],
  ['publicipaddress', 'ip'],
  ['srcip', 'ip'],
  ['sourceip', 'ip'],
  ['sourceipaddress', 'ip'],
  ['clientip', 'ip'],
  ['remoteip', 'ip'],
  ['dstip', 'ip'],
  ['destip', 'ip'],
  ['destinationip', 'ip'],
  ['user', 'user'],
  ['username', 'user'],
  ['principalname', 'user'],
  ['userprincipalname', 'user'],
  ['accesskeyid', 'user'],
  ['host', 'host'],
  ['hostname', 'host'],
  ['computername', 'host'],
  ['domain', 'domain'],
  ['domainname', 'domain'],
  ['fqdn', 'domain'],
  ['email', 'email'],
  ['emailaddress', 'email'],
  ['mac', 'mac'],
  ['macaddress', 'mac'],
  ['md5', 'md5'],
  ['sha1', 'sha1'],
  ['sha256', 'sha256'],
  ['sha512', 'sha512'],
  ['cve', 'cve'],
  ['technique', 'technique'],
  ['asn', 'asn'],
  ['bitcoin', 'bitcoin'],
  ['processpath', 'process_path'],
  ['filepath', 'file_path'],
  ['commandline', 'command_line'],
  ['registrykey', 'registry_key'],
  ['cloudresource', 'cloud_resource'],
  ['url', 'url'],
]);

/** Adds the values whose field names say what they are. Keys may be paths (`a.b/c[].ip`); lists may be `{key, value}` pairs. */
export function readNamedFields(value: JsonValue | undefined, role: EntityRole, out: EntityCollector): void {
  const walk: Walk = { role, out, left: FIELDS_MAX };
  readFields(value, walk, 0);
}

interface Walk {
  readonly role: EntityRole;
  readonly out: EntityCollector;
  left: number;
}

function readFields(value: JsonValue | undefined, walk: Walk, depth: number): void {
  const opened = openPart(value);
  if (opened === undefined || depth > DEPTH_MAX) return;
  if (isList(opened)) {
    for (const item of opened) {
      if (walk.out.capped || walk.left <= 0) return;
      if (isObject(item) && isPair(item)) addField(pairName(item), item.value, walk);
      else readFields(item, walk, depth + 1);
    }
    return;
  }
  if (!isObject(opened)) return;
  for (const [key, child] of Object.entries(opened)) {
    if (walk.out.capped || walk.left <= 0) return;
    walk.left -= 1;
    // What Watchfloor itself left over, in an event it exported: words about the record, no things of it.
    if (child === undefined || child === null || (depth === 0 && key === 'watchfloor')) continue;
    if (!addField(key, child, walk)) readFields(child, walk, depth + 1);
  }
}

function isPair(item: JsonObject): boolean {
  return Object.hasOwn(item, 'value') && (Object.hasOwn(item, 'key') || Object.hasOwn(item, 'name'));
}

function pairName(item: JsonObject): string {
  return textAt(item, 'key') || textAt(item, 'name');
}

/** Whether the value is dealt with, so that nothing below it is to be read. */
function addField(key: string, value: JsonValue | undefined, { role, out }: Walk): boolean {
  const opened = openPart(value);
  if (isObject(opened)) return false;
  const type = NAMES.get(lastWord(key));
  if (type !== undefined) out.add(type, opened ?? value, role);
  return opened === undefined || type !== undefined;
}

const WORD_MAX = 40;

/** `remoteIpDetails/ipAddressV4` as `ipaddressv4`. */
function lastWord(key: string): string {
  const name = key.endsWith('[]') ? key.slice(0, -2) : key;
  let start = name.length;
  while (start > 0 && !'./:'.includes(name[start - 1] ?? '')) start -= 1;
  if (name.length - start > WORD_MAX) return '';
  return name
    .slice(start)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}
