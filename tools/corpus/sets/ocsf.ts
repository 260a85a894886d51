// OCSF events: what the project's own mappings made of raw records, and rows of a lake among a rule author's tests.

import { type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import type { DataSet, Expected } from '../data-set.ts';

const mapped: DataSet = {
  name: 'ocsf-examples',
  source: 'ocsf',
  file: 'parsing/ocsf-raw-to-ocsf.jsonl',
  isMember: () => true,
  // The file pairs raw records with the events made of them; it is the event that this source reads.
  record: (line) => objectAt(line, 'expected'),
  expected: (_line, record) => declared(record),
};

const rows: DataSet = {
  name: 'panther-ocsf',
  source: 'ocsf',
  file: 'detections/panther-rule-tests.jsonl',
  isMember: (line) => textAt(line, 'input.class_uid') !== '',
  expected: (_line, record) => declared(record),
};

export const ocsfSets: readonly DataSet[] = [mapped, rows];

function objectAt(line: JsonObject, path: string): JsonObject {
  const value = valueAt(line, path);
  // The file holds an object there in every line; anything else is an empty record, which is refused and so seen.
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** Observable types of the schema that have a type of ours. */
const TYPES: Readonly<Record<string, string>> = {
  1: 'host',
  2: 'ip',
  4: 'user',
  5: 'email',
  6: 'url',
  10: 'cloud_resource',
};

/** What an event says about itself: its severity, its time, its category, and the things it lists for pivoting. */
function declared(record: JsonObject): Expected {
  const observables = valueAt(record, 'observables');
  const list: readonly JsonObject[] = Array.isArray(observables) ? observables : [];
  const entities = list.flatMap((item) => {
    const type = TYPES[textAt(item, 'type_id')];
    const value = textAt(item, 'value');
    return type === undefined || value === '' ? [] : [{ type, value }];
  });
  const time = Number(textAt(record, 'time'));
  return {
    ...(entities.length === 0 ? {} : { entities }),
    severity: textAt(record, 'severity').toLowerCase(),
    time: Number.isNaN(time) ? textAt(record, 'time') : new Date(time).toISOString(),
    kind: textAt(record, 'category_uid') === '2' ? 'alert' : 'event',
  };
}
