// Fixtures of a source: `<form>.<number>.in.json` is what the product sends, `<form>.<number>.out.json` what the source
// makes of it, both read by people as well. An envelope or an array of records gives a list of results. What a product
// writes as text (a line, an XML document) is `<form>.<number>.in.txt`, one record a file.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { valueAt } from '../fields.ts';
import type { JsonObject, JsonValue, SourceAdapter } from '../source.ts';

export interface Fixture {
  readonly form: string;
  /** `<form>.<number>`. */
  readonly name: string;
  readonly inPath: string;
  readonly outPath: string;
  /** JSON, or the text of a `.in.txt`. */
  readonly body: JsonValue;
}

const INPUT = /\.in\.(?:json|txt)$/;

/** The fixtures in the folder, by name; an input that is not JSON is an error that names the file. */
export function loadFixtures(folder: string): Fixture[] {
  const files = readdirSync(folder).filter((file) => INPUT.test(file));
  return files.sort().map((file) => {
    const name = file.replace(INPUT, '');
    const inPath = join(folder, file);
    return {
      form: name.replace(/\.\d+$/, ''),
      name,
      inPath,
      outPath: join(folder, `${name}.out.json`),
      body: file.endsWith('.txt') ? readFileSync(inPath, 'utf8').trim() : parseFile(inPath),
    };
  });
}

export function parseFile(path: string): JsonValue {
  const text = readFileSync(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${path} is not JSON`, { cause: error });
  }
}

/** Whether the body holds records instead of being one, as ingest sees it. */
export function isBatch(adapter: SourceAdapter, body: JsonValue): boolean {
  return Array.isArray(body) || adapter.envelopes.some((path) => Array.isArray(valueAt(body, path)));
}

/**
 * The records of a body: the elements of an array or of the first envelope that holds one, else the body itself; of a text
 * what the adapter parses it to.
 */
export function recordsOf(adapter: SourceAdapter, body: JsonValue): readonly JsonObject[] {
  if (typeof body === 'string') {
    const parsed = adapter.parseText?.(body) ?? null;
    return parsed === null ? [] : [parsed];
  }
  const envelope = adapter.envelopes.map((path) => valueAt(body, path)).find((value) => Array.isArray(value));
  const items = Array.isArray(body) ? body : (envelope ?? [body]);
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  return (items as readonly JsonValue[]).filter(isObject);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
