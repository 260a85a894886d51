// `db migrate` and `db status`. The embedded database is started for the command when no server runs it.

import { loadConfig, REPOSITORY_ROOT } from '@watchfloor/server/config';
import { terminalWidth } from './output.ts';
import { storageText } from './storage-text.ts';

export async function migrateDatabase(): Promise<void> {
  // Loaded here: the other verbs need no server.
  const { inspectDatabase } = await import('@watchfloor/server');
  const state = await inspectDatabase(loadConfig(process.env, REPOSITORY_ROOT), { migrate: true });
  process.stdout.write(
    state.applied_now.length === 0
      ? 'The database is at this release.\n'
      : `${state.applied_now.map((name) => `applied ${name}`).join('\n')}\n`,
  );
}

export async function showDatabase({
  json = false,
  all = false,
}: {
  json?: boolean;
  all?: boolean;
}): Promise<void> {
  const { inspectDatabase } = await import('@watchfloor/server');
  const { applied_now: _none, ...state } = await inspectDatabase(loadConfig(process.env, REPOSITORY_ROOT), {
    migrate: false,
  });
  process.stdout.write(
    json
      ? `${JSON.stringify(state, null, 2)}\n`
      : `${storageText({ ...state, applied_now: [] }, { width: terminalWidth(), all })}\n`,
  );
}
