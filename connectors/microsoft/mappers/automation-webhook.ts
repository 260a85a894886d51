// What a playbook or an automation rule posts: an incident or an alert as Azure Resource Manager writes it, in up to three
// wrappers (`body` of a Logic Apps run, `object` of the trigger, `properties` of the resource). All layers are flattened
// into one bag of fields, the innermost first, so that the mappers read the same names as from a table row.

import type { JsonObject } from '@watchfloor/sdk';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { eitherOf } from './recognition.ts';

export type Form = 'alert' | 'incident';

export interface Opened {
  readonly fields: Fields;
  /** Null when the record is neither an alert nor an incident of Sentinel. */
  readonly form: Form | null;
  /** How sure that is, 0 to 100: see `recognise` of a source. */
  readonly certainty: number;
}

const WRAPPERS: readonly (readonly [name: string, capitalised: string])[] = [
  ['body', 'Body'],
  ['object', 'Object'],
  ['properties', 'Properties'],
];

export function openEnvelope(record: JsonObject): Opened {
  const layers = layersOf(record);
  const fields = readFields(...layers.toReversed());
  return { fields, ...judge(fields, layers.length > 1) };
}

/** How sure it is that the record is one of Sentinel's; a look at its names tells so of most records that are none. */
export function sentinelCertainty(record: JsonObject): number {
  const layers = layersOf(record);
  return layers.some((layer) => canTell(layer, layers.length > 1)) ? openEnvelope(record).certainty : 0;
}

function layersOf(record: JsonObject): readonly JsonObject[] {
  const layers = [record];
  let layer = record;
  for (const [name, capitalised] of WRAPPERS) {
    const value = eitherOf(layer, name, capitalised);
    if (!isObject(value)) continue;
    layers.push(value);
    layer = value;
  }
  return layers;
}

/** What a name can tell of a layer: enough to look closer, something by its value, or in a wrapper only. */
type Look = 'telltale' | 'type' | 'title' | 'nothing';

const LOOKS: ReadonlyMap<string, Look> = new Map<string, Look>([
  ['objectschematype', 'telltale'],
  ['systemalertid', 'telltale'],
  ['incidentnumber', 'telltale'],
  ['incidentname', 'telltale'],
  ['relatedanalyticruleids', 'telltale'],
  ['alertseverity', 'telltale'],
  ['type', 'type'],
  ['kind', 'type'],
  ['title', 'title'],
]);

// By the name as it is spelt, so that a key costs one look-up. Bounded as the folded names are.
const LOOKS_MAX = 4096;
const SPELT_LOOKS = new Map<string, Look>();

function lookOf(key: string): Look {
  const known = SPELT_LOOKS.get(key);
  if (known !== undefined) return known;
  const look = LOOKS.get(foldName(key)) ?? 'nothing';
  if (SPELT_LOOKS.size < LOOKS_MAX && key.length <= 80) SPELT_LOOKS.set(key, look);
  return look;
}

/** Whether the layer has a name without which `judge` can say nothing. */
function canTell(layer: JsonObject, isWrapped: boolean): boolean {
  for (const key in layer) {
    const look = lookOf(key);
    if (look === 'nothing') continue;
    if (look === 'telltale' || (look === 'title' && isWrapped)) return true;
    if (look === 'type' && isSentinelType(textOf(layer[key]))) return true;
  }
  return false;
}

function isSentinelType(text: string): boolean {
  return text !== '' && (/incidents?$/i.test(text) || foldName(text) === 'securityalert');
}

/** Which form it is and how sure, from the fields only this product has. The surest rule comes first. */
function judge(fields: Fields, isWrapped: boolean): Omit<Opened, 'fields'> {
  const has = (...names: readonly string[]): boolean =>
    names.some((name) => fields.value(name) !== undefined);
  const type = fields.text('ObjectSchemaType', 'Type');
  const resource = /\/?microsoft\.securityinsights\//i.test(
    `${type} ${fields.text('Type', 'Id')} ${fields.text('Id')}`,
  );
  const isAlertType = [type, fields.text('Kind')].some((word) => foldName(word) === 'securityalert');
  const isAlert = isAlertType || has('SystemAlertId');
  // Incidents of Defender have names as well; those of Sentinel are numbered.
  const isOfDefender = !resource && has('IncidentId') && !has('IncidentNumber');
  const isIncident =
    !isOfDefender &&
    (/incidents?$/i.test(type) || has('IncidentNumber', 'IncidentName', 'RelatedAnalyticRuleIds'));
  const isNamed = has('AlertName', 'AlertDisplayName', 'DisplayName', 'Title');
  if (isAlert && !(isIncident && !isAlertType)) {
    const certainty = resource ? 98 : has('SystemAlertId') || (isAlertType && isNamed) ? 95 : 60;
    return { form: 'alert', certainty };
  }
  if (isIncident && has('Title', 'Severity', 'Status', 'IncidentUrl')) {
    const isSure =
      has('IncidentUrl', 'IncidentName', 'RelatedAnalyticRuleIds') || foldName(type) === 'securityincident';
    return { form: 'incident', certainty: resource ? 98 : isSure ? 90 : 40 };
  }
  if (has('AlertSeverity') && isNamed && has('ProviderName', 'ProductName', 'VendorOriginalId')) {
    return { form: 'alert', certainty: 75 };
  }
  if (
    isWrapped &&
    has('Title') &&
    has('Severity') &&
    has('Status', 'CreatedTimeUtc', 'LastModifiedTimeUtc')
  ) {
    return { form: 'incident', certainty: has('CreatedTimeUtc', 'LastModifiedTimeUtc') ? 80 : 30 };
  }
  return { form: isWrapped && has('Title') && has('Severity') ? 'incident' : null, certainty: 0 };
}
