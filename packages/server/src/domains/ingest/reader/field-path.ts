// Paths of fields as a tree that outlives the records: products send the same names millions of times, so the path's text,
// what it means and how it is spelt for recognition are worked out once. A step down is one look-up by the key, whose hash
// the engine remembers; nothing is put together from strings while a record is walked.

import { type FieldMeaning, meaningOf } from './field-meaning.ts';

/** A sender of ever new names must not grow the process: beyond this many the tree is begun anew. */
const PATHS_MAX = 20_000;

/** Longer keys are data that stand where names should; they are not remembered. */
const KEY_MAX = 200;

let created = 0;

export class FieldPath {
  /** Dotted, as in `event.user.name`. */
  readonly text: string;
  /** For the recognition of products: what its table knows of this path. */
  features: readonly string[] | null = null;
  #meaning: FieldMeaning | null = null;
  #squashed: string | null = null;
  /** Made with the first step: most paths end at a value, and an empty map is larger than all the rest of one. */
  #steps: Map<string, FieldPath> | null = null;

  constructor(text: string) {
    this.text = text;
  }

  /** One step down; the key may hold dots itself. */
  at(key: string): FieldPath {
    const known = this.#steps?.get(key);
    if (known !== undefined) return known;
    const path = new FieldPath(this.text === '' ? key : `${this.text}.${key}`);
    if (key.length <= KEY_MAX) {
      this.#steps ??= new Map();
      this.#steps.set(key, path);
      created += 1;
    }
    return path;
  }

  get meaning(): FieldMeaning {
    this.#meaning ??= meaningOf(this.text);
    return this.#meaning;
  }

  /** Lower case, letters, digits and dots only: `eventName`, `event_name` and `Event-Name` are one. */
  get squashed(): string {
    this.#squashed ??= this.text
      .slice(0, KEY_MAX * 4)
      .toLowerCase()
      .replaceAll(/[^a-z0-9.]/g, '');
    return this.#squashed;
  }
}

let root = new FieldPath('');

/** Where every walk begins. */
export function rootPath(): FieldPath {
  if (created > PATHS_MAX) {
    root = new FieldPath('');
    created = 0;
  }
  return root;
}
