// The entities in an alert's `data`: one walk over the names that `data-fields.ts` knows, wherever the decoder put them.

import {
  type EntityCollector,
  type EntityRole,
  type JsonObject,
  type JsonValue,
  shapeOf,
} from '@watchfloor/sdk';
import { CONVERSATIONS, FIELD_RULES, type FieldRule, PLACES, type Reading, SKIPPED } from './data-fields.ts';
import { isObject, itemsOf, textOf } from './envelope.ts';

const DEPTH_MAX = 8;
const ITEMS_MAX = 300;

const FOLDED = new Map<string, string>();
const FOLDED_MAX = 4000;
const FOLDED_LENGTH_MAX = 60;

/** `src_ip`, `srcIp` and the last step of `data.srcip` are one name. The memory is bounded: names come from logs. */
export function foldName(name: string): string {
  const known = FOLDED.get(name);
  if (known !== undefined) return known;
  const folded = name
    .slice(name.lastIndexOf('.') + 1)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
  if (name.length <= FOLDED_LENGTH_MAX && FOLDED.size < FOLDED_MAX) FOLDED.set(name, folded);
  return folded;
}

interface Place {
  readonly role: EntityRole;
  /** Whether a host named here is the other end of a conversation. */
  readonly isRemote: boolean;
  readonly depth: number;
}

export function addDataEntities(data: JsonObject, collector: EntityCollector): void {
  walk(data, { role: 'related', isRemote: false, depth: 0 }, collector);
}

function walk(data: JsonObject, place: Place, collector: EntityCollector): void {
  for (const [key, value] of Object.entries(data)) {
    if (value === undefined || value === null || value === '') continue;
    const name = foldName(key);
    const rule = FIELD_RULES.get(name);
    if (rule !== undefined && !isObject(value)) {
      // auditd's `command` is the short name of the program whose path stands beside it, an active response's is `add`.
      if (name === 'command' && ('exe' in data || 'parameters' in data)) continue;
      addValue(value, useOf(rule, place), collector);
    } else if (name === 'execve' && isObject(value)) {
      collector.add('command_line', commandOf(value), 'actor');
    } else if (typeof value === 'object' && place.depth < DEPTH_MAX && !SKIPPED.has(name)) {
      descend(name, value, { place, collector });
    }
  }
}

function useOf({ reading, part }: FieldRule, place: Place): Use {
  if (place.isRemote && reading === 'name') return { reading: 'remote', role: 'destination', place };
  // Whom a request names was acted upon, whatever the field is called.
  if (part === 'place' || (part === 'actor' && place.role === 'target')) {
    return { reading, role: place.role, place };
  }
  return { reading, role: part, place };
}

function descend(
  name: string,
  value: JsonValue,
  { place, collector }: { readonly place: Place; readonly collector: EntityCollector },
): void {
  const inner: Place = {
    role: PLACES.get(name) ?? place.role,
    isRemote: CONVERSATIONS.has(name),
    depth: place.depth + 1,
  };
  for (const item of isObject(value) ? [value] : itemsOf(value).slice(0, ITEMS_MAX)) {
    if (!isObject(item)) continue;
    if (name === 'file' || name === 'directory')
      addPath(textOf(item.name), { type: 'file_path', role: 'target' }, collector);
    walk(item, inner, collector);
  }
}

/** auditd numbers the words of a command: `a0`, `a1`, … */
function commandOf(execve: JsonObject): string {
  const words = Object.entries(execve).filter(([key]) => /^a\d{1,3}$/.test(key));
  words.sort(([left], [right]) => Number(left.slice(1)) - Number(right.slice(1)));
  return words.map(([, word]) => textOf(word)).join(' ');
}

interface Use {
  readonly reading: Reading | 'remote';
  readonly role: EntityRole;
  readonly place: Place;
}

function addValue(value: JsonValue, use: Use, collector: EntityCollector): void {
  if (Array.isArray(value)) {
    for (const item of itemsOf(value).slice(0, ITEMS_MAX)) {
      if (isObject(item)) {
        if (use.place.depth < DEPTH_MAX) {
          walk(item, { ...use.place, role: use.role, depth: use.place.depth + 1 }, collector);
        }
      } else {
        addText(textOf(item), use, collector);
      }
    }
  } else {
    addText(textOf(value), use, collector);
  }
}

