import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AuditRecord } from '@watchfloor/client';
import { paths } from '../../paths.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { cx } from '../../ui/cx.ts';
import { JsonTree } from '../../ui/json-tree.tsx';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { Cell, NameCell, Table } from '../../ui/table.tsx';
import { ExactTime } from '../../ui/time.tsx';
import { differencesOf, type FieldDifference, shortValue } from './audit-difference.ts';
import { ActorMark } from './audit-marks.tsx';
import { auditRecordQuery } from './audit-queries.ts';
import { placeOfSubject } from './audit-subjects.ts';

const route = getRouteApi('/app/audit/$id');

export function AuditRecordPage() {
  const { id } = route.useParams();
  const { data: record } = useSuspenseQuery(auditRecordQuery(id));
  return (
    <Page
      title={record.event}
      lead={
        <>
          <ExactTime at={record.at} /> by {record.actor.name}
        </>
      }
      actions={
        <Link {...paths.audit()} className="text-xs text-accent hover:underline">
          All records
        </Link>
      }
    >
      <FactsPanel record={record} />
      <DifferencePanel record={record} />
    </Page>
  );
}

function FactsPanel({ record }: { readonly record: AuditRecord }) {
  const { actor, subject } = record;
  const place = placeOfSubject(subject);
  return (
    <Panel title="Record">
      <Facts>
        <Fact name="Who">
          <ActorMark actor={actor} />
          <Link {...paths.audit({ actor: actor.id })} className="text-xs text-accent hover:underline">
            All that they did
          </Link>
        </Fact>
        {actor.tenant_id ? (
          <Fact name="Acting from">
            <span className="font-mono text-xs">{actor.tenant_id}</span>{' '}
            <span className="text-xs text-ink-3">another tenant, such as your service provider</span>
          </Fact>
        ) : null}
        <Fact name="Address">
          {record.address ? (
            <span className="font-mono text-xs">{record.address}</span>
          ) : (
            <span className="text-ink-3">none: not from a request</span>
          )}
        </Fact>
        <Fact name="Subject">
          <span className="break-all font-mono text-xs">{subject}</span>
          <span className="mt-0.5 flex gap-3 text-xs">
            {place ? (
              <Link {...place.link} className="text-accent hover:underline">
                {place.name}
              </Link>
            ) : null}
            <Link {...paths.audit({ subject })} className="text-accent hover:underline">
              All about this subject
            </Link>
          </span>
        </Fact>
        {record.reason ? <Fact name="Reason">“{record.reason}”</Fact> : null}
        <Fact name="Request">
          <span className="inline-flex items-center gap-1">
            <Link
              {...paths.audit({ request: record.request_id })}
              className="break-all font-mono text-xs text-accent hover:underline"
            >
              {record.request_id}
            </Link>
            <CopyButton text={record.request_id} label="Copy request id" />
          </span>
        </Fact>
        <Fact name="Place in chain">
          {record.sequence === null ? (
            <span className="text-ink-3">waits for it, for seconds</span>
          ) : (
            <>
              <span className="tabular">{record.sequence.toLocaleString('en-US')}</span>{' '}
              <Link {...paths.auditChain()} className="text-xs text-accent hover:underline">
                Verify the chain
              </Link>
            </>
          )}
        </Fact>
        <Fact name="Id">
          <span className="break-all font-mono text-xs">{record.id}</span>
        </Fact>
      </Facts>
    </Panel>
  );
}

function DifferencePanel({ record }: { readonly record: AuditRecord }) {
  const rows = differencesOf(record.before, record.after);
  if (record.is_body_removed) {
    return (
      <Panel title="Before and after">
        <p className="px-3.5 py-3 text-sm text-ink-2">
          Before, after and reason of this record were removed, and that is itself on record. The chain still
          proves what they were.
        </p>
      </Panel>
    );
  }
  if (rows.length === 0) {
    return (
      <Panel title="Before and after">
        <p className="px-3.5 py-3 text-sm text-ink-3">This event changed no fields.</p>
      </Panel>
    );
  }
  return (
    <Panel title="Before and after">
      <div className="[&>div]:rounded-t-none [&>div]:border-0">
        <Table label="Fields before and after" columns={['Field', 'Before', 'After']}>
          {rows.map((row) => (
            <DifferenceRow key={row.name} row={row} />
          ))}
        </Table>
      </div>
    </Panel>
  );
}

const CHANGE_WORDS = { added: 'added', removed: 'removed', changed: 'changed', same: 'unchanged' } as const;

function DifferenceRow({ row }: { readonly row: FieldDifference }) {
  const isSame = row.change === 'same';
  return (
    <tr className="border-b border-line align-top last:border-0">
      <NameCell className="w-52">
        <span className={cx('break-all font-mono text-xs', isSame ? 'text-ink-3' : 'text-ink')}>
          {row.name}
        </span>
        <span className="block text-2xs text-ink-3">{CHANGE_WORDS[row.change]}</span>
      </NameCell>
      <Cell
        className={cx('w-[40%]', row.change === 'removed' || row.change === 'changed' ? 'bg-critical/8' : '')}
      >
        <Value value={row.before} isQuiet={isSame} />
      </Cell>
      <Cell className={cx(row.change === 'added' || row.change === 'changed' ? 'bg-good/8' : '')}>
        <Value value={row.after} isQuiet={isSame} />
      </Cell>
    </tr>
  );
}

function Value({ value, isQuiet }: { readonly value: unknown; readonly isQuiet: boolean }) {
  const short = shortValue(value);
  if (short === null) return <JsonTree value={value} openDepth={2} />;
  return (
    <span
      className={cx('whitespace-pre-wrap break-words font-mono text-xs', isQuiet ? 'text-ink-3' : 'text-ink')}
    >
      {value === undefined ? <span className="text-ink-3">—</span> : short}
    </span>
  );
}
