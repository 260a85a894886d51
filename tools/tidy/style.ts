// The shape of code files: exports, sizes, names, and what must not stand in them.

import path from 'node:path';
import { functionsOf } from './functions.ts';
import { isCode, isTest, matchesOf, type Rule, type TreeFile, type Violation } from './tree.ts';

const FILE_LINES_MAX = 500;
const FUNCTION_LINES_MAX = 70;
const PARAMETERS_MAX = 3;

type Finding = { readonly at: number; readonly message: string };

function rule(
  id: string,
  applies: (file: TreeFile) => boolean,
  look: (file: TreeFile) => Iterable<Finding>,
): Rule {
  return {
    id,
    *check(tree): Generator<Violation> {
      for (const file of tree.files) {
        if (!applies(file)) continue;
        for (const { at, message } of look(file))
          yield { path: file.path, line: file.lineOf(at), rule: id, message };
      }
    },
  };
}

function* matches(pattern: RegExp, text: string, message: string): Generator<Finding> {
  for (const { at } of matchesOf(pattern, text)) yield { at, message };
}

export const styleRules: readonly Rule[] = [
  rule('style.named-exports', isCode, lookForDefaultExport),
  rule('style.barrel', isCode, lookForBarrel),
  rule('style.file-size', isCode, lookAtFileSize),
  rule('style.function-size', isCode, lookAtFunctionSize),
  rule('style.parameters', isCode, lookAtParameters),
  rule('style.file-name', () => true, lookAtFileName),
  rule('style.open-task', hasComments, lookForOpenTasks),
  rule('style.any', isCode, lookForAny),
  rule('style.ignored-check', isCode, lookForIgnoredChecks),
  rule('style.empty-catch', isCode, lookForEmptyCatch),
  rule('style.skipped-test', isTest, lookForSkippedTests),
];

function* lookForDefaultExport(file: TreeFile): Generator<Finding> {
  if (/\.config\.ts$/.test(file.path)) return;
  yield* matches(
    /^\s*export\s+default\b|\bas\s+default\b/gm,
    file.source.code,
    'a default export has no name of its own, so it is not found by searching: export it by name.',
  );
}

/** Where re-exporting is publishing: the front doors of domains and packages. */
const FRONT_DOORS =
  /^(?:packages\/server\/src\/(?:domains\/[\w-]+\/index|main|backup-commands|offline|testing\/server)\.ts|packages\/[\w-]+\/src\/(?:testing\/)?index\.ts|connectors\/index\.ts)$/;

function* lookForBarrel(file: TreeFile): Generator<Finding> {
  if (FRONT_DOORS.test(file.path)) {
    const star = 'export * publishes what nobody decided to publish: name each symbol.';
    for (const { at } of matchesOf(/^export\s*\*/gm, file.source.code)) {
      const isOfGenerated = /^export\s*\*\s*from\s*'\.\/generated\//.test(file.text.slice(at, at + 80));
      if (!isOfGenerated) yield { at, message: star };
    }
    return;
  }
  yield* matches(
    /^export\s+(?:type\s+)?(?:\*|\{[^}]*\}\s*from\b)/gm,
    file.source.code,
    'a barrel: only the index.ts of a domain and the root of a package re-export. Import from the file that has it.',
  );
  if (path.basename(file.path) === 'index.ts') {
    yield { at: 0, message: 'index.ts is the name of a front door: name this file by what it holds.' };
  }
}

function* lookAtFileSize(file: TreeFile): Generator<Finding> {
  const lines = file.lineOf(file.text.length) - 1;
  if (lines <= FILE_LINES_MAX) return;
  const isData = !/=>|\bfunction\b|\bclass\b/.test(file.source.code);
  if (isData) return;
  yield {
    at: 0,
    message: `${lines} lines, ${FILE_LINES_MAX} at most: split it by what changes together (data may be a longer file of its own).`,
  };
}

function* lookAtFunctionSize(file: TreeFile): Generator<Finding> {
  for (const found of functionsOf(file)) {
    const lines = file.lineOf(found.end) - file.lineOf(found.start) + 1;
    // Markup is long and flat: a component of a page may have twice the lines before it hides a decision.
    const most = file.path.endsWith('.tsx') ? 2 * FUNCTION_LINES_MAX : FUNCTION_LINES_MAX;
    if (lines <= most || isGroupOfTests(file, found.start)) continue;
    yield {
      at: found.start,
      message: `${found.name || 'this function'} has ${lines} lines, ${most} at most: keep the decisions, move the steps into helpers below.`,
    };
  }
}

