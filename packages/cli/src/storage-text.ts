// `db status` as people read it, at a hundred columns: what there is, what grows, what is behind. Pure.

import type { DatabaseState, StorageReport } from '@watchfloor/server';
import { age, renderTable } from './output.ts';

const SMALL_BYTES = 1024 * 1024;
const TRANSACTIONS_ALL = 2_147_483_648;

export interface StorageTextOptions {
  readonly width: number;
  /** Also tables below a mebibyte, and every migration. */
  readonly all: boolean;
}

export function storageText(
  { migrations, server_version, size_bytes, storage }: DatabaseState,
  options: StorageTextOptions,
): string {
  const waiting = migrations.filter((row) => row.applied_at === null);
  const applied = `migrations: ${migrations.length - waiting.length} of ${migrations.length} applied`;
  if (storage === null) {
    return [
      `PostgreSQL ${server_version}, ${bytesText(size_bytes)}`,
      applied,
      ...waiting.map((row) => `waiting  ${row.name}`),
      'The rest is shown when they are applied: watchfloor db migrate',
    ].join('\n');
  }
  return [
    ...headOf(storage, applied),
    '',
    ...tablesOf(storage, options),
    '',
    ...partitionsOf(storage, options),
    '',
    ...endsOf(storage, options),
  ].join('\n');
}

function headOf(report: StorageReport, applied: string): string[] {
  const { growth } = report;
  const grows =
    growth.bytes_per_day === null
      ? 'growth is known after an hour of the scheduler'
      : `${signed(growth.bytes_per_day, bytesText)} a day since ${String(growth.since).slice(0, 16).replace('T', ' ')}`;
  const lastDay =
    growth.bytes_per_day_last_day === null
      ? ''
      : ` (last day ${signed(growth.bytes_per_day_last_day, bytesText)})`;
  const disk =
    report.disk_free_bytes === null
      ? []
      : [`disk: ${bytesText(report.disk_free_bytes)} free${fullText(report)}`];
  const oldest =
    report.oldest_transaction_seconds === null
      ? 'none, or not seen by this login'
      : spanText(report.oldest_transaction_seconds);
  const left = Math.floor((report.transactions_left / TRANSACTIONS_ALL) * 100);
  return [
    `PostgreSQL ${report.server_version}, ${bytesText(report.database_bytes)}, ${grows}${lastDay}`,
    ...disk,
    `oldest other transaction: ${oldest}; transaction ids left before wraparound: ${left} %`,
    applied,
  ];
}

function fullText({ days_until_full: days, growth }: StorageReport): string {
  if (days !== null) return `, full in ${days} ${days === 1 ? 'day' : 'days'} at this rate`;
  return growth.bytes_per_day === null ? '' : ', not filling up at this rate';
}

type Table = StorageReport['tables'][number];

function tablesOf(report: StorageReport, { width, all }: StorageTextOptions): string[] {
  const now = new Date(report.at);
  const shown = report.tables.filter((table) => all || totalOf(table) >= SMALL_BYTES);
  const rest = report.tables.filter((table) => !shown.includes(table));
  const restBytes = rest.reduce((sum, table) => sum + totalOf(table), 0);
  const columns = [
    { title: 'TABLE', value: (row: Table) => row.name, wide: true },
    { title: 'ROWS', value: (row: Table) => countText(row.rows) },
    { title: '+A DAY', value: (row: Table) => growthText(row.growth.rows_per_day, countText) },
    { title: 'SIZE', value: (row: Table) => bytesText(totalOf(row)) },
    { title: '+A DAY', value: (row: Table) => growthText(row.growth.bytes_per_day, bytesText) },
    { title: 'INDEX', value: (row: Table) => bytesText(row.index_bytes) },
    { title: 'TOAST', value: (row: Table) => bytesText(row.toast_bytes) },
    { title: 'DEAD', value: (row: Table) => countText(row.dead_rows) },
    { title: 'VACUUM', value: (row: Table) => (row.vacuumed_at ? age(row.vacuumed_at, now) : 'never') },
    { title: 'ANALYZE', value: (row: Table) => (row.analyzed_at ? age(row.analyzed_at, now) : 'never') },
  ];
  return [
    ...(shown.length === 0 ? [] : [renderTable(shown, columns, width)]),
    ...(rest.length === 0
      ? []
      : [
          `${shown.length === 0 ? '' : 'and '}${rest.length} ${rest.length === 1 ? 'table' : 'tables'} below 1 MiB, together ${bytesText(restBytes)} (--all shows them)`,
        ]),
  ];
}

