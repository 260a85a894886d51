// How long a failed job waits. The queue doubles and more its pause by itself, e, e², e³ … up to e¹⁰ seconds (six hours); what fails
// at the same moment for the same reason would also return at the same moment. So a part is put on top that differs for each job.

/** Of the queue's own pause at most this part is put on top of it. */
export const JITTER_PART = 0.5;
const EXPONENT_MAX = 10;

/** Seconds that the queue itself waits after so many attempts. */
export function queuePauseSeconds(attempts: number): number {
  return Math.exp(Math.min(attempts, EXPONENT_MAX));
}

/** Seconds to put on top, from a random number in [0, 1). */
export function jitterSeconds(attempts: number, random: number): number {
  return queuePauseSeconds(attempts) * JITTER_PART * random;
}
