// Binds keys to what a page can do. Bindings stand in layers: those of the page over those of the application. The help sheet lists
// what is bound at the moment, so it cannot tell of a key that does nothing.

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { advanceSequence, NO_SEQUENCE, strokeOf } from '../keyboard.ts';

export interface Shortcut {
  /** `j`, `g a`, `mod+k`. */
  readonly keys: string;
  readonly label: string;
  readonly group: string;
  readonly run: () => void;
  /** Works while a text is being typed as well. */
  readonly inFields?: boolean;
}

interface Layer {
  readonly shortcuts: readonly Shortcut[];
}

let layers: readonly Layer[] = [];
let sequence = NO_SEQUENCE;
const listeners = new Set<() => void>();

/** Binds the keys while the component is there. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  // The newest functions count without binding again at every render.
  const current = useRef(shortcuts);
  current.current = shortcuts;
  useEffect(() => {
    const layer: Layer = {
      get shortcuts() {
        return current.current;
      },
    };
    put([...layers, layer]);
    return () => put(layers.filter((other) => other !== layer));
  }, []);
}

/** All bindings in force, the nearest first; of twins only the nearest. */
export function useBoundShortcuts(): readonly Shortcut[] {
  const bound = useSyncExternalStore(subscribe, () => layers);
  const seen = new Set<string>();
  return bound.toReversed().flatMap((layer) =>
    layer.shortcuts.filter((shortcut) => {
      if (seen.has(shortcut.keys)) return false;
      seen.add(shortcut.keys);
      return true;
    }),
  );
}

function put(next: readonly Layer[]): void {
  if (layers.length === 0 && next.length > 0) document.addEventListener('keydown', onKeyDown);
  if (layers.length > 0 && next.length === 0) document.removeEventListener('keydown', onKeyDown);
  layers = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const stroke = strokeOf(event);
  if (stroke === null) return;
  const target = event.target instanceof Element ? event.target : null;
  const isTyping = target?.closest('input, textarea, select, [contenteditable="true"]') != null;
  // A dialog or menu has its own keys; what lies behind it must not react.
  const isCovered = target?.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') != null;
  const isPressing = (stroke === 'Enter' || stroke === ' ') && target?.closest('a, button, summary') != null;
  if (isPressing) return;
  const usable = layers
    .toReversed()
    .flatMap((layer) => layer.shortcuts)
    .filter((shortcut) => (!isTyping && !isCovered) || (shortcut.inFields === true && !isCovered));
  const step = advanceSequence(
    sequence,
    { name: stroke, atMs: event.timeStamp },
    usable.map((shortcut) => shortcut.keys),
  );
  sequence = step.state;
  const found = usable.find((shortcut) => shortcut.keys === step.complete);
  if (!found) return;
  event.preventDefault();
  found.run();
}