function totalOf(table: Table): number {
  return table.table_bytes + table.index_bytes + table.toast_bytes;
}

type Partition = StorageReport['partitions'][number];

function partitionsOf({ partitions }: StorageReport, { width }: StorageTextOptions): string[] {
  const columns = [
    { title: 'PARTITION', value: (row: Partition) => row.name, wide: true },
    { title: 'FROM', value: (row: Partition) => row.from?.slice(0, 10) ?? 'any other time' },
    { title: 'TO', value: (row: Partition) => row.to?.slice(0, 10) ?? '' },
    { title: 'ROWS', value: (row: Partition) => countText(row.rows) },
    { title: 'SIZE', value: (row: Partition) => bytesText(row.bytes) },
  ];
  return [renderTable(partitions, columns, width)];
}

interface End {
  readonly name: string;
  readonly state: string;
  readonly detail: string;
}

/** What ends rows: the tenants' own times, and what has served its use. */
function endsOf(report: StorageReport, { width }: StorageTextOptions): string[] {
  const now = new Date(report.at);
  const kept: End[] = report.overdue.map((row) => ({
    name: `retention: ${row.class}`,
    // Rounds are an hour apart.
    state: row.overdue_seconds > 2 * 3600 ? `behind by ${spanText(row.overdue_seconds)}` : 'up to date',
    detail: `${row.tenants} ${row.tenants === 1 ? 'tenant' : 'tenants'}${row.held > 0 ? `, ${row.held} held` : ''}`,
  }));
  const used: End[] = report.forgotten.map((row) => ({
    name: `past use: ${row.kind}`,
    state: row.oldest_finished_at ? `${age(row.oldest_finished_at, now)} ago` : 'under way',
    detail: `${countText(row.removed_rows)} removed so far`,
  }));
  if (kept.length + used.length === 0)
    return ['No tenant has a time for its data, and nothing was removed yet.'];
  return [
    renderTable(
      [...kept, ...used],
      [
        { title: 'REMOVAL', value: (row: End) => row.name },
        { title: 'STATE', value: (row: End) => row.state },
        { title: 'OF', value: (row: End) => row.detail, wide: true },
      ],
      width,
    ),
  ];
}

function growthText(perDay: number | null, text: (value: number) => string): string {
  return perDay === null ? '' : perDay === 0 ? '0' : signed(perDay, text);
}

function signed(value: number, text: (value: number) => string): string {
  return `${value < 0 ? '-' : '+'}${text(Math.abs(value))}`;
}

const BYTE_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

export function bytesText(bytes: number): string {
  return scaled(bytes, 1024, BYTE_UNITS);
}

export function countText(count: number): string {
  return scaled(count, 1000, ['', 'k', 'M', 'G']);
}

function scaled(value: number, base: number, units: readonly string[]): string {
  let left = value;
  let unit = 0;
  while (left >= base && unit < units.length - 1) {
    left /= base;
    unit += 1;
  }
  const digits = unit === 0 || left >= 100 ? 0 : 1;
  return `${left.toFixed(digits)} ${units[unit]}`.trim();
}

/** `40 s`, `3 h`, `2 d`. */
export function spanText(seconds: number): string {
  return age(new Date(0).toISOString(), new Date(seconds * 1000));
}
