// The conformance kit for sources: `@watchfloor/sdk/testing`. Runs under node:test.
export { type CheckOptions, checkSource } from './check-source.ts';
export { cpuMs } from './cpu-clock.ts';
export { recordProblems } from './record-problems.ts';
