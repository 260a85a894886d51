// Times as products write them, to ISO 8601 UTC with milliseconds. Every form is read by its own pattern: Date.parse on
// free text is implementation-defined and takes the machine's zone, which would make the same record mean different
// things on different servers. A form that is not known gives null; the wall clock is never asked.

const MIN_YEAR = 1990;
const MAX_YEAR = 2100;
const MIN_MS = Date.UTC(MIN_YEAR, 0, 1);
const MAX_MS = Date.UTC(MAX_YEAR, 11, 31, 23, 59, 59, 999);

// FILETIME counts 100-nanosecond steps from 1601; this is the distance to 1970.
const FILETIME_EPOCH_MS = 11_644_473_600_000;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

// Offsets in minutes of the zone names in use in logs. Names with more than one meaning (IST, AST) are left out: a time
// that is hours off is worse than none.
const ZONES: Readonly<Record<string, number>> = {
  z: 0,
  utc: 0,
  gmt: 0,
  ut: 0,
  wet: 0,
  west: 60,
  bst: 60,
  cet: 60,
  met: 60,
  cest: 120,
  mest: 120,
  eet: 120,
  eest: 180,
  msk: 180,
  jst: 540,
  kst: 540,
  aest: 600,
  aedt: 660,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
};

interface Parts {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly clock: string;
}

// The tail every form shares: clock, fraction, AM/PM, zone.
const CLOCK_TAIL =
  /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,:](\d{1,12}))?)?(?:\s?([AP])\.?M\.?)?\s*(?:(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?(?:\s*(?:\([^)]{1,50}\)|[A-Za-z]{1,5}))?|\(?([A-Za-z]{1,5})\)?)?$/i;

/**
 * A time in any of the forms met in logs and alerts, as ISO 8601 UTC with milliseconds.
 *
 * Takes ISO 8601 (any offset, a space instead of T, up to picoseconds, without separators), epoch seconds, milliseconds,
 * microseconds and nanoseconds and Windows FILETIME as number or digits (told apart by magnitude: their ranges between
 * 1990 and 2100 do not overlap), RFC 2822, Apache's `17/Jul/2024:09:08:27 +0200`, `Jul 17 2024 09:08:27`, `Wed Jul 17
 * 09:08:27 2024`, `2024/07/17`, `07/17/2024 09:08:27 AM` (month first unless it is above 12), `17.07.2024`.
 * @returns null for anything else, and for years outside 1990 to 2100. No zone means UTC.
 */
export function parseTime(value: unknown): string | null {
  if (typeof value === 'number') return fromEpoch(value);
  if (value instanceof Date) return toIso(value.getTime());
  if (typeof value !== 'string' || value.length > 80) return null;
  const common = fromCommonIso(value);
  if (common !== null) return common;
  const text = unwrap(value.trim());
  if (text.length < 8) return null;
  if (/^\d+(?:\.\d+)?$/.test(text)) return fromDigits(text);
  const json = /^\/Date\((\d{9,14})(?:[+-]\d{4})?\)\/$/.exec(text);
  if (json !== null) return toIso(Number(json[1]));
  const cim = CIM_DATETIME.exec(text);
  if (cim !== null) return fromCim(cim);
  const parts = splitDate(text);
  return parts === null ? null : fromParts(parts);
}

const SEPARATORS: readonly (readonly [at: number, characters: string])[] = [
  [4, '-'],
  [7, '-'],
  [10, 'T '],
  [13, ':'],
  [16, ':'],
];

/**
 * The form most times have, `2024-07-17T09:08:27` with or without a fraction and an offset: read from its places, several times
 * as fast as by the patterns below. Null for every other form, and where a number is out of its range.
 */
