// Telemetry: what the sensors saw, as Falcon Data Replicator writes it to a bucket, and the tables beside it (hosts, unmanaged
// neighbours, users, applications, assessments). All of it happened, so all of it is events, save the detection events that
// the replicator mixes in under `ExternalApiType`.

import {
  entityCollector,
  type JsonObject,
  type NormalizedEvent,
  type ReadResult,
  valueAt,
} from '@watchfloor/sdk';
import { addEntities } from './entities.ts';
import { isFindingType } from './event-stream.ts';
import { type Fields, fieldsOf, isObject } from './fields.ts';
import { readFinding } from './finding.ts';
import { eventOf } from './record.ts';

/** One line of telemetry. A data lake may hold the line in `event` and columns made of it beside. */
export function readTelemetry(record: JsonObject): ReadResult {
  const line = valueAt(record, 'event');
  // The columns repeat the line's values; what they add (addresses of a lake's own enrichment) is not the sensor's.
  const body = isObject(line) && Object.keys(line).length > 1 ? line : record;
  const fields = fieldsOf(body, record);
  const type = (fields.text('externalapitype') || fields.text('eventsimplename', 'fdreventtype')).slice(
    0,
    200,
  );
  if (isFindingType(type)) return readFinding({ body, fields, type, createdAt: undefined });

  const collector = entityCollector();
  const action = type || tableOf(fields);
  // A neighbour has no sensor: it was seen by another machine's.
  addEntities(body, { host: action === 'notmanaged' ? 'related' : 'observer' }, collector);
  const host = fields.text('computername', 'hostname');
  return eventOf(
    {
      sourceRef: type === '' ? '' : fields.text('id', 'eventuuid'),
      title: host === '' ? action : `${action} on ${host}`,
      description: describe(fields),
      category: categoryOf(action),
      severity: 'informational',
      sensor: 'endpoint',
      times: [...TIMES.map((time) => fields.value(time)), valueAt(body, 'scores.modified_time')],
      collector,
      labels: [
        labelled('agent', fields.text('aid', 'agentidstring')),
        labelled('platform', platformOf(fields)),
      ],
      link: fields.text('falconhostlink'),
      tactics: [],
      techniques: [],
      rule: { id: '', name: '' },
    },
    action,
    OUTCOMES.get(action) ?? 'unknown',
  );
}

// When the cloud received it. The sensor's own clock (`ContextTimeStamp`) comes second: it may be hours off, and events of
// several hosts are to stand in one order.
const TIMES = ['timestamp', 'utctimestamp', 'contexttimestamp', 'time', 'lastseen', 'firstdiscovereddate'];

function labelled(label: string, text: string): string {
  return text === '' ? '' : `${label}:${text}`;
}

function platformOf(fields: Fields): string {
  return fields.text('eventplatform').toLowerCase();
}

// Which table a line without an event name belongs to, by a column only that table has.
const TABLES: readonly (readonly [column: string, table: string])[] = [
  ['neighborname', 'notmanaged'],
  ['gatewayip', 'managedassets'],
  ['gatewaymac', 'managedassets'],
  ['interfacealias', 'managedassets'],
  ['agentversion', 'aidmaster'],
  ['usersidreadable', 'userinfo'],
  ['companyname', 'appinfo'],
  ['assessments', 'assessment'],
];

function tableOf(fields: Fields): string {
  return TABLES.find(([column]) => fields.value(column) !== undefined)?.[1] ?? 'telemetry';
}

const OUTCOMES: ReadonlyMap<string, NormalizedEvent['outcome']> = new Map([
  ['UserLogon', 'success'],
  ['UserLogonFailed', 'failure'],
  ['UserLogonFailed2', 'failure'],
]);

// Families of event names, the more telling before the more general.
const CATEGORIES: readonly (readonly [pattern: RegExp, category: string])[] = [
  [/^(?:notmanaged|managedassets|aidmaster|assessment|userinfo|appinfo)$/, 'inventory'],
  [/UserLogon|UserLogoff|UserIdentity|SsoUser|Authentication|Kerberos/i, 'authentication'],
  [/UserAccount|GroupIdentity|AddedToGroup|RemovedFromGroup/i, 'account_management'],
  [/Dns/i, 'dns'],
  [/Network|RawBind|Firewall|Tls|Smb|Http/i, 'network'],
  [/Asep|Reg(?:istry|Generic|Key|Value)|Registry/i, 'registry'],
  [/ScheduledTask|Service(?:Started|Stopped)|CreateService|ModifyService/i, 'persistence'],
  [/Process|Thread|Module|Image|Driver|Script|Command|Injection/i, 'process'],
  [/File|Directory|Written|Deleted|Volume|Dmp|Removable/i, 'file'],
  [/Config|Channel|Agent|Sensor|Tags|Heartbeat|Error|LFO/i, 'sensor'],
];

function categoryOf(action: string): string {
  return CATEGORIES.find(([pattern]) => pattern.test(action))?.[1] ?? '';
}

const DESCRIBED: readonly (readonly [label: string, names: readonly string[]])[] = [
  ['Command', ['commandline', 'commandhistory']],
  ['Service', ['servicedisplayname']],
  ['Value', ['regvaluename']],
  ['Data', ['regstringvalue']],
  ['Script', ['scriptcontent']],
  ['Remote port', ['remoteport']],
  ['Logon type', ['logontype']],
  ['Status', ['substatus', 'errorstatus']],
  ['Version', ['version', 'agentversion']],
];

function describe(fields: Fields): readonly string[] {
  return DESCRIBED.map(([label, names]) => {
    const text = fields.text(...names);
    return text === '' ? '' : `${label}: ${text.slice(0, 1000)}.`;
  });
}
