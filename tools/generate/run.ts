// Writes every generated file, or with --check says which are not as they would be written. Generated files are committed, never
// edited, and a difference fails the tests.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generateClient } from './client.ts';
import { generateMetricsGolden, generateMetricsPage } from './metrics.ts';
import { makeOpenApi } from './open-api.ts';
import { generateConfigurationPage, generateErrorsPage } from './pages.ts';
import { generateRoleMatrix } from './role-matrix.ts';

const ROOT = path.join(import.meta.dirname, '../..');

/** Every generated file by its path, with its content. */
export function generatedFiles(): Map<string, string> {
  const document = makeOpenApi();
  return new Map([
    ['packages/client/openapi.json', `${JSON.stringify(document, null, 2)}\n`],
    ['packages/client/src/generated/client.ts', generateClient(document)],
    ['docs/errors.md', generateErrorsPage()],
    ['docs/configuration.md', generateConfigurationPage()],
    ['docs/metrics.md', generateMetricsPage()],
    ['tests/product/golden/metrics.txt', generateMetricsGolden()],
    ['tests/product/golden/role-matrix.txt', generateRoleMatrix()],
  ]);
}

/** Paths whose content on disk differs from what would be generated. */
export function staleFiles(): string[] {
  return [...generatedFiles()].filter(([file, content]) => read(file) !== content).map(([file]) => file);
}

function read(file: string): string | null {
  try {
    return readFileSync(path.join(ROOT, file), 'utf8');
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const stale = staleFiles();
  if (process.argv.includes('--check')) {
    for (const file of stale)
      console.error(`${file} is not up to date: run "npm run generate" and commit it`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    const files = generatedFiles();
    for (const file of stale) {
      mkdirSync(path.dirname(path.join(ROOT, file)), { recursive: true });
      writeFileSync(path.join(ROOT, file), files.get(file) ?? '');
      console.log(`wrote ${file}`);
    }
    if (stale.length === 0) console.log('everything is up to date');
  }
}
