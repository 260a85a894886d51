// Finds the line in what was posted: the text itself, or a JSON object that carries it. Collectors wrap lines in their own way
// (`message`, Splunk's `event`, `_raw`), and those that parse syslog themselves send its parts, which make the line again.

import { type JsonObject, type JsonValue, parseTime, textAt } from '@watchfloor/sdk';
import { parseOrNull } from './line-json.ts';

export interface FoundLine {
  readonly text: string;
  /** Where it stood; null when the line was the whole record. */
  readonly field: string | null;
  /** When the collector got it, if it says so: places times without a year and stands in for a missing one. */
  readonly time: string | null;
}

const LINE_KEYS = [
  'message',
  'event',
  '_raw',
  'raw',
  'line',
  'log',
  'msg',
  'text',
  'data',
  'body',
  'original',
  'full_log',
  'syslog',
] as const;
const TIME_KEYS = ['time', '_time', '@timestamp', 'timestamp', 'date', 'received_at'] as const;

/** Every line a record may carry, the likeliest first; none when it carries no text at all. */
export function linesOf(value: JsonValue): readonly FoundLine[] {
  if (typeof value === 'string') {
    const inner = /^\s*\{/.test(value) ? parseOrNull(value) : null;
    return isObject(inner) ? linesOf(inner) : [{ text: value, field: null, time: null }];
  }
  if (!isObject(value)) return [];
  const time = TIME_KEYS.map((key) => parseTime(value[key])).find((iso) => iso !== null) ?? null;
  const found = LINE_KEYS.flatMap((key) => linesUnder(value[key], key, time));
  const made = lineFromParts(value);
  return made === null ? found : [...found, { text: made, field: null, time }];
}

function linesUnder(value: JsonValue | undefined, key: string, time: string | null): readonly FoundLine[] {
  if (typeof value === 'string' && value.trim() !== '') return [{ text: value, field: key, time }];
  if (!isObject(value)) return [];
  return LINE_KEYS.flatMap((inner) => {
    const text = value[inner];
    return typeof text === 'string' && text.trim() !== ''
      ? [{ text, field: `${key}.${inner}`, time: time ?? parseTime(value['time']) }]
      : [];
  });
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const SEVERITIES: ReadonlyMap<string, number> = new Map([
  ['emerg', 0],
  ['emergency', 0],
  ['panic', 0],
  ['alert', 1],
  ['crit', 2],
  ['critical', 2],
  ['err', 3],
  ['error', 3],
  ['warn', 4],
  ['warning', 4],
  ['notice', 5],
  ['info', 6],
  ['informational', 6],
  ['debug', 7],
]);
const USER_FACILITY = 1;

/** Names of the parts of a syslog message, as rsyslog, syslog-ng, Fluent Bit and Logstash give them. */
const PARTS = {
  message: ['message', 'msg', 'MESSAGE', 'MSG'],
  host: ['host', 'hostname', 'HOST', 'fromhost'],
  program: [
    'program',
    'programname',
    'PROGRAM',
    'ident',
    'appname',
    'app-name',
    'app_name',
    'syslog-tag',
    'syslogtag',
  ],
  pid: ['pid', 'procid', 'PID', 'procId'],
  time: ['timestamp', 'time', '@timestamp', 'ISODATE', 'DATE', 'timereported', 'timegenerated'],
  priority: ['pri', 'priority', 'PRI'],
  severity: ['severity', 'syslogseverity', 'syslogseverity-text', 'PRIORITY', 'level'],
  facility: ['facility', 'syslogfacility', 'FACILITY'],
} as const;

/** An RFC 5424 line out of parsed parts; null unless there is a message, and a program or a priority beside its host. */
function lineFromParts(record: JsonObject): string | null {
  const part = (name: keyof typeof PARTS): string =>
    PARTS[name].map((key) => textAt(record, key)).find((text) => text !== '') ?? '';
  const message = part('message');
  const host = headerWord(part('host'));
  const program = headerWord(part('program').replace(/\[[^\]]*\]:?$|:$/, ''));
  const priority = priorityOf(part);
  if (message === '' || host === '-' || (program === '-' && priority === null)) return null;
  const time = parseTime(part('time')) ?? '-';
  return `<${priority ?? 13}>1 ${time} ${host} ${program} ${headerWord(part('pid'))} - - ${message}`;
}

function priorityOf(part: (name: keyof typeof PARTS) => string): number | null {
  const whole = part('priority').replace(/^<(\d+)>$/, '$1');
  if (/^\d{1,3}$/.test(whole) && Number(whole) <= 191) return Number(whole);
  const severity = part('severity').toLowerCase();
  const level = /^[0-7]$/.test(severity) ? Number(severity) : SEVERITIES.get(severity);
  if (level === undefined) return null;
  const facility = part('facility');
  return (/^(?:1?\d|2[0-3])$/.test(facility) ? Number(facility) : USER_FACILITY) * 8 + level;
}

const WORD_MAX = 120;

/** A header field has no space and is never empty. */
function headerWord(text: string): string {
  const word = text.slice(0, WORD_MAX).replaceAll(/[^\x21-\x7e]+/g, '_');
  return word === '' ? '-' : word;
}
