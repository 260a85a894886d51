// Times in a form that the record itself names: LEEF's `devTimeFormat` is a pattern of Java's SimpleDateFormat. With it
// `04/03/2024` has one meaning; without it the reader has to take the common one.
// https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html

import { parseTime, parseTimeNear } from '@watchfloor/sdk';

const TEXT_MAX = 80;

interface Fields {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
  fraction: string;
  half: string;
  zone: string;
}

type Field = keyof Fields;

/** What a letter of a pattern reads; `null` is read over. */
const LETTERS: Readonly<Record<string, readonly [field: Field | null, value: RegExp]>> = {
  y: ['year', /\d{2,4}/y],
  Y: ['year', /\d{2,4}/y],
  u: ['year', /\d{2,4}/y],
  M: ['month', /\d{1,2}|[A-Za-z]{3,9}\.?/y],
  L: ['month', /\d{1,2}|[A-Za-z]{3,9}\.?/y],
  d: ['day', /\d{1,2}/y],
  H: ['hour', /\d{1,2}/y],
  k: ['hour', /\d{1,2}/y],
  h: ['hour', /\d{1,2}/y],
  K: ['hour', /\d{1,2}/y],
  m: ['minute', /\d{1,2}/y],
  s: ['second', /\d{1,2}/y],
  S: ['fraction', /\d{1,9}/y],
  a: ['half', /[AaPp]\.?[Mm]\.?/y],
  z: ['zone', /(?:UTC|GMT)?[+-]\d{1,2}:?\d{2}|[A-Za-z]{1,5}/y],
  Z: ['zone', /(?:UTC|GMT)?[+-]\d{1,2}:?\d{2}|[A-Za-z]{1,5}/y],
  X: ['zone', /[+-]\d{2}(?::?\d{2})?|Z/y],
  x: ['zone', /[+-]\d{2}(?::?\d{2})?/y],
  E: [null, /[A-Za-z]{2,9}\.?/y],
};

/**
 * The time that `text` is under `pattern`, as ISO 8601 UTC; null when it does not follow it. Numbers of the same width side by
 * side (`yyyyMMdd`) are cut by the pattern's own widths.
 * @param near a time known to be near, for patterns without a year
 */
export function parseByPattern(text: string, pattern: string, near: string | undefined): string | null {
  if (text.length > TEXT_MAX || pattern.length > TEXT_MAX) return null;
  const fields = readFields(text.trim(), pattern.trim());
  if (fields === null || fields.day === '' || fields.hour === '') return null;
  const clock = [fields.hour, fields.minute || '00', fields.second || '00']
    .map((part) => part.padStart(2, '0'))
    .join(':');
  const fraction = fields.fraction === '' ? '' : `.${fields.fraction}`;
  const half = fields.half === '' ? '' : ` ${fields.half}`;
  const zone =
    fields.zone === ''
      ? ''
      : fields.half === '' && /^[+-Z]/.test(fields.zone)
        ? fields.zone
        : ` ${fields.zone}`;
  const rest = `${clock}${fraction}${half}${zone}`;
  if (fields.year === '') {
    const month = MONTHS[Number(fields.month) - 1] ?? fields.month.slice(0, 3);
    return near === undefined ? null : parseTimeNear(`${month} ${fields.day} ${rest}`, near);
  }
  const year = fields.year.length === 2 ? `20${fields.year}` : fields.year;
  const isNamed = /^[A-Za-z]/.test(fields.month);
  return parseTime(
    isNamed
      ? `${fields.day} ${fields.month.slice(0, 3)} ${year} ${rest}`
      : `${year}-${fields.month.padStart(2, '0')}-${fields.day.padStart(2, '0')}T${rest}`,
  );
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function readFields(text: string, pattern: string): Fields | null {
  const fields: Fields = {
    year: '',
    month: '',
    day: '',
    hour: '',
    minute: '',
    second: '',
    fraction: '',
    half: '',
    zone: '',
  };
  let at = 0;
  let index = 0;
  while (index < pattern.length) {
    const letter = pattern[index] ?? '';
    if (letter === "'") {
      const end = pattern.indexOf("'", index + 1);
      const literal = pattern.slice(index + 1, end < 0 ? pattern.length : end) || "'";
      if (!text.startsWith(literal, at)) return null;
      at += literal.length;
      index = end < 0 ? pattern.length : end + 1;
      continue;
    }
    const token = LETTERS[letter];
    if (token === undefined) {
      if (/\s/.test(letter)) while (/\s/.test(text[at] ?? '')) at += 1;
      else if (text[at] === letter) at += 1;
      else return null;
      index += 1;
      continue;
    }
    let width = 1;
    while (pattern[index + width] === letter) width += 1;
    index += width;
    const value = valueAt(text, {
      at,
      pattern: token[1],
      width,
      isTight: LETTERS[pattern[index] ?? ''] !== undefined,
    });
    if (value === null) return null;
    at += value.length;
    if (token[0] !== null) fields[token[0]] = value;
  }
  return at >= text.length ? fields : null;
}

function valueAt(
  text: string,
  { at, pattern, width, isTight }: { at: number; pattern: RegExp; width: number; isTight: boolean },
): string | null {
  pattern.lastIndex = at;
  const value = pattern.exec(text)?.[0] ?? null;
  return value !== null && isTight && /^\d/.test(value) ? value.slice(0, width) : value;
}
