// How a call inside the adapter ends early. Thrown, so that each step can stand by itself; caught once, at the adapter's front,
// where it becomes the outcome that callers branch on.

import type { EgressFailed, EgressFailure, EgressReason, EgressRefused } from '../../kernel/egress.ts';

export class EgressStop extends Error {
  readonly result: EgressFailed | EgressRefused;
  /** For the log only, such as the address that a name resolved to. */
  readonly detail: string | null;

  constructor(result: EgressFailed | EgressRefused, detail: string | null, cause?: unknown) {
    super(result.text, { cause });
    this.name = 'EgressStop';
    this.result = result;
    this.detail = detail;
  }
}

interface Refusal {
  readonly reason: EgressReason;
  readonly host: string;
  readonly why: string;
  readonly detail?: string;
}

export function stopRefused({ reason, host, why, detail }: Refusal): EgressStop {
  const shown = host.slice(0, 253);
  const text = `This server does not call ${shown === '' ? 'that address' : shown}: ${why}.`;
  return new EgressStop({ outcome: 'refused', reason, host: shown, text }, detail ?? null);
}

export function stopFailed(reason: EgressFailure, text: string, cause?: unknown): EgressStop {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return new EgressStop({ outcome: 'failed', reason, text }, code, cause);
}
