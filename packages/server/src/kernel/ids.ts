// Ids are uuidv7, made here and not by the database, so that a record's id is known before it is stored and history can be
// replayed with a virtual clock. They sort by time of making; a clock that jumps back does not make them go back.
//
// Inside they are branded uuid strings; on the wire they carry their kind: `alert_0198c0ffee…` (32 hex digits, no hyphens).

import { randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';

declare const brand: unique symbol;
export type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type TenantId = Id<'tenant'>;
export type AlertId = Id<'alert'>;
export type EventId = Id<'event'>;
export type RecordId = Id<'record'>;

export const ID_PREFIXES = [
  'alert',
  'event',
  'record',
  'decision',
  'comment',
  'key',
  'user',
  'session',
  'passkey',
  'tenant',
  'audit',
  'link',
  'change',
  'entity',
  'mapping',
  'rule',
  'sink',
  'secret',
  'datakey',
  'rotation',
  'hold',
  'account',
  'access',
  'letter',
] as const;
export type IdKind = (typeof ID_PREFIXES)[number];

export interface Ids {
  next<Kind extends IdKind>(kind: Kind): Id<Kind>;
}

const SEQUENCE_MAX = 0xfff;
/** Each byte as two digits. */
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A monotonic uuidv7 maker: 48 bits of milliseconds, 12 bits of sequence within the millisecond, 62 random bits. */
export function makeIds(clock: Clock): Ids {
  const pool = Buffer.alloc(8 * 1024);
  let offset = pool.length;
  let lastMs = 0;
  let sequence = 0;
  let time = '';
  const noteTime = (ms: number) => {
    lastMs = ms;
    sequence = 0;
    const digits = ms.toString(16).padStart(12, '0');
    time = `${digits.slice(0, 8)}-${digits.slice(8)}-7`;
  };
  const randomHex = () => HEX[pool[offset++] ?? 0] ?? '';
  return {
    next<Kind extends IdKind>(_kind: Kind): Id<Kind> {
      const nowMs = clock.now().getTime();
      if (nowMs > lastMs) noteTime(nowMs);
      else if (sequence < SEQUENCE_MAX) sequence += 1;
      else noteTime(lastMs + 1);
      if (offset >= pool.length) {
        randomFillSync(pool);
        offset = 0;
      }
      const variant = HEX[((pool[offset++] ?? 0) & 0x3f) | 0x80] ?? '';
      const sequenceHex = (HEX[sequence >> 8] ?? '').slice(1) + (HEX[sequence & 0xff] ?? '');
      const tail = randomHex() + randomHex() + randomHex() + randomHex() + randomHex() + randomHex();
      // The brand exists only in the type system; this function is the one place that gives it to new ids.
      return `${time}${sequenceHex}-${variant}${randomHex()}-${tail}` as Id<Kind>;
    },
  };
}

/** `alert_` and 32 hex digits, from the uuid the database holds. */
export function toWireId(kind: IdKind, id: string): string {
  return `${kind}_${id.replaceAll('-', '')}`;
}

/** The first 32 digits in the form of a uuid; of a hash they make an id that needs no look-up. */
export function uuidOfHex(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

const WIRE = /^([a-z]+)_([0-9a-f]{32})$/;

/** The uuid inside a wire id, or null when it is not one of that kind. A bare uuid is taken too, since people paste them. */
export function fromWireId<Kind extends IdKind>(kind: Kind, wire: string): Id<Kind> | null {
  const match = WIRE.exec(wire);
  const hex = match ? (match[1] === kind ? match[2] : undefined) : bareUuid(wire);
  if (hex === undefined) return null;
  // Checked by the pattern just above: 32 hex digits.
  return uuidOfHex(hex) as Id<Kind>;
}

/** As `fromWireId`, but an id of the wrong form is a thing that does not exist. */
export function requireWireId<Kind extends IdKind>(kind: Kind, wire: string): Id<Kind> {
  const id = fromWireId(kind, wire);
  if (id === null) throw new AppError('not_found', { message: `There is no ${kind} with this id.` });
  return id;
}

function bareUuid(text: string): string | undefined {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
    ? text.replaceAll('-', '')
    : undefined;
}

/** When the id was made, in milliseconds: a uuidv7 begins with it. */
export function millisOf(uuid: string): number {
  return Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16);
}
