// Tactics and techniques. The table writes `CredentialAccess, LateralMovement` and `["T1003","T1550"]`, the REST form lists;
// sub-techniques have a column of their own, and Defender repeats them in the extended properties.

import { type JsonValue, tacticOf, techniquesIn } from '@watchfloor/sdk';
import { type Fields, textOf } from './fields.ts';

export interface Attack {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

/** What any of the field bags names; words that are no ATT&CK tactic (`Unknown`, `PreAttack`) are left out. */
export function attackOf(...bags: readonly Fields[]): Attack {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const fields of bags) {
    for (const word of textsOf(fields.list('Tactics'))) {
      const tactic = tacticOf(word);
      if (tactic !== null) tactics.add(tactic);
    }
    for (const field of ['Techniques', 'SubTechniques', 'MitreTechniques']) {
      for (const text of textsOf(fields.list(field))) {
        for (const technique of techniquesIn(text)) techniques.add(technique);
      }
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}

function textsOf(items: readonly JsonValue[]): readonly string[] {
  return items.map(textOf).filter((text) => text !== '');
}
