// What the numbers of priorities mean to people. The smaller number runs first; accept.store.ts gives them by severity.

export const WORK_CLASSES = [
  'critical',
  'high',
  'medium',
  'low',
  'informational',
  'maintenance',
  'again',
  'events',
] as const;
/** `again` is work that failed before: split, swept or replayed. */
export type WorkClass = (typeof WORK_CLASSES)[number];

export function workClassOf(priority: number): WorkClass {
  return WORK_CLASSES[Math.max(0, priority)] ?? 'events';
}
