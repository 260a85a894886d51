import { z } from 'zod';
import { operation } from '../../../../kernel/operation.ts';
import { countLetters } from '../dead-letter.store.ts';
import { countWorkers, findStuck, type QueueRow, readOwnQueue, STUCK_AFTER_SECONDS } from '../work.store.ts';
import { WORK_CLASSES, workClassOf } from '../work-class.ts';

const seconds = z.number().describe('Since the oldest was put there; 0 when there is none.');

const workStatusSchema = z
  .object({
    queue: z
      .array(
        z.object({
          class: z.enum(WORK_CLASSES).describe('The first runs first; `again` is work that failed before.'),
          jobs: z.number().int(),
          records: z.number().int().describe('Alerts and events in these jobs.'),
          running: z.number().int(),
          retrying: z.number().int().describe('Jobs that failed and wait for their next turn.'),
          oldest_seconds: seconds,
        }),
      )
      .describe('What waits and runs for this tenant, every class, also those in which nothing waits.'),
    jobs: z.number().int(),
    records: z.number().int(),
    oldest_seconds: seconds,
    workers: z.object({
      alive: z.number().int().describe('Of the whole installation.'),
      heard_seconds: z
        .number()
        .nullable()
        .describe('Since a worker was last heard of; null when none ever was.'),
    }),
    stuck: z
      .array(
        z.object({
          stage: z.enum(['accepted', 'evidence', 'revision']),
          alerts: z.number().int().max(500).describe('500 also stands for more.'),
          oldest_at: z.iso.datetime(),
        }),
      )
      .describe(
        `Alerts that stand still for ${STUCK_AFTER_SECONDS} s and that no job carries. The sweeper puts them back to work.`,
      ),
    dead_letters: z.number().int().describe('Open ones: neither replayed nor discarded.'),
  })
  .meta({ id: 'WorkStatus' });

const OPEN = { job: null, stage: null, state: ['open'], from: null, to: null } as const;

export const workStatusOperation = operation({
  id: 'work.status',
  summary: 'What waits, runs, stands still and has failed in this tenant, and whether workers are alive',
  permission: 'settings:manage',
  effect: 'read',
  audit: { none: 'reading counts does not change them' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/work' } },
  input: z.strictObject({}),
  output: workStatusSchema,
  errors: [],
  async run(ctx) {
    const rows = await readOwnQueue(ctx);
    const queue = WORK_CLASSES.map((name) => {
      const own = rows.filter((row) => workClassOf(row.priority) === name);
      return { class: name, ...sumOf(own) };
    });
    const { jobs, records, oldest_seconds } = sumOf(rows);
    return {
      queue,
      jobs,
      records,
      oldest_seconds,
      workers: await countWorkers(ctx),
      stuck: byStage(await findStuck(ctx, ctx.at)),
      dead_letters: await countLetters(ctx, OPEN),
    };
  },
});

function sumOf(rows: readonly QueueRow[]) {
  const sum = (pick: (row: QueueRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  return {
    jobs: sum((row) => row.jobs),
    records: sum((row) => row.records),
    running: sum((row) => row.running),
    retrying: sum((row) => row.retrying),
    oldest_seconds: Math.max(0, ...rows.map((row) => row.oldest_seconds)),
  };
}

function byStage(stuck: Awaited<ReturnType<typeof findStuck>>) {
  return (['accepted', 'evidence', 'revision'] as const).flatMap((stage) => {
    const own = stuck.filter((alert) => alert.stage === stage);
    const oldest = Math.min(...own.map((alert) => alert.since.getTime()));
    return own.length === 0 ? [] : [{ stage, alerts: own.length, oldest_at: new Date(oldest).toISOString() }];
  });
}
