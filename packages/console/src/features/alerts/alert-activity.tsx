import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Alert, Comment, TimelineEntry } from '@watchfloor/client';
import {
  BrainCircuit,
  CircleCheck,
  FilePen,
  Inbox,
  MessageSquare,
  PencilLine,
  Repeat,
  RotateCcw,
} from 'lucide-react';
import { type ComponentType, type KeyboardEvent, type RefObject, useState } from 'react';
import { api, makeRepeatKeys } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { useDraft } from '../../ui/draft.ts';
import { Field, TextArea } from '../../ui/field.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { Ago } from '../../ui/time.tsx';
import { useSession } from '../session/session.ts';
import { refuseAnyChange } from './alert-actions.ts';
import { commentsQuery, timelineQuery } from './alert-queries.ts';
import { DISPOSITION_WORDS, DISPOSITIONS } from './alert-words.ts';

type Icon = ComponentType<{ className?: string; 'aria-hidden'?: boolean }>;

const ICONS: Readonly<Record<TimelineEntry['kind'], Icon>> = {
  received: Inbox,
  repeated: Repeat,
  revised: FilePen,
  decided: BrainCircuit,
  changed: PencilLine,
  closed: CircleCheck,
  reopened: RotateCcw,
  commented: MessageSquare,
};

interface ActivityProps {
  readonly alert: Alert;
  readonly composerRef: RefObject<HTMLTextAreaElement | null>;
}

/** What happened to the alert, newest at the end, and the place to write. */
export function AlertActivity({ alert, composerRef }: ActivityProps) {
  const [onlyComments, setOnlyComments] = useState(false);
  return (
    <Panel
      title="Activity"
      actions={
        <Button
          size="sm"
          variant="ghost"
          aria-pressed={onlyComments}
          onClick={() => setOnlyComments(!onlyComments)}
        >
          {onlyComments ? 'Show everything' : 'Only comments'}
        </Button>
      }
    >
      {onlyComments ? <Comments id={alert.id} /> : <Timeline id={alert.id} />}
      <Composer alert={alert} composerRef={composerRef} />
    </Panel>
  );
}

function Timeline({ id }: { readonly id: string }) {
  const timeline = useQuery(timelineQuery(id));
  if (timeline.isPending) return <Loading label="timeline" />;
  if (!timeline.data) return <Failed error={timeline.error} onRetry={() => void timeline.refetch()} />;
  return (
    <ol aria-label="Timeline" className="px-3.5 py-3">
      {timeline.data.map((entry, index) => (
        <Entry
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and are only ever added.
          key={`${entry.at}-${entry.kind}-${index}`}
          entry={entry}
          isLast={index === timeline.data.length - 1}
        />
      ))}
    </ol>
  );
}

function Entry({ entry, isLast }: { readonly entry: TimelineEntry; readonly isLast: boolean }) {
  const Icon = ICONS[entry.kind] ?? PencilLine;
  const isComment = entry.kind === 'commented';
  return (
    <li className="relative flex gap-2.5 pb-3 last:pb-0">
      {isLast ? null : <span aria-hidden className="absolute top-6 bottom-0 left-[9.5px] w-px bg-line" />}
      <span
        aria-hidden
        className={cx(
          'flex size-5 shrink-0 items-center justify-center rounded-full border',
          isComment
            ? 'border-accent/50 bg-accent/12 text-accent'
            : 'border-line-strong bg-surface text-ink-3',
        )}
      >
        <Icon className="size-3" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-1.5 text-xs text-ink-3">
          <span className="min-w-0 break-words font-medium text-ink-2">{entry.actor}</span>
          <span className="sr-only">{entry.kind}</span>
          <Ago at={entry.at} />
        </p>
        {isComment ? (
          <CommentBody body={entry.summary} />
        ) : (
          <p className="break-words text-sm text-ink">
            {summaryOf(entry)}
            {typeof entry.details['reason'] === 'string' ? (
              <span className="text-ink-2"> “{entry.details['reason']}”</span>
            ) : null}
          </p>
        )}
      </div>
    </li>
  );
}

