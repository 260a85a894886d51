// Tactics and techniques. Falcon mixes ATT&CK's (`TA0005`, `T1202`, "Indirect Command Execution") with its own (`CSTA0004`,
// `CST0007`, "Machine Learning", "Sensor-based ML"), some of which bear ATT&CK's names. Ids say which it is; a technique's
// name is taken for ATT&CK's only beside a tactic of ATT&CK.

import { type JsonValue, tacticOf, techniqueByName, techniquesIn } from '@watchfloor/sdk';
import { type Fields, fieldsOf, itemsOf } from './fields.ts';

export interface Attack {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

/** Behaviours of a legacy detection name theirs each; more than these say nothing new. */
const ITEMS_MAX = 100;

export function attackOf(fields: Fields): Attack {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  collect(fields, tactics, techniques);
  for (const name of ['mitreattack', 'behaviors', 'threatgraphindicators']) {
    for (const item of itemsOf(fields.value(name)).slice(0, ITEMS_MAX)) {
      collect(fieldsOf(item), tactics, techniques);
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}

function collect(fields: Fields, tactics: Set<string>, techniques: Set<string>): void {
  const words = [...fields.list('tacticid', 'tacticids'), ...fields.list('tactic', 'tactics')];
  const own = words.map(tacticOf).filter((tactic) => tactic !== null);
  for (const tactic of own) tactics.add(tactic);
  const ids = fields.list('techniqueid', 'techniqueids');
  for (const technique of ids.flatMap(techniquesIn)) techniques.add(technique);
  if (ids.length > 0 || own.length === 0) return;
  for (const name of namesOf(fields)) {
    const technique = techniqueByName(name);
    if (technique !== null) techniques.add(technique);
  }
}

function namesOf(fields: Fields): readonly string[] {
  return fields.list('technique', 'techniques').filter((name) => name.length <= 100);
}

/** What kind of thing was found, in the vendor's words: the tactic, else the product. */
export function categoryOf(fields: Fields, product: string): string {
  const [tactic = ''] = fields.list('tactic', 'tactics');
  return words(tactic) || words(firstTactic(fields.value('mitreattack'))) || product;
}

function firstTactic(value: JsonValue | undefined): string {
  const [first] = itemsOf(value);
  return fieldsOf(first).text('tactic');
}

function words(text: string): string {
  const plain = text
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
  return plain.replace(/^_|_$/g, '');
}
