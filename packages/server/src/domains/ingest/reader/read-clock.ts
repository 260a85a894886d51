// The time of a record out of all the times it mentions.

import { parseTime } from '@watchfloor/sdk';
import type { FieldLeaf } from './walk-fields.ts';

export interface FoundTime {
  readonly text: string;
  readonly path: string;
  readonly rank: number;
}

interface ClockClaim {
  readonly leaf: FieldLeaf;
  readonly rank: number;
}

const ISO_UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z$/;
/** `2024 Mar  4 10:11:12 CET` of network devices. */
const YEAR_FIRST = /^(\d{4}) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{1,2}:.{4,30})$/;
/** `3/4/24 10:11`, `04.03.24 10:11:12`: two digits for the year of this century. */
const SHORT_YEAR = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{2}),? (\d{1,2}:\d\d.{0,20})$/;
/** `10:11:12 04-03-2024`, and with a date in front of it as any other. */
const CLOCK_FIRST =
  /^(\d{1,2}:\d\d:\d\d(?:\.\d{1,9})?),? (\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d\d[/.-]\d\d|\d{1,2}[ -]?[A-Z][a-z]{2}[ -]?\d{4})$/;

/** `parseTime`, with the form most products write read in one step, and the orders it does not know put right. */
export function readTime(value: string | number): string | null {
  if (typeof value === 'number') return parseTime(value);
  const match = ISO_UTC.exec(value);
  if (match !== null) return isoTime(match) ?? parseTime(value);
  const known = parseTime(value);
  if (known !== null || value.length > 60) return known;
  const text = value.trim();
  const yearFirst = YEAR_FIRST.exec(text);
  if (yearFirst !== null) return parseTime(`${yearFirst[3]} ${yearFirst[2]} ${yearFirst[1]} ${yearFirst[4]}`);
  const short = SHORT_YEAR.exec(text);
  if (short !== null)
    return parseTime(`${short[1]}${short[2]}${short[3]}${short[2]}20${short[4]} ${short[5]}`);
  const colons = /^(\d{4}):(\d\d):(\d\d)-(\d\d:\d\d:\d\d)$/.exec(text);
  if (colons !== null) return parseTime(`${colons[1]}-${colons[2]}-${colons[3]} ${colons[4]}`);
  const slashed = /^(\d{1,2}\/\d{1,2}\/\d{4}):(\d{1,2}:\d\d:.{2,30})$/.exec(text);
  if (slashed !== null) return parseTime(`${slashed[1]} ${slashed[2]}`);
  const clockFirst = CLOCK_FIRST.exec(text);
  return clockFirst === null ? null : parseTime(`${clockFirst[2]} ${clockFirst[1]}`);
}

function isoTime(match: RegExpExecArray): string | null {
  const text = `${match[1]}.${`${match[2] ?? ''}000`.slice(0, 3)}Z`;
  const year = text.slice(0, 4);
  // 31 February and 24 o'clock are no times; the engine makes another moment of them.
  const instant = Date.parse(text);
  const isReal = !Number.isNaN(instant) && year >= '1990' && year <= '2100' && !text.includes('T24');
  return isReal && new Date(instant).getUTCDate() === Number(text.slice(8, 10)) ? text : null;
}

const DATE =
  /^(?:\d{4}[-/.]\d\d[-/.]\d\d|\d{1,2}\/\d{1,2}\/(?:\d{4}|\d\d)|\d{1,2}[.-]\d{1,2}[.-]\d{4}|\d{1,2}[ -/][A-Z][a-z]{2}[ -/]\d{4})$/;
const CLOCK = /^\d{1,2}:\d\d:\d\d(?:[.,:]\d{1,9})?(?: ?[AP]M)?$/i;

/**
 * Finds the record's time; a date and a clock in two fields of one object are put together. The claims are tried from the
 * best down, since to read a time costs more than to compare ranks.
 */
export class ClockReader {
  readonly #claims: ClockClaim[] = [];
  #date: { readonly text: string; readonly owner: number } | null = null;
  #clock: { readonly text: string; readonly owner: number } | null = null;
  #zone: string | null = null;

  /** Takes note of a field that may hold the time; `rank` says how surely its name means it. */
  see(leaf: FieldLeaf, rank: number): void {
    const { value } = leaf;
    if (typeof value === 'boolean') return;
    let effective = rank;
    if (typeof value === 'string' && value.length <= 20) {
      const text = value.trim();
      if (CLOCK.test(text)) this.#clock ??= { text, owner: leaf.owner };
      else if (DATE.test(text)) {
        this.#date ??= { text, owner: leaf.owner };
        // A date alone is a poor time: it wins only against nothing.
        effective = 1;
      }
    }
    this.#claims.push({ leaf, rank: effective });
  }

  /** Takes note of a field that names the zone of times that carry none. */
  seeZone(leaf: FieldLeaf): void {
    const text = String(leaf.value).trim();
    if (/^(?:UTC|GMT)?[+-]\d\d:?\d\d$/.test(text)) this.#zone ??= text.replace(/^(?:UTC|GMT)/, '');
  }

  result(): FoundTime | null {
    const best = this.#best();
    const date = this.#date;
    const clock = this.#clock;
    if (date !== null && clock !== null && date.owner === clock.owner && (best?.rank ?? 0) < 80) {
      const time = readTime(`${date.text} ${clock.text}${this.#zone ?? ''}`);
      if (time !== null) return { text: time, path: 'date and time', rank: 80 };
    }
    return best;
  }

  /** The value with the zone of its record, when it is a clock without one. */
  #zoned(value: string | number): string | number {
    if (this.#zone === null || typeof value !== 'string') return value;
    return /\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?$/.test(value) ? `${value}${this.#zone}` : value;
  }

  #best(): FoundTime | null {
    for (const { leaf, rank } of this.#claims.sort((a, b) => b.rank - a.rank)) {
      const time = typeof leaf.value === 'boolean' ? null : readTime(this.#zoned(leaf.value));
      if (time !== null) return { text: time, path: leaf.path, rank };
    }
    return null;
  }
}
