/**
 * Milliseconds of processor time that this thread has used. Differences tell what a piece of code costs however busy the
 * machine is, which a clock on the wall does not.
 */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
