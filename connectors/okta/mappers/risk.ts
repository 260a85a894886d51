// Okta's assessment of a sign-in or a user: a level, reasons, and the behaviours that were new. It stands in the debug data,
// which is text by contract and has changed its form over the years:
//   risk       `{reasons=Anomalous Device, level=MEDIUM}`, an object, or inside `logOnlySecurityData` as JSON
//   behaviors  `{New Device=POSITIVE, New IP=NEGATIVE}`, a list of such pairs, or the same JSON

import { type JsonObject, type JsonValue, parseJsonText, textAt, valueAt } from '@watchfloor/sdk';

export interface Risk {
  /** Null when Okta gave none. */
  readonly level: 'LOW' | 'MEDIUM' | 'HIGH' | null;
  readonly reasons: string;
  /** What Identity Threat Protection calls its detection (`Suspected Brute Force Attack`); '' outside of it. */
  readonly detection: string;
  /** Behaviours judged positive, as words: `new_device`, `velocity`. */
  readonly behaviors: readonly string[];
}

const BEHAVIORS_MAX = 20;
const PAIRS_MAX = 50;

export function riskOf(event: JsonObject): Risk {
  const debug = valueAt(event, 'debugContext.debugData');
  const logOnly = parseJsonText(textAt(debug, 'logOnlySecurityData'));
  const risk = pairsOf(valueAt(debug, 'risk') ?? valueAt(debug, 'Risk') ?? valueAt(logOnly, 'risk'));
  const behaviors = pairsOf(
    valueAt(debug, 'behaviors') ?? valueAt(debug, 'Behaviors') ?? valueAt(logOnly, 'behaviors'),
  );
  const level = (risk.get('level') ?? textAt(debug, 'riskLevel')).toUpperCase();
  return {
    level: level === 'LOW' || level === 'MEDIUM' || level === 'HIGH' ? level : null,
    reasons: risk.get('reasons') ?? '',
    detection: risk.get('detectionname') ?? '',
    behaviors: [...behaviors]
      .filter(([, value]) => value.toUpperCase() === 'POSITIVE')
      .map(([name]) => name.replace(/[^a-z0-9]+/g, '_'))
      .slice(0, BEHAVIORS_MAX),
  };
}

/** Name and value pairs in any of the forms, names in lower case. */
export function pairsOf(value: JsonValue | undefined): ReadonlyMap<string, string> {
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  if (Array.isArray(value)) return pairsOfText(textsOf(value as readonly JsonValue[]).join(', '));
  if (typeof value === 'object' && value !== null) return pairsOfObject(value as JsonObject);
  if (typeof value !== 'string') return new Map();
  const parsed = value.startsWith('{"') ? parseJsonText(value) : null;
  return parsed === null ? pairsOfText(value) : pairsOf(parsed);
}

function pairsOfObject(object: JsonObject): ReadonlyMap<string, string> {
  const pairs = Object.entries(object).slice(0, PAIRS_MAX);
  return new Map(pairs.map(([name, value]) => [name.toLowerCase(), wordsOf(value)]));
}

/** A text, number or boolean, or the texts of a list; what is nested deeper is no word. */
function wordsOf(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return textsOf(value).join(', ');
  return typeof value === 'object' || value === undefined ? '' : String(value);
}

function textsOf(items: readonly JsonValue[]): readonly string[] {
  return items.filter((item) => typeof item === 'string');
}

/** `{reasons=New IP, New City, level=HIGH}`: a part without `=` belongs to the value before it. */
function pairsOfText(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  let last = '';
  for (const part of text.replace(/^\s*\{|\}\s*$/g, '').split(',', PAIRS_MAX)) {
    const equals = part.indexOf('=');
    if (equals > 0) {
      last = part.slice(0, equals).trim().toLowerCase();
      pairs.set(last, part.slice(equals + 1).trim());
    } else if (last !== '') {
      pairs.set(last, `${pairs.get(last)}, ${part.trim()}`);
    }
  }
  return pairs;
}
