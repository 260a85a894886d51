// Time, randomness, the network and the environment come in by the context, so that history can be replayed and tested.

import { SERVER } from './house.ts';
import { importsOf } from './imports.ts';
import { isCode, isTest, matchesOf, type Rule, type TreeFile } from './tree.ts';

/** Code that must give the same answer for the same input: domains, kernel, the sdk and what is built on it. */
function isPure(file: TreeFile): boolean {
  if (!isCode(file) || isTest(file) || file.path.includes('/testing/')) return false;
  return /^(?:packages\/server\/src\/(?:domains|kernel)\/|packages\/sdk\/src\/|connectors\/)/.test(file.path);
}

const CLOCK = `${SERVER}kernel/clock.ts`;
const BANNED: readonly { readonly pattern: RegExp; readonly what: string; readonly instead: string }[] = [
  {
    pattern: /\bDate\.now\b/g,
    what: 'Date.now',
    instead: 'take `at` from the context or the clock that was handed in',
  },
  {
    pattern: /\bnew Date\(\s*\)/g,
    what: 'new Date()',
    instead: 'take `at` from the context or the clock that was handed in',
  },
  { pattern: /\bperformance\.now\b/g, what: 'performance.now', instead: 'measure in platform/telemetry' },
  { pattern: /\bprocess\.hrtime\b/g, what: 'process.hrtime', instead: 'measure in platform/telemetry' },
  {
    pattern: /\bMath\.random\b/g,
    what: 'Math.random',
    instead: 'use ctx.ids for ids, node:crypto for secrets',
  },
  {
    pattern: /\brandomUUID\b/g,
    what: 'randomUUID',
    instead: 'use ctx.ids: ids sort by time and can be replayed',
  },
];

const IO_MODULES =
  /^node:(?:fs|net|tls|http|http2|https|dns|dgram|child_process|worker_threads|cluster|os)(?:\/|$)|^(?:undici|pg|fastify)$/;

export const purityRules: readonly Rule[] = [
  {
    id: 'purity.clock-and-chance',
    *check(tree) {
      for (const file of tree.files) {
        if (!isPure(file) || file.path === CLOCK) continue;
        for (const { pattern, what, instead } of BANNED) {
          for (const { at } of matchesOf(pattern, file.source.code)) {
            yield {
              path: file.path,
              line: file.lineOf(at),
              rule: 'purity.clock-and-chance',
              message: `${what} makes the result depend on when it runs: ${instead}.`,
            };
          }
        }
      }
    },
  },
  {
    id: 'purity.outside-io',
    *check(tree) {
      for (const file of tree.files) {
        if (!isPure(file)) continue;
        for (const { at } of matchesOf(/(?<![.\w])fetch\s*\(/g, file.source.code)) {
          yield {
            path: file.path,
            line: file.lineOf(at),
            rule: 'purity.outside-io',
            message:
              'fetch here would run inside a transaction and past the egress rules: ask through an adapter of the context.',
          };
        }
        for (const { specifier, line } of importsOf(file)) {
          if (!IO_MODULES.test(specifier)) continue;
          yield {
            path: file.path,
            line,
            rule: 'purity.outside-io',
            message: `${specifier} is input or output: put it into an adapter under platform/ and hand that in.`,
          };
        }
      }
    },
  },
  {
    id: 'purity.environment',
    *check(tree) {
      for (const file of tree.files) {
        if (!isCode(file) || isTest(file) || !mayNotReadEnvironment(file.path)) continue;
        for (const { at } of matchesOf(/\bprocess\.env\b/g, file.source.code)) {
          yield {
            path: file.path,
            line: file.lineOf(at),
            rule: 'purity.environment',
            message:
              'settings are read in kernel/config.ts, where they are checked and documented: hand the value in.',
          };
        }
      }
    },
  },
];

function mayNotReadEnvironment(path: string): boolean {
  if (path === `${SERVER}kernel/config.ts` || path.includes('/testing/')) return false;
  return /^(?:packages\/(?!cli\/)|connectors\/)/.test(path);
}
