// Keys and sequences of keys (`g` then `a`), as pure functions: which stroke a key event is, and what a stroke leads to.
// src/app/use-shortcuts.ts binds them to the document.

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Keys pressed so far of a sequence that is not complete yet. */
export interface SequenceState {
  readonly pending: string;
  readonly atMs: number;
}

export const NO_SEQUENCE: SequenceState = { pending: '', atMs: 0 };

/** After this pause a begun sequence is forgotten. */
const SEQUENCE_PAUSE_MS = 1_200;

/**
 * The stroke as bindings name it: `j`, `?`, `Enter`, `shift+Enter`, `mod+k` (Ctrl or ⌘). Null for a modifier alone and for
 * combinations that belong to the browser or the system.
 */
export function strokeOf(press: KeyPress): string | null {
  if (['Shift', 'Control', 'Alt', 'Meta', 'Dead', 'Unidentified', 'CapsLock'].includes(press.key))
    return null;
  const mod = press.ctrlKey || press.metaKey;
  const printable = [...press.key].length === 1;
  // AltGr reports Ctrl and Alt together and writes a character (`@` on many keyboards): that is typing.
  if (press.altKey && !(mod && printable)) return null;
  if (mod && press.altKey) return press.key;
  if (mod) return `mod+${press.shiftKey ? 'shift+' : ''}${press.key.toLowerCase()}`;
  // Shift is part of what a printable key writes, and of nothing else.
  return press.shiftKey && !printable ? `shift+${press.key}` : press.key;
}

/** Where the stroke leads: the complete sequence it ends, or the state with it kept as a beginning. */
export function advanceSequence(
  state: SequenceState,
  stroke: { readonly name: string; readonly atMs: number },
  sequences: readonly string[],
): { readonly state: SequenceState; readonly complete: string | null } {
  const fresh = stroke.atMs - state.atMs <= SEQUENCE_PAUSE_MS ? state.pending : '';
  const candidates = fresh === '' ? [stroke.name] : [`${fresh} ${stroke.name}`, stroke.name];
  for (const candidate of candidates) {
    if (sequences.includes(candidate)) return { state: NO_SEQUENCE, complete: candidate };
    if (sequences.some((sequence) => sequence.startsWith(`${candidate} `))) {
      return { state: { pending: candidate, atMs: stroke.atMs }, complete: null };
    }
  }
  return { state: NO_SEQUENCE, complete: null };
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  Enter: '↵',
  enter: '↵',
  Escape: 'Esc',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ' ': 'Space',
};

/** How the keys of a binding are written on key caps: `mod+k` → `⌘ K` or `Ctrl K`. */
export function keyCaps(keys: string, isMac: boolean): string[] {
  return keys.split(' ').flatMap((stroke) =>
    stroke.split('+').map((part) => {
      if (part === 'mod') return isMac ? '⌘' : 'Ctrl';
      if (part === 'shift') return isMac ? '⇧' : 'Shift';
      if (part.length > 1) return KEY_NAMES[part] ?? part;
      return stroke.startsWith('mod+') ? part.toUpperCase() : part;
    }),
  );
}
