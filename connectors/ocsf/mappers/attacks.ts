// ATT&CK in an event: `attacks` of the event and of its finding, in the forms of all versions (one tactic, a list of them, a
// sub-technique beside its technique), and AWS' finding types, whose first words are a tactic.

import {
  type JsonObject,
  type JsonValue,
  tacticOf,
  techniqueByName,
  techniquesIn,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { isList, isObject, openPart } from './open.ts';

const ATTACKS_MAX = 200;

const LISTS = ['attacks', 'finding_info.attacks', 'finding_info_list.0.attacks'] as const;

/** Tactics and techniques, each once, in order. */
export function attacksOf(event: JsonObject): { tactics: readonly string[]; techniques: readonly string[] } {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const path of LISTS) {
    for (const attack of listAt(event, path).slice(0, ATTACKS_MAX)) {
      if (!isObject(attack)) continue;
      for (const tactic of [attack.tactic, ...listAt(attack, 'tactics')]) addTactic(tactic, tactics);
      addTechnique(attack, techniques);
    }
  }
  for (const path of ['finding_info.types', 'finding.types']) {
    for (const type of listAt(event, path).slice(0, ATTACKS_MAX)) {
      const word = typeof type === 'string' ? /^TTPs\/([^/]{1,60})/.exec(type)?.[1] : undefined;
      const tactic = word === undefined ? null : tacticOf(word);
      if (tactic !== null) tactics.add(tactic);
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}

function listAt(value: JsonObject, path: string): readonly JsonValue[] {
  const list = openPart(valueAt(value, path));
  return isList(list) ? list : [];
}

function addTactic(tactic: JsonValue | undefined, tactics: Set<string>): void {
  const names = isObject(tactic) ? [textAt(tactic, 'uid'), textAt(tactic, 'name')] : [textOf(tactic)];
  const found = names.map(tacticOf).find((name) => name !== null);
  if (found !== undefined && found !== null) tactics.add(found);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The sub-technique where there is one: it says what its technique says, and more. */
function addTechnique(attack: JsonObject, techniques: Set<string>): void {
  for (const key of ['sub_technique', 'technique']) {
    const value = attack[key];
    const ids = techniquesIn((isObject(value) ? textAt(value, 'uid') : textOf(value)).slice(0, 200));
    const named =
      ids.length > 0 ? null : techniqueByName(isObject(value) ? textAt(value, 'name') : textOf(value));
    for (const id of named === null ? ids : [named]) techniques.add(id);
    if (ids.length > 0 || named !== null) return;
  }
}
