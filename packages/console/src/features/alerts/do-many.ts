// One action on several alerts. The API changes one at a time, and each may fail for a reason of its own, so the outcome is told one by
// one and never as a whole that hides its parts.

import { explainError } from '../../errors.ts';

export interface Outcome<Item> {
  readonly done: readonly Item[];
  readonly failed: readonly { readonly item: Item; readonly reason: string }[];
}

const AT_ONCE = 3;

/** Runs for every item, three at a time, in order; `onStep` hears of each that has ended. */
export async function doMany<Item>(
  items: readonly Item[],
  run: (item: Item) => Promise<unknown>,
  onStep: (ended: number) => void = () => undefined,
): Promise<Outcome<Item>> {
  const done: Item[] = [];
  const failed: { item: Item; reason: string }[] = [];
  const queue = [...items];
  const work = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      try {
        await run(item);
        done.push(item);
      } catch (error) {
        failed.push({ item, reason: explainError(error).message });
      }
      onStep(done.length + failed.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, work));
  return { done, failed };
}
