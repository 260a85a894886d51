// Documents that stay true: links lead somewhere, named paths exist, pages keep their form, and nothing of a machine leaks in.

import path from 'node:path';
import { DOMAINS, SERVER } from './house.ts';
import { matchesOf, type Rule, type Tree, type TreeFile, type Violation } from './tree.ts';

const README_COMMANDS = ['npm install && npm run demo', 'npm install && npm test'];
const DOMAIN_README_LINES_MAX = 30;
const AGENTS_LINES_MAX = 200;
const HOW_TO_LINES_MAX = 90;
const ADR_LINES_MAX = 60;

export const docsRules: readonly Rule[] = [
  { id: 'docs.link', check: checkLinks },
  { id: 'docs.path', check: checkPaths },
  { id: 'docs.page-form', check: checkForms },
  { id: 'docs.adr', check: checkAdrs },
  { id: 'docs.unfilled', check: checkUnfilled },
  { id: 'docs.leak', check: checkLeaks },
];

function isPage(file: TreeFile): boolean {
  return file.path.endsWith('.md') && file.link === null;
}

function violation(file: TreeFile, at: number, found: Pick<Violation, 'rule' | 'message'>): Violation {
  return { path: file.path, line: file.lineOf(at), ...found };
}

/** The page with code blocks and inline code blanked: a link there is an example. */
function proseOf(file: TreeFile): string {
  return file.text.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gm, (code) => code.replaceAll(/[^\n]/g, ' '));
}

function* checkLinks(tree: Tree): Generator<Violation> {
  for (const file of tree.files.filter(isPage)) {
    for (const { at, groups } of matchesOf(/\]\(([^)\s]+)\)/g, proseOf(file))) {
      const [target = '', anchor] = (groups[1] ?? '').split('#');
      if (/^[a-z]+:/.test(target)) continue;
      const resolved =
        target === ''
          ? file.path
          : path.posix.join(path.posix.dirname(file.path), decodeURIComponent(target));
      const name = resolved.replace(/\/$/, '');
      if (!tree.has(name)) {
        yield violation(file, at, {
          rule: 'docs.link',
          message: `the link leads to ${name}, which is not there.`,
        });
      } else if (anchor !== undefined && name.endsWith('.md') && !anchorsOf(tree.get(name)).has(anchor)) {
        yield violation(file, at, { rule: 'docs.link', message: `${name} has no heading "#${anchor}".` });
      }
    }
  }
}

/** Anchors of headings, made as the usual viewers make them. */
function anchorsOf(file: TreeFile | undefined): Set<string> {
  const anchors = new Set<string>();
  for (const { groups } of matchesOf(/^#+ +(.+)$/gm, file?.text ?? '')) {
    const words = (groups[1] ?? '').toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '');
    anchors.add(words.trim().replaceAll(/\s/g, '-'));
  }
  return anchors;
}

/** Paths in backticks that begin at a folder of the root. Decision records tell of their day and are left alone. */
function* checkPaths(tree: Tree): Generator<Violation> {
  for (const file of tree.files.filter(isPage)) {
    if (file.path.startsWith('docs/adr/') || file.path === 'CHANGELOG.md') continue;
    const pattern = /`((?:packages|connectors|docs|tools|tests|content|bench)\/[\w./-]*)`/g;
    for (const { at, groups } of matchesOf(pattern, file.text)) {
      const name = (groups[1] ?? '').replace(/\/$/, '');
      if (tree.has(name)) continue;
      yield violation(file, at, {
        rule: 'docs.path',
        message: `the page names ${name}, which is not there: a page that lies about paths is not read again.`,
      });
    }
  }
}

