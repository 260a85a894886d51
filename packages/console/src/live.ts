// Live updates: one EventSource for the tab. Consumers get signals, not messages: changes come in batches at most every 500 ms,
// so a storm of alerts never becomes a storm of requests.
//
// The browser reconnects a broken stream itself, with Last-Event-ID, and the server then sends what was missed. Only when it
// gives up (a refused or malformed answer), or after a hidden time, do we open a new one; that one cannot know where the
// old one stood, so a `resync` tells consumers to read again. So does the first one, which opens after pages were read.

import { useSyncExternalStore } from 'react';
import { CUSTOMER } from './customer-place.ts';
import {
  type Change,
  type LiveInput,
  type LivePhase,
  nextFlushAt,
  nextLive,
  POLL_EVERY_MS,
  parseChange,
  reopenDelayMs,
  startLive,
} from './live-state.ts';

export type LiveSignal =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  /** Something may have been missed, or the stream is away and it is time to look. */
  | { readonly kind: 'resync' };

const BATCH_GAP_MS = 500;
/** A hidden tab keeps its stream this long, so that a glance at another tab costs nothing. */
const HIDDEN_GRACE_MS = 20_000;

let state = startLive(Date.now());
let source: EventSource | null = null;
let failures = 0;
let lastFlushMs: number | null = null;
let lastPollMs = 0;
let lastSignalMs = 0;
let batch: Change[] = [];
let flushTimer: ReturnType<typeof setTimeout> | null = null;
let reopenTimer: ReturnType<typeof setTimeout> | null = null;
let hideTimer: ReturnType<typeof setTimeout> | null = null;
let lastOpened: EventSource | null = null;
let onRefused: () => void = () => undefined;
const phaseListeners = new Set<() => void>();
const signalListeners = new Set<(signal: LiveSignal) => void>();

/**
 * Starts live updates for as long as somebody is signed in; gives what stops them. `refused` is called when the server turned
 * the stream down, which may mean that the session has ended.
 */
export function startLiveUpdates(refused: () => void): () => void {
  // The stream knows the own tenant only: in a customer's, what is shown is read again by the clock.
  if (CUSTOMER !== null) return startPolling();
  onRefused = refused;
  const ticker = setInterval(onTick, 1_000);
  document.addEventListener('visibilitychange', onVisibility);
  if (document.visibilityState === 'visible') open();
  else put('hidden');
  return () => {
    clearInterval(ticker);
    document.removeEventListener('visibilitychange', onVisibility);
    close();
    state = startLive(Date.now());
    lastOpened = null;
  };
}

function startPolling(): () => void {
  state = { ...startLive(Date.now()), phase: 'polling' };
  for (const listener of phaseListeners) listener();
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') signal({ kind: 'resync' });
  }, POLL_EVERY_MS);
  return () => clearInterval(timer);
}

/** When the last signal came: what was read before it may be old. */
export function lastLiveSignalAtMs(): number {
  return lastSignalMs;
}

/** Calls the listener with every signal; gives what ends that. */
export function onLiveSignal(listener: (signal: LiveSignal) => void): () => void {
  signalListeners.add(listener);
  return () => signalListeners.delete(listener);
}

export function useLivePhase(): LivePhase {
  return useSyncExternalStore(
    (listener) => {
      phaseListeners.add(listener);
      return () => phaseListeners.delete(listener);
    },
    () => state.phase,
  );
}

function put(kind: LiveInput['kind']): void {
  const before = state;
  state = nextLive(state, { kind, atMs: Date.now() });
  if (state.phase === before.phase) return;
  for (const listener of phaseListeners) listener();
  // A stream that fell silent is not trusted to recover.
  if (before.phase === 'live' && kind === 'tick') reopenSoon();
}

function open(): void {
  close();
  const stream = new EventSource('/v1/stream');
  source = stream;
  stream.addEventListener('open', () => {
    if (stream !== source) return;
    failures = 0;
    put('opened');
    // A new stream begins with what happens now: pages have been read before, or an older stream has lost its cursor. One that the
    // browser reconnected is the same object and has kept it.
    if (lastOpened !== stream) signal({ kind: 'resync' });
    lastOpened = stream;
  });
  for (const name of ['ready', 'heartbeat']) stream.addEventListener(name, () => put('heard'));
  stream.addEventListener('change', (event) => {
    put('heard');
    const change = parseChange(event.data);
    if (change) collect(change);
  });
  stream.addEventListener('error', () => {
    if (stream !== source) return;
    put('lost');
    if (stream.readyState !== EventSource.CLOSED) return;
    onRefused();
    reopenSoon();
  });
}

function close(): void {
  source?.close();
  source = null;
  if (reopenTimer !== null) clearTimeout(reopenTimer);
  reopenTimer = null;
}

function reopenSoon(): void {
  source?.close();
  source = null;
  if (reopenTimer !== null) return;
  reopenTimer = setTimeout(() => {
    reopenTimer = null;
    if (state.phase !== 'paused') open();
  }, reopenDelayMs(failures));
  failures += 1;
}

function onTick(): void {
  put('tick');
  if (state.phase !== 'polling' || Date.now() - lastPollMs < POLL_EVERY_MS) return;
  lastPollMs = Date.now();
  signal({ kind: 'resync' });
}

function onVisibility(): void {
  if (document.visibilityState === 'hidden') {
    hideTimer ??= setTimeout(() => {
      hideTimer = null;
      close();
      put('hidden');
    }, HIDDEN_GRACE_MS);
    return;
  }
  if (hideTimer !== null) clearTimeout(hideTimer);
  hideTimer = null;
  if (state.phase !== 'paused') return;
  put('shown');
  open();
}

function collect(change: Change): void {
  batch.push(change);
  if (flushTimer !== null) return;
  const nowMs = Date.now();
  flushTimer = setTimeout(
    () => {
      flushTimer = null;
      lastFlushMs = Date.now();
      const changes = batch;
      batch = [];
      signal({ kind: 'changes', changes });
    },
    nextFlushAt(lastFlushMs, nowMs, BATCH_GAP_MS) - nowMs,
  );
}

function signal(value: LiveSignal): void {
  lastSignalMs = Date.now();
  for (const listener of signalListeners) listener(value);
}
