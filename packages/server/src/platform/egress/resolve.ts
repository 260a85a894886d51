// Names to addresses, as the operating system does it: with its hosts file and search domains, as an operator expects.
//
// The system's resolver blocks one of four threads that files, hashing and packing share; so two at a time may ask, and whoever
// waits longer than its call may last gives up.

import { lookup } from 'node:dns/promises';

/** All addresses of a host name; an empty list when there is no such name. Tests play a name server with it. */
export type Resolve = (host: string) => Promise<readonly string[]>;

const AT_ONCE = 2;

export function makeSystemResolve(): Resolve {
  let running = 0;
  const waiting: (() => void)[] = [];
  const enter = async () => {
    if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  };
  const leave = () => {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  };
  return async (host) => {
    await enter();
    try {
      const found = await lookup(host, { all: true, order: 'verbatim' });
      return found.map(({ address }) => address);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (code === 'ENOTFOUND' || code === 'ENODATA') return [];
      throw error;
    } finally {
      leave();
    }
  };
}
