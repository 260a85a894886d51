// Columns of many rows as values of a statement: arrays in PostgreSQL's binary form (`array_send` and the send functions of the
// types, src/backend/utils/adt), which a statement takes as `$1::uuid[]` just as it takes the text form.
//
// As text every value is quoted here and taken apart there character by character; a JSON document doubles its quotes on the way, and
// a hash its length. For a batch of alerts that was a tenth of what accepting and deciding cost on both sides.

/** Type oids of PostgreSQL (`pg_type.dat`); those of built-in types are the same in every installation. */
const OID = {
  boolean: 16,
  bytea: 17,
  smallint: 21,
  integer: 23,
  text: 25,
  timestamptz: 1184,
  uuid: 2950,
  tsvector: 3614,
  jsonb: 3802,
} as const;

const HEADER_BYTES = 20;
const NULL_LENGTH = -1;
const JSONB_VERSION = 1;
/** A character of JavaScript takes at most three bytes of UTF-8. */
const CHARACTER_BYTES_MAX = 3;
/** What an array is written into before its size is known. Grown when needed; one too large is given back. */
const SCRATCH_BYTES = 256 * 1024;
const SCRATCH_KEPT_BYTES = 1024 * 1024;
/** Texts up to this length are written character by character, which is faster than asking the runtime to. */
const SHORT_TEXT = 24;
/** From the year 1970, where JavaScript counts from, to 2000, where PostgreSQL does. */
const EPOCH_MS = Date.UTC(2000, 0, 1);

/** A value that its type cannot hold, with the SQLSTATE that PostgreSQL would have answered. */
export class ColumnError extends Error {
  readonly code: '22P02' | '22003' | '22008';
  constructor(code: ColumnError['code'], message: string) {
    super(message);
    this.name = 'ColumnError';
    this.code = code;
  }
}

let scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
let end = 0;

/** `uuid[]`: ids in the usual form of 36 characters. */
export function uuids(values: readonly (string | null)[]): Buffer {
  return column(OID.uuid, values, writeUuid);
}

/** `text[]`. */
export function texts(values: readonly (string | null)[]): Buffer {
  return column(OID.text, values, writeText);
}

/** `jsonb[]`: documents that are JSON text already. */
export function jsons(values: readonly (string | null)[]): Buffer {
  return column(OID.jsonb, values, writeJson);
}

/** `timestamptz[]`: dates, or times in ISO 8601 form. */
export function instants(values: readonly (Date | string | null)[]): Buffer {
  return column(OID.timestamptz, values, writeInstant);
}

/** `integer[]`. */
export function integers(values: readonly (number | null)[]): Buffer {
  return column(OID.integer, values, writeInteger);
}

/** `smallint[]`. */
export function smallints(values: readonly (number | null)[]): Buffer {
  return column(OID.smallint, values, writeSmallint);
}

/** `boolean[]`. */
export function booleans(values: readonly (boolean | null)[]): Buffer {
  return column(OID.boolean, values, writeBoolean);
}

/** `bytea[]`. */
export function byteas(values: readonly (Uint8Array | null)[]): Buffer {
  return column(OID.bytea, values, writeBytes);
}

/** A word of a text-search vector with where it stands: each place as PostgreSQL packs it, with its weight in the upper two bits. */
export type PlacedWord = readonly [word: string, places: readonly number[]];

/** `tsvector[]`: words without U+0000, each once, in any order; PostgreSQL sorts them. */
export function vectors(values: readonly (readonly PlacedWord[])[]): Buffer {
  return column(OID.tsvector, values, writeVector);
}

function column<Value>(
  oid: number,
  values: readonly (Value | null)[],
  write: (value: Value) => void,
): Buffer {
  end = 0;
  reserve(HEADER_BYTES);
  let hasNull = 0;
  end = HEADER_BYTES;
  for (const value of values) {
    reserve(4);
    if (value === null) {
      hasNull = 1;
      end = scratch.writeInt32BE(NULL_LENGTH, end);
      continue;
    }
    const start = end;
    end += 4;
    write(value);
    scratch.writeInt32BE(end - start - 4, start);
  }
  // One dimension that begins at 1; an array of nothing has none.
  scratch.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  scratch.writeInt32BE(hasNull, 4);
  scratch.writeInt32BE(oid, 8);
  scratch.writeInt32BE(values.length, 12);
  scratch.writeInt32BE(1, 16);
  const size = values.length === 0 ? 12 : end;
  const bytes = Buffer.allocUnsafe(size);
  scratch.copy(bytes, 0, 0, size);
  if (scratch.length > SCRATCH_KEPT_BYTES) scratch = Buffer.allocUnsafe(SCRATCH_BYTES);
  return bytes;
}

