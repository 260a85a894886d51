// The sources of this server: the bundled adapters, the generic reader, and `auto`, which asks every adapter whether the record
// is its own and falls back to the generic reader. Nothing here knows a vendor.

import {
  type JsonObject,
  type JsonValue,
  type NormalizedRecord,
  parseJsonText,
  type ReadResult,
  type Refusal,
  type SourceAdapter,
  tacticsOfTechnique,
} from '@watchfloor/sdk';
import { formatSources, readFormat } from './reader/format-sources.ts';
import { genericSource } from './reader/generic-source.ts';
import { findJson } from './reader/line-json.ts';
import { readLineHeader } from './reader/line-syslog.ts';
import { type ReadOptions, readAnything } from './reader/read-anything.ts';
import { innerOf } from './unwrap.ts';

export const AUTO = 'auto';
const SURE_ENOUGH = 50;

/** `auto` as the catalogue shows it; reading goes through `makeSources`, which knows the adapters to ask. */
const autoSource: SourceAdapter = {
  id: AUTO,
  vendor: 'any',
  product: 'any',
  summary: 'Recognises the product of each record; what no adapter knows is read by the generic reader',
  documentation: 'https://www.rfc-editor.org/rfc/rfc8259',
  setup: 'Send any JSON record, NDJSON or raw log lines to {url} with your API key.',
  recognise: () => 0,
  envelopes: [],
  read: () => ({
    ok: false,
    refusal: { field: null, message: 'auto reads through the adapter that it recognises.' },
  }),
};

export interface Sources {
  /** Everything that can stand in /v1/ingest/{source}, `auto` included. */
  readonly catalogue: readonly SourceAdapter[];
  has(source: string): boolean;
  /** Paths under which this object may carry an array of records, for the source that it was sent to. */
  envelopesOf(source: string, value: JsonObject): readonly string[];
  /**
   * Reads one record. Total: every value gives a record or a refusal. `near` is when it arrived: it places times that carry no
   * year, as those of syslog; without it they stay unknown.
   */
  read(source: string, value: JsonValue, near?: string): SourceReading;
}

export type SourceReading =
  | { readonly ok: true; readonly source: string; readonly record: NormalizedRecord }
  | { readonly ok: false; readonly refusal: Refusal };

export function makeSources(bundled: readonly SourceAdapter[]): Sources {
  const known = [...bundled, ...formatSources];
  const adapters = [...known, genericSource];
  const byId = new Map(adapters.map((adapter) => [adapter.id, adapter]));

  // A single record is asked about twice: for its envelope, and to be read. Values are never changed, so one is remembered.
  let last: { readonly value: JsonObject; readonly adapter: SourceAdapter } | null = null;
  const recognise = (value: JsonObject): SourceAdapter => {
    if (last?.value !== value) last = { value, adapter: recogniseAmong(known, value).adapter };
    return last.adapter;
  };
  const readers = known.filter((adapter) => adapter.parseText !== undefined);

  /** The object in a text and the adapter whose it is: parsed by the adapter itself, or JSON behind a header. */
  const openText = (text: string): Opened | null => {
    const json = jsonIn(text);
    let best = json === null ? null : { value: json, ...recogniseAmong(known, json) };
    for (const reader of readers) {
      const parsed = reader.parseText?.(text) ?? null;
      const sure = parsed === null ? 0 : reader.recognise(parsed);
      if (parsed !== null && sure >= SURE_ENOUGH && sure > (best?.sure ?? 0))
        best = { value: parsed, adapter: reader, sure };
    }
    return best;
  };

  return {
    catalogue: [...adapters, autoSource],
    has: (source) => source === AUTO || byId.has(source),
    envelopesOf(source, value) {
      const adapter = source === AUTO ? recognise(value) : byId.get(source);
      return adapter?.envelopes ?? [];
    },
    read(source, value, near) {
      return withTactics(readBy(source, value, near));
    },
  };

  function readBy(source: string, value: JsonValue, near: string | undefined): SourceReading {
    const options = near === undefined ? {} : { near };
    if (source === AUTO) return readAuto(value, { recognise, openText }, options);
    const adapter = byId.get(source);
    if (!adapter) return refuse(`There is no source "${source}".`);
    const format = readFormat(adapter.id, value, near);
    if (format !== null) return named(adapter, format);
    if (isObject(value)) return named(adapter, adapter.read(value));
    if (typeof value !== 'string' || value.trim() === '')
      return refuse('A record must be an object or a line of text.');
    if (adapter === genericSource)
      return { ok: true, source: genericSource.id, record: readAnything(value, options) };
    const opened = adapter.parseText?.(value) ?? jsonIn(value);
    if (opened !== null) return named(adapter, adapter.read(opened));
    return refuse(
      adapter.parseText === undefined
        ? `A ${adapter.product} record must be a JSON object.`
        : `The text is no record of ${adapter.product}.`,
    );
  }
}

