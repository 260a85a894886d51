// Gathers the entities of one record while a mapper walks over it, so that no mapper has to think of validity,
// duplicates, placeholders or limits.

import { canonicalValue } from './canonical.ts';
import type { Entity, EntityRole, EntityType } from './record.ts';
import { shapeOf } from './shape.ts';

/** More entities than this are no description of an alert any more; the record is flagged `entities_capped`. */
export const ENTITIES_MAX = 200;

const MAX_DEPTH = 8;

// How much a role says. A later mention with a more telling role replaces the earlier one; equal ones keep the first.
const ROLE_WEIGHT: Readonly<Record<EntityRole, number>> = {
  actor: 3,
  target: 3,
  source: 3,
  destination: 3,
  observer: 2,
  parent: 2,
  related: 1,
};

export interface EntityCollector {
  /**
   * Adds the value, or each value of an array. Null, empty, placeholder and invalid values are passed over in silence;
   * numbers are taken as text; objects are not values.
   */
  add(type: EntityType, raw: unknown, role: EntityRole): void;
  /**
   * Adds a value whose type is in its shape, as in fields that hold a host or an address.
   * @param fallback what the field names when the shape does not say otherwise, such as `host`. A name with dots stays a
   * host under the fallback `host`, an e-mail address stays a user under the fallback `user`.
   */
  addTyped(raw: unknown, role: EntityRole, fallback?: EntityType): void;
  /** The entities in the order in which they were first added. */
  list(): Entity[];
  /** Whether an entity was left out because there were 200 already. */
  readonly capped: boolean;
}

/** An empty collector for one record. */
export function entityCollector(): EntityCollector {
  const entities = new Map<string, Entity>();
  let capped = false;

  function put(type: EntityType, text: string, role: EntityRole): void {
    const value = canonicalValue(type, text);
    if (value === null) return;
    const key = `${type} ${value}`;
    const known = entities.get(key);
    if (known !== undefined) {
      if (ROLE_WEIGHT[role] > ROLE_WEIGHT[known.role]) entities.set(key, { type, value, role });
    } else if (entities.size < ENTITIES_MAX) {
      entities.set(key, { type, value, role });
    } else {
      capped = true;
    }
  }

  return {
    add(type, raw, role) {
      for (const text of textsOf(raw, 0)) put(type, text, role);
    },
    addTyped(raw, role, fallback) {
      for (const text of textsOf(raw, 0)) {
        const type = typedShape(text, fallback);
        if (type !== undefined) put(type, text, role);
      }
    },
    list: () => [...entities.values()],
    get capped() {
      return capped;
    },
  };
}

function typedShape(text: string, fallback: EntityType | undefined): EntityType | undefined {
  const shape = shapeOf(text) ?? undefined;
  const isKept = (shape === 'domain' && fallback === 'host') || (shape === 'email' && fallback === 'user');
  return shape === undefined || isKept ? fallback : shape;
}

function* textsOf(raw: unknown, depth: number): Generator<string> {
  if (typeof raw === 'string') yield raw;
  else if (typeof raw === 'number' && Number.isFinite(raw)) yield String(raw);
  else if (Array.isArray(raw) && depth < MAX_DEPTH) {
    for (const item of raw) yield* textsOf(item, depth + 1);
  }
}
