// What the APIs return: unified alerts (`composite_id`), and the detections and incidents they replaced. The names differ from
// the event stream's by spelling alone; a detection keeps its processes in `behaviors`.

import type { JsonObject, ReadResult } from '@watchfloor/sdk';
import { fieldsOf, firstObject } from './fields.ts';
import { readFinding } from './finding.ts';

export function readApiRecord(record: JsonObject): ReadResult {
  const behavior = firstObject(record.behaviors);
  // The detection's own fields come first: its severity is the worst of its behaviours.
  const fields = behavior === undefined ? fieldsOf(record) : fieldsOf(record, ownOf(behavior));
  return readFinding({ body: record, fields, type: fields.text('product', 'type'), createdAt: undefined });
}

const OF_BEHAVIOR = ['objective', 'pattern_disposition_details', 'filename', 'description'];

function ownOf(behavior: JsonObject): JsonObject {
  return Object.fromEntries(OF_BEHAVIOR.map((name) => [name, behavior[name]]));
}
