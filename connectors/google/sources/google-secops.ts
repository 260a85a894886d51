// Google SecOps (Chronicle): detections and alerts, UDM events, and alerts of its SOAR.

import { anyKeyOf, defineSource, type JsonObject, type JsonValue } from '@watchfloor/sdk';
import { readAssetAlert } from '../mappers/asset-alert.ts';
import { COLLECTION_TYPES, readCollection } from '../mappers/detection.ts';
import { isObject, memberItems, memberNames, memberOf, memberText } from '../mappers/fields.ts';
import { readSoarAlert } from '../mappers/soar-alert.ts';
import { eventTypeOf, readUdmEvent, udmIn } from '../mappers/udm-event.ts';

const ENVELOPES = [
  'detections',
  'curatedRuleDetections',
  'alerts.alerts',
  'alerts',
  'userAlerts',
  'events.events',
];

export const googleSecops = defineSource({
  id: 'google-secops',
  vendor: 'Google',
  product: 'Google SecOps',
  summary:
    'Detections of own and curated rules, alerts, SOAR alerts and UDM events of Google SecOps (Chronicle)',
  documentation: 'https://docs.cloud.google.com/chronicle/docs/reference/rest/Shared.Types/Collection',
  setup: `Post what the API returns to \`{url}\` with your API key as bearer token:

- detections: \`GET …/legacy:legacySearchDetections\` or the stream \`legacy:legacyStreamDetectionAlerts\`,
- curated detections: \`GET …/legacy:legacySearchCuratedDetections\`,
- UDM events: \`GET …:udmSearch\`, each event on its own.

From SOAR use a playbook's HTTP action that posts the alert as JSON.`,
  envelopes: ENVELOPES,
  recognise(record) {
    if (!canTell(record)) return 0;
    const own = certaintyOf(record);
    return own > 0 ? own : certaintyOfEnvelope(record);
  },
  read(record) {
    if (isCollection(record) > 0) return readCollection(record);
    if (isAssetAlert(record) > 0) return readAssetAlert(record);
    const udm = udmIn(record);
    if (udm !== null && eventTypeOf(udm.event) !== '') return readUdmEvent(udm);
    if (isSoarAlert(record) > 0) return readSoarAlert(record);
    if (isObject(memberOf(record, 'detection')) || memberItems(record, 'detection').length > 0)
      return readCollection(record);
    if (udm !== null) return readUdmEvent(udm);
    return {
      ok: false,
      refusal: { field: null, message: 'is no detection, SOAR alert or UDM event of Google SecOps' },
    };
  },
});

/** Without one of these names a record has none of the forms and nothing is around one. */
const canTell = anyKeyOf([
  ...ENVELOPES.map((path) => path.split('.')[0] ?? path),
  ...memberNames([
    'type',
    'collectionElements',
    'detection',
    'alertInfos',
    'ruleGenerator',
    'alertIdentifier',
  ]),
  ...memberNames(['metadata', 'event', 'idm', 'readOnlyUdm', 'udm']),
]);

function certaintyOf(record: JsonObject): number {
  return Math.max(isCollection(record), isAssetAlert(record), isSoarAlert(record), isUdmEvent(record));
}

const ENVELOPE_STEPS = ENVELOPES.map((path) => path.split('.'));

/** The first record of an envelope tells whose it is. */
function certaintyOfEnvelope(record: JsonObject): number {
  for (const steps of ENVELOPE_STEPS) {
    let value: JsonValue | undefined = record;
    for (const name of steps) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const first = Array.isArray(value) ? (value[0] as JsonValue | undefined) : undefined;
    if (isObject(first)) return certaintyOf(first);
  }
  return 0;
}

function isCollection(record: JsonObject): number {
  const isTyped = COLLECTION_TYPES.has(memberText(record, 'type'));
  const hasElements = Array.isArray(memberOf(record, 'collectionElements'));
  const detection = memberItems(record, 'detection')[0];
  if (!isTyped && !hasElements && !isObject(detection)) return 0;
  const hasRule = ['ruleName', 'ruleId', 'ruleLabels', 'alertState'].some(
    (name) => memberOf(detection, name) !== undefined,
  );
  const hasTime = ['detectionTime', 'timeWindow', 'createdTime'].some(
    (name) => memberOf(record, name) !== undefined,
  );
  const isId = /^(?:de|al)_/.test(memberText(record, 'id'));
  const points =
    (isTyped ? 60 : 0) + (hasElements ? 40 : 0) + (hasRule ? 30 : 0) + (hasTime ? 15 : 0) + (isId ? 20 : 0);
  return points >= 50 ? Math.min(98, points) : 0;
}

function isAssetAlert(record: JsonObject): number {
  const infos = memberOf(record, 'alertInfos');
  if (!Array.isArray(infos)) return 0;
  return isObject(memberOf(record, 'asset')) || isObject(memberOf(record, 'user')) ? 85 : 0;
}

const SOAR_FIELDS: readonly (readonly [name: string, points: number])[] = [
  ['ruleGenerator', 35],
  ['alertIdentifier', 15],
  ['alertGroupIdentifier', 30],
  ['sourceGroupingIdentifier', 30],
  ['securityEvents', 15],
  ['domainEntities', 15],
  ['deviceVendor', 10],
  ['deviceProduct', 10],
  ['reportingVendor', 15],
  ['reportingProduct', 15],
  ['ticketId', 10],
  ['displayId', 10],
  ['environment', 5],
  ['events', 5],
  ['priority', 5],
  ['sourceSystemName', 10],
];

function isSoarAlert(record: JsonObject): number {
  const isNamed =
    memberOf(record, 'ruleGenerator') !== undefined || memberOf(record, 'alertIdentifier') !== undefined;
  if (!isNamed) return 0;
  let points = 0;
  for (const [name, value] of SOAR_FIELDS) if (memberOf(record, name) !== undefined) points += value;
  return Math.min(95, points);
}

const NOUNS = [
  'principal',
  'target',
  'src',
  'observer',
  'intermediary',
  'about',
  'securityResult',
  'network',
];

function isUdmEvent(record: JsonObject): number {
  const udm = udmIn(record);
  if (udm === null || eventTypeOf(udm.event) === '') return 0;
  const { event } = udm;
  const metadata = memberOf(event, 'metadata');
  const isWrapped = event !== record;
  const hasTime = memberOf(metadata, 'eventTimestamp') !== undefined;
  const hasOrigin = ['vendorName', 'productName', 'logType', 'productEventType', 'ingestedTimestamp'].some(
    (name) => memberOf(metadata, name) !== undefined,
  );
  const hasNoun = NOUNS.some((name) => memberOf(event, name) !== undefined);
  return (isWrapped ? 10 : 0) + 35 + (hasTime ? 20 : 0) + (hasOrigin ? 15 : 0) + (hasNoun ? 15 : 0);
}
