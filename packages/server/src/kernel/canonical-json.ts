// JSON with sorted keys: the same value always gives the same text, whatever order the database or a vendor used. Hashes of
// decisions and of record content are taken over this text.

import { hash } from 'node:crypto';

/** Sorted-key JSON; undefined members are left out as in JSON.stringify. */
export function canonicalJson(value: unknown): string {
  const kept = { order: true };
  const copy = sortedCopy(value, kept);
  // Written by the runtime from a copy in order: half the time of writing it ourselves, member by member.
  if (kept.order) return JSON.stringify(copy) ?? 'null';
  return writeSorted(value);
}

/** The same with each object's members made in the order of their names. Says when an object cannot keep such an order. */
function sortedCopy(value: unknown, kept: { order: boolean }): unknown {
  if (value === null || typeof value !== 'object' || !kept.order) return value;
  if (Array.isArray(value)) return value.map((member) => sortedCopy(member, kept));
  const copy: Record<string, unknown> = {};
  // Any object's members may be asked for by name.
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members).sort()) {
    const first = key.charCodeAt(0);
    // A name that is a number comes first whenever it was made, `__proto__` is no member at all, and `toJSON` might be called.
    if ((first >= DIGIT_0 && first <= DIGIT_9) || key === '__proto__' || key === 'toJSON') {
      kept.order = false;
      return value;
    }
    copy[key] = sortedCopy(members[key], kept);
  }
  return copy;
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

function writeSorted(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(writeSorted).join(',')}]`;
  const parts: string[] = [];
  const members = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${writeSorted(member)}`);
  }
  return `{${parts.join(',')}}`;
}

/** SHA-256 over the canonical text, as hex. */
export function canonicalHash(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex');
}
