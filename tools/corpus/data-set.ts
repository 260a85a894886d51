// What a data set of public records is: which lines of which file one source should read, and what each says about itself.

import { type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';

export interface Expected {
  readonly entities?: readonly { readonly type: string; readonly value: string }[];
  readonly severity?: string;
  readonly time?: string;
  readonly kind?: string;
}

export interface DataSet {
  readonly name: string;
  readonly source: string;
  readonly file: string;
  /** Whether a line of the file belongs to this set. */
  readonly isMember: (line: JsonObject) => boolean;
  readonly expected: (line: JsonObject, record: JsonObject) => Expected;
  /** The record of a line, where it is another part of it than `input`. */
  readonly record?: (line: JsonObject) => JsonValue;
}

/** What the lines of `parsing/sekoia-raw-to-ecs.jsonl` declare: the time and the entities of their own ECS answer. */
export function ecsExpected(line: JsonObject): Expected {
  const time = textAt(line, 'expected.@timestamp');
  // The collector declares the list as {type, value}; an absent one is no expectation.
  const entities = valueAt(line, 'expected_entities') as Expected['entities'];
  return entities === undefined ? { time } : { entities, time };
}
