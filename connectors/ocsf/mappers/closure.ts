// What the vendor, its automation or its analysts decided about a finding.

import { type JsonObject, parseTime, textAt, type VendorClosure, type Verdict } from '@watchfloor/sdk';
import { type EventClass, FINDINGS } from './event-class.ts';
import { isObject, openPart } from './open.ts';

const SECURITY_FINDING = 2001;
const INCIDENT = 2005;
const ACTIVITY_CLOSE = '3';
const EXONERATED = '10';

// Suppressed, resolved, archived, deleted. https://schema.ocsf.io/1.6.0/classes/finding
const CLOSED: ReadonlySet<string> = new Set(['3', '4', '5', '6']);
/** 3 is "on hold" of an incident, which is not over; 5 is closed. */
const CLOSED_INCIDENT: ReadonlySet<string> = new Set(['4', '5']);
const CLOSED_WORD = /^(?:suppressed|resolved|archived|deleted|closed)$/i;
const SUPPRESSED = /^(?:3|suppressed)$/i;

// https://schema.ocsf.io/1.6.0/profiles/incident
const VERDICTS: ReadonlyMap<string, Verdict> = new Map([
  ['1', 'false_positive'],
  ['2', 'true_positive'],
  ['5', 'benign_true_positive'],
  ['6', 'benign_true_positive'],
  ['8', 'true_positive'],
  ['falsepositive', 'false_positive'],
  ['truepositive', 'true_positive'],
  ['benign', 'benign_true_positive'],
  ['test', 'benign_true_positive'],
  ['securityrisk', 'true_positive'],
]);

/**
 * The vendor's closure of a finding, null while it is open. A verdict on an open finding is a step of its handling; so is what
 * a control did about it (`disposition_id`), except that something exonerated has been found to be nothing.
 */
export function closureOf(event: JsonObject, eventClass: EventClass): VendorClosure | null {
  // The status of an activity is whether it succeeded, and its third activity is no closing.
  if (eventClass.category !== FINDINGS) return null;
  const reason = textAt(event, 'status_detail') || textAt(event, 'comment') || null;
  if (hasPassed(event)) return { verdict: 'undetermined', reason: 'The check passed.', at: closedAt(event) };
  if (isClosed(event, eventClass))
    return {
      verdict: verdictOf(event, eventClass),
      reason: reason ?? statusText(event),
      at: closedAt(event),
    };
  if (textAt(event, 'disposition_id') !== EXONERATED) return null;
  return { verdict: 'false_positive', reason: reason ?? 'Exonerated', at: closedAt(event) };
}

function statusField(eventClass: EventClass): string {
  // The oldest finding had a state of its own, beside a status that told success and failure.
  return eventClass.uid === SECURITY_FINDING ? 'state' : 'status';
}

function isClosed(event: JsonObject, eventClass: EventClass): boolean {
  if (textAt(event, 'activity_id') === ACTIVITY_CLOSE) return true;
  const field = statusField(eventClass);
  const id = textAt(event, `${field}_id`);
  const closed = eventClass.uid === INCIDENT ? CLOSED_INCIDENT : CLOSED;
  if (id !== '' && id !== '0' && id !== '99') return closed.has(id);
  return CLOSED_WORD.test(textAt(event, field).slice(0, 40));
}

function verdictOf(event: JsonObject, eventClass: EventClass): Verdict {
  const id = textAt(event, 'verdict_id');
  const word = textAt(event, 'verdict')
    .slice(0, 40)
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  const told = VERDICTS.get(id) ?? VERDICTS.get(word);
  if (told !== undefined) return told;
  const field = statusField(eventClass);
  const status = textAt(event, `${field}_id`) || textAt(event, field);
  // By the schema: "reviewed, determined to be benign or a false positive".
  return eventClass.uid !== INCIDENT && SUPPRESSED.test(status) ? 'false_positive' : 'undetermined';
}

function statusText(event: JsonObject): string | null {
  return textAt(event, 'verdict') || textAt(event, 'status') || textAt(event, 'state') || null;
}

/** Posture tools report every check with its result; one that passed is nothing to work on. */
function hasPassed(event: JsonObject): boolean {
  if (/^pass(?:ed)?$/i.test(textAt(event, 'status_code'))) return true;
  const compliance = openPart(event.compliance);
  if (!isObject(compliance)) return false;
  return textAt(compliance, 'status_id') === '1' || /^pass(?:ed)?$/i.test(textAt(compliance, 'status'));
}

function closedAt(event: JsonObject): string | null {
  const info = openPart(event.finding_info) ?? openPart(event.finding);
  const modified = isObject(info)
    ? (parseTime(info.modified_time) ?? parseTime(info.modified_time_dt))
    : null;
  return modified ?? parseTime(event.end_time) ?? parseTime(event.time);
}
