// All SQL on detection rules. They are written by the worker for every batch of alerts, so writing is one statement for the rules
// and one for their counters, and a rule that was just seen is not written again.

import { hash } from 'node:crypto';
import type { Severity } from '@watchfloor/sdk';
import { instants, integers, jsons, texts, uuids } from '../../kernel/columns.ts';
import type { Sql } from '../../kernel/context.ts';
import { uuidOfHex } from '../../kernel/ids.ts';

interface Scope {
  readonly sql: Sql;
  readonly tenantId: string;
}

/** Id of a rule: a hash of its source and key. */
export function ruleId(source: string, key: string): string {
  return uuidOfHex(hash('sha256', `${source}\0${key}`, 'hex'));
}

/** An alert as far as it says something about its rule. */
export interface RuleSighting {
  readonly source: string;
  readonly rule_id: string | null;
  readonly rule_name: string | null;
  readonly rule_details: RuleDetails | null;
  readonly vendor: string;
  readonly product: string;
  readonly severity: Severity;
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly received_at: Date;
  /** Whether it counts: a revision of an alert says anew what its rule is called, but is no new alert. */
  readonly counts: boolean;
}

export interface RuleDetails {
  readonly description?: string | null;
  readonly url?: string | null;
}

interface SeenRule {
  readonly id: string;
  readonly key: string;
  readonly latest: RuleSighting;
  readonly first: Date;
  readonly alerts: number;
}

