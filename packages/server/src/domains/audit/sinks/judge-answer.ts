// What a collector's answer means for the batch: it has it, it wants less at once, it wants it later, or something is wrong.

import type { EgressResult } from '../../../kernel/egress.ts';
import { BATCH_MAX } from './sink.store.ts';

export type Judgement =
  | { readonly outcome: 'confirmed' }
  | { readonly outcome: 'refused'; readonly reason: string; readonly host: string; readonly text: string }
  | { readonly outcome: 'too_large'; readonly text: string }
  | { readonly outcome: 'failed'; readonly text: string; readonly waitMs: number | null };

const FIRST_PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 300_000;
/** A collector that wants to be left alone for longer is asked again after this. */
const RETRY_AFTER_MAX_MS = 3_600_000;

export function judgeAnswer(result: EgressResult, at: Date): Judgement {
  if (result.outcome === 'refused')
    return { outcome: 'refused', reason: result.reason, host: result.host, text: result.text };
  if (result.outcome === 'failed') return { outcome: 'failed', text: result.text, waitMs: null };
  const { status, headers } = result;
  if (status >= 200 && status < 300) return { outcome: 'confirmed' };
  if (status === 413) {
    return { outcome: 'too_large', text: 'The collector answers 413: the batch is too large for it.' };
  }
  const waitMs = status === 429 || status === 503 ? retryAfterMs(headers['retry-after'], at) : null;
  return { outcome: 'failed', text: textOf(status), waitMs };
}

/** Only the status: what a collector writes into its answer could be anything, a credential included. */
function textOf(status: number): string {
  const known: Readonly<Record<number, string>> = {
    400: 'it does not understand the records: is the format right?',
    401: 'it does not accept the credential.',
    403: 'the credential may not write there.',
    404: 'there is nothing at this address.',
    429: 'it has too much to do.',
    503: 'it is not available.',
  };
  const kind = status >= 500 ? 'it failed.' : status >= 300 && status < 400 ? 'it redirects.' : 'it refuses.';
  return `The collector answers ${status}: ${known[status] ?? kind}`;
}

/** Retry-After in seconds or as a date; null when there is none that can be read. */
export function retryAfterMs(header: string | undefined, at: Date): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - at.getTime();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), RETRY_AFTER_MAX_MS) : null;
}

/** Doubling from a second to five minutes, and between half and all of it by chance, so that sinks do not come in step. */
export function pauseMs(failures: number, chance: number): number {
  const whole = Math.min(FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 30), PAUSE_MAX_MS);
  return Math.round(whole * (0.5 + chance / 2));
}

/** After 413: half of what was too large. After a success: twice as many again, up to the most. */
export function nextBatchMax(judged: 'confirmed' | 'too_large', batchMax: number, sent: number): number {
  return judged === 'too_large' ? Math.max(1, Math.floor(sent / 2)) : Math.min(BATCH_MAX, batchMax * 2);
}
