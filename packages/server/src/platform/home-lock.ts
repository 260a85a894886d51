// One server a home folder. The lock is a file that names its process and when that process began, so that a number that was
// given to another program since does not keep us out.

import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartError } from '../kernel/errors.ts';

/** Takes the lock or throws the sentence for the user; gives the release. */
export function lockHome(home: string): () => void {
  const file = path.join(home, 'server.lock');
  const own = `${process.pid} ${startOf(process.pid) ?? '0'}\n`;
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, own, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      try {
        // A hard link either comes into being whole or not at all, which a write does not promise.
        linkSync(mine, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
      const holder = holderOf(file);
      if (holder !== null) {
        throw new StartError(
          `Another Watchfloor server (process ${holder}) uses ${home}: stop it, or set WATCHFLOOR_HOME to another folder.`,
        );
      }
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new StartError(`${file} could not be locked.`);
}

/** The living process that holds the lock, or null when it has gone. */
function holderOf(file: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  const [pid = '', start = ''] = text.trim().split(' ');
  const now = startOf(Number(pid));
  return now !== null && now === start ? Number(pid) : null;
}

/** When the process began, in clock ticks since boot; null when there is none. Field 22 of proc(5) stat. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    return state === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}
