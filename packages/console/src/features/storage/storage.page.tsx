import { useQuery } from '@tanstack/react-query';
import type { StorageReport } from '@watchfloor/client';
import { Page } from '../../ui/page.tsx';
import { Fact, Facts, Panel } from '../../ui/panel.tsx';
import { EmptyState, ErrorNote, ErrorState, SkeletonLines } from '../../ui/states.tsx';
import { Cell, NameCell, Row, Table } from '../../ui/table.tsx';
import { Ago } from '../../ui/time.tsx';
import { storageQuery } from './storage-queries.ts';
import { bytesWords, diskWords, growthWords, overdueWords, sizeOf } from './storage-words.ts';

const TABLES_SHOWN = 15;

export function StoragePage() {
  const query = useQuery(storageQuery);
  const report = query.data;
  return (
    <Page
      title="Storage"
      lead="How large the database of this installation is, how fast it grows, and whether what is past its time is removed. Rows are estimates."
    >
      {query.error && report ? <ErrorNote error={query.error} onRetry={() => void query.refetch()} /> : null}
      {report ? (
        <Report report={report} />
      ) : query.error ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <SkeletonLines lines={8} label="storage" />
      )}
    </Page>
  );
}

function Report({ report }: { readonly report: StorageReport }) {
  return (
    <>
      <Panel title={`PostgreSQL ${report.server_version}`}>
        <Facts>
          <Fact name="Database">{bytesWords(report.database_bytes)}</Fact>
          <Fact name="Growth">{growthWords(report.growth.bytes_per_day)}</Fact>
          <Fact name="Disk">{diskWords(report)}</Fact>
        </Facts>
      </Panel>
      <h2 className="pt-2 text-base font-semibold text-ink">Largest tables</h2>
      <Table
        label="Tables, the largest first"
        columns={['Table', 'Rows', 'Size', 'A day', 'Dead rows', 'Vacuumed']}
      >
        {report.tables.slice(0, TABLES_SHOWN).map((table) => (
          <Row key={table.name}>
            <NameCell>{table.name}</NameCell>
            <Cell className="tabular">{table.rows.toLocaleString('en-US')}</Cell>
            <Cell className="tabular whitespace-nowrap">{bytesWords(sizeOf(table))}</Cell>
            <Cell className="tabular whitespace-nowrap">{growthWords(table.growth.bytes_per_day)}</Cell>
            <Cell className="tabular">{table.dead_rows.toLocaleString('en-US')}</Cell>
            <Cell>{table.vacuumed_at ? <Ago at={table.vacuumed_at} /> : 'never'}</Cell>
          </Row>
        ))}
      </Table>
      <h2 className="pt-2 text-base font-semibold text-ink">Months</h2>
      <Table label="Months of events and raw records" columns={['Partition', 'From', 'To', 'Rows', 'Size']}>
        {report.partitions.map((partition) => (
          <Row key={partition.name}>
            <NameCell>{partition.name}</NameCell>
            <Cell>{partition.from?.slice(0, 10) ?? 'any other time'}</Cell>
            <Cell>{partition.to?.slice(0, 10) ?? ''}</Cell>
            <Cell className="tabular">{partition.rows.toLocaleString('en-US')}</Cell>
            <Cell className="tabular whitespace-nowrap">{bytesWords(partition.bytes)}</Cell>
          </Row>
        ))}
      </Table>
      <h2 className="pt-2 text-base font-semibold text-ink">Retention of all tenants</h2>
      {report.overdue.length === 0 ? (
        <EmptyState title="Everything is kept for good">
          No tenant has a time for any class of its data.
        </EmptyState>
      ) : (
        <Table label="Retention by class" columns={['Class', 'Tenants', 'State']}>
          {report.overdue.map((row) => (
            <Row key={row.class}>
              <NameCell>{row.class}</NameCell>
              <Cell className="tabular">{row.tenants}</Cell>
              <Cell>{overdueWords(row)}</Cell>
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}
