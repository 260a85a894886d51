// `node tools/test/build-console.ts <folder>`: builds the console into the folder as a server keeps it in its home, under the hash of its
// sources.

import path from 'node:path';
import { buildConsole, consoleSourceHash } from '../../packages/console/build.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node tools/test/build-console.ts <folder>');
await buildConsole(path.join(folder, await consoleSourceHash()));
