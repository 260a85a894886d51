// Loaded into the server before its own code (NODE_OPTIONS=--import): at SIGUSR2 it collects garbage and says what is left.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // Several rounds: what the first frees may be held by what the second finalises.
  for (let round = 0; round < 4; round += 1) collect();
  setTimeout(() => {
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.stderr.write(`memory ${JSON.stringify({ rss, heapUsed, external })}\n`);
  }, 300);
});
