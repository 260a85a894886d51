// What `doctor` makes of the state of the work: a check each for workers, for what waits, for what stands still, for what failed.

import type { WorkStatus } from '@watchfloor/client';

export interface WorkCheck {
  readonly name: string;
  readonly ok: boolean;
  readonly finding: string;
  readonly advice: string;
}

/** Work that waits longer is behind; a retry may wait longer by itself and is not counted. */
export const BEHIND_SECONDS = 120;

export function judgeWork(status: WorkStatus): WorkCheck[] {
  const { workers, stuck, dead_letters: letters } = status;
  const behind = status.queue.filter(
    (row) => row.class !== 'again' && row.jobs > row.retrying && row.oldest_seconds > BEHIND_SECONDS,
  );
  const oldest = Math.round(Math.max(0, ...behind.map((row) => row.oldest_seconds)));
  const standing = stuck.reduce((sum, row) => sum + row.alerts, 0);
  return [
    {
      name: 'workers',
      ok: workers.alive > 0,
      finding:
        workers.alive > 0 ? `${workers.alive} alive` : 'none is alive: what is accepted is not decided',
      advice: 'Start a server that plays the worker: WATCHFLOOR_ROLES has to name it.',
    },
    {
      name: 'queue',
      ok: behind.length === 0,
      finding:
        behind.length === 0
          ? `${status.jobs} jobs with ${status.records} records`
          : `${behind.map((row) => row.class).join(', ')} work waits for up to ${oldest} s`,
      advice: 'Run: watchfloor work status. More workers help when all of them are busy.',
    },
    {
      name: 'stuck work',
      ok: standing === 0,
      finding: standing === 0 ? 'none' : `${standing} alerts stand still and no job carries them`,
      advice:
        'The scheduler puts them back to work every 15 s: see that a server plays it (WATCHFLOOR_ROLES).',
    },
    {
      name: 'dead letters',
      ok: letters === 0,
      finding: letters === 0 ? 'none is open' : `${letters} open: work that failed for good`,
      advice:
        'Run: watchfloor dead-letters list. When the cause is gone: watchfloor dead-letters replay --all. See docs/runbooks/dead-letters.md.',
    },
  ];
}