/** A decision names the disposition by its id; people read the word of this console. Other entries hold people's own words. */
function summaryOf({ kind, summary }: TimelineEntry): string {
  if (kind !== 'decided') return summary;
  return DISPOSITIONS.reduce(
    (text, id) => text.replace(id, DISPOSITION_WORDS[id].short.toLowerCase()),
    summary,
  );
}

function CommentBody({ body }: { readonly body: string }) {
  return (
    <p className="mt-1 whitespace-pre-wrap break-words rounded-md border border-line bg-ground px-2.5 py-1.5 text-sm text-ink">
      {body}
    </p>
  );
}

function Comments({ id }: { readonly id: string }) {
  const comments = useQuery(commentsQuery(id));
  if (comments.isPending) return <Loading label="comments" />;
  if (!comments.data) return <Failed error={comments.error} onRetry={() => void comments.refetch()} />;
  if (comments.data.length === 0)
    return <p className="px-3.5 py-3 text-sm text-ink-3">Nobody has written a comment yet.</p>;
  return (
    <ol aria-label="Comments" className="flex flex-col gap-3 px-3.5 py-3">
      {comments.data.map((comment: Comment) => (
        <li key={comment.id}>
          <p className="flex items-baseline gap-1.5 text-xs text-ink-3">
            <span className="font-medium text-ink-2">{comment.author.name}</span>
            {comment.author.kind === 'key' ? <span>(API key)</span> : null}
            <Ago at={comment.at} />
          </p>
          <CommentBody body={comment.body} />
        </li>
      ))}
    </ol>
  );
}

function Loading({ label }: { readonly label: string }) {
  return (
    <div className="px-3.5 py-3">
      <SkeletonLines lines={5} label={label} />
    </div>
  );
}

function Failed({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  return (
    <div className="p-3">
      <ErrorNote error={error} onRetry={onRetry} />
    </div>
  );
}

// A comment that is sent again because its answer never came must not stand there twice.
const repeatKeys = makeRepeatKeys();

function Composer({ alert, composerRef }: ActivityProps) {
  const client = useQueryClient();
  const session = useSession();
  const draft = useDraft(`comment.${alert.id}`);
  const refusal = refuseAnyChange(session);
  const sending = useMutation({
    mutationFn: (body: string) =>
      api.alerts.addComment(
        { id: alert.id, body },
        { idempotencyKey: repeatKeys.keyFor({ id: alert.id, body }) },
      ),
    onSuccess: () => {
      repeatKeys.done();
      draft.clear();
      void client.invalidateQueries({ queryKey: ['alert', alert.id] });
    },
  });
  const submit = () => {
    const body = draft.text.trim();
    if (body !== '' && !sending.isPending && refusal === null) sending.mutate(body);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      event.currentTarget.blur();
    }
  };
  return (
    <div className="flex flex-col gap-2 border-t border-line p-3">
      <Field label="Comment" isLabelHidden>
        {(control) => (
          <TextArea
            {...control}
            ref={composerRef}
            onKeyDown={onKeyDown}
            rows={2}
            maxLength={10_000}
            value={draft.text}
            onChange={(event) => draft.setText(event.target.value)}
            placeholder={refusal ? 'Your role may not write comments' : 'Write a comment'}
            disabled={refusal !== null}
            className="min-h-9"
          />
        )}
      </Field>
      {sending.error ? <ErrorNote error={sending.error} /> : null}
      {draft.text !== '' || sending.isPending ? (
        <div className="flex justify-end">
          <Button
            size="sm"
            variant="primary"
            onClick={submit}
            isBusy={sending.isPending}
            keys="mod+enter"
            refusal={refusal}
          >
            Comment
          </Button>
        </div>
      ) : null}
    </div>
  );
}
