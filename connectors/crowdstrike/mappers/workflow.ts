// What a Fusion workflow posts. The workflow's author chooses the body, so only its variables can be relied on: they are paths
// (`Trigger.Detection.SourceIPs`, `Trigger.Category.Investigatable.Product.EPP.Sensor.Hostname`) whose last step is the
// field, written as flat keys or nested. A body of the author's own names is known by its link into the console.

import { type JsonObject, type JsonValue, type ReadResult, textAt } from '@watchfloor/sdk';
import { fieldsOf, foldName, isObject } from './fields.ts';
import { readFinding } from './finding.ts';
import { consoleUrl } from './record.ts';

const DEPTH_MAX = 8;
const FIELDS_MAX = 500;

// Steps that tell fields of one name apart and would be lost with the path.
const KIN = /(?:^|\.)(grand_?parent|parent)[^.]*\./i;

export function readWorkflow(record: JsonObject): ReadResult {
  const values = new Map<string, JsonValue>();
  collect(record, '', { values, depth: 0 });
  // Object.fromEntries defines own properties: a field named `__proto__` stays a field.
  const body: JsonObject = Object.fromEntries(values);
  return readFinding({ body, fields: fieldsOf(body), type: '', createdAt: undefined });
}

function collect(
  value: JsonObject,
  path: string,
  into: { readonly values: Map<string, JsonValue>; readonly depth: number },
): void {
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined || child === null || child === '' || into.values.size >= FIELDS_MAX) continue;
    const full = `${path}${key}`.slice(0, 500);
    if (isObject(child) && into.depth < DEPTH_MAX) {
      collect(child, `${full}.`, { values: into.values, depth: into.depth + 1 });
      continue;
    }
    const name = fieldName(full);
    if (!into.values.has(name)) into.values.set(name, child);
  }
}

// The last step where Falcon's own name of the field has more to it.
const NAMES: ReadonlyMap<string, string> = new Map([
  ['host', 'hostname'],
  ['hostnames', 'hostname'],
  ['id', 'detectionid'],
]);

function fieldName(path: string): string {
  const last = foldName(path.slice(path.lastIndexOf('.') + 1));
  const kin = KIN.exec(path)?.[1];
  const name = NAMES.get(last) ?? last;
  return kin === undefined || name.startsWith('parent') ? name : `${foldName(kin)}${name}`;
}

/** How sure it is that the body comes from a workflow: its variables' names, or a link into the console beside a severity. */
export function workflowCertainty(record: JsonObject): number {
  if ('Trigger' in record && isTrigger(record.Trigger)) return 90;
  if ('data' in record && isObject(record.data) && isTrigger(record.data.Trigger)) return 90;
  const isLinked = LINKS.some((key) => key in record && consoleUrl(textAt(record, key)) !== null);
  if (isLinked && SEVERITIES.some((key) => key in record)) return 70;
  for (const key in record) {
    if (key.startsWith('Trigger.Category.') || key.startsWith('Trigger.Detection.')) return 90;
  }
  return 0;
}

const LINKS = ['link', 'url', 'falcon_link', 'detection_url', 'falcon_host_link', 'SourceEventURL'];
const SEVERITIES = ['severity', 'Severity', 'severity_name', 'SeverityName'];

/** The names one of which a body has by which it can be known, save for variables in flat keys (`Trigger.…`). */
export const WORKFLOW_NAMES: readonly string[] = ['Trigger', 'data', ...LINKS];

function isTrigger(trigger: JsonValue | undefined): boolean {
  return isObject(trigger) && (isObject(trigger.Category) || isObject(trigger.Detection));
}
