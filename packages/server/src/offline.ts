// Reading without a server: the same adapters, reader and extractor as the accept path, for the command line, measurements and
// tests. No clock: a record without a time has none here.

import { bundledSources } from '@watchfloor/connectors';
import type { Indicator, JsonObject, JsonValue, NormalizedRecord } from '@watchfloor/sdk';
import { type FileVerification, verifyExport } from './domains/audit/index.ts';
import { extractFromRecord, extractIndicators } from './domains/indicators/index.ts';
import { AUTO, makeSources, parseVendorJson, splitTable } from './domains/ingest/index.ts';

export { type FileVerification, parseVendorJson, verifyExport };

export interface OfflineReading {
  /** The source that read it: what `auto` recognised, or what was asked for. */
  readonly source: string;
  readonly records: readonly (NormalizedRecord & { readonly indicators: readonly Indicator[] })[];
  readonly error?: string;
}

export interface OfflineReader {
  has(source: string): boolean;
  /** Reads one record, or the records inside an array or a vendor's envelope. Never throws on any value. */
  normalize(value: JsonValue, source?: string): OfflineReading;
  /** Indicators of a text or, value by value, of a JSON document. */
  extract(value: JsonValue): Indicator[];
}

export function makeOfflineReader(): OfflineReader {
  const sources = makeSources(bundledSources);
  return {
    has: sources.has,
    normalize(value, source = AUTO) {
      const parts = recordsOf(value, (record) => sources.envelopesOf(source, record));
      const records: (NormalizedRecord & { indicators: Indicator[] })[] = [];
      let readAs = source === AUTO ? 'generic' : source;
      let error: string | undefined;
      for (const part of parts) {
        const reading = sources.read(source, part);
        if (!reading.ok) {
          error ??= `${reading.refusal.field ? `${reading.refusal.field}: ` : ''}${reading.refusal.message}`;
          continue;
        }
        readAs = reading.source;
        const raw = typeof part === 'string' ? part : '';
        records.push({ ...reading.record, indicators: extractFromRecord(reading.record, raw) });
      }
      return { source: readAs, records, ...(error === undefined ? {} : { error }) };
    },
    extract(value) {
      return extractIndicators(typeof value === 'string' ? value : JSON.stringify(value));
    },
  };
}

function recordsOf(
  value: JsonValue,
  envelopes: (record: JsonObject) => readonly string[],
): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return splitTable(value)?.map((row) => row.value) ?? [value];
  if (typeof value !== 'object' || value === null) return [value];
  // Not an array and not null: an object.
  const record = value as JsonObject;
  for (const path of envelopes(record)) {
    const inside = path.includes('.')
      ? path.split('.').reduce<JsonValue | undefined>(memberOf, record)
      : memberOf(record, path);
    if (Array.isArray(inside)) return inside;
  }
  return [value];
}

function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const record = value as JsonObject;
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
