// The inputs of operations as JSON Schema, walked: what tests over all operations ask about every object, text, list and number.

import { z } from 'zod';
import type { AnyOperation } from '../../../packages/server/src/kernel/operation.ts';

export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly items?: JsonSchema | false;
  readonly prefixItems?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly propertyNames?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

export interface Place {
  /** `operation.id: member.member[]`. */
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Every schema inside the input of an operation, with where it stands. */
export function placesOf(operation: AnyOperation): Place[] {
  const schema = z.toJSONSchema(operation.input, { io: 'input', unrepresentable: 'any', reused: 'inline' });
  const places: Place[] = [];
  // The library's own type of a schema is wider than what is looked at here.
  walk({ path: `${operation.id}:`, schema: schema as JsonSchema }, places);
  return places;
}

function walk(place: Place, found: Place[]): void {
  found.push(place);
  const { path, schema } = place;
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    walk({ path: path.endsWith(':') ? `${path} ${name}` : `${path}.${name}`, schema: member }, found);
  }
  if (typeof schema.additionalProperties === 'object')
    walk({ path: `${path}.*`, schema: schema.additionalProperties }, found);
  if (schema.items) walk({ path: `${path}[]`, schema: schema.items }, found);
  for (const choice of [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])])
    walk({ path, schema: choice }, found);
}

export function isOf(schema: JsonSchema, type: string): boolean {
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}
