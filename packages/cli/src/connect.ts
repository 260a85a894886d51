// The client of the command line: address and key from the environment, else from the home folder of the server on this machine.

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createClient } from '@watchfloor/client';
import { loadConfig, REPOSITORY_ROOT } from '@watchfloor/server/config';
import { UsageError } from './explain.ts';

export interface Connection {
  readonly api: ReturnType<typeof createClient>;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Connects with WATCHFLOOR_URL and WATCHFLOOR_API_KEY, else with what the local server left in its home folder. */
export function connect(env: NodeJS.ProcessEnv = process.env): Connection {
  const config = loadConfig(env, REPOSITORY_ROOT);
  const url = (env['WATCHFLOOR_URL'] ?? config.publicUrl ?? `http://127.0.0.1:${config.port}`).replace(
    /\/+$/,
    '',
  );
  const file = path.join(config.home, 'cli.key');
  const key = env['WATCHFLOOR_API_KEY'] ?? (existsSync(file) ? readFileSync(file, 'utf8').trim() : null);
  if (key === null) {
    throw new UsageError(
      `No API key: set WATCHFLOOR_API_KEY, or start the server of this folder once (${file} is made then).`,
    );
  }
  const headers = { authorization: `Bearer ${key}` };
  return { api: createClient({ baseUrl: url, headers }), url, headers };
}
