// The header of a log line: who said it, when, with which priority. RFC 3164 and 5424, and what devices send instead of
// them: no PRI, ISO times, Cisco's `*Mar  1 18:46:11.123 UTC: %FAC-5-MNEMONIC:`, a date in brackets, a year before or
// after the month. Every pattern is sticky and bounded, so a header costs the same however long the line is.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';

export interface Priority {
  readonly facility: number;
  readonly severity: number;
}

export interface LineHeader {
  readonly priority: Priority | null;
  /** As written; a time without a year can only be placed by someone who knows about when the line arrived. */
  readonly time: string | null;
  readonly host: string | null;
  readonly program: string | null;
  /** Header fields beyond those: process id, message id, structured data, Cisco mnemonic. */
  readonly fields: JsonObject;
  /** Where the message begins in the line. */
  readonly bodyStart: number;
}

/** Reads the header at the start of a line; a line without one gets an empty header. */
export function readLineHeader(line: string): LineHeader {
  const state: HeaderState = {
    line,
    at: 0,
    bag: new FieldBag(),
    priority: null,
    time: null,
    host: null,
    program: null,
  };
  skipSpaces(state);
  readPriority(state);
  if (state.priority !== null && readVersion5424(state)) return finish(state);
  if (state.priority === null && matchAt(/1 (?=\d{4}-\d\d-\d\dT)/y, state) && read5424(state))
    return finish(state);
  // Meraki sets the version of RFC 5424 before a line that is not one.
  if (state.priority !== null) matchAt(/1 (?=\d{10}\.\d)/y, state);
  const isStrict = state.priority === null;
  readSequence(state);
  readHostBeforeTime(state);
  const kind = readTime(state);
  if (kind === 'none' && state.priority === null) {
    readCiscoTag(state);
    if (state.program === null) readProgramAlone(state);
    return finish(state);
  }
  if (kind === 'bracketed') return finish(state);
  if (state.host !== null) {
    if (!readProgram(state)) readCiscoTag(state);
    return finish(state);
  }
  readHostAndProgram(state, isStrict && (kind === 'iso' || (kind === 'epoch' && !isDeviceName(state))));
  readCiscoTag(state);
  return finish(state);
}

interface HeaderState {
  readonly line: string;
  at: number;
  readonly bag: FieldBag;
  priority: Priority | null;
  time: string | null;
  host: string | null;
  program: string | null;
}

function finish(state: HeaderState): LineHeader {
  skipSpaces(state);
  return {
    priority: state.priority,
    time: state.time,
    host: state.host,
    program: state.program,
    fields: state.bag.toObject(),
    bodyStart: state.at,
  };
}

function matchAt(pattern: RegExp, state: HeaderState): RegExpExecArray | null {
  pattern.lastIndex = state.at;
  const match = pattern.exec(state.line);
  if (match !== null) state.at += match[0].length;
  return match;
}

function skipSpaces(state: HeaderState): void {
  while (state.line.charCodeAt(state.at) === 32 || state.line.charCodeAt(state.at) === 9) state.at += 1;
}

function readPriority(state: HeaderState): void {
  // RFC 6587 octet counting puts the length of the frame before the PRI.
  matchAt(/\d{1,7} (?=<\d{1,3}>)/y, state);
  const match = matchAt(/<(\d{1,3})>/y, state);
  if (match === null) return;
  const number = Number(match[1]);
  if (number > 191) {
    state.at -= match[0].length;
    return;
  }
  state.priority = { facility: number >> 3, severity: number & 7 };
  skipSpaces(state);
}

function readVersion5424(state: HeaderState): boolean {
  const start = state.at;
  if (matchAt(/1 (?=\d{4}-\d\d-\d\dT|- )/y, state) === null) return false;
  if (read5424(state)) return true;
  state.at = start;
  return false;
}

const HEADER_5424 = /(\S{1,64}) (\S{1,255}) (\S{1,128}) (\S{1,128}) (\S{1,64})(?: |$)/y;

