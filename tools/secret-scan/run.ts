// `npm run scan`: no file of the repository may hold a credential. Looks at what git tracks and what it would take in next.

import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ALLOWED } from './allowed.ts';
import { findSecrets, hintOf, isAllowed } from './find-secrets.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const ALLOWED_FILE = 'tools/secret-scan/allowed.ts';

if (import.meta.main) {
  const started = performance.now();
  const files = listFiles(process.argv[2] ?? ROOT);
  const problems = checkFiles(process.argv[2] ?? ROOT, files);
  for (const problem of problems) console.log(problem);
  const ms = Math.round(performance.now() - started);
  console.log(
    problems.length === 0
      ? `no credential in ${files.length} files (${ms} ms)`
      : `${problems.length} problems in ${files.length} files (${ms} ms): a credential that was pushed is spent, so revoke it first; a synthetic value goes into ${ALLOWED_FILE}, whole and with its reason`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
}

/** Every tracked file and every new one that git does not ignore; without git this throws, since nothing was looked at then. */
export function listFiles(root: string): string[] {
  const output = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return [...new Set(output.split('\0'))].filter((file) => file !== '').sort();
}

/** One line for each credential, and for each allowed value that nothing holds. */
export function checkFiles(root: string, files: readonly string[]): string[] {
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const file of files) {
    const text = readText(path.join(root, file));
    if (text === null) continue;
    for (const { kind, line, value } of findSecrets(text)) {
      if (isAllowed(value)) {
        if (file !== ALLOWED_FILE) seen.add(value);
      } else problems.push(`${file}:${line}: ${kind}: ${hintOf(value)}`);
    }
  }
  if (root !== ROOT) return problems;
  for (const { value } of ALLOWED) {
    if (!seen.has(value))
      problems.push(`${ALLOWED_FILE}: ${hintOf(value)} is in no file any more: take it off the list`);
  }
  return problems;
}

/** Bytes as characters one to one, so that a key inside a binary file is found as well; null for what is no plain file. */
function readText(file: string): string | null {
  // A deleted file is still listed until its deletion is staged.
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? readFileSync(file, 'latin1') : null;
}
