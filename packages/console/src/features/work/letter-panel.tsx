import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { DeadLetterDetail } from '@watchfloor/client';
import { useState } from 'react';
import { paths } from '../../paths.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Fact, Facts } from '../../ui/panel.tsx';
import { ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { LetterActions, LetterDiscardForm } from './letter-actions.tsx';
import { letterQuery } from './work-queries.ts';
import { stageWords } from './work-words.ts';

interface LetterPanelProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One letter: what failed, why, since when, what it was about, and what was done about it. */
export function LetterPanel({ id, onClose }: LetterPanelProps) {
  const query = useQuery(letterQuery(id));
  const [isDiscarding, setIsDiscarding] = useState(false);
  if (isDiscarding && query.data)
    return <LetterDiscardForm letter={query.data} onClose={() => setIsDiscarding(false)} />;
  return (
    <Dialog
      title="Dead letter"
      width="lg"
      onClose={onClose}
      footer={
        query.data ? <LetterActions letter={query.data} onDiscard={() => setIsDiscarding(true)} /> : undefined
      }
    >
      {query.data ? (
        <LetterFacts letter={query.data} />
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonLines lines={8} label="the letter" />
      )}
    </Dialog>
  );
}

function LetterFacts({ letter }: { readonly letter: DeadLetterDetail }) {
  return (
    <div className="-mx-3.5 -my-3">
      <Facts>
        <Fact name="Letter">
          <span className="break-all font-mono text-xs">{letter.id}</span>{' '}
          <CopyButton text={letter.id} label="Copy id" />
        </Fact>
        <Fact name="Error">
          <span className="block font-mono text-xs text-ink-2">{letter.error.class}</span>
          <span className="whitespace-pre-wrap break-words">{letter.error.message}</span>
        </Fact>
        <Fact name="Job">
          <span className="font-mono text-xs">{letter.job}</span>, stopped at: {stageWords(letter.stage)}
        </Fact>
        <Fact name="Failed">
          <span className="block">
            first <ExactTime at={letter.first_failed_at} />
          </span>
          <span className="block">
            last <ExactTime at={letter.last_failed_at} />
          </span>
          <span className="text-ink-3">after {letter.attempts} attempts</span>
        </Fact>
        <Subjects letter={letter} />
        <Settled letter={letter} />
        <Fact name="Payload">
          <JsonTree value={letter.payload} openDepth={1} />
        </Fact>
      </Facts>
    </div>
  );
}

function Subjects({ letter: { alerts, events } }: { readonly letter: DeadLetterDetail }) {
  if (alerts.length + events.length === 0) return null;
  return (
    <Fact name="About">
      <ul className="flex flex-col gap-0.5 font-mono text-xs">
        {alerts.map((id) => (
          <li key={id}>
            <Link {...paths.alert(id)} className="break-all text-accent hover:underline">
              {id}
            </Link>
          </li>
        ))}
        {events.map((id) => (
          <li key={id}>
            <Link {...paths.event(id)} className="break-all text-accent hover:underline">
              {id}
            </Link>
          </li>
        ))}
      </ul>
    </Fact>
  );
}

function Settled({ letter }: { readonly letter: DeadLetterDetail }) {
  const { replay_of, followed_by, replayed_at, discarded_at } = letter;
  return (
    <>
      {replay_of ? (
        <Fact name="Replay of">
          <LetterLink id={replay_of} />
        </Fact>
      ) : null}
      {discarded_at ? (
        <Fact name="Discarded">
          <ExactTime at={discarded_at} /> by {letter.discarded_by}: “{letter.discard_reason}”
        </Fact>
      ) : null}
      {replayed_at ? (
        <Fact name="Replayed">
          <ExactTime at={replayed_at} /> by {letter.replayed_by}
        </Fact>
      ) : null}
      {followed_by ? (
        <Fact name="Failed again">
          <LetterLink id={followed_by} />
        </Fact>
      ) : null}
    </>
  );
}

function LetterLink({ id }: { readonly id: string }) {
  return (
    <Link
      {...paths.work({ state: ['open', 'replayed', 'discarded'], letter: id })}
      className="break-all font-mono text-xs text-accent hover:underline"
    >
      {id}
    </Link>
  );
}
