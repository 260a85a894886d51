// What each class of data is, how long it is kept, and what a round would remove, in words.

import type { Operations, RetentionClass } from '@watchfloor/client';

export type ClassName = RetentionClass['class'];
export type Preview = Awaited<ReturnType<Operations['retention']['preview']>>;
type ClassPreview = Preview['classes'][number];

export const CLASS_WORDS: Readonly<Record<ClassName, { readonly name: string; readonly hint: string }>> = {
  raw: { name: 'Records as received', hint: 'The bytes of the vendors. Alerts stay readable without them.' },
  evidence: {
    name: 'Evidence',
    hint: 'Events, and of closed alerts the words by which they are found and their links.',
  },
  decision: {
    name: 'Decisions',
    hint: 'Closed alerts with everything that hangs on them. Open ones stay.',
  },
  audit: { name: 'Audit', hint: 'Up to a signed checkpoint, so that the rest still verifies.' },
};

export const DAYS = { least: 1, most: 3_650 } as const;

/** Days as typed: nothing for ever; undefined when not understood. */
export function readDays(text: string): number | null | undefined {
  const digits = text.trim();
  if (digits === '') return null;
  const days = /^\d{1,4}$/.test(digits) ? Number(digits) : Number.NaN;
  return days >= DAYS.least && days <= DAYS.most ? days : undefined;
}

const KIND_WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  raw: ['record', 'records'],
  event: ['event', 'events'],
  'alert-evidence': ['alert’s evidence', 'alerts’ evidence'],
  alert: ['closed alert', 'closed alerts'],
  audit: ['audit record', 'audit records'],
};

/** `1,204 events and 3 alerts’ evidence`; `nothing`. */
export function previewWords({
  days,
  counts,
  is_more: isMore,
}: Pick<ClassPreview, 'days' | 'counts' | 'is_more'>): string {
  if (days === null) return 'kept for good';
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => {
      const [one, many] = KIND_WORDS[kind] ?? [kind, kind];
      return `${count.toLocaleString('en-US')}${isMore && count >= 100_000 ? ' or more' : ''} ${count === 1 ? one : many}`;
    });
  return parts.length === 0 ? 'nothing' : parts.join(' and ');
}

/** Why a round cannot be run now; null when it can. */
export function refuseRun(preview: Preview | undefined, rows: readonly RetentionClass[]): string | null {
  if (preview === undefined) return 'What would go is still being counted.';
  if (preview.is_held)
    return 'A legal hold stands on the whole tenant: nothing is removed until it is lifted.';
  if (rows.every((row) => row.days === null)) return 'Every class is kept for good.';
  if (rows.some((row) => row.requested_at !== null))
    return 'A round was asked for already and has not ended.';
  return null;
}
