// One event of the Windows event log out of any of the forms in which it travels: the XML of the log itself, the JSON that tools
// make of it, and the flat rows of shippers and tables.
// https://learn.microsoft.com/windows/win32/wes/eventschema-elements

import { type JsonObject, type JsonValue, parseJsonText, parseTime, readXml, valueAt } from '@watchfloor/sdk';
import { attributeOf, EventData, elementText, foldName, isObject, scalarOf } from './fields.ts';
import { readMessage } from './message.ts';

export interface WindowsEvent {
  /** The event's number, as text; '' when there is none. */
  readonly id: string;
  readonly provider: string;
  readonly channel: string;
  readonly computer: string;
  /** The log server or shipper that passed it on, where it says so. */
  readonly forwarder: string;
  readonly time: string | null;
  /** `Level` as a number or a word. */
  readonly level: string;
  /** What became of what was audited; null for events that are no audits. */
  readonly audit: 'success' | 'failure' | null;
  readonly recordId: string;
  /** The account under which the event was logged. */
  readonly account: { readonly name: string; readonly domain: string; readonly sid: string };
  readonly message: string;
  /** What the shipper calls the event, for those our catalogue does not have. */
  readonly label: string;
  readonly data: EventData;
}

/** The System element and the parts with data, wherever the form has them. */
interface Parts {
  readonly system: JsonObject;
  readonly data: readonly (JsonValue | undefined)[];
  /** Fields beside them, the nearest first: a rendered message, a shipper's time. */
  readonly beside: readonly JsonObject[];
  readonly isFlat: boolean;
}

export function openEvent(record: JsonObject): WindowsEvent {
  const parts = partsOf(record);
  const { system, beside } = parts;
  const data = new EventData();
  for (const part of parts.data) addPart(data, part);
  if (parts.isFlat) addFlat(data, system);
  const flat = folded(system);
  const value = (...names: readonly string[]): string => {
    for (const name of names) {
      const text = elementText(flat.get(name));
      if (text !== '') return text;
    }
    return '';
  };
  const message = messageOf(beside, data);
  const account = accountOf(flat, data);
  readMessage(message, data);
  return {
    id: idOf(flat, parts.isFlat),
    provider:
      attributeOf(flat.get('provider'), 'Name') ||
      scalarOf(system.Provider_attributes) ||
      attributeOf(system.Provider_attributes, 'Name') ||
      value('sourcename', 'eventsourcename', 'provider', 'providername', 'source', 'eventsource'),
    channel: value('channel', 'logname', 'eventlog', 'logfile', 'eventlogname'),
    computer: value('computer', 'computername', 'machinename', 'hostname') || besideText(beside, 'Computer'),
    forwarder: parts.isFlat && flat.has('hostname') ? besideText(beside, 'host') : '',
    time: timeOf(parts, data),
    level: value('level', 'eventlevel', 'leveldisplayname', 'eventlevelname', 'severity'),
    audit: auditOf(keywordsOf(flat)),
    recordId: value('eventrecordid', 'recordnumber', 'recordid'),
    account,
    message,
    label: value('mapdescription', 'activity', 'messagetitle'),
    data,
  };
}

export const XML_FIELDS: readonly string[] = [
  'RawEventData',
  'EventXml',
  'EventXML',
  'Xml',
  'xml',
  'message',
  'Message',
  '_raw',
  'raw',
  'original',
  'body',
  'Body',
  'log',
];

/** The event inside a text field of a shipper's own record (`{"message": "<Event xmlns=…"}`); null when there is none. */
export function xmlInside(record: JsonObject): JsonObject | null {
  for (const name of XML_FIELDS) {
    const text = Object.hasOwn(record, name) ? record[name] : undefined;
    // Messages are long and common: the pattern is for those that can be a document.
    if (typeof text !== 'string' || !startsWithTag(text)) continue;
    if (!/^\s*(?:<\?xml[^>]{0,200}>\s*)?<Event[\s>]/.test(text.slice(0, 400))) continue;
    const event = readXml(text, text.indexOf('<Event'))?.Event;
    if (isObject(event) && isObject(event.System)) return event;
  }
  return null;
}