function fromCommonIso(text: string): string | null {
  if (text.length < 19 || text.length > 38) return null;
  for (const [at, characters] of SEPARATORS) if (!characters.includes(text[at] ?? '')) return null;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  const second = digitsAt(text, 17, 2);
  if (year < MIN_YEAR || year > MAX_YEAR || day < 1 || day > daysOf(year, month)) return null;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return null;
  let end = 19;
  if (text[end] === '.') {
    end += 1;
    while (digitsAt(text, end, 1) >= 0) end += 1;
    if (end === 20 || end > 32) return null;
  }
  const offset = offsetBehind(text, end);
  if (offset === null) return null;
  const clock = end === 19 ? `${text.slice(11, 19)}.000` : text.slice(11, Math.min(end, 23)).padEnd(12, '0');
  const iso = `${text.slice(0, 10)}T${clock}Z`;
  return offset === 0 ? iso : toIso(Date.parse(iso) - offset * 60_000);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** The days of a month counted from 1; 0 for no month. */
function daysOf(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
}

/** The offset in minutes that ends the text: `Z`, `+02:00`, `+0200` or nothing; null for everything else. */
function offsetBehind(text: string, start: number): number | null {
  const length = text.length - start;
  if (length === 0 || (length === 1 && text[start] === 'Z')) return 0;
  const isNegative = text[start] === '-';
  if (!isNegative && text[start] !== '+') return null;
  const isSplit = length === 6 && text[start + 3] === ':';
  if (!isSplit && length !== 5) return null;
  const hours = digitsAt(text, start + 1, 2);
  const minutes = digitsAt(text, start + (isSplit ? 4 : 3), 2);
  if (hours < 0 || minutes < 0 || hours > 17) return null;
  return (isNegative ? -1 : 1) * (hours * 60 + minutes);
}

/** The number of so many digits at a place; -1 where something else stands there. */
function digitsAt(text: string, start: number, count: number): number {
  let value = 0;
  for (let index = start; index < start + count; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** The text between quotes or brackets, with which logs surround their times. */
function unwrap(text: string): string {
  const first = text[0];
  return first === '"' || first === '[' ? text.replace(/^"(.*)"$|^\[(.*)\]$/, '$1$2') : text;
}

/**
 * A time without a year (`Jul 17 09:08:27`, as RFC 3164 syslog writes it), put into the year that brings it nearest to the
 * reference; times with a year are read as by `parseTime`.
 * @param referenceIso a time known to be near, such as when the record was received
 */
export function parseTimeNear(value: unknown, referenceIso: string): string | null {
  const whole = parseTime(value);
  if (whole !== null || typeof value !== 'string' || value.length > 80) return whole;
  const reference = parseTime(referenceIso);
  if (reference === null) return null;
  const match =
    /^(?:[A-Za-z]{3},?\s+)?(?:([A-Za-z]{3})[a-z]*\s+(\d{1,2})|(\d{1,2})\s+([A-Za-z]{3})[a-z]*),?\s+(\d.*)$/.exec(
      value.trim(),
    );
  const month = monthNumber(match?.[1] ?? match?.[4]);
  if (match === null || month === 0) return null;
  const around = Number(reference.slice(0, 4));
  const target = Date.parse(reference);
  let best: string | null = null;
  let distance = Number.POSITIVE_INFINITY;
  for (const year of [around - 1, around, around + 1]) {
    const iso = fromParts({ year, month, day: Number(match[2] ?? match[3]), clock: match[5] ?? '' });
    if (iso === null || Math.abs(Date.parse(iso) - target) >= distance) continue;
    best = iso;
    distance = Math.abs(Date.parse(iso) - target);
  }
  return best;
}

// `20240717090827.123456+120`: WMI's CIM_DATETIME, with the offset in minutes; `***` where it is not known.
const CIM_DATETIME = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\.(\d{1,6})([+-])(\d{3}|\*{3})$/;

function fromCim(match: RegExpExecArray): string | null {
  const clock = `${match[4]}:${match[5]}:${match[6]}.${match[7]}`;
  const local = fromParts({ ...dateOf(match[1], match[2], match[3]), clock });
  if (local === null || match[9] === '***') return local;
  const minutes = Number(`${match[8]}${match[9]}`);
  return toIso(Date.parse(local) - minutes * 60_000);
}

function toIso(ms: number): string | null {
  return ms >= MIN_MS && ms <= MAX_MS ? new Date(Math.floor(ms)).toISOString() : null;
}

/** Tried from seconds to FILETIME; at most one unit puts the number between 1990 and 2100. */
function fromEpoch(value: number): string | null {
  if (!Number.isFinite(value)) return null;
  // Seconds with a fraction keep their milliseconds: 1556808617.253 * 1000 is a hair below the whole number.
  const seconds = toIso(Math.round(value * 1000));
  return (
    seconds ??
    toIso(value) ??
    toIso(value / 1e3) ??
    toIso(value / 1e6) ??
    toIso(value / 1e4 - FILETIME_EPOCH_MS)
  );
}

function fromDigits(text: string): string | null {
  const compact = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})(\d{3})?)?(?:\.(\d+))?$/.exec(text);
  if (compact !== null && (compact[4] !== undefined || text.length === 8)) {
    const fraction = compact[7] ?? compact[8];
    const clock = `${compact[4] ?? '00'}:${compact[5] ?? '00'}:${compact[6] ?? '00'}`;
    const iso = fromParts({
      ...dateOf(compact[1], compact[2], compact[3]),
      clock: fraction === undefined ? clock : `${clock}.${fraction}`,
    });
    if (iso !== null) return iso;
  }
  const whole = /^\d+/.exec(text)?.[0] ?? '';
  if (whole.length < 17 || whole.length > 19) return fromEpoch(Number(text));
  // Nanoseconds and FILETIME have more digits than a double holds; they are cut to milliseconds as text.
  return toIso(Number(whole.slice(0, -6))) ?? toIso(Number(whole.slice(0, -4)) - FILETIME_EPOCH_MS);
}

function dateOf(year = '', month = '', day = ''): Omit<Parts, 'clock'> {
  return { year: Number(year), month: Number(month), day: Number(day) };
}

