import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of the product. */
export const VERSION: string = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'),
).version;