/** Whether the first character that is no white space, among those looked at, opens a tag. */
function startsWithTag(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first > 0x20 && first < 0x80) return first === 0x3c;
  return text.slice(0, 400).trimStart().startsWith('<');
}

function partsOf(record: JsonObject): Parts {
  const event = isObject(record.Event) ? record.Event : wrappedEvent(record.Events);
  if (event !== null && isObject(event.System)) return nestedParts(event, record);
  if (isObject(record.System) && !Array.isArray(record.System)) return nestedParts(record, record);
  const agent = record.win;
  if (isObject(agent) && isObject(agent.system)) {
    return { system: agent.system, data: [agent.eventdata], beside: [record], isFlat: false };
  }
  const winlog = record.winlog;
  if (isObject(winlog)) {
    const data = [winlog.event_data, winlog.user_data];
    return { system: winlog, data, beside: [record], isFlat: false };
  }
  const xml = xmlInside(record);
  if (xml !== null) return nestedParts(xml, {});
  const data = [
    record.EventData,
    record.event_data,
    record.ExtraEventData,
    record.UserData,
    record.user_data,
    record.Payload,
    record.ParameterXml,
  ];
  return { system: record, data, beside: [record], isFlat: true };
}

function nestedParts(event: JsonObject, record: JsonObject): Parts {
  // The caller has seen that System is an object.
  const system = event.System as JsonObject;
  return {
    system,
    data: [event.EventData, event.UserData],
    beside: event === record ? [event] : [event, record],
    isFlat: false,
  };
}

/** `<Events>` around a single event. */
function wrappedEvent(events: JsonValue | undefined): JsonObject | null {
  const inner = valueAt(events, 'Event');
  return isObject(inner) ? inner : null;
}

function addPart(data: EventData, part: JsonValue | undefined): void {
  if (isObject(part)) {
    data.addObject(part);
  } else if (Array.isArray(part)) {
    data.addData(part);
  } else if (typeof part === 'string') {
    const text = part.trim();
    if (text.startsWith('{') || text.startsWith('[')) {
      const parsed = parseJsonText(text);
      // EvtxECmd: the payload is the element as JSON, its name around it.
      const inner = isObject(parsed) ? (parsed.EventData ?? parsed.UserData ?? parsed) : parsed;
      if (isObject(inner)) data.addObject(inner);
    } else if (text.startsWith('<')) {
      const parsed = readXml(text, 0);
      if (parsed !== null) data.addObject(parsed);
    }
  }
}

/** Flat rows hold the event's data beside the fields of the log; dotted names keep their last step. */
function addFlat(data: EventData, row: JsonObject): void {
  for (const [key, value] of Object.entries(row)) {
    const text = scalarOf(value);
    if (text === '' || NOT_DATA.has(key)) continue;
    const at = key.lastIndexOf('.');
    data.put(at > 0 ? key.slice(at + 1) : key, text);
  }
}

// Long texts that are read by themselves.
const NOT_DATA: ReadonlySet<string> = new Set([
  'Message',
  'message',
  'RenderedDescription',
  'EventData',
  'Payload',
  'ParameterXml',
]);

function folded(object: JsonObject): ReadonlyMap<string, JsonValue | undefined> {
  const fields = new Map<string, JsonValue | undefined>();
  for (const [key, value] of Object.entries(object)) {
    const at = key.lastIndexOf('.');
    const name = foldName(at > 0 ? key.slice(at + 1) : key);
    if (!fields.has(name)) fields.set(name, value);
  }
  return fields;
}

function idOf(flat: ReadonlyMap<string, JsonValue | undefined>, isFlat: boolean): string {
  const names = isFlat && flat.has('logname') ? ['eventid', 'eventcode', 'id'] : ['eventid', 'eventcode'];
  for (const name of names) {
    const text = elementText(flat.get(name));
    if (/^\d{1,10}$/.test(text)) {
      // Classic events carry their severity and facility in the upper half of the number.
      const number = Number(text);
      return String(number > 0xffff ? number & 0xffff : number);
    }
  }
  return '';
}

function besideText(beside: readonly JsonObject[], name: string): string {
  for (const object of beside) {
    const text = scalarOf(object[name]);
    if (text !== '') return text;
  }
  return '';
}

const MESSAGE_FIELDS = ['Message', 'message', 'RenderedDescription', 'RenderedMessage', 'rendered_message'];

