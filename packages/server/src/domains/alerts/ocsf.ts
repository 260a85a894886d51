// An alert or an event as an OCSF 1.5 object, for whoever reads OCSF: Security Lake, another SIEM, a partner.
//
// Both become a Detection Finding (class 2004). For an alert that is what it is. An event is none in the strict sense, but the
// class of its activity cannot be told from our record without guessing, and the only other concrete class, the Base Event, has
// neither title nor evidences, so that its entities would have no place. It is therefore a finding with `is_alert: false`, and
// `unmapped.watchfloor.kind` says what it was; the `ocsf` source reads it back as the event.
// https://schema.ocsf.io/1.5.0/classes/detection_finding, https://schema.ocsf.io/1.5.0/profiles/incident

import { type Severity, tacticsOfTechnique, techniqueName, type Verdict } from '@watchfloor/sdk';
import type { AlertStatus, AlertWire, Disposition, EventWire } from './alert.schema.ts';
import { isClosed } from './alert.ts';
import type { OcsfFinding } from './ocsf.schema.ts';
import { type OcsfObject, placeEntities } from './ocsf-evidence.ts';

const VERSION = '1.5.0';
const CLASS = 2004;

type Labelled = readonly [id: number, caption: string];

const SEVERITIES: Readonly<Record<Severity, Labelled>> = {
  informational: [1, 'Informational'],
  low: [2, 'Low'],
  medium: [3, 'Medium'],
  high: [4, 'High'],
  critical: [5, 'Critical'],
};
const STATUSES: Readonly<Record<AlertStatus, Labelled>> = {
  new: [1, 'New'],
  triaging: [2, 'In Progress'],
  investigating: [2, 'In Progress'],
  escalated: [2, 'In Progress'],
  resolved: [4, 'Resolved'],
  auto_resolved: [3, 'Suppressed'],
};
const VERDICTS: Readonly<Record<Verdict, Labelled>> = {
  false_positive: [1, 'False Positive'],
  true_positive: [2, 'True Positive'],
  benign_true_positive: [5, 'Benign'],
  undetermined: [7, 'Insufficient Data'],
};
const PRIORITIES: Readonly<Record<Disposition, Labelled>> = {
  benign_auto_resolved: [1, 'Low'],
  requires_investigation: [2, 'Medium'],
  suspicious_escalate: [3, 'High'],
  critical_immediate: [4, 'Critical'],
};
const CONFIDENCES: Readonly<Record<'low' | 'medium' | 'high', Labelled>> = {
  low: [1, 'Low'],
  medium: [2, 'Medium'],
  high: [3, 'High'],
};
const CREATE: Labelled = [1, 'Create'];
const UPDATE: Labelled = [2, 'Update'];
const CLOSE: Labelled = [3, 'Close'];

/** The alert or event as a Detection Finding with every attribute that the schema requires. Pure. */
export function toOcsf(view: AlertWire | EventWire): OcsfFinding {
  return isAlert(view) ? alertFinding(view) : eventFinding(view);
}

function isAlert(view: AlertWire | EventWire): view is AlertWire {
  return 'status' in view;
}

function alertFinding(alert: AlertWire): OcsfFinding {
  const activity = isClosed(alert.status) ? CLOSE : alert.version > 1 ? UPDATE : CREATE;
  const common = commonParts(alert, activity);
  return {
    ...common,
    is_alert: !isClosed(alert.status),
    count: alert.duplicate_count,
    ...labelled('status', STATUSES[alert.status]),
    ...(alert.close_reason ? { status_detail: alert.close_reason } : {}),
    ...(alert.notes ? { comment: alert.notes } : {}),
    ...incidentParts(alert),
    ...confidenceParts(alert),
    ...(alert.risk_score === null ? {} : { risk_score: alert.risk_score }),
    metadata: {
      ...common.metadata,
      // Each version of the alert is an event of its own about the same finding.
      uid: `${alert.id}/${alert.version}`,
      ...(alert.case_id ? { correlation_uid: alert.case_id } : {}),
      profiles: ['incident'],
    },
    finding_info: {
      ...common.finding_info,
      first_seen_time: Date.parse(alert.first_seen),
      last_seen_time: Date.parse(alert.last_seen),
      ...(alert.resolved_at ? { modified_time: Date.parse(alert.resolved_at) } : {}),
    },
    unmapped: { watchfloor: { ...common.unmapped.watchfloor, ...alertLeftovers(alert) } },
  };
}

function eventFinding(event: EventWire): OcsfFinding {
  const common = commonParts(event, CREATE);
  const { action, outcome } = event;
  return {
    ...common,
    is_alert: false,
    metadata: { ...common.metadata, uid: event.id, ...(action === '' ? {} : { event_code: action }) },
    unmapped: { watchfloor: { ...common.unmapped.watchfloor, kind: 'event', action, outcome } },
  };
}

type View = AlertWire | EventWire;
type Common = Omit<OcsfFinding, 'is_alert'>;

