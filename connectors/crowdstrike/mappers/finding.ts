// A finding of Falcon: detections, incidents, leads and policy findings of every module and age, as the event stream, the APIs,
// the telemetry's detection events and Fusion workflows carry them. https://developer.crowdstrike.com/docs/openapi/

import {
  entityCollector,
  type JsonObject,
  type JsonValue,
  type ReadResult,
  type Sensor,
} from '@watchfloor/sdk';
import { attackOf, categoryOf } from './attack.ts';
import { closureOf } from './closure.ts';
import { addEntities } from './entities.ts';
import { type Fields, fieldsOf, firstObject, isObject, itemsOf } from './fields.ts';
import { alertOf } from './record.ts';
import { findingSeverity, severityOfNumber } from './severity.ts';

export interface FindingInput {
  /** The whole record or event: everything in it may name an entity. */
  readonly body: JsonObject;
  /** Its fields by folded name. */
  readonly fields: Fields;
  /** `EppDetectionSummaryEvent`, or the product of an alert (`epp`, `idp`); '' when the record does not say. */
  readonly type: string;
  /** When the cloud made the record, where an envelope says so: it counts before the times inside. */
  readonly createdAt: JsonValue | undefined;
}

export function readFinding(input: FindingInput): ReadResult {
  const { fields, type } = input;
  const collector = entityCollector();
  // An on-demand scan finds files; nothing ran.
  const isScan = /^ods$/i.test(fields.text('product', 'type'));
  addEntities(input.body, { host: 'target', isScan }, collector);
  const module = moduleOf(type, fields);
  const attack = attackOf(fields);
  const name = nameOf(fields);
  return alertOf(
    {
      sourceRef: fields.text(
        'compositeid',
        'detectid',
        'detectionid',
        'incidentid',
        'identityprotectionincidentid',
        'leadid',
        'notificationid',
        'investigatableid',
      ),
      title: isLead(fields) ? `Automated lead: ${name}` : name || titleOf(fields, type),
      description: descriptionOf(fields),
      category: categoryOf(fields, module.category),
      severity: findingSeverity(fields) ?? worstIndicator(fields),
      sensor: module.sensor,
      times: [input.createdAt, ...TIMES.map((time) => fields.value(time))],
      collector,
      labels: labelsOf(fields),
      link: fields.text(
        'falconhostlink',
        'sourceeventurl',
        'eventreferenceurl',
        'reporturl',
        'falconlink',
        'link',
        'url',
      ),
      tactics: attack.tactics,
      techniques: attack.techniques,
      rule: ruleOf(fields, name, module),
    },
    closureOf(fields),
  );
}

/** A lead is named after its host and the hour, which is no rule's name; what belongs to one has a name of its own. */
function isLead(fields: Fields): boolean {
  const name = fields.text('displayname', 'name');
  return fields.value('leadid') !== undefined && / at \d{4}-\d{2}-\d{2}T/.test(name.slice(0, 300));
}

const RULE_IDS = ['correlationruleid', 'patternid', 'policyid', 'ruleid'];

/**
 * The text of a detection is that of its pattern, the same in each; an incident tells of itself, and data protection of the
 * file that was sent away.
 */
function ruleOf(
  fields: Fields,
  name: string,
  module: Module,
): { readonly id: string; readonly name: string; readonly description: string } {
  const id = fields.text(...RULE_IDS);
  const text = fields.text('detectdescription') || (id === '' ? '' : fields.text('description'));
  if (isLead(fields)) return { id, name: '', description: '' };
  return { id, name, description: module.category === 'data_loss' ? '' : text };
}

// `timestamp` is when it was detected. A process may have run for weeks before: its start is no time of the alert.
const TIMES = [
  'timestamp',
  'utctimestamp',
  'contexttimestamp',
  'firstbehavior',
  'eventtimestamp',
  'matchedtimestamp',
  'eventcreatedtimestamp',
  'starttimeepoch',
  'starttime',
  'incidentstarttime',
  'start',
  'createdtimestamp',
  'created',
  'crawledtimestamp',
  'time',
];

interface Module {
  readonly sensor: Sensor;
  readonly category: string;
}

// By the event's type, else the alert's product; the first that matches counts.
const MODULES: readonly (readonly [pattern: RegExp, module: Module])[] = [
  [/idp|identity/i, { sensor: 'identity', category: 'identity_threat' }],
  [/cspm|cwpp|cloud/i, { sensor: 'cloud', category: 'cloud_misconfiguration' }],
  [/recon/i, { sensor: 'unknown', category: 'digital_risk' }],
  [/data.?protection/i, { sensor: 'endpoint', category: 'data_loss' }],
  [/mobile/i, { sensor: 'endpoint', category: 'mobile_threat' }],
  [/xdr|ngsiem|thirdparty|correlation/i, { sensor: 'siem', category: 'correlation' }],
  [/incident|lead/i, { sensor: 'endpoint', category: 'incident' }],
];

