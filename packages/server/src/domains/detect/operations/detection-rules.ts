import { SEVERITIES } from '@watchfloor/sdk';
import { z } from 'zod';
import type { OperationContext } from '../../../kernel/context.ts';
import { decodeCursor, encodeCursor } from '../../../kernel/cursor.ts';
import { AppError } from '../../../kernel/errors.ts';
import { requireWireId, toWireId } from '../../../kernel/ids.ts';
import { operation, pageOf } from '../../../kernel/operation.ts';
import { isoTime, loadRuleVerdicts, pageInput, textList } from '../../alerts/index.ts';
import {
  findRule,
  type ListedRule,
  listRules,
  listVolume,
  lockRule,
  type RuleRow,
  writeDocumentation,
} from '../rule.store.ts';

const DOCUMENTATION_MAX = 50_000;
const days = z.coerce
  .number()
  .int()
  .min(1)
  .max(365)
  .default(30)
  .describe('Days back that are counted, 1 to 365.');
const ruleIdText = z.string().min(1).max(60).describe('Id of the rule: `rule_` and 32 hex digits.');

const ruleBase = z.object({
  id: z.string(),
  source: z.string(),
  key: z
    .string()
    .describe('As the `rule` filter of alerts takes it: the vendor’s id, or the name where there is no id.'),
  external_id: z.string().nullable().describe('The vendor’s id.'),
  name: z.string(),
  vendor: z.string(),
  product: z.string(),
  severity: z.enum(SEVERITIES).describe('Of its newest alert.'),
  tactics: z.array(z.string()),
  techniques: z.array(z.string()),
  description: z.string().nullable().describe('What the vendor says that it detects.'),
  url: z.string().nullable().describe('The rule’s page at the vendor.'),
  first_seen: isoTime,
  last_seen: isoTime.describe('To the minute.'),
  documented: z.boolean().describe('Whether somebody has written documentation.'),
  version: z.number().int(),
});

const ruleWire = ruleBase
  .extend({ alerts: z.number().int().describe('Alerts received in the days asked for.') })
  .meta({ id: 'DetectionRule' });

const ruleDetail = ruleBase
  .extend({
    alerts: z.number().int(),
    days: z.number().int(),
    volume: z
      .array(z.object({ day: z.iso.date(), alerts: z.number().int() }))
      .describe('Days with alerts, oldest first.'),
    verdicts: z.object({
      true_positive: z.number().int(),
      benign_true_positive: z.number().int(),
      false_positive: z.number().int(),
      undetermined: z.number().int(),
    }),
    documentation: z.string().describe('Markdown of the tenant’s own people.'),
    documented_at: isoTime.nullable(),
    documented_by: z.string().nullable(),
  })
  .meta({ id: 'DetectionRuleDetail' });

