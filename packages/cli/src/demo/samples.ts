// The bundled samples: content/samples/<source>.jsonl, one record a line as its product sends it, with places for what must
// be of today: `{{time:-5m}}` a moment relative to now, `{{id:name}}` an id of this run (the same name gives the same id).

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

/** All samples, the most urgent source first as listed, filled in for this moment. */
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

/** Replaces the places; the same moment gives the same text. */
export function fillIn(text: string, now: Date): string {
  return text
    .replaceAll(/\{\{time:-?(\d+)([smhd])\}\}/g, (_, count: string, unit: string) =>
      new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0)).toISOString(),
    )
    .replaceAll(/\{\{id:([\w-]+)\}\}/g, (_, name: string) => uuidOf(`${now.toISOString()} ${name}`));
}

function uuidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
