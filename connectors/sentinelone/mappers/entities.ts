// Adds what a table of fields names. Values that only look like one (unknown devices, built-in accounts, bare file names where a
// path is known) are passed over.

import { type EntityCollector, type EntityRole, type JsonValue, shapeOf } from '@watchfloor/sdk';
import type { FieldRule } from './entity-fields.ts';
import { type Flat, itemsOf, textOf } from './flat.ts';

const PIECES_MAX = 300;

export function addEntities(
  flat: Flat,
  rules: ReadonlyMap<string, FieldRule>,
  collector: EntityCollector,
): void {
  const images = new Set<string>();
  for (const [path, value] of flat.entries()) {
    const rule = rules.get(path);
    if (rule === undefined) continue;
    for (const text of textsOf(value)) {
      // The file a process runs from is its image; the same path under another field is not listed twice.
      if (rule.reading === 'process') images.add(text.toLowerCase());
      else if (rule.reading === 'file' && images.has(text.toLowerCase())) continue;
      addText(text, rule, collector);
    }
  }
}

function* textsOf(value: JsonValue): Generator<string> {
  if (!Array.isArray(value)) {
    yield textOf(value);
    return;
  }
  for (const item of itemsOf(value)) yield textOf(item);
}

export function addText(text: string, { reading, role }: FieldRule, collector: EntityCollector): void {
  switch (reading) {
    case 'host':
    case 'name':
      collector.addTyped(text, role, 'host');
      return;
    case 'account':
      addAccount(text, role, collector);
      return;
    case 'email':
      collector.add('user', text, role);
      collector.add('email', text, role);
      return;
    case 'ips':
      for (const part of pieces(text)) collector.add('ip', part, role);
      return;
    case 'answers':
      // `type: 5 edge.example.net;203.0.113.7;`
      for (const part of pieces(text)) if (isAnswer(part)) collector.addTyped(part, role);
      return;
    case 'dns':
      for (const part of pieces(text)) collector.add(shapeOf(part) === null ? 'host' : 'domain', part, role);
      return;
    case 'zone':
      // WORKGROUP and NetBIOS names are no domains one could look up.
      if (text.includes('.')) collector.add('domain', text, role);
      return;
    case 'hash':
      addHash(text, role, collector);
      return;
    case 'process':
    case 'file':
      if (!isUnknownPath(text))
        collector.add(reading === 'process' ? 'process_path' : 'file_path', text, role);
      return;
    case 'registry':
      // The console writes hives as `MACHINE\` and `USER\`.
      collector.add('registry_key', text.replace(/^(?:MACHINE|USER)\\/i, '\\REGISTRY\\$&'), role);
      return;
    case 'indicator':
      collector.addTyped(text, role);
      return;
    default:
      collector.add(TYPES[reading], text, role);
  }
}

const TYPES = { mac: 'mac', url: 'url', command: 'command_line', cloud: 'cloud_resource' } as const;

function pieces(text: string): readonly string[] {
  return text.split(/[\s;,]+/, PIECES_MAX).filter((part) => part !== '');
}

function isAnswer(text: string): boolean {
  const shape = shapeOf(text);
  return shape === 'ip' || shape === 'domain';
}

function isUnknownPath(path: string): boolean {
  return /^\\*Unknown ?device/i.test(path);
}

const DOMAIN_SID = /^S-1-(?:5-21|12-1)-/i;

/**
 * A login or the SID of a domain account. SIDs of built-in accounts mean another account on every machine. `N/A` and the like
 * are for the collector to leave out.
 */
export function addAccount(text: string, role: EntityRole, collector: EntityCollector): void {
  if (/^S-\d+-\d+/i.test(text) && !DOMAIN_SID.test(text)) return;
  collector.add('user', text, role);
  const slash = text.indexOf('\\');
  if (slash > 0 && slash < text.length - 1 && !/^NT ?(?:AUTHORITY|SERVICE)\\/i.test(text)) {
    collector.add('user', text.slice(slash + 1), role);
  }
}

function addHash(text: string, role: EntityRole, collector: EntityCollector): void {
  const type = shapeOf(text);
  if (type === 'md5' || type === 'sha1' || type === 'sha256') collector.add(type, text, role);
}
