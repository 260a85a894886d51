// Finds which of many literal hints a text has, in one walk. Asking for each hint in turn costs a walk each, and there are
// hundreds; here every place of the text is looked at once, and only where four characters are those of some hint is the
// hint itself compared.

/** Four characters decide whether a place is looked at, so a hint has at least as many. */
export const HINT_MIN = 4;

const BITS = 16;
const MASK = (1 << BITS) - 1;

/** The code of four characters rolls on with each further one: four bits to the left, and the oldest falls out. */
function roll(code: number, next: number): number {
  return ((code << 4) ^ next) & MASK;
}

function codeOf(hint: string): number {
  let code = 0;
  for (let at = 0; at < HINT_MIN; at += 1) code = roll(code, hint.charCodeAt(at) & 0xff);
  return code;
}

interface Entry<T> {
  readonly hint: string;
  readonly value: T;
}

export class HintIndex<T> {
  readonly #isStart = new Uint8Array(1 << BITS);
  readonly #byStart = new Map<number, Entry<T>[]>();

  /** @throws {RangeError} for a hint of fewer than four characters: a slip in a table, seen at start */
  add(hint: string, value: T): void {
    if (hint.length < HINT_MIN) throw new RangeError(`the hint "${hint}" is too short`);
    const code = codeOf(hint);
    this.#isStart[code] = 1;
    const entries = this.#byStart.get(code) ?? [];
    entries.push({ hint, value });
    this.#byStart.set(code, entries);
  }

  /** The values of the hints in the text, each as often as it is met. */
  find(text: string): T[] {
    const found: T[] = [];
    let code = 0;
    for (let at = 0; at < text.length; at += 1) {
      code = roll(code, text.charCodeAt(at) & 0xff);
      if (this.#isStart[code] === 0) continue;
      const start = at - HINT_MIN + 1;
      for (const entry of this.#byStart.get(code) ?? []) {
        if (start >= 0 && text.startsWith(entry.hint, start)) found.push(entry.value);
      }
    }
    return found;
  }
}
