// Fixtures of a source: `<form>.<number>.in.json` is what the product sends, `<form>.<number>.out.json` what the source
// makes of it, both read by people as well. An envelope or an array of records gives a list of results.

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
  readonly body: JsonValue;
}

/** The fixtures in the folder, by name; an input that is not JSON is an error that names the file. */
export function loadFixtures(folder: string): Fixture[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.in.json'));
  return files.sort().map((file) => {
    const name = file.slice(0, -'.in.json'.length);
    const inPath = join(folder, file);
    return {
      form: name.replace(/\.\d+$/, ''),
      name,
      inPath,
      outPath: join(folder, `${name}.out.json`),
      body: parseFile(inPath),
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

/** The records of a body: the elements of an array or of the first envelope that holds one, else the body itself. */
export function recordsOf(adapter: SourceAdapter, body: JsonValue): readonly JsonObject[] {
  const envelope = adapter.envelopes.map((path) => valueAt(body, path)).find((value) => Array.isArray(value));
  const items = Array.isArray(body) ? body : (envelope ?? [body]);
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  return (items as readonly JsonValue[]).filter(isObject);
}

export function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
