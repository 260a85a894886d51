// The connection for live updates as a state machine, and the batching of what it brings. Pure; src/live.ts drives them.

export type LivePhase =
  /** Not open yet. */
  | 'connecting'
  | 'live'
  /** Lost; the browser or we are trying again. */
  | 'reconnecting'
  /** Lost for a while: lists are read again every 15 seconds, and the stream is still tried. */
  | 'polling'
  /** The tab is hidden: no stream is held, since a browser has only six connections to a server. */
  | 'paused';

export interface LiveState {
  readonly phase: LivePhase;
  readonly sinceMs: number;
  /** When the stream last said anything, heartbeats included. */
  readonly heardAtMs: number | null;
}

export interface LiveInput {
  readonly kind: 'opened' | 'heard' | 'lost' | 'tick' | 'hidden' | 'shown';
  readonly atMs: number;
}

/** The server sends a heartbeat every 25 s; two missed ones and a little more mean that nobody is there. */
export const SILENCE_MS = 60_000;
export const POLL_AFTER_MS = 10_000;
export const POLL_EVERY_MS = 15_000;

export function startLive(atMs: number): LiveState {
  return { phase: 'connecting', sinceMs: atMs, heardAtMs: null };
}

export function nextLive(state: LiveState, input: LiveInput): LiveState {
  const { atMs } = input;
  switch (input.kind) {
    case 'opened':
    case 'heard':
      if (state.phase === 'paused') return state;
      return { phase: 'live', sinceMs: state.phase === 'live' ? state.sinceMs : atMs, heardAtMs: atMs };
    case 'lost':
      return state.phase === 'live' ? { ...state, phase: 'reconnecting', sinceMs: atMs } : state;
    case 'hidden':
      return { ...state, phase: 'paused', sinceMs: atMs };
    case 'shown':
      return state.phase === 'paused' ? { ...state, phase: 'connecting', sinceMs: atMs } : state;
    case 'tick':
      return tick(state, atMs);
    default: {
      const never: never = input.kind;
      return never;
    }
  }
}

function tick(state: LiveState, atMs: number): LiveState {
  if (state.phase === 'live' && atMs - (state.heardAtMs ?? state.sinceMs) > SILENCE_MS) {
    return { ...state, phase: 'reconnecting', sinceMs: atMs };
  }
  const waiting = state.phase === 'connecting' || state.phase === 'reconnecting';
  if (waiting && atMs - state.sinceMs > POLL_AFTER_MS) return { ...state, phase: 'polling', sinceMs: atMs };
  return state;
}

/** When the next batch may go out: at once after a quiet time, else `gapMs` after the one before. */
export function nextFlushAt(lastFlushMs: number | null, nowMs: number, gapMs: number): number {
  return lastFlushMs === null ? nowMs : Math.max(nowMs, lastFlushMs + gapMs);
}

export interface Change {
  readonly type: string;
  readonly alertId: string;
}

/** A message of the stream; null for one this console does not know, which newer servers may send. */
export function parseChange(data: string): Change | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { type, alert_id: alertId } = value as { type?: unknown; alert_id?: unknown };
  return typeof type === 'string' && typeof alertId === 'string' ? { type, alertId } : null;
}

/** How long to wait before the stream is opened by hand again: 1, 2, 4, 8, then 15 seconds. */
export function reopenDelayMs(failures: number): number {
  return Math.min(15_000, 1_000 * 2 ** Math.min(failures, 10));
}
