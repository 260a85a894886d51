// The forms of an event that are text: the log's own XML, and the three line formats that agents make of it. Each becomes the object
// that the event's reader takes.

import { type JsonObject, type JsonValue, readXml } from '@watchfloor/sdk';
import { isObject } from './fields.ts';
import { parseNps } from './nps.ts';

/** A syslog header and the like may stand before the event; what is further in is something that quotes one. */
const HEADER_MAX = 400;

export function parseWindowsText(text: string): JsonObject | null {
  return (
    parseNps(text) ?? parseXml(text) ?? parseSnare(text) ?? parseAgentLine(text) ?? parseAssignments(text)
  );
}

function parseXml(text: string): JsonObject | null {
  const start = text.slice(0, HEADER_MAX + 8).search(/<Events?[\s>]/);
  if (start < 0) return null;
  const parsed = readXml(text, start);
  if (parsed === null) return null;
  const event = parsed.Event ?? (isObject(parsed.Events) ? parsed.Events.Event : undefined);
  if (isObject(event)) return isObject(event.System) ? { Event: event } : null;
  return Array.isArray(event) ? { Events: { Event: event } } : null;
}

// The columns of Snare's form, tabs between; shippers write the tab as `#011`.
// MSWinEventLog, criticality, log, counter, time, event id, source, user, SID type, type, computer, category, data, text, number.
const SNARE_COLUMNS = [
  '',
  'Criticality',
  'Channel',
  'SnareCounter',
  'EventTime',
  'EventID',
  'SourceName',
  'SnareUser',
  'SidType',
  'EventType',
  'ComputerName',
  'CategoryString',
  'DataString',
  'Message',
];

function parseSnare(text: string): JsonObject | null {
  const start = text.slice(0, HEADER_MAX).indexOf('MSWinEventLog');
  if (start < 0) return null;
  const body = text.slice(start);
  const cells = body.includes('\t') ? body.split('\t') : body.split('#011');
  if (cells.length < 12 || !/^\d{1,5}$/.test(cells[5]?.trim() ?? '')) return null;
  const event: Record<string, JsonValue> = {};
  for (const [index, name] of SNARE_COLUMNS.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (name !== '' && cell !== '' && cell !== 'N/A') event[name] = cell;
  }
  const user = event.SnareUser;
  if (typeof user === 'string') event.UserName = user;
  return event;
}

// 2014 Dec 20 09:29:47 WinEvtLog: Security: AUDIT_SUCCESS(4624): Microsoft-Windows-Security-Auditing: anna: CONTOSO: WS-1: An account …
const AGENT_LINE =
  /^WinEvtLog: ([^:]{1,200}): ([A-Z_]{1,20})\((\d{1,5})\): ([^:]{1,200}): ([^:]{0,200}): ([^:]{0,200}): ([^:]{1,255}): ?/;
const AGENT_TIME = /(\d{4}) ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) $/;

function parseAgentLine(text: string): JsonObject | null {
  const start = text.slice(0, HEADER_MAX).indexOf('WinEvtLog: ');
  if (start < 0) return null;
  const match = AGENT_LINE.exec(text.slice(start));
  if (match === null) return null;
  const [whole, channel, type, id, provider, user, domain, computer] = match;
  const event: Record<string, JsonValue> = {
    Channel: channel ?? '',
    EventType: type ?? '',
    EventID: id ?? '',
    SourceName: provider ?? '',
    ComputerName: computer ?? '',
    Message: text.slice(start + whole.length),
  };
  const time = AGENT_TIME.exec(text.slice(0, start));
  if (time !== null) event.EventTime = `${time[2]} ${time[3]} ${time[1]} ${time[4]}`;
  if (user !== undefined && user !== '' && !user.startsWith('(')) {
    // As NXLog names the same: the account under which the event was logged.
    event.AccountType = 'User';
    event.AccountName = user;
    event.Domain = domain ?? '';
    event.UserID = '';
  }
  return event;
}

/** `LogName=Security` lines and then the message, the classic form of Splunk's Windows input. */
function parseAssignments(text: string): JsonObject | null {
  const head = text.slice(0, 4000);
  if (!head.includes('LogName=') || !head.includes('EventCode=')) return null;
  const at = text.indexOf('Message=');
  const event: Record<string, JsonValue> = at < 0 ? {} : { Message: text.slice(at + 'Message='.length) };
  const lines = (at < 0 ? text : text.slice(0, at)).split(/\r?\n/, 100);
  for (const line of lines) {
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim();
    if (equals > 0 && /^\w{1,40}$/.test(name)) event[name] = line.slice(equals + 1).trim();
  }
  const first = lines[0]?.trim() ?? '';
  if (/^\d/.test(first) && !first.includes('=')) event.EventTime = first;
  return event;
}
