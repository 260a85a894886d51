import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { DeadLetter } from '@watchfloor/client';
import { useState } from 'react';
import { api } from '../../api.ts';
import { paths } from '../../paths.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { FilterMenu } from '../../ui/filter-menu.tsx';
import { countOf } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { ActionCell, Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { toastDone } from '../../ui/toast.ts';
import { LetterActions, LetterDiscardForm } from './letter-actions.tsx';
import { LetterPanel } from './letter-panel.tsx';
import { lettersQuery, refreshWork, workStatusQuery } from './work-queries.ts';
import { LETTER_STAGES, LETTER_STATES, type WorkSearch } from './work-search.ts';
import { WorkState } from './work-status.tsx';
import { stageWords } from './work-words.ts';

const route = getRouteApi('/app/settings/work');
const REPLAY_MAX = 500;

export function WorkPage() {
  const { letter, ...listed } = route.useSearch();
  const navigate = useNavigate();
  const change = (next: WorkSearch) => void navigate({ ...paths.work(next), replace: true });
  return (
    <Page
      title="Work and failures"
      lead="What is done with records after they were accepted: what waits, and what failed for good and lies in a dead letter. Nothing is dropped by itself."
      actions={<ReplayAll />}
    >
      <WorkState />
      <h2 className="pt-2 text-base font-semibold text-ink">Dead letters</h2>
      <LetterFilters search={listed} onChange={change} />
      <LetterList search={listed} onShowAll={() => change({ state: [...LETTER_STATES] })} />
      {letter ? <LetterPanel id={letter} onClose={() => change(listed)} /> : null}
    </Page>
  );
}

/** Every open letter, oldest first, as many as one call takes. */
function ReplayAll() {
  const client = useQueryClient();
  const open = useQuery(workStatusQuery).data?.dead_letters;
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Button
        onClick={() => setIsAsking(true)}
        refusal={open === undefined ? 'Its state is not known.' : open === 0 ? 'No letter is open.' : null}
      >
        Replay all open…
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={`Replay ${countOf(open ?? 0, 'open letter')}?`}
          description={`Their work is put into the queue again, the oldest first, at most ${REPLAY_MAX} at once. Do it when the cause is gone: what fails again makes a new letter.`}
          action="Replay"
          run={() => api.deadLetters.replayMany({ limit: REPLAY_MAX })}
          onDone={({ replayed, remaining }) => {
            refreshWork(client);
            toastDone(
              `Replayed ${countOf(replayed, 'letter')}${remaining > 0 ? `, ${remaining} are left` : ''}`,
            );
            setIsAsking(false);
          }}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  );
}

interface FiltersProps {
  readonly search: WorkSearch;
  readonly onChange: (next: WorkSearch) => void;
}

const STATE_CHOICES = LETTER_STATES.map((value) => ({ value, name: value }));
const STAGE_CHOICES = LETTER_STAGES.map((value) => ({ value, name: stageWords(value) }));

function LetterFilters({ search, onChange }: FiltersProps) {
  const { state: _state, ...withoutState } = search;
  const { stage: _stage, ...withoutStage } = search;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      <FilterMenu
        label="State"
        choices={STATE_CHOICES}
        chosen={search.state ?? ['open']}
        onChange={(state) =>
          onChange({ ...withoutState, state: state.length > 0 ? state : [...LETTER_STATES] })
        }
      />
      <FilterMenu
        label="Stopped at"
        choices={STAGE_CHOICES}
        chosen={search.stage ?? []}
        onChange={(stage) => onChange({ ...withoutStage, ...(stage.length > 0 && { stage }) })}
      />
    </div>
  );
}

interface ListProps {
  readonly search: WorkSearch;
  readonly onShowAll: () => void;
}

function LetterList({ search, onShowAll }: ListProps) {
  const query = useInfiniteQuery({ ...lettersQuery(search), placeholderData: keepPreviousData });
  const [discarding, setDiscarding] = useState<DeadLetter | null>(null);
  const letters = (query.data?.pages ?? []).flatMap((page) => page.data);
  if (query.data === undefined) {
    return query.error ? (
      <ErrorState error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonLines lines={6} label="dead letters" />
    );
  }
  return (
    <>
      {letters.length === 0 ? (
        <NoLetters search={search} onShowAll={onShowAll} />
      ) : (
        <Table
          label="Dead letters, latest failure first"
          columns={['Failed', 'Error', 'Stopped at', 'About', 'State']}
          isDim={query.isPlaceholderData}
          hasActions
        >
          {letters.map((letter) => (
            <LetterRow
              key={letter.id}
              letter={letter}
              search={search}
              onDiscard={() => setDiscarding(letter)}
            />
          ))}
        </Table>
      )}
      {query.error ? <ErrorNote error={query.error} onRetry={() => void query.refetch()} /> : null}
      {query.hasNextPage ? (
        <div className="flex justify-center pb-4">
          <Button size="sm" onClick={() => void query.fetchNextPage()} isBusy={query.isFetchingNextPage}>
            Show older letters
          </Button>
        </div>
      ) : null}
      {discarding ? <LetterDiscardForm letter={discarding} onClose={() => setDiscarding(null)} /> : null}
    </>
  );
}

function NoLetters({ search, onShowAll }: ListProps) {
  const isOpenOnly = search.state === undefined && search.stage === undefined;
  return (
    <EmptyState
      title={isOpenOnly ? 'No open letters' : 'No letter matches'}
      actions={<Button onClick={onShowAll}>Show every letter</Button>}
    >
      {isOpenOnly
        ? 'Nothing has failed for good, or somebody has dealt with all of it.'
        : 'None of the letters has this state and stage.'}
    </EmptyState>
  );
}

interface RowProps {
  readonly letter: DeadLetter;
  readonly search: WorkSearch;
  readonly onDiscard: () => void;
}

function LetterRow({ letter, search, onDiscard }: RowProps) {
  const [subject, ...more] = [...letter.alerts, ...letter.events];
  return (
    <Row isOff={letter.state !== 'open'}>
      <NameCell className="whitespace-nowrap text-xs">
        <Link {...paths.work({ ...search, letter: letter.id })} className="text-accent hover:underline">
          <Ago at={letter.last_failed_at} />
        </Link>
        <span className="block text-ink-3">{letter.attempts} attempts</span>
      </NameCell>
      <Cell className="max-w-96">
        <span className="line-clamp-2 break-words">{letter.error.message}</span>
        <span className="block truncate font-mono text-xs text-ink-3">{letter.error.class}</span>
      </Cell>
      <Cell isSmall>
        {stageWords(letter.stage)}
        <span className="block font-mono text-ink-3">{letter.job}</span>
      </Cell>
      <Cell isSmall className="max-w-40">
        {subject === undefined ? (
          <span className="text-ink-3">nothing of its own</span>
        ) : (
          <Link
            {...(letter.alerts.length > 0 ? paths.alert(subject) : paths.event(subject))}
            title={subject}
            className="block truncate font-mono text-accent hover:underline"
          >
            {subject}
          </Link>
        )}
        {more.length > 0 ? <span className="text-ink-3">and {more.length} more</span> : null}
      </Cell>
      <Cell isSmall className="whitespace-nowrap">
        {letter.state}
        {letter.followed_by ? <span className="block text-ink-3">failed again</span> : null}
        {letter.state === 'open' && letter.replay_of ? (
          <span className="block text-ink-3">of a replay</span>
        ) : null}
      </Cell>
      <ActionCell>
        <LetterActions letter={letter} onDiscard={onDiscard} />
      </ActionCell>
    </Row>
  );
}
