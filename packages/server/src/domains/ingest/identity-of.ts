// When two records are the same alert or event.
//
// With a vendor's id: the id is the identity, the content (every field of the record, in any order) tells a repetition from a
// revision. Without one: the content itself is the identity, leaving out its times, so that the same finding sent again an
// hour later is counted and not queued again. An event is the same only when id and content are: events have no revisions.

import { hash } from 'node:crypto';
import { type JsonObject, type JsonValue, parseTime } from '@watchfloor/sdk';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { StorableRecord } from './storable.ts';

export interface Identity {
  readonly key: Buffer;
  readonly contentHash: Buffer;
  /** How long, from its first sight, an identity without a vendor's id counts as the same; with one, from its last. */
  readonly windowHours: number;
  readonly slides: boolean;
}

export const WINDOW_HOURS_WITHOUT_ID = 24;
export const WINDOW_HOURS_WITH_ID = 90 * 24;

export function identityOf(source: string, record: StorableRecord, value: JsonValue): Identity {
  const content = typeof value === 'string' ? value : canonicalJson(value);
  const contentHash = sha256('content', content);
  if (record.source_ref !== null && record.source_ref !== '') {
    // Two products read by the generic reader may number their alerts alike.
    const namespace = source === 'generic' ? `${record.vendor}\0${record.product}` : '';
    const key =
      record.kind === 'alert'
        ? sha256('alert', namespace, record.source_ref)
        : sha256('event', namespace, record.source_ref, contentHash.toString('hex'));
    return { key, contentHash, windowHours: WINDOW_HOURS_WITH_ID, slides: true };
  }
  const timeless =
    record.kind === 'event' || typeof value === 'string' ? content : canonicalJson(withoutTimes(value));
  const key = sha256(record.kind, 'content', timeless);
  return { key, contentHash: key, windowHours: WINDOW_HOURS_WITHOUT_ID, slides: false };
}

const TIME_NAME =
  /time|date|stamp|(^|[._])(ts|at|created|updated|modified|seen|start|end|received|published)$/i;

/** The value without members that are named like a time and hold one. */
function withoutTimes(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== 'object' || value === null) return value;
  // Array.isArray does not narrow readonly arrays away; what is left here is an object.
  const members = Object.entries(value as JsonObject).filter(
    ([name, member]) => !(TIME_NAME.test(name) && isScalar(member) && parseTime(member) !== null),
  );
  return Object.fromEntries(members.map(([name, member]) => [name, withoutTimes(member ?? null)]));
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function sha256(...parts: readonly string[]): Buffer {
  return hash('sha256', parts.join('\0'), 'buffer');
}
