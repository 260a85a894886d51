// The type of a whole value, by its shape alone: for fields whose type depends on the value (`src`, `host_or_ip`,
// `remote`). Only what cannot reasonably be anything else gets a type; the rest is for the field's name to say.

import { isKnownTechnique } from './attack/attack.ts';
import { canonicalValue } from './canonical.ts';
import type { EntityType } from './record.ts';
import { domainParts } from './values/domain.ts';
import { isFileLikeName } from './values/file-name.ts';
import { hashTypeOfLength } from './values/identifier.ts';
import { isPlaceholder } from './values/text.ts';
import { urlParts } from './values/url.ts';

const UNIX_ROOTS =
  /^~?\/(?:bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var|Applications|Library|System|Users|Volumes|private)\//;

/**
 * The type of a value by its shape.
 * @param value the whole value; surrounding white space does not matter
 * @returns the type, or null when the shape does not decide. `canonicalValue` of a returned type is never null.
 */
export function shapeOf(value: string): EntityType | null {
  const text = value.trim();
  if (text.length < 2 || text.length > 4096 || isPlaceholder(text)) return null;
  const type = guessShape(text);
  return type !== null && canonicalValue(type, text) !== null ? type : null;
}

function guessShape(text: string): EntityType | null {
  const hasColon = text.includes(':');
  const hasDot = text.includes('.');
  if (hasDot && text.length <= 24 && /^[\d.:#]{7,21}(?:\/32)?$/.test(text)) return 'ip';
  if (hasColon && /^\[?[0-9a-f:.]{2,45}(?:%[\w.-]+)?\]?(?::\d{1,5})?$/i.test(text)) {
    if (canonicalValue('ip', text) !== null) return 'ip';
  }
  if (text.length === 17 && /^(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(text)) return 'mac';
  if (text.length === 14 && hasDot && /^(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}$/i.test(text)) return 'mac';
  if (/^[0-9a-f]+$/i.test(text)) return hashTypeOfLength(text.length);
  if (hasColon && text.includes('://')) return urlParts(text) === null || /\s/.test(text) ? null : 'url';
  if (text.includes('@')) return /^[^\s@<>]+@[^\s@<>]+$/.test(text) ? 'email' : null;
  const marked = guessByStart(text);
  if (marked !== undefined) return marked;
  if (isPathShape(text)) return 'file_path';
  if (isBitcoinShape(text)) return 'bitcoin';
  return hasDot && isDomainShape(text) ? 'domain' : null;
}

/** The type of a value whose first letters tell it; undefined when they do not. */
function guessByStart(text: string): EntityType | null | undefined {
  switch (text[0]) {
    case 'C':
    case 'c':
      return /^CVE-/i.test(text) ? 'cve' : undefined;
    case 'A':
      return /^AS\d{2,10}$/.test(text) ? 'asn' : undefined;
    case 'T':
      if (!/^T\d{4}(?:\.\d{3})?$/.test(text)) return undefined;
      return isKnownTechnique(text) ? 'technique' : null;
    case 'H':
    case 'h':
    case '\\':
      return /^(?:HKEY_|HK(?:LM|CU|CR|U|CC)[\\:]|\\REGISTRY\\)/i.test(text) ? 'registry_key' : undefined;
    case 'a':
      return /^arn:[a-z-]+:/.test(text) ? 'cloud_resource' : undefined;
    case '/':
      return /^\/subscriptions\/[0-9a-f-]{36}/i.test(text) ? 'cloud_resource' : undefined;
    default:
      return undefined;
  }
}

function isPathShape(text: string): boolean {
  if (text[1] !== ':' && !PATH_STARTS.has(text[0] ?? '')) return false;
  const isPath = /^[A-Za-z]:\\+[^\\]/.test(text) || /^\\\\[^\\]+\\/.test(text) || UNIX_ROOTS.test(text);
  // A space before an option or a second path means a command line, which has no shape of its own.
  return isPath && !/\s["'-]|["|<>*?]|\s\//.test(text);
}

const PATH_STARTS: ReadonlySet<string> = new Set(['\\', '/', '~']);

function isBitcoinShape(text: string): boolean {
  const { length } = text;
  if (length < 26 || length > 63) return false;
  return /^(?:[13][1-9A-HJ-NP-Za-km-z]{25,34}|bc1[a-z0-9]{39,59})$/.test(text);
}

/** A dotted name with a public suffix that is neither a file nor a person (`setup.py`, `anna.li`). */
function isDomainShape(text: string): boolean {
  if (!/^[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)+\.?$/u.test(text)) return false;
  const parts = domainParts(text);
  if (parts === null || !parts.isPublic || isFileLikeName(parts.name)) return false;
  const labels = parts.name.split('.').length;
  return labels > 2 || parts.suffix.length > 2 || /[\d-]/.test(parts.name);
}