function monthNumber(name: string | undefined): number {
  return name === undefined ? 0 : MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

// Some exporters lose the separator: `2024-07-1709:08:27+00:00`.
const ISO_DATE = /^(\d{4})-(\d{2}|\d(?!\d))-(\d{2}|\d(?!\d))(?:[T ]?\s*(.+)|)$/i;
const ISO_COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(.*)$/i;
const YEAR_FIRST = /^(\d{4})[/._](\d{1,2})[/._](\d{1,2})(?:[T\s,:-]\s*(.+)|)$/i;
const NUMERIC = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[T\s,-]{1,3}(.+)|)$/i;
const DAY_NAME = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s*(?=\S)/i;
const DAY_MONTH = /^(\d{1,2})[\s/-]*([A-Za-z]{3,9})\.?,?[\s/-]+(\d{4})(?:[\s:,]\s*(.+)|)$/;
const MONTH_DAY_YEAR =
  /^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,|\s+at|\s+@|\s-)?(?:\s+(.+)|)$/;
const MONTH_DAY_CLOCK_YEAR =
  /^([A-Za-z]{3,9})\.?\s+(\d{1,2})\s+(\d{1,2}:\S+)(?:\s+([A-Za-z]{1,5}|[+-]\d{4}))?\s+(\d{4})(?:\s+([A-Za-z]{1,5}|[+-]\d{4}))?$/;

function splitDate(text: string): Parts | null {
  const iso = ISO_DATE.exec(text) ?? YEAR_FIRST.exec(text);
  if (iso !== null) return { ...dateOf(iso[1], iso[2], iso[3]), clock: iso[4] ?? '00:00' };
  const compact = ISO_COMPACT.exec(text);
  if (compact !== null) {
    const clock = `${compact[4]}:${compact[5]}:${compact[6]}${compact[7]}`;
    return { ...dateOf(compact[1], compact[2], compact[3]), clock };
  }
  const numeric = NUMERIC.exec(text);
  if (numeric !== null) return splitNumeric(numeric);
  const named = text.replace(DAY_NAME, '');
  const dayMonth = DAY_MONTH.exec(named);
  if (dayMonth !== null) {
    return namedDate(dayMonth[3], dayMonth[2], { day: dayMonth[1], clock: dayMonth[4] });
  }
  const monthDay = MONTH_DAY_YEAR.exec(named);
  if (monthDay !== null) return namedDate(monthDay[3], monthDay[1], { day: monthDay[2], clock: monthDay[4] });
  const unix = MONTH_DAY_CLOCK_YEAR.exec(named);
  if (unix === null) return null;
  return namedDate(unix[5], unix[1], {
    day: unix[2],
    clock: `${unix[3]} ${unix[4] ?? unix[6] ?? ''}`.trim(),
  });
}

/** `07/17/2024` is American unless its first number cannot be a month; with dots or hyphens the day stands first. */
function splitNumeric(match: RegExpExecArray): Parts | null {
  const first = Number(match[1]);
  const second = Number(match[3]);
  const isDayFirst = first > 12 || (match[2] !== '/' && second <= 12);
  const [month, day] = isDayFirst ? [second, first] : [first, second];
  return { year: Number(match[4]), month, day, clock: match[5] ?? '00:00' };
}

function namedDate(
  year: string | undefined,
  month: string | undefined,
  rest: { readonly day: string | undefined; readonly clock: string | undefined },
): Parts | null {
  const number = monthNumber(month);
  if (number === 0) return null;
  return { year: Number(year), month: number, day: Number(rest.day), clock: rest.clock ?? '00:00' };
}

function fromParts(parts: Parts): string | null {
  const match = CLOCK_TAIL.exec(parts.clock.trim());
  if (match === null) return null;
  const [
    ,
    hourText = '',
    minuteText = '',
    secondText = '0',
    fraction = '',
    half,
    sign,
    zoneHours,
    zoneMinutes,
    zoneName,
  ] = match;
  let hour = Number(hourText);
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return null;
    hour = (hour % 12) + (half.toLowerCase() === 'p' ? 12 : 0);
  }
  const minute = Number(minuteText);
  // A leap second is given to the second before it, as Unix time does.
  const second = Math.min(59, Number(secondText));
  if (hour > 23 || minute > 59 || Number(secondText) > 60) return null;
  const offset = zoneOffset(sign, zoneName, Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0));
  if (offset === null) return null;
  const midnight = Date.UTC(parts.year, parts.month - 1, parts.day);
  const date = new Date(midnight);
  // 31 February would silently become March.
  if (date.getUTCMonth() !== parts.month - 1 || date.getUTCDate() !== parts.day || parts.year < 1000)
    return null;
  const millisecond = Number(`${fraction}000`.slice(0, 3));
  return toIso(midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + millisecond);
}

function zoneOffset(sign: string | undefined, name: string | undefined, minutes: number): number | null {
  if (sign !== undefined) return minutes > 18 * 60 ? null : sign === '-' ? -minutes : minutes;
  return name === undefined ? 0 : (ZONES[name.toLowerCase()] ?? null);
}
