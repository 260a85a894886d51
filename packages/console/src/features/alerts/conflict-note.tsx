import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { Button } from '../../ui/button.tsx';
import type { FieldChange } from './alert-actions.ts';
import { lastActor } from './alert-changes.ts';
import { timelineQuery } from './alert-queries.ts';

interface ConflictNoteProps {
  readonly alertId: string;
  readonly changes: readonly FieldChange[];
  /** Who did it, when the refusal has told; else the timeline is asked. */
  readonly by: string | null;
  readonly isClosed: boolean;
  readonly onAccept: () => void;
}

/** The alert is not what it was when the form was opened: who changed what, and the way on. Nothing typed is lost. */
export function ConflictNote({ alertId, changes, by: told, isClosed, onAccept }: ConflictNoteProps) {
  const timeline = useQuery({ ...timelineQuery(alertId), enabled: told === null });
  const by = told ?? lastActor(timeline.data ?? []);
  return (
    <div role="alert" className="rounded-md border border-high/50 bg-high/8 px-3 py-2.5 text-sm">
      <p className="flex items-center gap-2 font-medium text-ink">
        <GitCompareArrows aria-hidden className="size-4 shrink-0 text-high" />
        The alert has changed since you opened this{by ? `, last by ${by}` : ''}.
      </p>
      <ul className="mt-1.5 ml-6 flex flex-col gap-0.5 text-ink-2">
        {changes.map((change) => (
          <li key={change.field} className="break-words">
            <span className="text-ink-3">{change.field}</span> {change.before} <span aria-hidden>→</span>
            <span className="sr-only">became</span>{' '}
            <span className="font-medium text-ink">{change.after}</span>
          </li>
        ))}
        {changes.length === 0 ? <li>Something that is not shown here.</li> : null}
      </ul>
      <div className="mt-2 ml-6">
        {isClosed ? (
          <p className="text-ink-2">
            It is closed already, so there is nothing left to close. Your text is kept here.
          </p>
        ) : (
          <Button size="sm" onClick={onAccept}>
            I have seen this, go on
          </Button>
        )}
      </div>
    </div>
  );
}
