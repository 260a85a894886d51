// Entities that this process has seen stored. Most of what an alert names was named before, and inserting it once more to find that
// it is there is the same work for the database as inserting it anew.
//
// A hint and nothing more. An entity that nobody names any more may be forgotten meanwhile; then the foreign key of the link refuses,
// all of it is forgotten here too, and the batch is done step by step, without asking here.

import type { Ids } from '../../kernel/ids.ts';

export interface KnownEntities {
  has(tenantId: string, entityId: string): boolean;
  /** Only what is committed: another worker's batch would find its foreign key broken. */
  add(tenantId: string, entityIds: readonly string[]): void;
  forget(): void;
}

/** Two generations of so many; the older one goes when the younger is full, so that what is named all the time stays. */
const GENERATION_MAX = 20_000;

/** One for each server of the process, told apart by their makers of ids. */
const ofServers = new WeakMap<Ids, KnownEntities>();

export function knownEntitiesOf(ids: Ids): KnownEntities {
  const made = ofServers.get(ids) ?? makeKnownEntities(GENERATION_MAX);
  ofServers.set(ids, made);
  return made;
}

export function makeKnownEntities(generationMax: number): KnownEntities {
  let young = makeGeneration();
  let old = makeGeneration();
  const note = (tenantId: string, entityId: string) => {
    if (young.size >= generationMax) {
      old = young;
      young = makeGeneration();
    }
    young.add(tenantId, entityId);
  };
  return {
    has(tenantId, entityId) {
      if (young.has(tenantId, entityId)) return true;
      if (!old.has(tenantId, entityId)) return false;
      note(tenantId, entityId);
      return true;
    },
    add(tenantId, entityIds) {
      for (const entityId of entityIds) note(tenantId, entityId);
    },
    forget() {
      young = makeGeneration();
      old = makeGeneration();
    },
  };
}

/** By tenant, so that an entry is a reference to an id that others hold too, and no text of its own. */
function makeGeneration() {
  const tenants = new Map<string, Set<string>>();
  let size = 0;
  return {
    get size() {
      return size;
    },
    has: (tenantId: string, entityId: string) => tenants.get(tenantId)?.has(entityId) ?? false,
    add(tenantId: string, entityId: string) {
      const ids = tenants.get(tenantId) ?? new Set();
      if (ids.has(entityId)) return;
      tenants.set(tenantId, ids.add(entityId));
      size += 1;
    },
  };
}
