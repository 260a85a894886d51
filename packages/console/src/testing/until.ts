/** Waits until the state is there, looking again and again; fails with its name when it does not come in time. */
export async function until(what: string, look: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const end = performance.now() + withinMs;
  let lastError: unknown = null;
  while (performance.now() < end) {
    try {
      if (await look()) return;
      lastError = null;
    } catch (error) {
      lastError = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited ${withinMs} ms in vain until ${what}.`, { cause: lastError });
}
