// What is known beside an alert when it is decided: read from the database for a whole batch, one statement for each kind.

import type { Entity, EntityType } from '@watchfloor/sdk';
import type { Sql } from '../../../kernel/context.ts';
import { type AlertForTriage, entityId, loadRuleHistory, loadTactics } from '../../alerts/index.ts';
import { findBenign, findLinkedAlerts, type LinkedAlert, markOf } from '../../indicators/index.ts';
import type { Evidence } from '../decide.ts';
import type { Policy } from '../policy.ts';

interface EvidenceScope {
  readonly sql: Sql;
  readonly tenantId: string;
  readonly at: Date;
}

/** Types by which alerts are joined; a shared file path or command line says little, a shared user or hash says much. */
const LINKING_TYPES: readonly EntityType[] = [
  'user',
  'email',
  'host',
  'ip',
  'domain',
  'url',
  'sha256',
  'sha1',
  'md5',
];
/** Every machine has these addresses, so sharing one means nothing. */
const UNLINKING_SCOPES = ['loopback', 'link_local', 'multicast', 'unspecified'];
const LINKING_ENTITIES_MAX = 20;
const LINKED_MAX = 10;

/** What people have said of what the alerts name and of their rules. */
export interface Judged {
  readonly benign: ReadonlySet<string>;
  readonly history: Awaited<ReturnType<typeof loadRuleHistory>>;
}

/** Needs nothing that the batch itself writes, so it may be asked for beside that. */
export async function loadJudged(
  { sql, tenantId, at }: EvidenceScope,
  alerts: readonly AlertForTriage[],
): Promise<Judged> {
  const scope = { sql, tenantId };
  const joining = alerts.flatMap((alert) => alert.entities.filter(isLinking));
  const rules = alerts.flatMap((alert) => {
    const rule = alert.rule_id ?? alert.rule_name;
    return rule ? [{ source: alert.source, rule }] : [];
  });
  const [benign, history] = await Promise.all([
    findBenign(scope, [...new Set(joining.map(idOf))], at),
    loadRuleHistory(scope, rules),
  ]);
  return { benign, history };
}

function idOf({ type, value }: Entity): string {
  return entityId(type, value);
}

/**
 * The evidence of each alert by its id: alerts that share something with it, and what people said of its rule before. The alerts must
 * have been linked to what they name, since those of one batch are found too.
 */
export async function gatherEvidence(
  { sql, tenantId }: EvidenceScope,
  alerts: readonly AlertForTriage[],
  { policy, judged: { benign, history } }: { readonly policy: Policy; readonly judged: Judged },
): Promise<Map<string, Evidence>> {
  const scope = { sql, tenantId };
  const wanted = alerts.flatMap((alert) =>
    alert.entities
      .filter((entity) => isLinking(entity) && !benign.has(idOf(entity)))
      .slice(0, LINKING_ENTITIES_MAX)
      .map((entity) => ({
        subjectId: alert.id,
        type: entity.type,
        value: entity.value,
        at: alert.received_at,
      })),
  );
  const linked = await findLinkedAlerts(scope, wanted, policy.body.correlation.window_hours);
  const tactics = await loadTactics(scope, [...new Set(linked.map((link) => link.linked_id))]);
  return new Map(
    alerts.map((alert) => {
      const rule = alert.rule_id ?? alert.rule_name;
      return [
        alert.id,
        {
          linked: linkedOf(alert.id, linked, tactics),
          rule_history: rule ? (history.get(`${alert.source}\0${rule}`) ?? null) : null,
        },
      ];
    }),
  );
}

function isLinking(entity: Entity): boolean {
  if (entity.role === 'observer') return false;
  if (!LINKING_TYPES.includes(entity.type)) return false;
  const mark = markOf(entity.type, entity.value);
  // What everybody's machines talk to joins nothing: a public resolver, the hash of the empty file.
  if (mark?.known === 'known_good') return false;
  return mark?.scope === undefined || !UNLINKING_SCOPES.includes(mark.scope);
}

/** The linked alerts of one alert, each once, in the order of their ids, so that the inputs do not depend on the plan. */
function linkedOf(
  id: string,
  linked: readonly LinkedAlert[],
  tactics: ReadonlyMap<string, string[]>,
): Evidence['linked'] {
  const byAlert = new Map<string, string>();
  for (const link of linked) {
    if (link.subject_id !== id) continue;
    const shared = `${link.type} ${link.value}`;
    const known = byAlert.get(link.linked_id);
    if (known === undefined || shared < known) byAlert.set(link.linked_id, shared);
  }
  return [...byAlert]
    .sort(([left], [right]) => (left < right ? 1 : -1))
    .slice(0, LINKED_MAX)
    .map(([alert_id, shared]) => ({ alert_id, shared, tactics: tactics.get(alert_id) ?? [] }));
}