/** What is handed to describe() is a heading over tests and no function that anyone has to follow. */
function isGroupOfTests(file: TreeFile, start: number): boolean {
  return (
    isTest(file) &&
    /\b(?:describe|suite)\([^;{}]*$/.test(file.source.code.slice(Math.max(0, start - 200), start))
  );
}

function* lookAtParameters(file: TreeFile): Generator<Finding> {
  for (const found of functionsOf(file)) {
    if (found.parameters <= PARAMETERS_MAX || found.name === '') continue;
    yield {
      at: found.start,
      message: `${found.name} takes ${found.parameters} parameters, ${PARAMETERS_MAX} at most: give it one options object, whose names the caller reads.`,
    };
  }
}

const CAPITAL_NAMES = new Set(
  'README.md AGENTS.md CLAUDE.md REVIEW.md SECURITY.md CONTRIBUTING.md CHANGELOG.md LICENSE NOTICE'.split(
    ' ',
  ),
);
/** Words between the dots of a code file's name, each a part of the house (docs/architecture.md). */
const INFIXES = new Set('test db corpus e2e store schema events row page form config d'.split(' '));
const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

function* lookAtFileName(file: TreeFile): Generator<Finding> {
  const name = path.basename(file.path);
  if (CAPITAL_NAMES.has(name) || name.startsWith('.') || /^\./.test(file.path)) return;
  if (/\/migrations\/[^/]+\.sql$/.test(file.path)) return;
  const [stem = '', ...rest] = name.split('.');
  if (!KEBAB.test(stem)) {
    yield {
      at: 0,
      message: `${name}: file names are kebab-case, since not every file system keeps capitals apart.`,
    };
  }
  if (!/\.(?:ts|tsx|mjs)$/.test(name)) return;
  for (const infix of rest.slice(0, -1)) {
    if (!INFIXES.has(infix)) {
      yield {
        at: 0,
        message: `${name}: ".${infix}" is no part of the house; the known ones are ${[...INFIXES].join(', ')}.`,
      };
    }
  }
}

function hasComments(file: TreeFile): boolean {
  return isCode(file) || /\.(?:sql|css)$/.test(file.path);
}

function* lookForOpenTasks(file: TreeFile): Generator<Finding> {
  const comments = isCode(file)
    ? file.source.comments.map((comment) => ({ start: comment.start, text: comment.text }))
    : [{ start: 0, text: file.text }];
  for (const { start, text } of comments) {
    for (const { at } of matchesOf(/\bTODO\b(?!\(#\d+\))/g, text)) {
      yield {
        at: start + at,
        message:
          'an open task without an issue is forgotten: write it with its number, as in (#123), or do it.',
      };
    }
    for (const { at } of matchesOf(/\b(?:FIXME|XXX)\b/g, text)) {
      yield { at: start + at, message: 'what is known to be wrong is fixed before it is merged.' };
    }
  }
}

function* lookForAny(file: TreeFile): Generator<Finding> {
  for (const { at } of matchesOf(/(?:[:<|&,(]\s*|\bas\s+)any\b(?!\s*[(:.])/g, file.source.code)) {
    if (hasReasonAbove(file, at)) continue;
    yield {
      at,
      message:
        '"any" turns the checks off for everything it touches: use unknown and narrow it, or the type itself.',
    };
  }
}

/** Whether the line above says why the linter is told to let it pass. */
function hasReasonAbove(file: TreeFile, at: number): boolean {
  const line = file.lineOf(at);
  return file.source.comments.some(
    (comment) => file.lineOf(comment.start) === line - 1 && /biome-ignore [\w/]+: \S+/.test(comment.text),
  );
}

function* lookForIgnoredChecks(file: TreeFile): Generator<Finding> {
  for (const { start, text } of file.source.comments) {
    const at = start;
    if (/@ts-(?:ignore|nocheck)\b/.test(text)) {
      yield {
        at,
        message:
          'this hides every error of the line, also later ones: use @ts-expect-error with a reason, or fix the type.',
      };
    }
    if (/@ts-expect-error\s*(?:\*\/)?$/.test(text))
      yield { at, message: '@ts-expect-error needs a reason behind it.' };
    if (/biome-ignore/.test(text) && !/biome-ignore(?:-\w+)? [\w/]+: \S+ \S+/.test(text)) {
      yield {
        at,
        message:
          'a lint rule is only set aside with a reason: "biome-ignore group/rule: why this place is different".',
      };
    }
  }
}

function* lookForEmptyCatch(file: TreeFile): Generator<Finding> {
  const pattern = /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}|\.catch\(\s*\(\s*\w*\s*\)\s*=>\s*\{\s*\}\s*\)/g;
  for (const { at, groups } of matchesOf(pattern, file.source.code)) {
    const end = at + (groups[0]?.length ?? 0);
    if (file.source.comments.some((comment) => comment.start > at && comment.start < end)) continue;
    yield {
      at,
      message: 'an error disappears here: handle it, or say in a comment why it may be passed over.',
    };
  }
}

function* lookForSkippedTests(file: TreeFile): Generator<Finding> {
  const message =
    'a test that does not run proves nothing, and "only" turns the others off: fix it or delete it.';
  yield* matches(/\b(?:test|it|describe|suite)\.(?:skip|only|todo)\b/g, file.source.code, message);
  yield* matches(/\b(?:skip|only|todo):\s*(?:true\b|')/g, file.source.code, message);
  yield* matches(/\bt\.(?:skip|todo)\(\s*\)/g, file.source.code, message);
}
