// What one password costs to check, alone and with the two at once that the server allows itself. One JSON line a figure.
//
//   node bench/password-hash.ts

import { hashPassword, isPassword } from '../packages/server/src/domains/identity/sign-in/passwords.ts';

const ROUNDS = 40;
const PASSWORD = 'seven lamps on the quay';
const stored = await hashPassword(PASSWORD);
await isPassword(stored, PASSWORD);

const alone = await timesOf(ROUNDS, () => isPassword(stored, PASSWORD));
report('password_check_p50_ms', middle(alone));
report('password_check_max_ms', Math.max(...alone));
const unknown = await timesOf(ROUNDS, () => isPassword(null, PASSWORD));
report('unknown_email_check_p50_ms', middle(unknown));
const began = performance.now();
await Promise.all(Array.from({ length: ROUNDS }, () => isPassword(stored, PASSWORD)));
report('password_checks_a_second', (ROUNDS * 1000) / (performance.now() - began));

async function timesOf(rounds: number, run: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times;
}

function middle(times: number[]): number {
  return [...times].sort((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
}

function report(name: string, value: number): void {
  console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10 }));
}