function read5424(state: HeaderState): boolean {
  const start = state.at;
  const match = matchAt(HEADER_5424, state);
  if (match === null) return false;
  state.time = match[1] === '-' ? null : (match[1] ?? null);
  state.host = match[2] === '-' ? null : (match[2] ?? null);
  state.program = match[3] === '-' ? null : (match[3] ?? null);
  if (match[4] !== '-') state.bag.add('procid', match[4] ?? '');
  const messageId = match[5] ?? '-';
  if (messageId.startsWith('[')) {
    // Some senders leave the message id out; the structured data then stands in its place.
    state.at = start + match[0].lastIndexOf(messageId);
  } else if (messageId !== '-') {
    state.bag.add('msgid', messageId);
  }
  skipSpaces(state);
  if (matchAt(/-(?: |$)/y, state) === null) readStructuredData(state);
  return true;
}

const PARAM = /\s*([^=\s\]"]{1,64})="((?:[^"\\]|\\.)*)"/y;

function readStructuredData(state: HeaderState): void {
  for (let elements = 0; elements < 64; elements += 1) {
    const start = state.at;
    const head = matchAt(/\[([^=\s\]"]{1,64})/y, state);
    if (head === null) return;
    let param = matchAt(PARAM, state);
    while (param !== null) {
      state.bag.add(param[1] ?? '', (param[2] ?? '').replaceAll(/\\(["\\\]])/g, '$1'));
      param = matchAt(PARAM, state);
    }
    if (matchAt(/\s*\]/y, state) === null) {
      state.at = start;
      return;
    }
  }
}

/** Cisco counts its lines (`000123: `), and some relays number them. */
function readSequence(state: HeaderState): void {
  matchAt(/\d{1,10}: (?=[*.:]?\s?\S)/y, state);
}

/** `switch7: Mar  6 2024 08:04:45.866 CET: %LINK-3-UPDOWN:`; a relay has put the name in front. */
function readHostBeforeTime(state: HeaderState): void {
  const start = state.at;
  const match = matchAt(
    /([A-Za-z0-9][\w.-]{0,127}): (?:\*\w{1,60}: )?(?=[*.]?(?:\d{4} )?[A-Z][a-z]{2} {1,2}\d{1,2} )/y,
    state,
  );
  if (match === null) return;
  const beforeTime = state.at;
  if (readTime(state) === 'none') {
    state.at = start;
    return;
  }
  state.at = beforeTime;
  state.time = null;
  state.host = match[1] ?? null;
}

const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const CLOCK = '\\d{1,2}:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?';
// A log level behind the clock (`WARN`, `INFO`) would pass for a zone, so zones are named.
const ZONE =
  '(?: ?(?:Z|[+-]\\d\\d:?\\d\\d)| (?:UTC|GMT|WES?T|CES?T|EES?T|MES?Z|MSK|BST|IST|JST|KST|HKT|SGT|BR[ST]T?|ART|SAST|AE[SD]T|AC[SD]T|AW[SD]T|NZ[SD]T|[ECMP][SD]T|AK[SD]T|HST|CMT)(?=[ :,]|$))?';
const CLASSIC_TIME = new RegExp(
  `[*.:]?((?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?(?:\\d{4} )?${MONTH} {1,2}\\d{1,2},?(?: \\d{4})? ${CLOCK}(?: \\d{4}(?= ))?${ZONE})(?::(?= )|(?=[ ,]|$))`,
  'y',
);
const DAY_FIRST_TIME = new RegExp(
  `[*.]?(\\d{1,2}[ /-]${MONTH}[ /-]\\d{2,4}[ :T]${CLOCK}${ZONE})(?::(?= )|(?=[ ,]|$))`,
  'y',
);
const ISO_TIME = new RegExp(`(\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]${CLOCK}${ZONE})(?::(?= )|(?=[ ,|;\\]]|$))`, 'y');
const BRACKETED_TIME = new RegExp(
  `\\[((?:\\w{3} )?(?:${MONTH} {1,2}\\d{1,2} ${CLOCK}(?: \\d{4})?|\\d{4}[-/]\\d\\d[-/]\\d\\d[T ]${CLOCK}${ZONE}|\\d{1,2}/${MONTH}/\\d{4}:${CLOCK}${ZONE}))\\],?`,
  'y',
);
/** NetScaler: `03/04/2024:10:11:12 GMT`, month first. */
/** Sophos UTM: `2024:03:04-10:11:12`. */
const COLON_TIME = /(\d{4}:\d\d:\d\d-\d\d:\d\d:\d\d)(?= )/y;
const SLASH_TIME = new RegExp(`(\\d{1,2}/\\d{1,2}/\\d{4}:${CLOCK}${ZONE})(?=[ ,]|$)`, 'y');
const EPOCH_TIME = /(\d{10}(?:\.\d{1,9})?)(?= [A-Za-z][\w.-]* )/y;

function readTime(state: HeaderState): 'classic' | 'iso' | 'epoch' | 'bracketed' | 'none' {
  const classic = matchAt(CLASSIC_TIME, state) ?? matchAt(DAY_FIRST_TIME, state);
  if (classic !== null) return took(state, classic[1], 'classic');
  const iso = matchAt(ISO_TIME, state) ?? matchAt(SLASH_TIME, state) ?? matchAt(COLON_TIME, state);
  if (iso !== null) return took(state, iso[1], 'iso');
  const bracketed = matchAt(BRACKETED_TIME, state);
  if (bracketed !== null) return took(state, bracketed[1], 'bracketed');
  const epoch = matchAt(EPOCH_TIME, state);
  if (epoch !== null) return took(state, epoch[1], 'epoch');
  return 'none';
}

function took<T>(state: HeaderState, time: string | undefined, kind: T): T {
  state.time = time ?? null;
  skipSpaces(state);
  return kind;
}

const PROGRAM = /([A-Za-z_][\w.@/()-]{0,63})(?:\[([^\]\s]{1,32})\])?:(?=\s|$|[^:/\\\s])/y;
const HOST = /([A-Za-z0-9][\w.:-]{0,254}|[:\da-fA-F]{3,45})(?= )/y;

/**
 * After the time stands a host, then `program[pid]:`. Without PRI or a classic time the host counts only when a program
 * follows it: `2024-01-02 03:04:05 connection refused` has no host called `connection`.
 */
function readHostAndProgram(state: HeaderState, mustHaveProgram: boolean): void {
  const start = state.at;
  if (readProgram(state)) return;
  const host = matchAt(HOST, state);
  if (host === null) return;
  skipSpaces(state);
  const afterHost = state.at;
  const hasProgram = readProgram(state) || isCiscoTag(state);
  if (!hasProgram && (mustHaveProgram || (host[1] ?? '').endsWith(':'))) {
    state.at = start;
    return;
  }
  if (!hasProgram) state.at = afterHost;
  state.host = (host[1] ?? '').replace(/:$/, '');
}

/** After a bare epoch a word counts as a host when it is written like a device's name. */
function isDeviceName(state: HeaderState): boolean {
  return /^[\w.-]*[A-Z\d_-][\w.-]* [a-z]/.test(state.line.slice(state.at, state.at + 128));
}

function readProgram(state: HeaderState): boolean {
  const start = state.at;
  const match = matchAt(PROGRAM, state);
  if (match === null) return false;
  const name = match[1] ?? '';
  // `CEF:0|`, `LEEF:1.0|` look like a program and are the message; `user:x` without a space is a field.
  const hasSpace = /\s|$/y.test(state.line.slice(state.at, state.at + 1));
  if (/^(?:CEF|LEEF)$/.test(name) || (!hasSpace && match[2] === undefined)) {
    state.at = start;
    return false;
  }
  state.program = name;
  if (match[2] !== undefined) state.bag.add('pid', match[2]);
  skipSpaces(state);
  return true;
}

/** `sshd[123]: text` with no header before it. Without a pid, any `Word:` would pass for a program. */
function readProgramAlone(state: HeaderState): void {
  const start = state.at;
  const match = matchAt(PROGRAM, state);
  if (match === null) return;
  if (match[2] === undefined) {
    state.at = start;
    return;
  }
  state.program = match[1] ?? null;
  state.bag.add('pid', match[2]);
  skipSpaces(state);
}

const CISCO_TAG = /:? ?%([A-Z][A-Z0-9_]{1,32}(?:-[A-Z0-9_]{1,32}){0,2})-([0-7])-([A-Z0-9_]{2,48}): ?/y;

function isCiscoTag(state: HeaderState): boolean {
  CISCO_TAG.lastIndex = state.at;
  return CISCO_TAG.test(state.line);
}

function readCiscoTag(state: HeaderState): void {
  const match = matchAt(CISCO_TAG, state);
  if (match === null) return;
  state.program ??= match[1] ?? null;
  state.bag.add('cisco_facility', match[1] ?? '');
  state.bag.add('cisco_severity', Number(match[2]));
  state.bag.add('cisco_mnemonic', match[3] ?? '');
  state.priority ??= { facility: 23, severity: Number(match[2]) };
}
