// Whether storage needs somebody: pure, so that each sentence has its test.

import type { StorageReport } from '@watchfloor/server';
import { bytesText, spanText } from './storage-text.ts';

/** Retention runs each hour; a day and two hours without a whole round is no busy hour any more. */
const OVERDUE_MAX_S = 26 * 3600;
const DAYS_MIN = 14;
/** A tenth of all there are: time to find out which old transaction keeps vacuum from its work. */
const TRANSACTIONS_MIN = 200_000_000;

export interface StorageJudgement {
  readonly ok: boolean;
  readonly finding: string;
  readonly advice: string;
}

export function judgeStorage(report: StorageReport): StorageJudgement {
  const size = bytesText(report.database_bytes);
  const late = report.overdue.filter((row) => row.overdue_seconds > OVERDUE_MAX_S);
  const bad = (finding: string, advice: string) => ({ ok: false, finding: `${size}, ${finding}`, advice });
  if (report.transactions_left < TRANSACTIONS_MIN) {
    return bad(
      `${report.transactions_left} transactions are left before PostgreSQL stops`,
      'End the oldest transaction and see that autovacuum runs (docs/runbooks/storage.md).',
    );
  }
  if (report.days_until_full !== null && report.days_until_full < DAYS_MIN) {
    return bad(
      `the disk is full in ${report.days_until_full} days at this rate`,
      'Shorten retention or give it a larger disk: watchfloor db status says what grows.',
    );
  }
  if (late.length > 0) {
    const names = late.map((row) => `${row.class} by ${spanText(row.overdue_seconds)}`).join(', ');
    return bad(
      `retention is behind: ${names}`,
      'See that a server plays the role scheduler, and its log for retention.failed.',
    );
  }
  return { ok: true, finding: `${size}, retention is up to date`, advice: 'watchfloor db status says more.' };
}
