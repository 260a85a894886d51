// Waits for Ctrl-C or a polite kill, stops once, and lets an impatient second Ctrl-C end the process.

export async function untilStopped(stop: () => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
  process.once('SIGINT', () => process.exit(130));
  process.stderr.write('Stopping…\n');
  await stop();
}