function* checkForms(tree: Tree): Generator<Violation> {
  const say = (page: string, message: string): Violation => ({
    path: page,
    line: 1,
    rule: 'docs.page-form',
    message,
  });
  const readme = tree.get('README.md');
  for (const command of README_COMMANDS) {
    if (readme && !readme.text.includes(command))
      yield say('README.md', `the README must show "${command}": it is how a stranger begins.`);
  }
  const claude = tree.get('CLAUDE.md');
  if (tree.has('AGENTS.md') && claude?.link !== 'AGENTS.md') {
    yield say('CLAUDE.md', 'CLAUDE.md is a symbolic link to AGENTS.md: no rule stands in two places.');
  }
  for (const file of tree.files.filter(isPage)) {
    const most = linesAllowed(file.path);
    const lines = file.text.trimEnd().split('\n').length;
    if (most !== null && lines > most)
      yield say(file.path, `${lines} lines, ${most} at most: a page of this kind is read whole.`);
  }
  for (const domain of DOMAINS) {
    const folder = `${SERVER}domains/${domain}`;
    if (tree.has(folder) && !tree.has(`${folder}/README.md`)) {
      yield say(
        `${folder}/README.md`,
        'every domain says on one page what it is for: purpose, nouns, invariants, events in and out.',
      );
    }
  }
}

function linesAllowed(page: string): number | null {
  if (page === 'AGENTS.md') return AGENTS_LINES_MAX;
  if (/\/domains\/[\w-]+\/README\.md$/.test(page)) return DOMAIN_README_LINES_MAX;
  if (page.startsWith('docs/how-to/')) return HOW_TO_LINES_MAX;
  if (page.startsWith('docs/adr/')) return ADR_LINES_MAX;
  return null;
}

function* checkAdrs(tree: Tree): Generator<Violation> {
  const records = tree.files.filter((file) => file.path.startsWith('docs/adr/') && isPage(file));
  for (const [index, file] of records.entries()) {
    const say = (message: string) => violation(file, 0, { rule: 'docs.adr', message });
    const wanted = String(index + 1).padStart(4, '0');
    if (!path.basename(file.path).startsWith(`${wanted}-`))
      yield say(`this decision should have number ${wanted}.`);
    if (!/^Date: \d{4}-\d{2}-\d{2}$/m.test(file.text)) yield say('a decision says when: "Date: YYYY-MM-DD".');
    if (!/^Status: (?:accepted|superseded by \d{4})$/m.test(file.text))
      yield say('a decision says whether it holds: "Status: accepted" or "Status: superseded by NNNN".');
    for (const heading of ['Context', 'Decision', 'Alternatives', 'Consequences', 'Revisit when']) {
      if (!new RegExp(`^## ${heading}`, 'm').test(file.text))
        yield say(`the section "## ${heading}" is missing.`);
    }
  }
}

/** What the generators leave for a person to write. */
export const UNFILLED = 'FILL IN:';

function* checkUnfilled(tree: Tree): Generator<Violation> {
  for (const file of tree.files) {
    if (/^tools\/(?:new|tidy)\//.test(file.path)) continue;
    for (const { at } of matchesOf(new RegExp(UNFILLED, 'g'), file.text)) {
      yield violation(file, at, {
        rule: 'docs.unfilled',
        message: 'a generator left this for you to write.',
      });
    }
  }
}

/** Of the machine or the tools that it was written with, nothing belongs into a public repository. Written in parts, so as not to find itself. */
const LEAKS: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  { pattern: new RegExp(`(?<![\\w./-])/${'wo'}rk/`, 'g'), what: 'a path of one machine' },
  { pattern: new RegExp(`(?<![\\w./-])/tmp/${'w'}f/`, 'g'), what: 'a path of one machine' },
  { pattern: new RegExp(`\\.\\./sha${'red'}/(?!data\\b)`, 'g'), what: 'a folder beside the repository' },
  { pattern: new RegExp(`registry\\.${'npm'}js`, 'g'), what: 'the host of a registry' },
  { pattern: new RegExp(`farm-${'stud'}io|helper ${'sess'}ion`, 'gi'), what: 'the name of a tool' },
];

function* checkLeaks(tree: Tree): Generator<Violation> {
  for (const file of tree.files) {
    for (const { pattern, what } of LEAKS) {
      for (const { at } of matchesOf(pattern, file.text)) {
        yield violation(file, at, {
          rule: 'docs.leak',
          message: `${what}: say it relative to the repository, or leave it out.`,
        });
      }
    }
  }
}
