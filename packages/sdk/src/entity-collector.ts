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

/** Most records name fewer things than this, and comparing a few values is cheaper than making a key of each. */
const INDEXED_FROM = 32;

/** An empty collector for one record. */
export function entityCollector(): EntityCollector {
  return new Collector();
}

// A class, since an object with a getter of its own has to be put together by the engine's slow path for every record.
class Collector implements EntityCollector {
  readonly #entities: Entity[] = [];
  /** Where each entity stands, from the moment on at which looking through all of them costs more. */
  #places: Map<string, number> | null = null;
  #capped = false;

  get capped(): boolean {
    return this.#capped;
  }

  add(type: EntityType, raw: unknown, role: EntityRole): void {
    if (typeof raw === 'string') this.#put(type, raw, role);
    else for (const text of textsOf(raw)) this.#put(type, text, role);
  }

  addTyped(raw: unknown, role: EntityRole, fallback?: EntityType): void {
    if (typeof raw === 'string') this.#putTyped(raw, role, fallback);
    else for (const text of textsOf(raw)) this.#putTyped(text, role, fallback);
  }

  list(): Entity[] {
    return [...this.#entities];
  }

  #putTyped(text: string, role: EntityRole, fallback: EntityType | undefined): void {
    const type = typedShape(text, fallback);
    if (type !== undefined) this.#put(type, text, role);
  }

  #put(type: EntityType, text: string, role: EntityRole): void {
    const value = canonicalValue(type, text);
    if (value === null) return;
    const entities = this.#entities;
    const place = this.#placeOf(type, value);
    const known = place < 0 ? undefined : entities[place];
    if (known !== undefined) {
      if (ROLE_WEIGHT[role] > ROLE_WEIGHT[known.role]) entities[place] = { type, value, role };
    } else if (entities.length < ENTITIES_MAX) {
      this.#places?.set(`${type} ${value}`, entities.length);
      entities.push({ type, value, role });
      if (this.#places === null && entities.length === INDEXED_FROM)
        this.#places = new Map(entities.map((entity, index) => [`${entity.type} ${entity.value}`, index]));
    } else {
      this.#capped = true;
    }
  }

  /** The entity's place among those there are, or -1. */
  #placeOf(type: EntityType, value: string): number {
    if (this.#places !== null) return this.#places.get(`${type} ${value}`) ?? -1;
    const entities = this.#entities;
    for (let place = 0; place < entities.length; place += 1) {
      const entity = entities[place];
      if (entity?.value === value && entity.type === type) return place;
    }
    return -1;
  }
}

function typedShape(text: string, fallback: EntityType | undefined): EntityType | undefined {
  const shape = shapeOf(text) ?? undefined;
  const isKept = (shape === 'domain' && fallback === 'host') || (shape === 'email' && fallback === 'user');
  return shape === undefined || isKept ? fallback : shape;
}

const NO_TEXTS: readonly string[] = [];

/** The texts of a value that is not one itself: of a number, or of all that a list holds. */
function textsOf(raw: unknown): readonly string[] {
  if (typeof raw === 'number') return Number.isFinite(raw) ? [String(raw)] : NO_TEXTS;
  if (!Array.isArray(raw)) return NO_TEXTS;
  const texts: string[] = [];
  gather(raw, 1, texts);
  return texts;
}

function gather(list: readonly unknown[], depth: number, texts: string[]): void {
  for (const item of list) {
    if (typeof item === 'string') texts.push(item);
    else if (typeof item === 'number' && Number.isFinite(item)) texts.push(String(item));
    else if (Array.isArray(item) && depth < MAX_DEPTH) gather(item, depth + 1, texts);
  }
}
