/** Wrong arguments of a generator: its message is shown to the person as it is, without a stack. */
export class UsageError extends Error {}
