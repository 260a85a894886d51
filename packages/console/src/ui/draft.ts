// Typed text that survives a reload, a version conflict and the end of a session. Kept in the tab's own storage, gone with it.

import { useState } from 'react';

const PREFIX = 'watchfloor.draft.';

/** State like useState for a text, kept under a name until `clear`. */
export function useDraft(name: string): {
  readonly text: string;
  readonly setText: (text: string) => void;
  readonly clear: () => void;
} {
  const [text, put] = useState(() => read(name));
  const setText = (next: string) => {
    put(next);
    write(name, next);
  };
  return { text, setText, clear: () => setText('') };
}

function read(name: string): string {
  try {
    return sessionStorage.getItem(PREFIX + name) ?? '';
  } catch {
    // Without storage a draft lives as long as its form.
    return '';
  }
}

function write(name: string, text: string): void {
  try {
    if (text === '') sessionStorage.removeItem(PREFIX + name);
    else sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // As above, and when the storage is full.
  }
}
