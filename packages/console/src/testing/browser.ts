// The browser of the tests: the Chromium that npm has installed, or the one WATCHFLOOR_BROWSER names. Nothing is installed by hand.

import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const REPOSITORY = join(import.meta.dirname, '..', '..', '..', '..');

const FLAGS = [
  '--no-sandbox',
  '--headless=shell',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-first-run',
];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await executablePath(), args: FLAGS });
}

/** Where the browser is. The first call unpacks it, so it is made once before files that run beside each other need it. */
export async function executablePath(): Promise<string> {
  const named = process.env['WATCHFLOOR_BROWSER'];
  if (named) {
    if (!existsSync(named)) throw new Error(`WATCHFLOOR_BROWSER names ${named}, which does not exist.`);
    return named;
  }
  const folder = join(REPOSITORY, '.cache', 'chromium');
  mkdirSync(folder, { recursive: true });
  // The package unpacks into the temporary folder as it is when it is loaded; kept in the repository, it unpacks once.
  process.env['TMPDIR'] = folder;
  const packed = await import('@sparticuz/chromium');
  return packed.default.executablePath();
}
