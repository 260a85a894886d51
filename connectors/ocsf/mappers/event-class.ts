// Which class of OCSF an event is of, and what that says about it. The number of a class is `category * 1000 + n`; classes of
// an extension carry the extension's number in front (201001 is 1001 of extension 2).
// https://schema.ocsf.io/1.6.0/classes

import { type JsonObject, SENSORS as SENSOR_NAMES, type Sensor, textAt, valueAt } from '@watchfloor/sdk';

export interface EventClass {
  /** Null when the event names only its category. */
  readonly uid: number | null;
  /** 1 system, 2 findings, 3 identity, 4 network, 5 discovery, 6 application, 7 remediation, 8 unmanned systems, 0 none. */
  readonly category: number;
  /** Lower-case words joined by `_`, such as `detection_finding`; '' when neither name nor number is known. */
  readonly name: string;
}

export const FINDINGS = 2;

const UIDS: ReadonlyMap<string, number> = new Map([
  ['security_finding', 2001],
  ['vulnerability_finding', 2002],
  ['compliance_finding', 2003],
  ['detection_finding', 2004],
  ['incident_finding', 2005],
  ['data_security_finding', 2006],
  ['application_security_posture_finding', 2007],
  ['iam_analysis_finding', 2008],
  ['file_activity', 1001],
  ['process_activity', 1007],
  ['account_change', 3001],
  ['authentication', 3002],
  ['authorize_session', 3003],
  ['entity_management', 3004],
  ['user_access_management', 3005],
  ['group_management', 3006],
  ['network_activity', 4001],
  ['http_activity', 4002],
  ['dns_activity', 4003],
  ['dhcp_activity', 4004],
  ['rdp_activity', 4005],
  ['smb_activity', 4006],
  ['ssh_activity', 4007],
  ['ftp_activity', 4008],
  ['email_activity', 4009],
  ['network_file_activity', 4010],
  ['email_file_activity', 4011],
  ['email_url_activity', 4012],
  ['web_resources_activity', 6001],
  ['application_lifecycle', 6002],
  ['api_activity', 6003],
  ['web_resource_access_activity', 6004],
  ['datastore_activity', 6005],
  ['file_hosting', 6006],
  ['scan_activity', 6007],
]);
const NAMES: ReadonlyMap<number, string> = new Map([...UIDS].map(([name, uid]) => [uid, name]));

/** The class an event names; null when it names none in any of the fields that could. */
export function classOf(event: JsonObject): EventClass | null {
  const named = wordsOf(textAt(event, 'class_name').split('/').at(-1) ?? '');
  const type = wholeNumber(textAt(event, 'type_uid'));
  const uid =
    wholeNumber(textAt(event, 'class_uid')) ??
    (type === null ? null : Math.floor(type / 100)) ??
    UIDS.get(named) ??
    null;
  const category = wholeNumber(textAt(event, 'category_uid'));
  if (uid === null && category === null) return null;
  return {
    uid,
    category: category ?? Math.floor(((uid ?? 0) % 100_000) / 1000),
    name: named || (uid === null ? '' : (NAMES.get(uid) ?? '')),
  };
}

/** A number, or its digits: rows of a data lake carry either. */
function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** `Detection Finding` as `detection_finding`. */
export function wordsOf(text: string): string {
  return text
    .slice(0, 80)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}

const SENSORS: readonly Sensor[] = [
  'unknown',
  'endpoint',
  'unknown',
  'identity',
  'network',
  'endpoint',
  'application',
  'endpoint',
  'unknown',
];

/** What kind of sensor tells this: by the class, and for findings by what stands beside them. */
export function sensorOf(event: JsonObject, eventClass: EventClass): Sensor {
  if (/^email_/.test(eventClass.name)) return 'email';
  const isCloud = Object.hasOwn(event, 'cloud');
  if (eventClass.category === 6 && isCloud) return 'cloud';
  if (eventClass.category !== FINDINGS) return SENSORS[eventClass.category] ?? 'unknown';
  if (eventClass.uid === 2007) return 'application';
  if (eventClass.uid === 2008) return 'identity';
  if (eventClass.uid === 2005) return 'siem';
  return isCloud ? 'cloud' : sensorOfEvidence(event);
}

const EVIDENCE_SENSORS: readonly (readonly [attribute: string, sensor: Sensor])[] = [
  ['email', 'email'],
  ['process', 'endpoint'],
  ['file', 'endpoint'],
  ['device', 'endpoint'],
  ['src_endpoint', 'network'],
  ['dst_endpoint', 'network'],
  ['query', 'network'],
  ['user', 'identity'],
  ['actor', 'identity'],
];

function sensorOfEvidence(event: JsonObject): Sensor {
  const own = SENSOR_NAMES.find((sensor) => sensor === textAt(event, 'unmapped.watchfloor.sensor'));
  if (own !== undefined) return own;
  for (const [attribute, sensor] of EVIDENCE_SENSORS)
    if (valueAt(event, `evidences.0.${attribute}`) !== undefined) return sensor;
  for (const [attribute, sensor] of EVIDENCE_SENSORS) if (Object.hasOwn(event, attribute)) return sensor;
  return 'unknown';
}
