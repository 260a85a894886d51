// Advisories about packages of ours that are let pass for a while: why they do not concern us, and until when that was thought
// through. After that day the check fails again, so that the answer is given anew.

export interface AdvisoryException {
  /** The advisory's id, `GHSA-xxxx-xxxx-xxxx`. */
  readonly advisory: string;
  readonly package: string;
  readonly reason: string;
  /** The last day on which it counts, `2026-12-31`. */
  readonly until: string;
}

export const EXCEPTIONS: readonly AdvisoryException[] = [];
