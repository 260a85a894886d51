// OCSF: events of any class, from any product that speaks the Open Cybersecurity Schema Framework.

import { anyKeyOf, defineSource, type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { readOcsfEvent } from '../mappers/event.ts';
import { EVENT_NAMES, isList, isObject, openEvent } from '../mappers/open.ts';

/** Where several events stand in one call; the first is Security Hub's through EventBridge. */
const ENVELOPES = ['detail.findings', 'findings', 'Findings', 'events', 'records', 'Records'] as const;

const canTell = anyKeyOf([...EVENT_NAMES, ...ENVELOPES]);

export const ocsf = defineSource({
  id: 'ocsf',
  vendor: 'OCSF',
  product: 'OCSF',
  summary:
    'OCSF events 1.0 to 1.6 of any product: Security Lake, Security Hub v2 and others; findings are alerts',
  documentation: 'https://schema.ocsf.io/1.6.0/classes',
  setup: `Let the product post its OCSF events as JSON, one, an array or JSON lines, to \`{url}\` with the header
\`Authorization: Bearer <key>\`.

- **AWS Security Hub**: an EventBridge rule on the detail type *Findings Imported V2* whose target is an API destination with
  this address and the key as its authorisation header.
- **Amazon Security Lake**: a subscriber with data access; a function reads the new Parquet objects and posts their rows as JSON.
- **Collectors** (Vector, Fluent Bit, Tenzir, Cribl): an HTTP output with this address and \`Content-Type: application/x-ndjson\`.

Vendor and product of each record are those of its \`metadata.product\`.`,
  envelopes: ENVELOPES,
  recognise(record) {
    if (!canTell(record)) return 0;
    const event = openEvent(record);
    if (event !== null) return certaintyOf(event);
    for (const path of ENVELOPES) {
      const list = valueAt(record, path);
      const first = isList(list) ? list[0] : undefined;
      if (!isObject(first)) continue;
      const inner = openEvent(first);
      if (inner !== null) return certaintyOf(inner);
    }
    return 0;
  },
  read(record) {
    const event = openEvent(record);
    // Without any class there is still a category to try; the mapper names the field that is missing.
    return readOcsfEvent(event ?? record);
  },
});

// Attributes of the base event under OCSF's own names, with what each adds to the certainty.
const FEATURES: readonly (readonly [path: string, points: number])[] = [
  ['category_uid', 25],
  ['type_uid', 25],
  ['metadata.product', 20],
  ['metadata.version', 15],
  ['severity_id', 15],
  ['activity_id', 15],
  ['class_name', 10],
  ['finding_info', 15],
  ['observables', 10],
  ['time', 5],
];

/** A class's number, and enough of the base event beside it. */
function certaintyOf(event: JsonObject): number {
  const number = textAt(event, 'class_uid') || textAt(event, 'type_uid');
  if (!/^\d{1,10}$/.test(number)) return 0;
  let points = 35;
  for (const [path, add] of FEATURES) if (valueAt(event, path) !== undefined) points += add;
  return Math.min(98, points);
}