/** Makes or refreshes the rules of a batch of alerts and counts the alerts to their day. */
export async function recordRules(scope: Scope, sightings: readonly RuleSighting[]): Promise<void> {
  const rules = [...gather(sightings).values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  if (rules.length === 0) return;
  const of = <Value>(pick: (rule: SeenRule) => Value) => rules.map(pick);
  const recorded = scope.sql.query(
    'rule.record',
    `insert into detection_rule as d (tenant_id, id, source, rule_key, external_id, name, vendor, product, severity, tactics,
       techniques, description, url, first_seen, last_seen)
     select $1, r.id, r.source, r.key, r.external_id, r.name, r.vendor, r.product, r.severity,
       array(select jsonb_array_elements_text(r.tactics)), array(select jsonb_array_elements_text(r.techniques)),
       r.description, r.url, r.first_seen, r.last_seen
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::jsonb[], $11::jsonb[], $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[])
       as r (id, source, key, external_id, name, vendor, product, severity, tactics, techniques, description, url,
         first_seen, last_seen)
     on conflict (tenant_id, id) do update set name = excluded.name, vendor = excluded.vendor, product = excluded.product,
       severity = excluded.severity, tactics = excluded.tactics, techniques = excluded.techniques,
       description = coalesce(excluded.description, d.description), url = coalesce(excluded.url, d.url),
       last_seen = greatest(d.last_seen, excluded.last_seen)
     -- A rule that fires all the time is written once a minute: workers would queue for its row.
     where excluded.last_seen > d.last_seen + interval '1 minute' or (excluded.last_seen >= d.last_seen
       and (excluded.name, excluded.severity, excluded.techniques) is distinct from (d.name, d.severity, d.techniques))`,
    [
      scope.tenantId,
      uuids(of((rule) => rule.id)),
      texts(of((rule) => rule.latest.source)),
      texts(of((rule) => rule.key)),
      texts(of((rule) => rule.latest.rule_id)),
      texts(of((rule) => rule.latest.rule_name ?? rule.key)),
      texts(of((rule) => rule.latest.vendor)),
      texts(of((rule) => rule.latest.product)),
      texts(of((rule) => rule.latest.severity)),
      jsons(of((rule) => JSON.stringify(rule.latest.tactics))),
      jsons(of((rule) => JSON.stringify(rule.latest.techniques))),
      texts(of((rule) => rule.latest.rule_details?.description ?? null)),
      texts(of((rule) => rule.latest.rule_details?.url ?? null)),
      instants(of((rule) => rule.first)),
      instants(of((rule) => rule.latest.received_at)),
    ],
  );
  const counted = rules.filter((rule) => rule.alerts > 0);
  if (counted.length === 0) return void (await recorded);
  const added = scope.sql.query(
    'rule.count',
    `insert into detection_rule_day as d (tenant_id, rule_id, day, slot, alerts)
     select $1, c.id, (c.at at time zone 'UTC')::date, pg_backend_pid() % 8, c.alerts
     from unnest($2::uuid[], $3::timestamptz[], $4::integer[]) as c (id, at, alerts)
     on conflict (tenant_id, rule_id, day, slot) do update set alerts = d.alerts + excluded.alerts`,
    [
      scope.tenantId,
      uuids(counted.map((rule) => rule.id)),
      instants(counted.map((rule) => rule.latest.received_at)),
      integers(counted.map((rule) => rule.alerts)),
    ],
  );
  await Promise.all([recorded, added]);
}

function gather(sightings: readonly RuleSighting[]): Map<string, SeenRule> {
  const rules = new Map<string, SeenRule>();
  for (const sighting of sightings) {
    const key = sighting.rule_id ?? sighting.rule_name;
    if (key === null || key === '') continue;
    const id = ruleId(sighting.source, key);
    const known = rules.get(id);
    const isNewer = known === undefined || sighting.received_at >= known.latest.received_at;
    const first =
      known === undefined || sighting.received_at < known.first ? sighting.received_at : known.first;
    const alerts = (known?.alerts ?? 0) + (sighting.counts ? 1 : 0);
    rules.set(id, { id, key, latest: isNewer ? sighting : known.latest, first, alerts });
  }
  return rules;
}

export interface RuleRow {
  readonly id: string;
  readonly source: string;
  readonly rule_key: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly vendor: string;
  readonly product: string;
  readonly severity: Severity;
  readonly tactics: string[];
  readonly techniques: string[];
  readonly description: string | null;
  readonly url: string | null;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly documentation: string;
  readonly documented_at: Date | null;
  readonly documented_by: string | null;
  readonly version: number;
}

const COLUMNS = `d.id, d.source, d.rule_key, d.external_id, d.name, d.vendor, d.product, d.severity, d.tactics, d.techniques,
  d.description, d.url, d.first_seen, d.last_seen, d.documentation, d.documented_at, d.documented_by, d.version`;

export type ListedRule = RuleRow & { readonly alerts: number };

export interface ListRules {
  readonly sources: readonly string[] | null;
  readonly key: string | null;
  /** Part of the name or key, in any case. */
  readonly part: string | null;
  readonly sort: 'last_seen' | 'alerts';
  readonly since: Date;
  readonly after: { readonly value: string; readonly id: string } | null;
  readonly limit: number;
}

/** Rules with their alerts since a day, by when they last fired or by how often. A tenant has thousands of rules, not millions. */
export async function listRules(scope: Scope, ask: ListRules): Promise<ListedRule[]> {
  const order = ask.sort === 'alerts' ? 'coalesce(v.alerts, 0)' : 'd.last_seen';
  const type = ask.sort === 'alerts' ? 'integer' : 'timestamptz';
  return scope.sql.query<ListedRule>(
    '',
    `select ${COLUMNS}, coalesce(v.alerts, 0)::integer as alerts
     from detection_rule d left join (
       select rule_id, sum(alerts) as alerts from detection_rule_day
       where tenant_id = $1 and day >= ($2::timestamptz at time zone 'UTC')::date group by rule_id) v on v.rule_id = d.id
     where d.tenant_id = $1 and ($3::text[] is null or d.source = any($3)) and ($4::text is null or d.rule_key = $4)
       and ($5::text is null or position(lower($5) in lower(d.name || ' ' || d.rule_key)) > 0)
       and ($6::text is null or (${order}, d.id) < ($6::${type}, $7::uuid))
     order by ${order} desc, d.id desc limit $8`,
    [
      scope.tenantId,
      ask.since,
      ask.sources,
      ask.key,
      ask.part,
      ask.after?.value ?? null,
      ask.after?.id ?? null,
      ask.limit,
    ],
  );
}

export async function findRule(scope: Scope, id: string): Promise<RuleRow | null> {
  const rows = await scope.sql.query<RuleRow>(
    'rule.find',
    `select ${COLUMNS} from detection_rule d where d.tenant_id = $1 and d.id = $2`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** As `findRule`, locked for change. */
export async function lockRule(scope: Scope, id: string): Promise<RuleRow | null> {
  const rows = await scope.sql.query<RuleRow>(
    'rule.lock',
    `select ${COLUMNS} from detection_rule d where d.tenant_id = $1 and d.id = $2 for update`,
    [scope.tenantId, id],
  );
  return rows[0] ?? null;
}

/** Alerts by day since a day, oldest first; days without any are left out. */
export async function listVolume(
  scope: Scope,
  id: string,
  since: Date,
): Promise<{ readonly day: string; readonly alerts: number }[]> {
  return scope.sql.query<{ day: string; alerts: number }>(
    'rule.volume',
    `select day::text, sum(alerts)::integer as alerts from detection_rule_day
     where tenant_id = $1 and rule_id = $2 and day >= ($3::timestamptz at time zone 'UTC')::date
     group by day order by day`,
    [scope.tenantId, id, since],
  );
}

export async function writeDocumentation(
  scope: Scope,
  id: string,
  written: { readonly documentation: string; readonly at: Date; readonly by: string },
): Promise<void> {
  await scope.sql.query(
    'rule.document',
    `update detection_rule set documentation = $3, documented_at = $4, documented_by = $5, version = version + 1
     where tenant_id = $1 and id = $2`,
    [scope.tenantId, id, written.documentation, written.at, written.by],
  );
}