function messageOf(beside: readonly JsonObject[], data: EventData): string {
  for (const name of MESSAGE_FIELDS) {
    const text = besideText(beside, name);
    if (text !== '') return text;
  }
  const rendered = beside[0]?.RenderingInfo;
  const inner = isObject(rendered) ? scalarOf(rendered.Message) : '';
  // `Description` is the message for some shippers, and what Sysmon calls the description in a program's version information.
  return inner || (data.get('image') === undefined ? besideText(beside, 'Description') : '');
}

/** Audit success or failure, as bits, as words, or as the kind of entry. */
function keywordsOf(flat: ReadonlyMap<string, JsonValue | undefined>): string {
  const words: string[] = [];
  for (const name of ['keywords', 'keywordsdisplaynames', 'eventtypeorignal', 'eventtype']) {
    const value = flat.get(name);
    // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
    const list = Array.isArray(value) ? (value as readonly JsonValue[]).slice(0, 20) : [value];
    words.push(...list.map(elementText));
  }
  return words
    .filter((word) => word !== '')
    .join(' ')
    .slice(0, 500);
}

// Bits of `Keywords`.
const AUDIT_FAILURE = 0x10000000000000n;
const AUDIT_SUCCESS = 0x20000000000000n;

function auditOf(keywords: string): WindowsEvent['audit'] {
  if (/audit[_ ]?fail/i.test(keywords)) return 'failure';
  if (/audit[_ ]?success/i.test(keywords)) return 'success';
  const number = /(?:^|\s)(0x[0-9a-f]{1,16}|-?\d{12,20})(?:\s|$)/i.exec(keywords)?.[1];
  if (number === undefined) return null;
  const bits = BigInt.asUintN(64, BigInt(number));
  if ((bits & AUDIT_FAILURE) !== 0n) return 'failure';
  return (bits & AUDIT_SUCCESS) === 0n ? null : 'success';
}

/** The account behind the event itself; NXLog writes its name beside the data, where it must not be taken for the data's. */
function accountOf(
  flat: ReadonlyMap<string, JsonValue | undefined>,
  data: EventData,
): WindowsEvent['account'] {
  const security = flat.get('security');
  const sid =
    attributeOf(security, 'UserID') ||
    attributeOf(security, 'UserId') ||
    elementText(flat.get('userid')) ||
    elementText(flat.get('usersid')) ||
    elementText(flat.get('systemuserid'));
  const isShipper = flat.has('accounttype') && flat.has('userid') && flat.has('domain');
  if (!isShipper) return { name: '', domain: '', sid };
  const account = {
    name: elementText(flat.get('accountname')),
    domain: elementText(flat.get('domain')),
    sid,
  };
  data.delete('AccountName');
  data.delete('Domain');
  return account;
}

const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$|^\d{9,19}(?:\.\d+)?$|^\/Date/i;

/**
 * When it happened. The log keeps UTC; several shippers write the local time of the machine without saying so, and then the time
 * that Sysmon puts into its data, or the shipper's own stamp, is nearer to the truth.
 */
function timeOf({ system, beside, isFlat }: Parts, data: EventData): string | null {
  const created = system.TimeCreated ?? system.timeCreated;
  const attribute =
    attributeOf(created, 'SystemTime') || attributeOf(system.TimeCreated_attributes, 'SystemTime');
  const exact = parseTime(attribute) ?? parseTime(scalarOf(system.systemTime));
  if (exact !== null) return exact;
  const candidates = [
    created,
    system.EventTime,
    system.TimeGenerated,
    system.system_time,
    system.time_created,
    system.SystemTime,
    system.EventTimestamp,
    system.TimeWritten,
  ].map(scalarOf);
  const zoned = candidates
    .map((text) => (ZONED.test(text) ? parseTime(text) : null))
    .find((time) => time !== null);
  return (
    zoned ??
    (isFlat ? parseTime(data.get('utctime')) : null) ??
    parseTime(besideText(beside, '@timestamp')) ??
    candidates.map((text) => parseTime(text)).find((time) => time !== null) ??
    parseTime(data.get('utctime')) ??
    parseTime(besideText(beside, 'timestamp'))
  );
}
