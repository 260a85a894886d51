// What a playbook or an automation rule posts: an incident or an alert as Azure Resource Manager writes it, in up to three
// wrappers (`body` of a Logic Apps run, `object` of the trigger, `properties` of the resource). All layers are flattened
// into one bag of fields, the innermost first, so that the mappers read the same names as from a table row.

import type { JsonObject } from '@watchfloor/sdk';
import { type Fields, foldName, isObject, readFields } from './fields.ts';

export type Form = 'alert' | 'incident';

export interface Opened {
  readonly fields: Fields;
  /** Null when the record is neither an alert nor an incident of Sentinel. */
  readonly form: Form | null;
  /** How sure that is, 0 to 100: see `recognise` of a source. */
  readonly certainty: number;
}

const WRAPPERS = ['body', 'object', 'properties'];

export function openEnvelope(record: JsonObject): Opened {
  const layers = [record];
  for (const name of WRAPPERS) {
    const inner = innerObject(layers.at(-1) ?? record, name);
    if (inner !== null) layers.push(inner);
  }
  const fields = readFields(...layers.toReversed());
  return { fields, ...judge(fields, layers.length > 1) };
}

function innerObject(layer: JsonObject, name: string): JsonObject | null {
  const value = layer[name] ?? layer[`${name[0]?.toUpperCase()}${name.slice(1)}`];
  return isObject(value) ? value : null;
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
