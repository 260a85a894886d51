// What an alert says about the rule that matched: its name and number, how bad it is, and what the rule's author added.
//
// Suricata knows one scale, the priority of the rule's class: 1 is the worst, 3 to 255 the least. Authors of newer rules
// add `signature_severity` (Critical, Major, Minor, Informational), which is about this rule and not about its class; it
// counts where it stands.

import {
  cut,
  type JsonObject,
  type JsonValue,
  type Rule,
  type Severity,
  severityOf,
  tacticOf,
  techniquesIn,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { listOf } from './entities.ts';

export interface Signature {
  readonly rule: Rule;
  /** Null when neither scale gives one. */
  readonly severity: Severity | null;
  readonly category: string;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly labels: readonly string[];
}

const METADATA_MAX = 20;

export function signatureOf(eve: JsonObject): Signature {
  const alert = valueAt(eve, 'alert');
  const gid = textAt(alert, 'gid') || '1';
  const sid = textAt(alert, 'signature_id');
  const name = cut(textAt(alert, 'signature'), 500);
  const metadata = valueAt(alert, 'metadata');
  const tactics = [...wordsAt(metadata, 'mitre_tactic_id'), ...wordsAt(metadata, 'mitre_tactic_name')]
    .map((word) => tacticOf(word.replaceAll('_', ' ')))
    .filter((tactic) => tactic !== null);
  return {
    // Without the revision: a rule stays the same rule when its author corrects it.
    rule: {
      id: sid === '' ? null : cut(`${gid}:${sid}`, 100),
      name: name || (sid && `Signature ${sid}`) || null,
    },
    severity: severityAt(alert, metadata),
    category: cut(slugOf(textAt(alert, 'category')), 60),
    tactics: [...new Set(tactics)],
    techniques: [...new Set(wordsAt(metadata, 'mitre_technique_id').flatMap(techniquesIn))],
    labels: labelsOf(alert, metadata),
  };
}

const PRIORITIES: readonly (Severity | null)[] = [null, 'high', 'medium', 'low'];

function severityAt(alert: JsonValue | undefined, metadata: JsonValue | undefined): Severity | null {
  const declared = severityOf(wordsAt(metadata, 'signature_severity')[0]);
  if (declared !== null) return declared;
  const priority = Number(textAt(alert, 'severity') || Number.NaN);
  if (!Number.isInteger(priority) || priority < 1 || priority > 255) return null;
  return PRIORITIES[priority] ?? 'informational';
}

/** Values of the metadata are lists, in older releases texts. */
function wordsAt(metadata: JsonValue | undefined, name: string): readonly string[] {
  return listOf(valueAt(metadata, name))
    .slice(0, METADATA_MAX)
    .filter((word) => typeof word === 'string')
    .map((word) => cut(word.trim(), 150))
    .filter((word) => word !== '');
}

const NAMED: readonly (readonly [field: string, label: string])[] = [
  ['malware_family', 'malware'],
  ['attack_target', 'attack_target'],
  ['affected_product', 'affected_product'],
  ['confidence', 'confidence'],
  ['performance_impact', 'performance_impact'],
  ['tag', 'tag'],
];

function labelsOf(alert: JsonValue | undefined, metadata: JsonValue | undefined): readonly string[] {
  const action = textAt(alert, 'action');
  const revision = textAt(alert, 'rev');
  return [
    ...(action === '' ? [] : [`action:${action}`]),
    ...(revision === '' ? [] : [`rev:${revision}`]),
    ...NAMED.flatMap(([field, label]) => wordsAt(metadata, field).map((word) => `${label}:${word}`)),
  ];
}

function slugOf(text: string): string {
  return text
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_|_$/g, '');
}
