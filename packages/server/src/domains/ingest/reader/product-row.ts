// How to know a product by what its records look like. Paths are squashed: lower case, letters, digits and dots only, so
// that `eventName`, `event_name` and `EventName` are one feature and a pipeline that renames keys does not hide a product.
// The first path of `all` is the anchor under which the row is found; put the most telling one first.

import type { Sensor } from '@watchfloor/sdk';

export interface ProductRow {
  readonly source: string;
  readonly vendor: string;
  readonly product: string;
  /** What its records are; null when this product sends both and the record must tell. */
  readonly kind: 'event' | 'alert' | null;
  readonly sensor: Sensor;
  readonly confidence: number;
  readonly all: readonly string[];
  readonly any?: readonly string[];
  /** Values that must match, by path. */
  readonly where?: Readonly<Record<string, RegExp>>;
}

type Kind = ProductRow['kind'];

interface Extra {
  readonly any?: string;
  readonly where?: Readonly<Record<string, RegExp>>;
  readonly confidence?: number;
}

/** A row: `source|vendor|product`, then kind, sensor and the paths that must all be there. */
export function row(id: string, what: readonly [Kind, Sensor, string], extra: Extra = {}): ProductRow {
  const [source = '', vendor = '', product = ''] = id.split('|');
  const base = {
    source,
    vendor,
    product,
    kind: what[0],
    sensor: what[1],
    confidence: extra.confidence ?? 90,
    all: what[2].split(' ').filter((path) => path !== ''),
  };
  return {
    ...base,
    ...(extra.any === undefined ? {} : { any: extra.any.split(' ') }),
    ...(extra.where === undefined ? {} : { where: extra.where }),
  };
}

/**
 * Rows as a table, one a line: `source|vendor|product|kind|sensor|confidence|all|any`. Kind is `event`, `alert`, or `-`
 * where the record itself must tell; `all` are the paths that must be there, the most telling one first; of `any`, when
 * given, one.
 */
export function readTable(text: string): readonly ProductRow[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [id = '', kind = '', sensor = '', confidence = '', all = '', oneOf] = columnsOf(line);
      const what = kind === 'event' || kind === 'alert' ? kind : null;
      const extra = { confidence: Number(confidence), ...(oneOf === undefined ? {} : { any: oneOf }) };
      // A test holds every row to the known sensors.
      return row(id, [what, sensor as Sensor, all], extra);
    });
}

/** The first three columns are the id of the row. */
function columnsOf(line: string): string[] {
  const columns = line.trim().split('|');
  return [columns.slice(0, 3).join('|'), ...columns.slice(3)];
}
