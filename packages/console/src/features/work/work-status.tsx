import { useQuery } from '@tanstack/react-query';
import type { WorkStatus } from '@watchfloor/client';
import { CircleAlert, CircleCheck } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import { ErrorNote, SkeletonLines } from '../../ui/states.tsx';
import { Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { workStatusQuery } from './work-queries.ts';
import { classWords, secondsWords, type Tile, tilesOf } from './work-words.ts';

/** What waits, runs and stands still now; read again every few seconds. */
export function WorkState() {
  const query = useQuery(workStatusQuery);
  if (query.data === undefined) {
    return query.error ? (
      <ErrorNote error={query.error} onRetry={() => void query.refetch()} />
    ) : (
      <SkeletonLines lines={4} label="the state of the work" />
    );
  }
  return (
    <>
      {query.error ? <ErrorNote error={query.error} onRetry={() => void query.refetch()} /> : null}
      <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {tilesOf(query.data).map((tile) => (
          <StatusTile key={tile.name} tile={tile} />
        ))}
      </dl>
      <Queue status={query.data} />
    </>
  );
}

function StatusTile({ tile }: { readonly tile: Tile }) {
  const Icon = tile.tone === 'bad' ? CircleAlert : CircleCheck;
  return (
    <div className="rounded-lg border border-line bg-surface px-3.5 py-2.5">
      <dt className="caption">{tile.name}</dt>
      <dd>
        <span className="flex items-center gap-1.5 text-lg font-semibold text-ink">
          {tile.tone === 'quiet' ? null : (
            <Icon
              aria-hidden
              className={cx('size-4 shrink-0', tile.tone === 'bad' ? 'text-critical' : 'text-good')}
            />
          )}
          {tile.value}
        </span>
        <span className={cx('text-xs', tile.tone === 'bad' ? 'text-critical' : 'text-ink-3')}>
          {tile.note}
        </span>
      </dd>
    </div>
  );
}

/** Only classes in which something waits: the first of them runs first, so the low ones show how late they are. */
function Queue({ status }: { readonly status: WorkStatus }) {
  const waiting = status.queue.filter((row) => row.jobs > 0);
  if (waiting.length === 0) return null;
  return (
    <Table
      label="What waits, first in line first"
      columns={['Waiting', 'Records', 'Jobs', 'Running', 'Waiting to be tried again', 'Oldest']}
    >
      {waiting.map((row) => (
        <Row key={row.class}>
          <NameCell>{classWords(row.class)}</NameCell>
          <Cell className="tabular">{row.records.toLocaleString('en-US')}</Cell>
          <Cell className="tabular">{row.jobs.toLocaleString('en-US')}</Cell>
          <Cell className="tabular">{row.running}</Cell>
          <Cell className="tabular">{row.retrying}</Cell>
          <Cell className="tabular whitespace-nowrap">{secondsWords(row.oldest_seconds)}</Cell>
        </Row>
      ))}
    </Table>
  );
}
