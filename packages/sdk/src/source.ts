// A source adapter: reads one product's records. Pure: no clock, no network, no randomness; the same input always gives
// the same output, so that a record kept for a year can be read again and compared.

import type { NormalizedRecord } from './record.ts';

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

/** Why a record was refused: becomes a 422 with this field and message, for this record only. */
export interface Refusal {
  readonly field: string | null;
  readonly message: string;
}

export type ReadResult =
  | { readonly ok: true; readonly record: NormalizedRecord }
  | { readonly ok: false; readonly refusal: Refusal };

/** One form of one product's records, such as a table row or a webhook body. */
export interface SourceAdapter {
  /** The word in `POST /v1/ingest/{source}`; lower case, digits, hyphens. */
  readonly id: string;
  readonly vendor: string;
  readonly product: string;
  /** One line for `sources list`: what it reads. */
  readonly summary: string;
  /** Deep link to the vendor's documentation of the format. */
  readonly documentation: string;
  /** How to make the vendor send it, shown by `sources setup`; Markdown, `{url}` is replaced by the ingest address. */
  readonly setup: string;
  /**
   * How sure this adapter is that the record is its own: 0 (no) to 100 (only this product has these fields). By features of
   * the record, never by file name. `auto` asks every adapter and takes the surest at 50 or more.
   */
  recognise(record: JsonObject): number;
  /**
   * Keys under which the vendor's envelope carries an array of records (`['events']`, `['Records']`); every element becomes
   * a record of its own. The first that holds an array counts. Dots separate steps.
   */
  readonly envelopes: readonly string[];
  /**
   * For products that write text: the line (or XML document) as the object that `recognise` and `read` take, null when it is
   * not this product's. JSON behind a syslog header needs none: ingest finds it. Never throws, linear in the text's length.
   */
  parseText?(text: string): JsonObject | null;
  /** Reads one record. Never throws on any JSON object: returns a refusal when it is not this product's form. */
  read(record: JsonObject): ReadResult;
}

/** Checks the adapter's shape once at start, so that a misspelt id fails there and not on the first webhook. */
export function defineSource(adapter: SourceAdapter): SourceAdapter {
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(adapter.id)) {
    throw new Error(
      `source id "${adapter.id}" must be 2-40 characters of a-z, 0-9 and -, starting with a letter`,
    );
  }
  if (!adapter.documentation.startsWith('https://')) {
    throw new Error(`source "${adapter.id}" needs an https link to the vendor's documentation`);
  }
  return adapter;
}
