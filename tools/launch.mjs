// `node tools/launch.mjs <program.ts> [arguments]`: runs one of our programs on the Node of this repository.

import { launch } from '../packages/cli/bin/launch.mjs';

const [script, ...args] = process.argv.slice(2);
if (script === undefined) {
  process.stderr.write('usage: node tools/launch.mjs <program.ts> [arguments]\n');
  process.exit(2);
}
launch(script, args);
