// One event of the Windows event log. What Defender Antivirus finds, and the few events in which Windows itself says that it saw an
// attack, are alerts; everything else is an event, however telling, and finds its way into a queue through detections.

import {
  cut,
  entityCollector,
  type JsonObject,
  type Link,
  type ReadResult,
  type RecordFlag,
  type Rule,
  techniqueName,
  techniquesIn,
} from '@watchfloor/sdk';
import { type EventKind, kindOf, logName } from './catalogue.ts';
import { addEventEntities } from './entities.ts';
import { openEvent, type WindowsEvent } from './event.ts';
import { eventSeverity, findingSeverity, outcomeOf } from './judge.ts';
import { isNps, readNps } from './nps.ts';
import { describeEvent, LOGON_TYPES, titleOf } from './words.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;

export function readWindowsEvent(record: JsonObject): ReadResult {
  if (isNps(record)) return readNps(record);
  if (Array.isArray(record.Event) || isManyEvents(record))
    return {
      ok: false,
      refusal: { field: 'Events', message: 'holds several events: send each alone or as a list' },
    };
  const event = openEvent(record);
  if (event.id === '')
    return {
      ok: false,
      refusal: { field: 'EventID', message: 'is missing or no number: every event has one' },
    };
  if (event.provider === '' && event.channel === '')
    return {
      ok: false,
      refusal: {
        field: 'Provider',
        message: 'is missing, and so is Channel: the number alone means nothing',
      },
    };

  const kind = kindOf(event);
  const isFinding = kind.mark === 'alert' || (kind.family === 'security' && FINDINGS.has(event.id));
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addEventEntities(event, kind, collector);
  if (event.time === null) flags.add('time_missing');
  const severity = isFinding ? findingSeverity(event, kind) : eventSeverity(event, kind);
  if (severity === null) flags.add('severity_unknown');
  if (collector.capped) flags.add('entities_capped');
  const log = logName(event);
  const title = isFinding ? findingTitle(event, kind) : titleOf(event, kind, log);
  const description = describeEvent(event);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  const rule = ruleOf(event, kind);
  const base = {
    vendor: 'Microsoft',
    product: kind.product,
    source_ref: refOf(event, isFinding),
    title: cut(title, TITLE_MAX),
    description: cut(description, DESCRIPTION_MAX),
    category: kind.category || 'system',
    severity: severity ?? 'medium',
    sensor: kind.sensor,
    occurred_at: event.time,
    entities: collector.list(),
    labels: labelsOf(event, kind),
    links: linksOf(event, kind),
    flags: [...flags],
    tactics: [],
    techniques: techniquesOf(event, kind),
    rule,
  } as const;
  if (isFinding) return { ok: true, record: { kind: 'alert', ...base, closure: null } };
  const action = cut(`${log}:${event.id}`, 200);
  return { ok: true, record: { kind: 'event', ...base, action, outcome: outcomeOf(event, kind) } };
}

function isManyEvents(record: JsonObject): boolean {
  const events = record.Events;
  return typeof events === 'object' && events !== null && 'Event' in events && Array.isArray(events.Event);
}

/** A replayed ticket, and a pattern of audits that somebody had the system watch for. */
const FINDINGS: ReadonlySet<string> = new Set(['4618', '4649']);

function findingTitle(event: WindowsEvent, kind: EventKind): string {
  const threat = event.data.text('Threat Name');
  if (kind.family !== 'defender' || threat === '') return titleOf(event, kind, logName(event));
  const action = event.data.text('Action Name');
  const isDone = event.id === '1117' || event.id === '1007';
  return isDone && action !== '' && !/not applicable/i.test(action)
    ? `Malware ${threat} detected (${action})`
    : `Malware ${threat} detected`;
}

/**
 * The log numbers its records from 1 again when it is cleared, so that the number counts together with the machine, the log and the
 * time. Defender's events about one detection share its id: what was done about it becomes a revision of the alert.
 */
function refOf(event: WindowsEvent, isFinding: boolean): string | null {
  const detection = event.data.text('Detection ID').replace(/[{}]/g, '');
  if (isFinding && /^[0-9a-f-]{36}$/i.test(detection)) return `${event.computer}/${detection}`.toLowerCase();
  if (event.recordId === '' || event.recordId === '0') return null;
  return cut([event.computer, event.channel, event.recordId, event.time ?? ''].join('/'), 300);
}

/** Sysmon names the rule of its configuration that let the event through; Defender the threat, or the rule that blocked. */
function ruleOf(event: WindowsEvent, kind: EventKind): Rule {
  const { data } = event;
  if (kind.family === 'sysmon') {
    const name = data.text('RuleName');
    const id = techniquesIn(name.slice(0, 1000))[0];
    const technique =
      /technique_name=([^,]{1,200})/.exec(name)?.[1] ?? (id === undefined ? null : techniqueName(id));
    return { id: null, name: cut(technique ?? name, 300) || null };
  }
  if (kind.family === 'defender') {
    const threat = data.text('Threat Name');
    const asr = data.text('ID');
    if (threat !== '') return { id: cut(data.text('Threat ID'), 100) || null, name: cut(threat, 300) };
    return { id: /^[0-9a-f-]{36}$/i.test(asr) ? asr.toLowerCase() : null, name: null };
  }
  const isFinding = kind.mark === 'alert' || FINDINGS.has(event.id);
  return isFinding
    ? { id: cut(`${event.provider}/${event.id}`, 200), name: kind.title || null }
    : { id: null, name: null };
}

function techniquesOf(event: WindowsEvent, kind: EventKind): readonly string[] {
  return kind.family === 'sysmon' ? techniquesIn(event.data.text('RuleName').slice(0, 1000)) : [];
}

function labelsOf(event: WindowsEvent, kind: EventKind): readonly string[] {
  const { data } = event;
  const labels: string[] = [];
  const type = LOGON_TYPES.get(data.text('LogonType'));
  if (type !== undefined && kind.family === 'security')
    labels.push(`logon_type:${type.replaceAll(' ', '_')}`);
  const threat = data.text('Threat Name');
  if (threat !== '' && kind.family === 'defender') {
    labels.push(`malware:${cut(threat, 150)}`);
    const action = data.text('Action Name');
    if (action !== '') labels.push(`action:${cut(action.toLowerCase().replaceAll(' ', '_'), 60)}`);
  }
  return labels;
}

/** Defender's link to the description of the threat, only to Microsoft's own redirector. */
function linksOf(event: WindowsEvent, kind: EventKind): readonly Link[] {
  const text = event.data.text('FWLink').replaceAll('&amp;', '&');
  if (kind.family !== 'defender' || text.length > 1000 || !URL.canParse(text)) return [];
  const url = new URL(text);
  const isMicrosoft = url.protocol === 'https:' && url.hostname === 'go.microsoft.com' && url.username === '';
  return isMicrosoft ? [{ label: 'Threat description', url: url.href }] : [];
}
