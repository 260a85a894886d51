// Small texts that the sources of this vendor share.

import { cut, parseTime } from '@watchfloor/sdk';

const LABEL_MAX = 200;
const LABELS_MAX = 50;

export interface Seen {
  readonly count: string;
  readonly first: string;
  readonly last: string;
}

/** `Seen 3 times between … and ….`; '' when the record tells neither. */
export function describeSeen({ count, first: from, last: to }: Seen): string {
  const [first, last] = [timeText(from), timeText(to)];
  const times = count === '' ? '' : ` ${count} ${count === '1' ? 'time' : 'times'}`;
  const when =
    first === '' && last === ''
      ? ''
      : first === last || last === '' || first === ''
        ? ` at ${first || last}`
        : ` between ${first} and ${last}`;
  return times === '' && when === '' ? '' : `Seen${times}${when}.`;
}

/** The time as it is written, seconds since 1970 in a form for people; '' for what is no time. */
function timeText(text: string): string {
  const time = parseTime(text);
  return time !== null && /^[\d.]+$/.test(text) ? time : time === null ? '' : text;
}

/** Labels `name:value`, without those that have no value, each once; a value of `true` leaves the name alone. */
export function labelList(...pairs: readonly (readonly [name: string, value: string] | null)[]): string[] {
  const labels = new Set<string>();
  for (const pair of pairs) {
    if (pair === null || labels.size >= LABELS_MAX) continue;
    const [name, value] = pair;
    if (value !== '') labels.add(value === 'true' ? name : cut(`${name}:${value}`, LABEL_MAX));
  }
  return [...labels];
}
