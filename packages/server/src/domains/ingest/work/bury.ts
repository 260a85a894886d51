// Failed work becomes a dead letter, and the alerts it was about say so, in one transaction.

import { z } from 'zod';
import type { BuryWork, FailedWork } from '../../../kernel/job.ts';
import { markWorkFailed } from '../../alerts/index.ts';
import { insertLetter, type LetterStage } from './dead-letter.store.ts';

const uuids = z.array(z.uuid()).max(1_000);

export const buryWork: BuryWork = async (tx, failed) => {
  const { alerts, events } = subjectsOf(failed.payload);
  const stages = await markWorkFailed(tx, alerts);
  await insertLetter(tx, {
    ...failed,
    id: tx.ids.next('letter'),
    stage: stageOf({ stages, alerts: alerts.length, events: events.length }),
    at: tx.at,
  });
};

/** What the work was about; nothing of either for jobs that are about something else. */
export function subjectsOf(payload: FailedWork['payload']): {
  readonly alerts: readonly string[];
  readonly events: readonly string[];
} {
  const of = (value: unknown) => {
    const read = uuids.safeParse(value);
    return read.success ? read.data : [];
  };
  return { alerts: of(payload['alerts']), events: of(payload['events']) };
}

interface Counted {
  readonly stages: readonly LetterStage[];
  readonly alerts: number;
  readonly events: number;
}

/** The earliest at which one of its alerts stopped; `none` when every one of them was finished or is gone. */
function stageOf({ stages, alerts, events }: Counted): LetterStage {
  const order: readonly LetterStage[] = ['accepted', 'evidence', 'revision'];
  const earliest = order.find((stage) => stages.includes(stage));
  if (earliest) return earliest;
  if (events > 0) return 'event';
  if (alerts > 0) return 'none';
  return 'other';
}