export const listRulesOperation = operation({
  id: 'detection-rules.list',
  summary: 'Rules of the products that sent alerts, by when they last fired or by how often',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/detection-rules' } },
  input: z.strictObject({
    ...pageInput,
    source: textList.optional(),
    rule: z.string().min(1).max(500).optional().describe('Exact key, as an alert has it in its rule.'),
    q: z.string().trim().min(1).max(200).optional().describe('Part of the name or key.'),
    sort: z.enum(['last_seen', 'alerts']).default('last_seen'),
    days,
  }),
  output: pageOf(ruleWire),
  errors: [],
  async run(ctx, input) {
    const sort = `rules.${input.sort}`;
    const rows = await listRules(ctx, {
      sources: input.source ?? null,
      key: input.rule ?? null,
      part: input.q ?? null,
      sort: input.sort,
      since: daysBefore(ctx.at, input.days),
      after: input.cursor === undefined ? null : readCursor(input.cursor, sort, input.sort),
      limit: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const value = last && (input.sort === 'alerts' ? String(last.alerts) : last.last_seen.toISOString());
    return {
      data: page.map(toRuleWire),
      next_cursor:
        rows.length > input.limit && last && value ? encodeCursor({ sort, values: [value, last.id] }) : null,
    };
  },
});

function readCursor(cursor: string, sort: string, by: 'last_seen' | 'alerts') {
  const [value, id] = decodeCursor(cursor, sort, 2);
  const isValue = by === 'alerts' ? /^\d{1,9}$/ : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
  if (
    typeof value !== 'string' ||
    typeof id !== 'string' ||
    !isValue.test(value) ||
    !/^[0-9a-f-]{36}$/.test(id)
  )
    throw new AppError('invalid', { field: 'cursor', message: 'The cursor is not one of ours.' });
  return { value, id };
}

export const getRuleOperation = operation({
  id: 'detection-rules.get',
  summary:
    'One rule: what it detects, how often it fired, what its alerts proved to be, and what your people wrote about it',
  permission: 'alerts:read',
  effect: 'read',
  audit: { none: 'reading is everyday work; access is logged by request' },
  idempotency: 'natural',
  expose: { http: { method: 'GET', path: '/v1/detection-rules/{id}' } },
  input: z.strictObject({ id: ruleIdText, days }),
  output: ruleDetail,
  errors: [],
  async run(ctx, input) {
    const rule = await findRule(ctx, requireWireId('rule', input.id));
    if (rule === null) throw missing();
    return toRuleDetail(ctx, rule, input.days);
  },
});

export const documentRuleOperation = operation({
  id: 'detection-rules.document',
  summary: 'Write what analysts should know about a rule',
  permission: 'alerts:update',
  effect: 'write',
  audit: { event: 'rule.documented' },
  idempotency: 'key',
  expose: { http: { method: 'PATCH', path: '/v1/detection-rules/{id}', ifMatch: 'version' } },
  input: z.strictObject({
    id: ruleIdText,
    version: z.coerce.number().int().min(1).optional().describe('Version you have read (If-Match).'),
    documentation: z.string().max(DOCUMENTATION_MAX).describe('Markdown; replaces what was there.'),
  }),
  output: ruleDetail,
  errors: ['version_mismatch'],
  async run(ctx, input) {
    const rule = await lockRule(ctx, requireWireId('rule', input.id));
    if (rule === null) throw missing();
    if (input.version !== undefined && input.version !== rule.version) {
      throw new AppError('version_mismatch', {
        message: `The rule is at version ${rule.version}, not ${input.version}: read it again and repeat.`,
      });
    }
    const { documentation } = input;
    await writeDocumentation(ctx, rule.id, { documentation, at: ctx.at, by: ctx.principal.name });
    ctx.audit({
      subject: `rule:${rule.id}`,
      before: { documentation: rule.documentation },
      after: { documentation },
    });
    return toRuleDetail(ctx, (await findRule(ctx, rule.id)) ?? rule, 30);
  },
});

const missing = () => new AppError('not_found', { message: 'There is no rule with this id.' });

function daysBefore(at: Date, count: number): Date {
  return new Date(at.getTime() - count * 86_400_000);
}

async function toRuleDetail(
  ctx: OperationContext,
  rule: RuleRow,
  count: number,
): Promise<z.input<typeof ruleDetail>> {
  const volume = await listVolume(ctx, rule.id, daysBefore(ctx.at, count));
  const verdicts = await loadRuleVerdicts(ctx, { source: rule.source, rule: rule.rule_key });
  return {
    ...toRuleWire({ ...rule, alerts: volume.reduce((sum, day) => sum + day.alerts, 0) }),
    days: count,
    volume,
    verdicts: {
      true_positive: verdicts.get('true_positive') ?? 0,
      benign_true_positive: verdicts.get('benign_true_positive') ?? 0,
      false_positive: verdicts.get('false_positive') ?? 0,
      undetermined: verdicts.get('undetermined') ?? 0,
    },
    documentation: rule.documentation,
    documented_at: rule.documented_at?.toISOString() ?? null,
    documented_by: rule.documented_by,
  };
}

function toRuleWire(row: ListedRule): z.input<typeof ruleWire> {
  return {
    id: toWireId('rule', row.id),
    source: row.source,
    key: row.rule_key,
    external_id: row.external_id,
    name: row.name,
    vendor: row.vendor,
    product: row.product,
    severity: row.severity,
    tactics: row.tactics,
    techniques: row.techniques,
    description: row.description,
    url: row.url,
    first_seen: row.first_seen.toISOString(),
    last_seen: row.last_seen.toISOString(),
    documented: row.documentation.trim() !== '',
    alerts: row.alerts,
    version: row.version,
  };
}
