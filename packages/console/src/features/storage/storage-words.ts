// How sizes and what is behind are written. Pure.

import type { StorageReport } from '@watchfloor/client';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `512 B`, `1.5 GiB`. */
export function bytesWords(bytes: number): string {
  let left = Math.abs(bytes);
  let unit = 0;
  while (left >= 1024 && unit < UNITS.length - 1) {
    left /= 1024;
    unit += 1;
  }
  const text = `${left.toFixed(unit === 0 || left >= 100 ? 0 : 1)} ${UNITS[unit]}`;
  return bytes < 0 ? `−${text}` : text;
}

/** What a day adds, or that it is not known yet. */
export function growthWords(perDay: number | null): string {
  if (perDay === null) return 'not known yet';
  return perDay > 0 ? `+${bytesWords(perDay)} a day` : `${bytesWords(perDay)} a day`;
}

export function diskWords({ disk_free_bytes: free, days_until_full: days }: StorageReport): string {
  if (free === null) return 'The database is not on a disk of this server, or was not looked at yet.';
  if (days === null) return `${bytesWords(free)} free`;
  return `${bytesWords(free)} free, full in ${days} ${days === 1 ? 'day' : 'days'} at this rate`;
}

/** Rounds are an hour apart, so that two hours say nothing yet. */
const ON_TIME_S = 2 * 3600;

export function overdueWords(row: StorageReport['overdue'][number]): string {
  const hours = Math.floor(row.overdue_seconds / 3600);
  const state = row.overdue_seconds > ON_TIME_S ? `behind by ${hours} h` : 'up to date';
  return row.held > 0 ? `${state}; ${row.held} of ${row.tenants} under a legal hold` : state;
}

export function sizeOf(table: StorageReport['tables'][number]): number {
  return table.table_bytes + table.index_bytes + table.toast_bytes;
}