/** Makes room for so many bytes behind what has been written. */
function reserve(bytes: number): void {
  if (end + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, end + bytes));
  scratch.copy(larger, 0, 0, end);
  scratch = larger;
}

const UUID_BYTES = 16;
const UUID_LENGTH = 36;
const HYPHEN = 45;
const HYPHENS = [8, 13, 18, 23];
const NO_DIGIT = 0xff;
/** What a hexadecimal digit is worth, by its character code. */
const DIGITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code).toLowerCase());
  return digit < 0 ? NO_DIGIT : digit;
});

function writeUuid(value: string): void {
  reserve(UUID_BYTES);
  const start = end;
  for (let at = 0; at < value.length && end - start < UUID_BYTES; at += 2) {
    if (HYPHENS.includes(at)) {
      if (value.charCodeAt(at) !== HYPHEN) break;
      at += 1;
    }
    const high = DIGITS[value.charCodeAt(at)] ?? NO_DIGIT;
    const low = DIGITS[value.charCodeAt(at + 1)] ?? NO_DIGIT;
    if (high === NO_DIGIT || low === NO_DIGIT) break;
    scratch[end] = (high << 4) | low;
    end += 1;
  }
  if (value.length !== UUID_LENGTH || end - start !== UUID_BYTES)
    throw new ColumnError('22P02', 'an id must be a uuid');
}

function writeText(value: string): void {
  const { length } = value;
  reserve(length * CHARACTER_BYTES_MAX);
  if (length <= SHORT_TEXT) {
    let at = 0;
    for (; at < length; at += 1) {
      const code = value.charCodeAt(at);
      if (code > 0x7f) break;
      scratch[end + at] = code;
    }
    if (at === length) {
      end += length;
      return;
    }
  }
  end += scratch.write(value, end, 'utf8');
}

function writeJson(value: string): void {
  reserve(1);
  scratch[end] = JSONB_VERSION;
  end += 1;
  writeText(value);
}

const MICROSECONDS = 1_000;
const TWO_TO_32 = 4_294_967_296;

function writeInstant(value: Date | string): void {
  const ms = typeof value === 'string' ? Date.parse(value) : value.getTime();
  if (Number.isNaN(ms)) throw new ColumnError('22008', 'a time must be a date');
  reserve(8);
  const us = (ms - EPOCH_MS) * MICROSECONDS;
  if (!Number.isSafeInteger(us)) {
    // More than 285 years away from 2000: rare enough for the slow way.
    end = scratch.writeBigInt64BE(BigInt(ms - EPOCH_MS) * BigInt(MICROSECONDS), end);
    return;
  }
  const high = Math.floor(us / TWO_TO_32);
  scratch.writeInt32BE(high, end);
  end = scratch.writeUInt32BE(us - high * TWO_TO_32, end + 4);
}

function writeInteger(value: number): void {
  if (value !== (value | 0)) throw new ColumnError('22003', 'a number must be a whole one of 32 bits');
  reserve(4);
  end = scratch.writeInt32BE(value, end);
}

function writeSmallint(value: number): void {
  if (value !== (value << 16) >> 16)
    throw new ColumnError('22003', 'a number must be a whole one of 16 bits');
  reserve(2);
  end = scratch.writeInt16BE(value, end);
}

function writeBoolean(value: boolean): void {
  reserve(1);
  scratch[end] = value ? 1 : 0;
  end += 1;
}

function writeBytes(value: Uint8Array): void {
  reserve(value.length);
  scratch.set(value, end);
  end += value.length;
}

/** `tsvectorrecv`: the number of words; then each with a closing zero, the number of its places, and these. */
function writeVector(words: readonly PlacedWord[]): void {
  reserve(4);
  end = scratch.writeInt32BE(words.length, end);
  for (const [word, places] of words) {
    writeText(word);
    reserve(3 + places.length * 2);
    scratch[end] = 0;
    end = scratch.writeUInt16BE(places.length, end + 1);
    for (const place of places) end = scratch.writeUInt16BE(place, end);
  }
}
