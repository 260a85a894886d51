// One value of one field while it is being judged, and the one way to take it for something.

import type { EntityRole, EntityType } from '@watchfloor/sdk';
import type { EntityReasons } from './entity-reasons.ts';
import type { FieldMeaning } from './field-meaning.ts';

export interface Reading {
  readonly path: string;
  readonly meaning: FieldMeaning;
  readonly reasons: EntityReasons;
  /** The record tells of a web request, so that a bare `path` is that of an address. */
  readonly isWeb: boolean;
}

/** What a value is taken for, and by which rule. */
export interface Claim {
  readonly type: EntityType;
  readonly rule: string;
}

/** Takes the value for an entity in the field's role; gives whether it was one. */
export function put(reading: Reading, value: string, { type, rule }: Claim): boolean {
  const role: EntityRole = reading.meaning.role ?? (type === 'user' ? 'actor' : 'related');
  return reading.reasons.add(type, value, { role, because: `${reading.path}: ${rule}` });
}
