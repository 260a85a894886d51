// When to stop: Ctrl-C, a polite kill, or the end of the launcher that started us. Listened for before anything is started, so
// that a signal at any moment still stops the database. The same signal often comes twice at once (from the terminal to the
// whole group, and passed on by npm or the launcher); a later second Ctrl-C is impatience and ends the process.

export interface StopRequest {
  /** Settles when somebody wants the program to stop; never rejects. */
  readonly asked: Promise<void>;
  readonly isAsked: boolean;
}

const SAME_SIGNAL_MS = 1_000;

/** Listens from now on; the caller stops what it has started when asked. */
export function stopRequest(): StopRequest {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  let askedAt: number | null = null;
  const ask = () => {
    if (askedAt !== null) return;
    askedAt = performance.now();
    process.stderr.write('Stopping…\n');
    resolve();
  };
  process.on('SIGINT', () => {
    if (askedAt !== null && performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(130);
    ask();
  });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  process.once('disconnect', ask);
  // Without this the channel to the launcher would keep the process alive after everything has stopped.
  process.channel?.unref();
  return {
    asked,
    get isAsked() {
      return askedAt !== null;
    },
  };
}
