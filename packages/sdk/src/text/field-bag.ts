// Collects the fields a line parser finds. A plain object would let a line that says `__proto__=x` change the object's
// prototype, and a repeated key would silently overwrite the first; the bag keeps both values in order.

import type { JsonObject, JsonValue } from '../source.ts';

/** No log line has more honest fields; a hostile one must not make us build a million-entry object. */
const FIELDS_MAX = 2_000;

export class FieldBag {
  readonly #fields = new Map<string, JsonValue>();

  get size(): number {
    return this.#fields.size;
  }

  has(key: string): boolean {
    return this.#fields.has(key);
  }

  get(key: string): JsonValue | undefined {
    return this.#fields.get(key);
  }

  /** Adds a value; a key seen before becomes a list unless the value repeats. */
  add(key: string, value: JsonValue): void {
    const before = this.#fields.get(key);
    if (before === undefined) {
      if (this.#fields.size < FIELDS_MAX) this.#fields.set(key, value);
      return;
    }
    if (before === value) return;
    if (Array.isArray(before)) {
      if (before.length < FIELDS_MAX && !before.includes(value)) before.push(value);
      return;
    }
    this.#fields.set(key, [before, value]);
  }

  /** Adds without joining: the first value of a key wins. */
  addIfMissing(key: string, value: JsonValue): void {
    if (!this.#fields.has(key)) this.add(key, value);
  }

  delete(key: string): void {
    this.#fields.delete(key);
  }

  keys(): IterableIterator<string> {
    return this.#fields.keys();
  }

  /** `Object.fromEntries` defines own properties, so `__proto__` stays an ordinary key. */
  toObject(): JsonObject {
    return Object.fromEntries(this.#fields);
  }
}
