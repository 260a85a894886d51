// Unpacks the browser before the first test needs it: of two that unpack it at once, one starts a file that the other still writes.

import { executablePath } from '../../packages/console/src/testing/browser.ts';

process.stdout.write(`${await executablePath()}\n`);
