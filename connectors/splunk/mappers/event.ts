// What Splunk only passes on: a row of a search, an event for the HTTP Event Collector, an entry of the risk index. What CIM
// calls its fields is what is known of it.

import {
  cut,
  entityCollector,
  type NormalizedEvent,
  type ReadResult,
  type RecordFlag,
  shapeOf,
} from '@watchfloor/sdk';
import { addCimEntities } from './entities.ts';
import type { Opened } from './envelope.ts';
import type { SplunkFields } from './fields.ts';
import { isTaggedFinding } from './recognition.ts';
import { productOf } from './sourcetypes.ts';
import { attackOf, headline, ruleNameIn, severityIn, shorten, timeOf, wordOf } from './texts.ts';

const TITLE_MAX = 300;
const DESCRIPTION_MAX = 8192;
const ACTION_MAX = 200;

const TIMES = [
  '_time',
  'time',
  'timestamp',
  '@timestamp',
  'eventtime',
  'creationtime',
  'utctime',
  '_indextime',
];

export function readEvent({ fields, raw }: Opened): ReadResult {
  const flags = new Set<RecordFlag>();
  const isAlert = isTaggedFinding(fields);
  const isRisk = fields.text('index') === 'risk' || fields.has('risk_object', 'risk_message');
  const { vendor, product, sensor } = productOf(fields);
  const collector = entityCollector();
  addCimEntities(fields, collector);
  addHost(fields, collector);
  const severity = severityIn(fields, ['severity', 'log_level', 'level', 'urgency']);
  if (severity === null && isAlert) flags.add('severity_unknown');
  const occurredAt = timeOf(fields, TIMES);
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  if (fields.isTooDeep) flags.add('depth_limit');
  const text = raw || (isRisk ? '' : fields.text('_raw'));
  const action = isRisk ? 'risk' : actionOf(fields);
  const named = fields.text('risk_message', 'signature', 'subject', 'title', 'name');
  const line = headline(fields.text('message', 'msg')) || headline(text);
  const title = named || line || (/^\d+$/.test(action) ? `${product} event ${action}` : action);
  const message = fields.text('message', 'msg', 'body', 'description') || text;
  const name = fields.text('signature', 'rule') || ruleNameIn(fields.text('search_name'));
  const rule = {
    id: cut(fields.text('signature_id', 'search_name', 'rule_id'), ACTION_MAX) || null,
    name: cut(name, TITLE_MAX) || null,
  };
  const base = {
    vendor: cut(isRisk ? 'Splunk' : vendor, 100),
    product: cut(isRisk ? 'Splunk Enterprise Security' : product, 100),
    source_ref: refOf(fields),
    title: shorten(title, TITLE_MAX, flags),
    description: message === title ? '' : shorten(message, DESCRIPTION_MAX, flags),
    category: wordOf(isRisk ? 'risk' : fields.text('category', 'eventtype', 'tag')),
    severity: severity ?? (isAlert ? 'medium' : 'informational'),
    sensor: isRisk ? 'siem' : sensor,
    occurred_at: occurredAt,
    entities: collector.list(),
    labels: [...new Set(fields.values('tag'))].slice(0, 20).map((tag) => cut(tag, 100)),
    links: [],
    flags: [...flags],
    ...attackOf(fields),
    rule,
  } as const;
  if (isAlert) return { ok: true, record: { kind: 'alert', ...base, closure: null } };
  return {
    ok: true,
    record: { kind: 'event', ...base, action: cut(action, ACTION_MAX), outcome: outcomeOf(fields) },
  };
}

/** The machine whose log it was; a collector in between puts its own name or address there. */
function addHost(fields: SplunkFields, collector: ReturnType<typeof entityCollector>): void {
  const host = fields.text('host');
  if (shapeOf(host) === 'ip') collector.add('ip', host, 'observer');
  else collector.add('host', host, 'observer');
}

/** Where the event lies in its index. */
function refOf(fields: SplunkFields): string | null {
  const place = [fields.text('_bkt'), fields.text('_cd')];
  return place.every((part) => part !== '') ? cut(place.join('|'), ACTION_MAX) : null;
}

/** CIM's `action` is how it ended; what was done has other names, as the add-ons fill them. */
function actionOf(fields: SplunkFields): string {
  return (
    fields.text(
      'vendor_action',
      'eventname',
      'operation',
      'change_type',
      'signature',
      'action',
      'eventtype',
    ) ||
    fields.text('eventcode', 'event_type', 'sourcetype', 'source') ||
    'event'
  );
}

const OUTCOMES: ReadonlyMap<string, NormalizedEvent['outcome']> = new Map<string, NormalizedEvent['outcome']>(
  [
    ['success', 'success'],
    ['allowed', 'success'],
    ['delivered', 'success'],
    ['created', 'success'],
    ['modified', 'success'],
    ['deleted', 'success'],
    ['failure', 'failure'],
    ['failed', 'failure'],
    ['blocked', 'failure'],
    ['denied', 'failure'],
    ['dropped', 'failure'],
    ['error', 'failure'],
    ['quarantined', 'failure'],
  ],
);

function outcomeOf(fields: SplunkFields): NormalizedEvent['outcome'] {
  for (const name of ['action', 'status', 'result', 'outcome']) {
    const outcome = OUTCOMES.get(fields.text(name).toLowerCase());
    if (outcome !== undefined) return outcome;
  }
  return 'unknown';
}
