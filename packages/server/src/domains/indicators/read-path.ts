// Reading values out of a raw record by a path that a person wrote. Forgiving where vendors differ, so that one path fits every
// form of a record: keys with dots in them count as well as nested ones, lists are entered without saying so, and JSON that
// stands in a text field is opened. Bounded whatever the record and the path are.
//
//   data.win.eventdata.ipAddress     nested, flat, or any mixture
//   evidence.*.userAccount           * is any key, or any element
//   targets[0].id                    one element, also as targets.0.id

import { type JsonObject, type JsonValue, parseJsonText } from '@watchfloor/sdk';

export const PATH_LENGTH_MAX = 300;
const STEPS_MAX = 20;
/** Values looked at for one path in one record; a star over a large record must not cost its square. */
const VISITS_MAX = 20_000;
export const PATH_VALUES_MAX = 500;

/** Why a text is no path, or null when it is one. */
export function refusePath(path: string): string | null {
  if (path.length > PATH_LENGTH_MAX) return `is longer than ${PATH_LENGTH_MAX} characters`;
  const steps = stepsOf(path);
  if (steps.length === 0 || steps.some((step) => step === '')) return 'has an empty step between its dots';
  if (steps.length > STEPS_MAX) return `has more than ${STEPS_MAX} steps`;
  return null;
}

/** The texts and numbers at a path, as texts, in the order of the record; at most 500. Empty when the path is not there. */
export function readPath(record: JsonObject, path: string): string[] {
  const steps = stepsOf(path);
  const walk: Walk = { steps, found: [], visits: 0 };
  visit(walk, record, 0);
  return walk.found;
}

function stepsOf(path: string): string[] {
  return path
    .replace(/\[(\d{1,6}|\*)\]/g, '.$1')
    .replace(/^\./, '')
    .split('.');
}

interface Walk {
  readonly steps: readonly string[];
  readonly found: string[];
  visits: number;
}

function visit(walk: Walk, value: JsonValue | undefined, at: number): void {
  walk.visits += 1;
  if (value === undefined || value === null || walk.visits > VISITS_MAX) return;
  if (typeof value === 'object') {
    if (isList(value)) visitList(walk, value, at);
    else if (at < walk.steps.length) visitObject(walk, value, at);
    return;
  }
  if (at === walk.steps.length) {
    if (walk.found.length < PATH_VALUES_MAX) walk.found.push(String(value));
    return;
  }
  if (typeof value === 'string' && /^\s*[[{]/.test(value)) {
    const inner = parseJsonText(value);
    if (typeof inner === 'object' && inner !== null) visit(walk, inner, at);
  }
}

function visitList(walk: Walk, list: readonly JsonValue[], at: number): void {
  const step = walk.steps[at];
  if (step !== undefined && /^\d{1,6}$/.test(step)) visit(walk, list[Number(step)], at + 1);
  else for (const item of list) visit(walk, item, step === '*' ? at + 1 : at);
}

/** Every key that the next steps spell, joined by dots or alone: `a.b` of a path is the key `a.b` and the key `a` around `b`. */
function visitObject(walk: Walk, object: JsonObject, at: number): void {
  if (walk.steps[at] === '*') {
    for (const value of Object.values(object)) visit(walk, value, at + 1);
    return;
  }
  let key = '';
  for (let end = at; end < walk.steps.length && walk.steps[end] !== '*'; end += 1) {
    key = end === at ? (walk.steps[end] ?? '') : `${key}.${walk.steps[end]}`;
    if (Object.hasOwn(object, key)) visit(walk, object[key], end + 1);
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
