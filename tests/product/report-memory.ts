// Loaded into the server before its own code (NODE_OPTIONS=--import): at SIGUSR2 it collects garbage and says what is left.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc: (options: object) => void = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // As thorough as under memory pressure, in two rounds: what the first finalises the second frees.
  const collect = () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  collect();
  setTimeout(() => {
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.stderr.write(`memory ${JSON.stringify({ rss, heapUsed, external })}\n`);
  }, 300);
});
