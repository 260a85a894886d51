// `db migrate` and `db status`. The embedded database is started for the command when no server runs it.

import { loadConfig, REPOSITORY_ROOT } from '@watchfloor/server/config';
import { printRows } from './output.ts';

export async function databaseCommand(what: 'migrate' | 'status', json = false): Promise<void> {
  // Loaded here: the other verbs need no server.
  const { inspectDatabase } = await import('@watchfloor/server');
  const state = await inspectDatabase(loadConfig(process.env, REPOSITORY_ROOT), {
    migrate: what === 'migrate',
  });
  if (what === 'migrate') {
    process.stdout.write(
      state.applied_now.length === 0
        ? 'The database is at this release.\n'
        : `${state.applied_now.map((name) => `applied ${name}`).join('\n')}\n`,
    );
    return;
  }
  if (!json)
    process.stdout.write(
      `PostgreSQL ${state.server_version}, ${(state.size_bytes / 1_048_576).toFixed(1)} MiB\n`,
    );
  type Row = (typeof state.migrations)[number];
  printRows(
    state.migrations,
    [
      { title: 'MIGRATION', value: (row: Row) => row.name },
      { title: 'APPLIED', value: (row: Row) => row.applied_at ?? 'waiting' },
    ],
    json,
  );
}