function moduleOf(type: string, fields: Fields): Module {
  const product = `${type} ${fields.text('product', 'type', 'xdrtype')}`.slice(0, 200);
  const found = MODULES.find(([pattern]) => pattern.test(product));
  return found?.[1] ?? { sensor: 'endpoint', category: 'malware' };
}

function nameOf(fields: Fields): string {
  const behavior = fieldsOf(firstObject(fields.value('behaviors')));
  const name =
    fields.text(
      'detectname',
      'displayname',
      'name',
      'policystatement',
      'incidenttype',
      'rulename',
      'title',
    ) || behavior.text('displayname', 'scenario');
  // `UNUSUAL_ACTIVITY`; a number is only a kind of incident.
  if (/^\d*$/.test(name)) return '';
  return /^[A-Z]+(?:_[A-Z]+)+$/.test(name) ? sentence(name) : name;
}

function sentence(name: string): string {
  const words = name.toLowerCase().replaceAll('_', ' ');
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function titleOf(fields: Fields, type: string): string {
  const host = fields.text('computername', 'hostname');
  const what = fields.value('incidentid') === undefined ? plainType(type) : 'incident';
  return host === '' ? `Falcon ${what}` : `Falcon ${what} on ${host}`;
}

function plainType(type: string): string {
  const words = type.replace(/Summary|Event$/g, '').replace(/([a-z])(?=[A-Z])/g, '$1 ');
  return words.trim().toLowerCase() || 'detection';
}

function descriptionOf(fields: Fields): readonly string[] {
  const behavior = fieldsOf(firstObject(fields.value('behaviors')));
  const text = fields.text('detectdescription', 'description', 'incidentdescription', 'finding', 'message');
  const disposition = fields.text('patterndispositiondescription', 'responseaction', 'disposition');
  const parts: readonly (readonly [label: string, text: string])[] = [
    ['Disposition', disposition],
    ['Tactic', fields.list('tactic', 'tactics').slice(0, 20).join(', ')],
    ['Technique', fields.list('technique', 'techniques').slice(0, 20).join(', ')],
    ['Objective', fields.text('objective')],
    ['File', fields.text('filename')],
    ['Cloud service', fields.text('cloudservice')],
    ['Action', fields.text('eventaction')],
    ['Score', fields.text('score', 'finescore')],
    ['Indicators', indicatorNames(fields).join(', ')],
    ['Source', foreignSource(fields)],
    ['State', fields.text('state', 'status')],
  ];
  const labelled = parts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${label}: ${ended(value)}`);
  const what = text || behavior.text('description');
  return [what === '' ? '' : ended(what), ...labelled];
}

const INDICATORS_TOLD = 20;

/** What a lead was made of. */
function indicatorNames(fields: Fields): readonly string[] {
  const items = itemsOf(fields.value('threatgraphindicators')).slice(0, INDICATORS_TOLD);
  const names = items.map((item) => fieldsOf(item).text('description', 'displayname').replace(/\.$/, ''));
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Whose product it was, where it was none of Falcon's. */
function foreignSource(fields: Fields): string {
  const vendors = fields.list('sourcevendors').filter((vendor) => !/^crowdstrike$/i.test(vendor));
  return [...new Set(vendors)].slice(0, 20).join(', ');
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const FLAGS: readonly (readonly [field: string, label: string])[] = [
  ['processblocked', 'process_blocked'],
  ['killprocess', 'process_killed'],
  ['quarantinefile', 'file_quarantined'],
  ['quarantinemachine', 'host_contained'],
  ['operationblocked', 'operation_blocked'],
  ['policydisabled', 'prevention_disabled'],
];

function labelsOf(fields: Fields): readonly string[] {
  const details = fields.value('patterndispositionflags', 'patterndispositiondetails');
  const flags = isObject(details) ? fieldsOf(details) : fieldsOf();
  const set = FLAGS.filter(([field]) => flags.value(field) === true).map(([, label]) => label);
  return [
    ...set,
    fields.text('product', 'type', 'xdrtype'),
    ...fields.list('datadomains').map((domain) => `data_domain:${domain.toLowerCase()}`),
    ...fields.list('tags'),
  ];
}

/** A lead has no severity of its own; the worst of its indicators speaks for it. */
function worstIndicator(fields: Fields): ReturnType<typeof severityOfNumber> {
  const indicators = fields.value('threatgraphindicators');
  if (!Array.isArray(indicators)) return null;
  const severities = indicators.map((item: JsonValue) => Number(fieldsOf(item).text('severity') || 0));
  const worst = severities.reduce((left: number, right: number) => Math.max(left, right), 0);
  return worst > 0 ? severityOfNumber(String(worst)) : null;
}
