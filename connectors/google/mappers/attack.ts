// ATT&CK as Google writes it: structured (`attackDetails`), as tags of a curated finding (`TA0040`, `T1485`), or in the labels of
// a rule (`mitre_attack_technique: T1059.001`), which its author names freely.

import { type JsonValue, tacticsIn, techniqueByName, techniquesIn } from '@watchfloor/sdk';
import { asText, memberItems, memberOf, memberText } from './fields.ts';

export interface Attack {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

/** A text of a label: no more of it is looked at. */
const TEXT_MAX = 500;
const ITEMS_MAX = 50;

export interface AttackSet {
  /** Ids and tactic names in a text; with `byName` also technique names. */
  add(raw: string, byName?: boolean): void;
  result(): Attack;
}

export function attackSet(): AttackSet {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  return {
    add(raw, byName = false) {
      const text = raw.slice(0, TEXT_MAX);
      for (const tactic of tacticsIn(text)) tactics.add(tactic);
      for (const technique of techniquesIn(text)) techniques.add(technique);
      const words = byName ? text.split(/[,;|]/, ITEMS_MAX) : [];
      for (const word of words) {
        const technique = techniqueByName(word.trim());
        if (technique !== null) techniques.add(technique);
      }
    },
    result: () => ({
      tactics: [...tactics].slice(0, ITEMS_MAX),
      techniques: [...techniques].slice(0, ITEMS_MAX),
    }),
  };
}

/** What the security results of an event say. */
export function attackOfResults(results: readonly JsonValue[]): Attack {
  const set = attackSet();
  for (const result of results.slice(0, ITEMS_MAX)) addDetails(set, memberOf(result, 'attackDetails'));
  return set.result();
}

/** What a finding's results say, with the labels of its rule and its tags. */
export function attackOfFinding(results: readonly JsonValue[], tags: readonly JsonValue[]): Attack {
  const set = attackSet();
  for (const tag of tags.slice(0, ITEMS_MAX)) set.add(asText(tag));
  for (const result of results.slice(0, ITEMS_MAX)) {
    addDetails(set, memberOf(result, 'attackDetails'));
    for (const label of memberItems(result, 'ruleLabels').slice(0, ITEMS_MAX)) {
      if (/mitre|att&?ck|tactic|technique/i.test(memberText(label, 'key').slice(0, TEXT_MAX)))
        set.add(memberText(label, 'value'), true);
    }
  }
  return set.result();
}

function addDetails(set: AttackSet, details: JsonValue | undefined): void {
  for (const tactic of memberItems(details, 'tactics').slice(0, ITEMS_MAX))
    set.add(memberText(tactic, 'id') || memberText(tactic, 'name'));
  for (const technique of memberItems(details, 'techniques').slice(0, ITEMS_MAX)) {
    const sub = memberText(technique, 'subtechniqueId');
    set.add(sub.startsWith('T') ? sub : memberText(technique, 'id') || memberText(technique, 'name'), true);
  }
}