/** What an alert and an event have in common. */
function commonParts(view: View, [activityId, activityName]: Labelled): Common {
  const placed = placeEntities(view.entities, { id: view.id, sensor: view.sensor });
  const [severityId, severity] = SEVERITIES[view.severity];
  return {
    activity_id: activityId,
    activity_name: activityName,
    category_uid: 2,
    category_name: 'Findings',
    class_uid: CLASS,
    class_name: 'Detection Finding',
    type_uid: CLASS * 100 + activityId,
    type_name: `Detection Finding: ${activityName}`,
    severity_id: severityId,
    severity,
    time: Date.parse(view.occurred_at),
    message: view.description || view.title,
    metadata: metadataOf(view, placed.needsWindows),
    finding_info: findingInfo(view),
    ...filled('evidences', placed.evidences),
    ...filled('resources', placed.resources),
    ...filled('vulnerabilities', placed.vulnerabilities),
    ...filled('observables', placed.observables),
    unmapped: {
      watchfloor: {
        kind: 'alert',
        category: view.category,
        sensor: view.sensor,
        ...filled('flags', view.flags),
        ...filled('links', view.links.slice(1)),
      },
    },
  };
}

/** The list under its name, nothing when it is empty: OCSF has no empty lists of what is not there. */
function filled<Name extends string, Item>(
  name: Name,
  items: readonly Item[],
): Partial<Record<Name, Item[]>> {
  // A computed key widens to string; it is the name that was given.
  return items.length === 0 ? {} : ({ [name]: [...items] } as Partial<Record<Name, Item[]>>);
}

/** `status_id: 1, status: 'New'`. */
function labelled<Name extends string>(
  name: Name,
  [id, caption]: Labelled,
): Record<Name, string> & Record<`${Name}_id`, number> {
  // As above: the keys are the two that are computed from the name.
  return { [`${name}_id`]: id, [name]: caption } as Record<Name, string> & Record<`${Name}_id`, number>;
}

/** The product is the one that reported; Watchfloor handed it on, which is what a logger is. */
function metadataOf(view: View, needsWindows: boolean): OcsfFinding['metadata'] {
  const received = Date.parse(view.received_at);
  return {
    version: VERSION,
    uid: view.id,
    product: {
      name: view.product || view.source,
      ...(view.vendor === '' ? {} : { vendor_name: view.vendor }),
    },
    tenant_uid: view.tenant,
    log_name: view.source,
    logged_time: received,
    ...filled('labels', view.labels),
    ...(needsWindows ? { extensions: [{ name: 'win', uid: '2', version: VERSION }] } : {}),
    loggers: [
      {
        name: 'Watchfloor',
        product: { name: 'Watchfloor', vendor_name: 'Watchfloor' },
        logged_time: received,
      },
    ],
  };
}

function findingInfo(view: View): OcsfFinding['finding_info'] {
  const { id, name } = view.rule;
  const hasRule = id !== null || name !== null;
  const url = view.links[0]?.url;
  return {
    uid: view.id,
    ...(view.source_ref === null ? {} : { uid_alt: view.source_ref }),
    title: view.title,
    ...(view.description === '' ? {} : { desc: view.description }),
    ...(view.category === '' ? {} : { types: [view.category] }),
    ...(hasRule ? { analytic: { ...labelled('type', [1, 'Rule']), ...present({ uid: id, name }) } } : {}),
    ...filled('attacks', attacksOf(view)),
    created_time: Date.parse(view.received_at),
    ...(url === undefined ? {} : { src_url: url }),
  };
}

function present(fields: Readonly<Record<string, string | null>>): OcsfObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Each technique with those of the record's tactics that it serves; then the tactics that no technique explains. */
function attacksOf(view: View): readonly OcsfObject[] {
  const explained = new Set<string>();
  const attacks = view.techniques.map((id) => {
    const tactics = tacticsOfTechnique(id).filter((tactic) => view.tactics.includes(tactic));
    for (const tactic of tactics) explained.add(tactic);
    const [parent = id] = id.split('.');
    return {
      technique: techniqueOf(parent),
      ...(parent === id ? {} : { sub_technique: techniqueOf(id) }),
      ...filled('tactics', tactics.map(tacticNamed)),
    };
  });
  const others = view.tactics.filter((tactic) => !explained.has(tactic));
  return [...attacks, ...others.map((tactic) => ({ tactic: tacticNamed(tactic) }))];
}

function techniqueOf(id: string): OcsfObject {
  return { uid: id, ...present({ name: techniqueName(id) }) };
}

/** `command-and-control` as `Command and Control`. */
function tacticNamed(tactic: string): OcsfObject {
  const words = tactic
    .split('-')
    .map((word) => (word === 'and' ? word : word.slice(0, 1).toUpperCase() + word.slice(1)));
  return { name: words.join(' ') };
}

/** The attributes of the incident profile: who has it, how urgent it is, what it turned out to be. */
function incidentParts(alert: AlertWire): Partial<OcsfFinding> {
  const urgency = alert.disposition ?? alert.recommended_disposition;
  return {
    ...(alert.assignee === null ? {} : { assignee: { name: alert.assignee } }),
    ...(alert.verdict === null ? {} : labelled('verdict', VERDICTS[alert.verdict])),
    ...(urgency === null ? {} : labelled('priority', PRIORITIES[urgency])),
  };
}

function confidenceParts({ confidence }: AlertWire): Partial<OcsfFinding> {
  if (confidence === null) return {};
  return {
    ...labelled('confidence', CONFIDENCES[confidence.label]),
    confidence_score: Math.round(confidence.score * 100),
  };
}

/** What OCSF has no attribute for. */
function alertLeftovers(alert: AlertWire): OcsfObject {
  return {
    status: alert.status,
    stage: alert.stage,
    revision: alert.revision,
    version: alert.version,
    vendor_severity: alert.vendor_severity,
    resolution_type: alert.resolution_type,
    ...present({
      disposition: alert.disposition,
      recommended_disposition: alert.recommended_disposition,
      narrative: alert.narrative,
    }),
    ...filled('indicators', alert.indicators),
  };
}
