// A GuardDuty finding, as the API, EventBridge, an S3 export, or a table of Microsoft Sentinel gives it.
// https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Finding.html

import {
  cut,
  type EntityRole,
  entityCollector,
  parseTime,
  type ReadResult,
  type RecordFlag,
  severityOf,
  severityOnScale,
  tacticsIn,
  techniquesIn,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import { consoleUrl, linkList } from './console-links.ts';
import { type Fields, textOf } from './fields.ts';
import { addAction, isCall } from './guardduty-action.ts';
import { addEvidence, threatNames } from './guardduty-evidence.ts';
import { addResources } from './guardduty-resource.ts';
import { type Attack, addSequence, attackOf, signalNames } from './guardduty-sequence.ts';
import { type FindingType, findingTypeOf } from './guardduty-type.ts';
import { describeSeen, labelList } from './words.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;

// A finding is updated each time its activity goes on; the last update is what this record tells about.
const TIME_FIELDS = [
  'updatedAt',
  'service.eventLastSeen',
  'createdAt',
  'timeCreated',
  'service.eventFirstSeen',
];

export function readFinding(finding: Fields): ReadResult {
  // The column `Type` of a table in Sentinel is the table's own name.
  const typeText = finding.text('activityType', 'type');
  const id = finding.text('id');
  if (typeText === '' && id === '')
    return refuse('type', 'is missing, and so is the id: every GuardDuty finding has both');
  for (const field of ['type', 'id', 'title', 'severity']) {
    if (typeof finding.value(field) === 'object') return refuse(field, 'must be a text or a number');
  }
  const type = findingTypeOf(typeText);
  const service = finding.object('service', 'serviceDetails');
  const sequence = service.object('detection.sequence');
  const flags = new Set<RecordFlag>();
  const entities = addEntities(finding, service, sequence);
  if (entities.capped) flags.add('entities_capped');
  const severity =
    severityOnScale(finding.value('severity'), 10, 'up') ?? severityOf(finding.text('severity'));
  if (severity === null) flags.add('severity_unknown');
  const occurredAt = timeOf(finding, service);
  if (occurredAt === null) flags.add('time_missing');
  const title = finding.text('title') || type?.name || typeText || 'GuardDuty finding';
  const description = describe(finding, service, sequence);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'AWS',
      product: 'GuardDuty',
      source_ref: id || finding.text('arn') || null,
      title: cut(title, TITLE_MAX),
      description: cut(description, DESCRIPTION_MAX),
      category: type?.category ?? '',
      severity: severity ?? 'medium',
      sensor: 'cloud',
      occurred_at: occurredAt,
      entities: entities.list(),
      labels: labelsOf(finding, service),
      links: linkList(['GuardDuty', linkTo(finding, service, id)]),
      flags: [...flags],
      ...attackFrom(finding, sequence, type),
      rule: { id: typeText || null, name: type?.name ?? null, url: type?.url ?? null },
      closure: closureOf(service),
    },
  };
}

function refuse(field: string, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

function addEntities(finding: Fields, service: Fields, sequence: Fields): ReturnType<typeof entityCollector> {
  const collector = entityCollector();
  const action = service.object('action');
  const isActor = service.text('resourceRole').toUpperCase() === 'ACTOR';
  const resource: EntityRole = isActor ? 'actor' : 'target';
  addAction(action, collector);
  addResources(
    finding.object('resource', 'resourceDetails'),
    { resource, principal: isCall(action) ? 'actor' : resource },
    collector,
  );
  addEvidence(service, collector);
  addSequence(sequence, collector);
  return collector;
}

function timeOf(finding: Fields, service: Fields): string | null {
  for (const path of TIME_FIELDS) {
    const from = path.startsWith('service.')
      ? service.value(path.slice('service.'.length))
      : finding.value(path);
    const time = parseTime(from);
    if (time !== null) return time;
  }
  return parseTime(finding.value('timeGenerated'));
}

const ATTACK_TEXT_MAX = 4096;

/**
 * The tactic of the type; for an attack sequence those its indicators name. Where the indicators were left out, as in tables
 * of some lakes, the description lists them in lines of its own.
 */
function attackFrom(finding: Fields, sequence: Fields, type: FindingType | null): Attack {
  const named = attackOf(sequence);
  const tactics = new Set([...(type?.tactics ?? []), ...named.tactics]);
  const techniques = new Set(named.techniques);
  if (finding.text('activityType', 'type').startsWith('AttackSequence:')) {
    for (const line of finding.text('description').slice(0, ATTACK_TEXT_MAX).split('\n')) {
      const listed = line.indexOf('observed:');
      if (listed < 0) continue;
      if (line.includes('tactics observed:'))
        for (const tactic of tacticsIn(line.slice(listed + 9))) tactics.add(tactic);
      if (line.includes('techniques observed:')) for (const id of techniquesIn(line)) techniques.add(id);
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}

/** GuardDuty's own words, then how often and since when, and what the signals were. */
function describe(finding: Fields, service: Fields, sequence: Fields): string {
  const signals = signalNames(sequence);
  const told = finding.text('description') || sequence.text('description');
  const parts = [
    told === finding.text('title') ? '' : told,
    describeSeen({
      count: service.text('count'),
      first: service.text('eventFirstSeen'),
      last: service.text('eventLastSeen'),
    }),
    signals.length === 0 ? '' : `Signals: ${signals.join('; ')}.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function labelsOf(finding: Fields, service: Fields): readonly string[] {
  const lists = service
    .objects('evidence.threatIntelligenceDetails')
    .map((detail) => detail.text('threatListName'));
  return labelList(
    isSample(finding, service) ? ['sample', 'true'] : null,
    ['account', finding.text('accountId')],
    ['region', finding.text('region')],
    ['resource', finding.text('resource.resourceType', 'resourceDetails.resourceType')],
    ...threatNames(service).map((name) => ['threat', name] as const),
    ...[...lists, service.text('additionalInfo.threatListName')].map(
      (name) => ['threat_list', name] as const,
    ),
  );
}

/** Sample findings are made on request and say so: in the title, or in the additional information in one of its two forms. */
function isSample(finding: Fields, service: Fields): boolean {
  return (
    finding.text('title').startsWith('[SAMPLE]') ||
    service.text('additionalInfo.sample') === 'true' ||
    service.object('additionalInfo.value').text('sample') === 'true'
  );
}

/** The console's page of the finding, which looks among the current or the archived ones. */
function linkTo(finding: Fields, service: Fields, id: string): string | null {
  if (!/^[0-9a-z-]{8,64}$/i.test(id)) return null;
  const list = service.text('archived').toLowerCase() === 'true' ? 'archived' : 'current';
  return consoleUrl(finding.text('region'), 'guardduty', `/findings?macros=${list}&fId=${id}`);
}

const FEEDBACK: ReadonlyMap<string, Verdict> = new Map([
  ['USEFUL', 'true_positive'],
  ['NOT_USEFUL', 'false_positive'],
]);

/** Archived by a person or by a suppression rule; the record does not tell when. */
function closureOf(service: Fields): VendorClosure | null {
  if (service.text('archived').toLowerCase() !== 'true') return null;
  const feedback = textOf(service.value('userFeedback'));
  return {
    verdict: FEEDBACK.get(feedback.toUpperCase()) ?? 'undetermined',
    reason: feedback === '' ? 'Archived in GuardDuty' : `Archived in GuardDuty: ${feedback}`,
    at: null,
  };
}
