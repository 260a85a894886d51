// The severity a field states. Words say it themselves; a number says nothing without its scale, and the scale is told by
// the field's name and its neighbours. A word therefore beats a number of the same standing.

import { type Severity, severityOf, severityOnScale } from '@watchfloor/sdk';
import type { FieldLeaf } from './walk-fields.ts';

export interface SeverityClaim {
  readonly severity: Severity;
  readonly rank: number;
}

/** What wins between two numbers of one record: the product's own scale. */
export interface ScaleHints {
  readonly source: string;
  /** Whether the record has a field of this (squashed) leaf name: the neighbours of a number tell its scale. */
  has(name: string): boolean;
}

/** The severity one field claims, or null. */
export function severityClaim(leaf: FieldLeaf, hints: ScaleHints): SeverityClaim | null {
  const rank = leaf.meaning.purpose.severity;
  if (rank === 0 || typeof leaf.value === 'boolean') return null;
  const text = String(leaf.value).trim();
  if (text === '' || text.length > 60) return null;
  const number = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
  if (number === null) {
    const severity = severityOf(text) ?? foreignSeverity(text);
    return severity === null ? null : { severity, rank: rank + 0.5 };
  }
  const { name } = leaf.meaning.purpose;
  const severity = onScale(number, { name, path: leaf.path.toLowerCase(), hints });
  return severity === null ? null : { severity, rank };
}

const FOREIGN: ReadonlyMap<string, Severity> = new Map(
  (
    [
      ['critical', 'critique kritisch critico critica kritiek'],
      ['high', 'elevee eleve haute hoch alta alto elevada elevata hoog'],
      ['medium', 'moyenne moyen mittel media medio mediana gemiddeld'],
      ['low', 'faible niedrig gering baja bajo baixa baixo bassa basso laag'],
      ['informational', 'informativo informativa hinweis'],
    ] as const
  ).flatMap(([severity, words]) => words.split(' ').map((word): [string, Severity] => [word, severity])),
);

/** The words of French, German, Spanish, Portuguese, Italian and Dutch products. */
function foreignSeverity(text: string): Severity | null {
  const word = text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return FOREIGN.get(word) ?? null;
}

interface Place {
  readonly name: string;
  readonly path: string;
  readonly hints: ScaleHints;
}

function onScale(value: number, place: Place): Severity | null {
  const { name, path, hints } = place;
  if (/syslog|cisco/.test(name)) return severityOnScale(value, 7, 'down');
  if (/score/.test(name))
    return value > 10 || hints.source === 'elastic'
      ? severityOnScale(value, 100, 'up')
      : severityOnScale(value, 10, 'up');
  if (/(?:^|\.)rule\.level$/.test(path)) return onWazuhScale(value);
  // Suricata and Snort count from 1, the worst.
  if (path.endsWith('alert.severity') && hints.has('signatureid')) return onSnortScale(value);
  if (name === 'priority' && (hints.has('signatureid') || hints.has('gid'))) return onSnortScale(value);
  if (name === 'level') return onWindowsScale(value, hints);
  if (name === 'devicesev' || name === 'deviceseverity') return severityOnScale(value, 10, 'up');
  if (name === 'priority' || name === 'urgency') return value <= 5 ? severityOnScale(value, 5, 'down') : null;
  if (name === 'severityid' && hints.has('classuid')) return onOcsfScale(value);
  if (name === 'severitynumber') return onTelemetryScale(value);
  if (value > 10) return severityOnScale(value, 100, 'up');
  // Five steps are the commonest small scale; above five the scale is one of ten.
  if (hints.source === 'aws-guardduty') return severityOnScale(value, 10, 'up');
  return Number.isInteger(value) && value <= 5
    ? severityOnScale(value, 5, 'up')
    : severityOnScale(value, 10, 'up');
}

/** Wazuh's rule levels, by the bands of its own documentation: 12 and up high importance, 15 severe attack. */
export function onWazuhScale(level: number): Severity | null {
  if (!(level >= 0) || level > 16) return null;
  if (level >= 15) return 'critical';
  if (level >= 12) return 'high';
  if (level >= 7) return 'medium';
  return level >= 4 ? 'low' : 'informational';
}

function onSnortScale(value: number): Severity | null {
  return ([null, 'high', 'medium', 'low', 'informational'] as const)[value] ?? null;
}

/** `Level` of Windows events: 1 critical, 2 error, 3 warning, 4 information, 5 verbose; 0 for the audit log. */
function onWindowsScale(value: number, hints: ScaleHints): Severity | null {
  if (!hints.has('eventid')) return null;
  return (
    (['informational', 'critical', 'high', 'medium', 'informational', 'informational'] as const)[value] ??
    null
  );
}

/** OCSF `severity_id`: 1 informational to 5 critical, 6 fatal. */
function onOcsfScale(value: number): Severity | null {
  return ([null, 'informational', 'low', 'medium', 'high', 'critical', 'critical'] as const)[value] ?? null;
}

/** OpenTelemetry severity numbers: 1-8 trace and debug, 9 info, 13 warn, 17 error, 21 fatal. */
function onTelemetryScale(value: number): Severity | null {
  if (!(value >= 1) || value > 24) return null;
  if (value >= 21) return 'critical';
  if (value >= 17) return 'high';
  return value >= 13 ? 'medium' : 'informational';
}
