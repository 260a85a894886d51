// Collects entities together with the reason for each: a dry run shows why a value was taken, and a value without a reason
// is not taken. Duplicates keep their first reason and the more telling role.

import { canonicalValue, ENTITIES_MAX, type Entity, type EntityRole, type EntityType } from '@watchfloor/sdk';

export interface ReasonedEntity extends Entity {
  /** The field and the rule that gave it, such as `srcip: address field`. */
  readonly because: string;
}

const ROLE_WEIGHT: Readonly<Record<EntityRole, number>> = {
  actor: 3,
  target: 3,
  source: 3,
  destination: 3,
  observer: 2,
  parent: 2,
  related: 1,
};

/** Accounts of Windows whose own names have a space. */
const BUILT_IN =
  /^(?:local service|network service|anonymous logon|nt authority.*|window manager.*|font driver host.*)$/;

export class EntityReasons {
  readonly #entities = new Map<string, ReasonedEntity>();
  #isCapped = false;

  /** Whether an entity was left out because there were 200 already. */
  get isCapped(): boolean {
    return this.#isCapped;
  }

  /** Validates and adds; gives whether the value was of the type. */
  add(
    type: EntityType,
    raw: string,
    context: { readonly role: EntityRole; readonly because: string },
  ): boolean {
    const value = canonicalValue(type, raw);
    if (value === null) return false;
    const key = `${type} ${value}`;
    const known = this.#entities.get(key);
    if (known !== undefined) {
      if (ROLE_WEIGHT[context.role] > ROLE_WEIGHT[known.role]) {
        this.#entities.set(key, { ...known, role: context.role });
      }
      return true;
    }
    if (this.#entities.size >= ENTITIES_MAX) {
      this.#isCapped = true;
      return true;
    }
    this.#entities.set(key, { type, value, role: context.role, because: context.because });
    return true;
  }

  has(type: EntityType, value: string): boolean {
    return this.#entities.has(`${type} ${value}`);
  }

  /**
   * In the order first seen. People's full names are left out where an account name is known as well: `Jane Doe` is how a
   * product shows `jdoe`, and two users for one person would split her history.
   */
  list(): ReasonedEntity[] {
    const entities = [...this.#entities.values()];
    const hasAccount = entities.some((entity) => entity.type === 'user' && !entity.value.includes(' '));
    if (!hasAccount) return entities;
    return entities.filter(
      (entity) => entity.type !== 'user' || !entity.value.includes(' ') || BUILT_IN.test(entity.value),
    );
  }
}
