// What `npm audit` found, held against the exceptions.

import { z } from 'zod';
import type { AdvisoryException } from './exceptions.ts';

const advisorySchema = z.object({
  name: z.string(),
  title: z.string(),
  url: z.string(),
  severity: z.string(),
  range: z.string(),
});

/** The part of npm's report that is looked at; a text under `via` names another package whose own entry has the advisory. */
const reportSchema = z.object({
  auditReportVersion: z.literal(2),
  vulnerabilities: z.record(z.string(), z.object({ via: z.array(z.union([z.string(), advisorySchema])) })),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});

export type AuditReport = z.infer<typeof reportSchema>;
export type Advisory = z.infer<typeof advisorySchema>;

/** Severities that fail the check; what is below is told and lets it pass. */
const FAILING = ['high', 'critical'];
const KNOWN = ['info', 'low', 'moderate', ...FAILING];

export interface Judgement {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** Npm's answer as a report; null when it is none, as after an error. */
export function parseReport(text: string): AuditReport | null {
  try {
    return reportSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** `today` as `2026-12-31`. */
export function judgeReport(
  report: AuditReport,
  exceptions: readonly AdvisoryException[],
  today: string,
): Judgement {
  const problems: string[] = [];
  const notes: string[] = [];
  const used = new Set<AdvisoryException>();
  for (const advisory of advisoriesOf(report)) {
    const id = idOf(advisory);
    const exception = exceptions.find((known) => known.advisory === id && known.package === advisory.name);
    const what = `${advisory.name} ${advisory.range}: ${advisory.severity}: ${advisory.title} (${advisory.url})`;
    if (exception) used.add(exception);
    // A severity that npm has not told so far is no lesser one.
    if (KNOWN.includes(advisory.severity) && !FAILING.includes(advisory.severity)) notes.push(what);
    else if (!exception) problems.push(what);
    else if (exception.until < today) problems.push(`${what}: the exception ended on ${exception.until}`);
    else notes.push(`${what}: let pass until ${exception.until}: ${exception.reason}`);
  }
  for (const exception of exceptions) {
    if (!used.has(exception))
      problems.push(
        `${exception.advisory} of ${exception.package} is excepted and not found: take it off the list`,
      );
  }
  return { problems, notes };
}

function advisoriesOf(report: AuditReport): Advisory[] {
  const all = Object.values(report.vulnerabilities).flatMap(({ via }) =>
    via.filter((entry): entry is Advisory => typeof entry !== 'string'),
  );
  return [...new Map(all.map((advisory) => [`${advisory.url} ${advisory.name}`, advisory])).values()];
}

function idOf(advisory: Advisory): string {
  return advisory.url.split('/').at(-1) ?? advisory.url;
}
