// The bundled samples: content/samples/<source>.jsonl, or .log where a product writes text, one record a line as its product
// sends it, with places for what must be of today. Moments relative to now, in the forms that products write them:
// `{{time:-5m}}` ISO 8601, `{{clock:-5m}}` the same without fraction and zone (a product's own may follow), `{{seconds:-5m}}`
// and `{{millis:-5m}}` since 1970. Ids of this run, where the same name gives the same id: `{{id:name}}`, and `{{hex:name}}`
// the same as 32 digits.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Sample {
  readonly name: string;
  readonly source: string;
  readonly contentType: 'application/json' | 'text/plain';
  readonly body: string;
}

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** All samples, source by source in the order of their names, filled in for this moment. */
export function loadSamples(root: string, now: Date): Sample[] {
  const folder = path.join(root, 'content/samples');
  return readdirSync(folder)
    .filter((file) => /\.(jsonl|log)$/.test(file))
    .sort()
    .flatMap((file) => {
      const source = file.replace(/\.(jsonl|log)$/, '');
      const lines = readFileSync(path.join(folder, file), 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      return lines.map(
        (line, index): Sample => ({
          name: `${file}:${index + 1}`,
          source,
          contentType: line.startsWith('{') ? 'application/json' : 'text/plain',
          body: fillIn(line, now),
        }),
      );
    });
}

const TIME_FORMS: Record<string, (moment: Date) => string> = {
  time: (moment) => moment.toISOString(),
  clock: (moment) => moment.toISOString().slice(0, 19),
  seconds: (moment) => String(Math.floor(moment.getTime() / 1_000)),
  millis: (moment) => String(moment.getTime()),
};

/** Replaces the places; the same moment gives the same text. */
export function fillIn(text: string, now: Date): string {
  return text
    .replaceAll(
      /\{\{(time|clock|seconds|millis):-?(\d+)([smhd])\}\}/g,
      (place, form: string, count: string, unit: string) =>
        TIME_FORMS[form]?.(new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0))) ?? place,
    )
    .replaceAll(/\{\{(id|hex):([\w-]+)\}\}/g, (_, form: string, name: string) => {
      const id = uuidOf(`${now.toISOString()} ${name}`);
      return form === 'hex' ? id.replaceAll('-', '') : id;
    });
}

function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
