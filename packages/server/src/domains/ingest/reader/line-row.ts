// How to know the product of a raw line: by its program, by the tag devices put before their message, by a phrase only one
// product writes. JSON and key=value lines are also looked up in the table of record features.

import type { Sensor } from '@watchfloor/sdk';

export interface LineRow {
  readonly source: string;
  readonly vendor: string;
  readonly product: string;
  readonly kind: 'event' | 'alert' | null;
  readonly sensor: Sensor;
  readonly confidence: number;
  /** Names of programs, lower case. */
  readonly programs: readonly string[];
  readonly program: RegExp | null;
  /** One of these must stand in the first 600 characters; none when the pattern has nothing literal in it. */
  readonly hints: readonly string[];
  /** A character without which the pattern need not be tried; '' for none. */
  readonly mark: string;
  /** Tried on the first 600 characters of a line with a hint; null when the hint alone decides. */
  readonly text: RegExp | null;
}

interface Match {
  /** Names parted by spaces. */
  readonly programs?: string;
  readonly program?: RegExp;
  readonly hints?: readonly string[];
  readonly mark?: string;
  readonly text?: RegExp;
  readonly confidence?: number;
  readonly kind?: 'alert' | 'event' | null;
}

/** A row: `source|vendor|product`, the sensor and what gives the product away. */
export function line(id: string, sensor: Sensor, match: Match): LineRow {
  const [source = '', vendor = '', product = ''] = id.split('|');
  return {
    source,
    vendor,
    product,
    kind: match.kind === undefined ? 'event' : match.kind,
    sensor,
    confidence: match.confidence ?? 85,
    programs: (match.programs ?? '').split(/\s+/).filter((name) => name !== ''),
    program: match.program ?? null,
    hints: match.hints ?? [],
    mark: match.mark ?? '',
    text: match.text ?? null,
  };
}
