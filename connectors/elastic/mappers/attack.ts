// Tactics and techniques, wherever a document keeps them: the rule of an alert, the parameters of that rule, or ECS `threat.*`.

import { tacticOf, techniquesIn } from '@watchfloor/sdk';
import type { EcsDocument } from './document.ts';

export interface Attack {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

const THREATS = [
  'kibana.alert.rule.threat',
  'kibana.alert.rule.parameters.threat',
  'signal.rule.threat',
  'rule.threat',
  'threat',
];
const TACTIC_PATHS = THREATS.flatMap((threat) => [`${threat}.tactic.id`, `${threat}.tactic.name`]);
const TECHNIQUE_PATHS = THREATS.flatMap((threat) => [
  `${threat}.technique.id`,
  `${threat}.technique.subtechnique.id`,
]);
const TAGS = ['kibana.alert.rule.tags', 'signal.rule.tags'];

/** Frameworks other than ATT&CK (Elastic maps some rules to ATLAS) have ids of another form, which are left out. */
export function attackOf(doc: EcsDocument): Attack {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const path of TACTIC_PATHS) {
    for (const word of doc.texts(path)) {
      const tactic = tacticOf(word);
      if (tactic !== null) tactics.add(tactic);
    }
  }
  for (const path of TECHNIQUE_PATHS) for (const text of doc.texts(path)) addTechniques(text, techniques);
  for (const path of TAGS) for (const tag of doc.texts(path)) addTechniques(tag, techniques);
  // Sysmon's rule names carry the mapping of the configuration: `technique_id=T1543,technique_name=…`.
  addTechniques(doc.text('rule.name'), techniques);
  return { tactics: [...tactics], techniques: [...techniques] };
}

const SCANNED_MAX = 500;

function addTechniques(text: string, techniques: Set<string>): void {
  for (const technique of techniquesIn(text.slice(0, SCANNED_MAX))) techniques.add(technique);
}
