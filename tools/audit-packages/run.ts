// Asks the registry which advisories there are about the packages that the product runs with. A machine without a registry, or
// one whose registry does not answer that question, is told so and does not fail: what was not asked is not known, and that is
// what it says. Advisories of high or critical severity fail unless they are excepted.

import { spawn } from 'node:child_process';
import path from 'node:path';
import { EXCEPTIONS } from './exceptions.ts';
import { type AuditReport, judgeReport, parseReport } from './judge-report.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const TIMEOUT_MS = 2_500;

export type AuditAnswer =
  | { readonly kind: 'asked'; readonly report: AuditReport }
  | { readonly kind: 'not_asked'; readonly why: string };

export interface AuditOptions {
  /** Another registry than npm's own settings name. */
  readonly registry?: string;
  readonly timeoutMs?: number;
}

/** Runs `npm audit` over the lock file; never throws for what the registry does. */
export async function askRegistry(options: AuditOptions = {}): Promise<AuditAnswer> {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
  const args = ['audit', '--omit=dev', '--package-lock-only', '--json', '--fetch-retries=0'];
  args.push(`--fetch-timeout=${timeoutMs}`, ...(options.registry ? [`--registry=${options.registry}`] : []));
  const result = await runNpm(args, timeoutMs);
  if (result.end === 'missing') return { kind: 'not_asked', why: 'there is no npm on this machine' };
  if (result.end === 'late')
    return { kind: 'not_asked', why: `the registry did not answer within ${timeoutMs / 1000} s` };
  const report = parseReport(result.output);
  if (report) return { kind: 'asked', report };
  return { kind: 'not_asked', why: reasonOf(result.output) };
}

interface NpmResult {
  readonly end: 'exit' | 'missing' | 'late';
  readonly output: string;
}

function runNpm(args: readonly string[], timeoutMs: number): Promise<NpmResult> {
  return new Promise((resolve) => {
    const child = spawn('npm', args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
    let output = '';
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.once('error', () => {
      clearTimeout(late);
      resolve({ end: 'missing', output });
    });
    child.once('close', () => {
      clearTimeout(late);
      resolve({ end: isLate ? 'late' : 'exit', output });
    });
  });
}

/** Npm's own words about its failure, without the address of a registry that may be private. */
function reasonOf(output: string): string {
  const status = /"statusCode":\s*(\d{3})/.exec(output)?.[1];
  if (status !== undefined) return `the registry answers the question with status ${status}`;
  const code =
    /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|CERT_\w+)\b/.exec(
      output,
    );
  if (code) return `the registry cannot be reached (${code[1]})`;
  return 'the registry gave no report';
}

if (import.meta.main) {
  const answer = await askRegistry();
  if (answer.kind === 'not_asked') console.log(`not run: ${answer.why}`);
  else {
    const today = new Date().toISOString().slice(0, 10);
    const { problems, notes } = judgeReport(answer.report, EXCEPTIONS, today);
    for (const line of [...problems, ...notes]) console.log(line);
    const { prod } = answer.report.metadata.dependencies;
    console.log(`${problems.length} problems, ${notes.length} notes about ${prod} packages`);
    process.exitCode = problems.length === 0 ? 0 : 1;
  }
}
