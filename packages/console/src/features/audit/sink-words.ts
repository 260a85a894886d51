// How a collector is doing, in words.

import type { AuditSink } from '@watchfloor/client';
import { countOf } from '../../ui/format.ts';

export type SinkCondition = 'works' | 'failing' | 'paused' | 'refused';

export function sinkCondition({ state, failures }: Pick<AuditSink, 'state' | 'failures'>): SinkCondition {
  if (state !== 'active') return state;
  return failures > 0 ? 'failing' : 'works';
}

/** How much waits, and for how long. */
export function describeLag({ lag }: Pick<AuditSink, 'lag'>): string {
  if (lag.records === 0) return 'nothing: it has all that is sealed';
  return `${countOf(lag.records, 'record')}, the oldest for ${describeSeconds(lag.seconds)}`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return countOf(Math.round(seconds / 86_400), 'day');
}

export function refuseTest({ test }: Pick<AuditSink, 'test'>): string | null {
  return test.is_running ? 'A test is running.' : null;
}

/** What is wrong with an address, as far as one sees without asking the server, which has the last word. */
export function sinkUrlProblem(text: string): string | null {
  if (text.trim() === '') return 'Say where to send the records.';
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return 'Write the whole address: https://collector.example.com/audit.';
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return 'Only https, and http where the server allows it.';
  return url.username !== '' || url.password !== ''
    ? 'Leave the credential out of the address: there is a field for it.'
    : null;
}
