// Waiting for a state, with a bound, instead of sleeping.

import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until the condition holds, asking every 20 ms; fails after the bound, with the last error if there was one. The bound is long,
 * since what waits for older transactions (sealing, streams) waits for those of other tests on the same cluster as well.
 */
export async function until(condition: () => Promise<boolean>, boundMs = 60_000): Promise<void> {
  const deadline = performance.now() + boundMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await delay(20);
  }
  throw new Error(`the condition did not hold within ${boundMs} ms`, { cause: last });
}