function named(adapter: SourceAdapter, result: ReadResult): SourceReading {
  return result.ok ? { ok: true, source: adapter.id, record: result.record } : result;
}

interface Recognised {
  readonly adapter: SourceAdapter;
  readonly sure: number;
}

type Opened = Recognised & { readonly value: JsonObject };

function recogniseAmong(bundled: readonly SourceAdapter[], value: JsonObject): Recognised {
  let best: Recognised = { adapter: genericSource, sure: SURE_ENOUGH - 1 };
  for (const adapter of bundled) {
    const sure = adapter.recognise(value);
    if (sure > best.sure) best = { adapter, sure };
  }
  return best;
}

/** Between a header and its JSON stands at most a tag, such as `@cee: `. */
const TAG_MAX = 40;

/** The JSON object that is a text's content: the whole of it, most of it, or what stands behind a syslog header. */
function jsonIn(text: string): JsonObject | null {
  if (!text.includes('{')) return null;
  const found = findJson(text, 0);
  if (found === null || !isObject(found.value)) return null;
  const isMost = (found.end - found.start) * 2 >= text.length;
  return isMost || found.start <= readLineHeader(text).bodyStart + TAG_MAX ? found.value : null;
}

interface Recognition {
  recognise(value: JsonObject): SourceAdapter;
  openText(text: string): Opened | null;
}

/** `auto` takes everything: what its adapter refuses, and what no adapter knows, the generic reader reads. */
function readAuto(value: JsonValue, recognition: Recognition, options: ReadOptions): SourceReading {
  const generic = (input: JsonObject | string): SourceReading => ({
    ok: true,
    source: genericSource.id,
    record: readAnything(input, options),
  });
  if (typeof value === 'string') {
    const opened = recognition.openText(value);
    if (opened === null || opened.adapter === genericSource) {
      // A text that is a JSON object, such as an element of an array of strings, is that object.
      const whole = /^\s*\{/.test(value) ? parseJsonText(value) : null;
      return whole !== null && isObject(whole) ? readObject(whole, recognition, generic) : generic(value);
    }
    const { adapter } = opened;
    const reading = named(adapter, readFormat(adapter.id, value, options.near) ?? adapter.read(opened.value));
    return reading.ok ? reading : generic(value);
  }
  if (!isObject(value)) return generic(JSON.stringify(value));
  return readObject(value, recognition, generic);
}

function readObject(
  value: JsonObject,
  recognition: Recognition,
  generic: (input: JsonObject) => SourceReading,
): SourceReading {
  const adapter = recognition.recognise(value);
  const wrapped = WRAPPING.has(adapter.id) ? readInner(value, adapter, recognition) : null;
  if (wrapped !== null) return wrapped;
  const reading = named(adapter, adapter.read(value));
  return reading.ok ? reading : generic(value);
}

/** Sources whose form may be a collector's wrapper around another product's record. */
const WRAPPING: ReadonlySet<string> = new Set([genericSource.id, 'splunk', 'ecs']);

/** What is inside a collector's wrapper, where a source is surer of it than any is of the wrapper. */
function readInner(
  value: JsonObject,
  outer: SourceAdapter,
  { recognise, openText }: Recognition,
): SourceReading | null {
  const inner = innerOf(value);
  // The text of an ECS document is a rendering of its own fields, which say more than the text does.
  if (inner === null || (outer.id === 'ecs' && typeof inner === 'string')) return null;
  const opened = typeof inner === 'string' ? openText(inner) : { value: inner, adapter: recognise(inner) };
  if (opened === null || WRAPPING.has(opened.adapter.id)) return null;
  const reading = named(opened.adapter, opened.adapter.read(opened.value));
  return reading.ok ? reading : null;
}

/**
 * Adds the tactics that the techniques imply, where a technique serves one tactic only: what a vendor maps to LSASS dumping is
 * about credential access whether it says so or not. A technique of several tactics says nothing about which was meant.
 */
function withTactics(reading: SourceReading): SourceReading {
  if (!reading.ok) return reading;
  const { record } = reading;
  if (record.techniques.length === 0) return reading;
  const implied = record.techniques
    .map(tacticsOfTechnique)
    .flatMap((tactics) => (tactics.length === 1 ? tactics : []))
    .filter((tactic) => !record.tactics.includes(tactic));
  if (implied.length === 0) return reading;
  return { ...reading, record: { ...record, tactics: [...new Set([...record.tactics, ...implied])] } };
}

function refuse(message: string): SourceReading {
  return { ok: false, refusal: { field: null, message } };
}

function isObject(value: JsonValue | readonly JsonValue[]): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