export function addText(
  text: string,
  { reading, role }: { readonly reading: Reading | 'remote'; readonly role: EntityRole },
  collector: EntityCollector,
): void {
  switch (reading) {
    case 'ip':
      // Several addresses stand in one text in some logs.
      for (const part of text.split(/[\s,;]+/, ITEMS_MAX)) collector.add('ip', part, role);
      return;
    case 'name':
      collector.addTyped(text, role, 'host');
      return;
    case 'remote':
      collector.addTyped(text, role, 'domain');
      return;
    case 'account':
      addAccount(text, role, collector);
      return;
    case 'mailbox':
      addAccount(text, role, collector);
      collector.add('email', text, role);
      return;
    case 'email':
      for (const part of text.split(/[;,]/, ITEMS_MAX)) collector.add('email', part, role);
      return;
    case 'url':
      if (text.includes('://')) collector.add('url', text, role);
      return;
    case 'hash':
      addHashes(text, role, collector);
      return;
    case 'file':
      addPath(text, { type: 'file_path', role }, collector);
      return;
    case 'program':
      addPath(text, { type: 'process_path', role }, collector);
      return;
    case 'cve':
      for (const part of text.split(/[\s,;]+/, ITEMS_MAX)) collector.add('cve', part, role);
      return;
    case 'cloud':
      // A finding of a cloud's own detector has an address, too, and is no resource.
      if (!/^arn:.{0,300}\/finding\//.test(text)) collector.add('cloud_resource', text, role);
      return;
    default:
      collector.add(TYPES[reading], text, role);
  }
}

const TYPES = {
  domain: 'domain',
  command: 'command_line',
  registry: 'registry_key',
  mac: 'mac',
} as const;

const DOMAIN_SID = /^S-1-(?:5-21|12-1)-/i;

/**
 * A login or the SID of a domain account. Numeric user ids and SIDs of built-in accounts mean another account on every machine.
 */
export function addAccount(text: string, role: EntityRole, collector: EntityCollector): void {
  if (/^\d+$/.test(text) || (/^S-\d+-\d+/i.test(text) && !DOMAIN_SID.test(text))) return;
  // `root(uid=0)`, as PAM writes it.
  const login = text.replace(/\(uid=\d{1,10}\)$/, '');
  collector.add('user', login, role);
  const slash = login.indexOf('\\');
  if (slash > 0 && !/^(?:NT (?:AUTHORITY|SERVICE)|NT-AUT\S+)\\/i.test(login)) {
    const name = login.slice(slash).replace(/^\\+/, '');
    if (name !== '') collector.add('user', name, role);
  }
}

/** Sysmon puts several hashes into one text; the import hash is no hash of the file. */
export function addHashes(text: string, role: EntityRole, collector: EntityCollector): void {
  for (const part of text.split(/[\s,;]+/, 50)) {
    const [name = '', value = ''] = part.includes('=') ? part.split('=', 2) : ['', part];
    if (/^imphash$/i.test(name)) continue;
    const type = shapeOf(value);
    if (type === 'md5' || type === 'sha1' || type === 'sha256' || type === 'sha512') {
      collector.add(type, value, role);
    }
  }
}

function addPath(
  raw: string,
  { type, role }: { readonly type: 'file_path' | 'process_path'; readonly role: EntityRole },
  collector: EntityCollector,
): void {
  // Microsoft Defender writes `file:_C:\…` and `containerfile:_C:\…`.
  const text = raw.replace(/^(?:container)?file:_/, '');
  if (/^(?:HKEY_|HK(?:LM|CU|CR|U)\\|\\REGISTRY\\)/i.test(text)) collector.add('registry_key', text, role);
  else if (isPath(text)) collector.add(type, text, role);
}

/** A bare word under `file` or `process` may be anything; a relative web address is no file. */
function isPath(text: string): boolean {
  return (
    /^(?:[A-Za-z]:\\|\\\\|\\(?:Device|\?\?)\\|~?\/|%\w+%\\|System32\\)/.test(text) && !/[?&]\w+=/.test(text)
  );
}
