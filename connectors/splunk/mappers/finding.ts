// What Splunk found: a triggered alert, a notable event, a risk notable, a finding of Enterprise Security 8.
// https://help.splunk.com/splunk-enterprise/alert-and-respond/alerting-manual/10.0/configure-alert-actions/use-a-webhook-alert-action
// https://dev.splunk.com/enterprise/docs/devtools/enterprisesecurity/notableeventsplunkes/usingnotableeventsinsearch

import {
  cut,
  entityCollector,
  type JsonObject,
  parseTime,
  type ReadResult,
  type RecordFlag,
  textAt,
  type VendorClosure,
  type Verdict,
} from '@watchfloor/sdk';
import { addCimEntities } from './entities.ts';
import type { Opened } from './envelope.ts';
import type { SplunkFields } from './fields.ts';
import { linksOf, rulePage } from './links.ts';
import { isNotable } from './recognition.ts';
import { sensorOf } from './sourcetypes.ts';
import {
  attackOf,
  domainIn,
  expandTokens,
  ruleNameIn,
  severityIn,
  shorten,
  timeOf,
  wordOf,
} from './texts.ts';

const TITLE_MAX = 300;
const DESCRIPTION_MAX = 8192;
const ID_MAX = 400;
const LABELS_MAX = 40;

const TITLES = ['rule_title', 'finding_title', 'rule_name'];
const DESCRIPTIONS = ['rule_description', 'finding_description', 'description', 'message'];
// A search that counts has no event's time: it names the first and last, the range it looked at, or only its own run.
const TIMES = [
  '_time',
  'orig_time',
  'lasttime',
  'firsttime',
  'info_max_time',
  'info_search_time',
  'time',
  '_indextime',
];
const SEVERITIES = ['urgency', 'severity', 'alert.severity', 'finding_severity', 'priority'];

export function readFinding({ fields, envelope, form }: Opened): ReadResult {
  const flags = new Set<RecordFlag>();
  const isFromSecurity = isNotable(fields);
  const search = searchNameOf(fields, envelope);
  const collector = entityCollector();
  addCimEntities(fields, collector);
  // In a search's result `host` is whose log it was; in a notable event it is the search head.
  if (!isFromSecurity) collector.add('host', fields.text('host'), 'observer');
  const severity = severityIn(fields, SEVERITIES);
  if (severity === null) flags.add('severity_unknown');
  const occurredAt =
    timeOf(fields, TIMES) ?? dispatchTime(textAt(envelope, 'sid') || fields.text('orig_sid'));
  if (occurredAt === null) flags.add('time_missing');
  if (collector.capped) flags.add('entities_capped');
  if (fields.isTooDeep) flags.add('depth_limit');

  const name = ruleNameIn(fields.text('rule_name', 'detection_name') || search);
  const signature = fields.text('signature', 'title', 'name');
  const title = expandTokens(fields.text(...TITLES), fields) || ruleNameIn(search) || signature;
  const told = expandTokens(fields.text(...DESCRIPTIONS), fields) || riskMessages(fields);
  const about = fields.text('savedsearch_description', 'rule_description');
  const attack = attackOf(fields);
  const domain = fields.text('security_domain') || domainIn(search);
  const cutTitle = shorten(title || 'Splunk alert', TITLE_MAX, flags);
  const description = shorten(told || about || signature || fields.text('_raw'), DESCRIPTION_MAX, flags);
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Splunk',
      product: isFromSecurity ? 'Splunk Enterprise Security' : 'Splunk',
      source_ref: cut(refOf(fields, search), ID_MAX) || null,
      title: cutTitle,
      description: description === cutTitle ? '' : description,
      category: wordOf(domain || fields.text('category') || (attack.tactics[0] ?? '')),
      severity: severity ?? 'medium',
      sensor: sensorOf(fields, domain),
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(fields),
      links: form === 'webhook' ? linksOf(textAt(envelope, 'results_link'), fields.text('event_id')) : [],
      flags: [...flags],
      ...attack,
      rule: {
        id: cut(search || fields.text('detection_id', 'detection_name', 'rule_name'), ID_MAX) || null,
        name: cut(name, TITLE_MAX) || null,
        description: cut(about, DESCRIPTION_MAX) || null,
        url: form === 'webhook' ? pageOf(envelope) : null,
      },
      closure: closureOf(fields),
    },
  };
}

/** The page of the saved search that a webhook names. */
function pageOf(envelope: JsonObject): string | null {
  const search = { app: textAt(envelope, 'app'), name: textAt(envelope, 'search_name') };
  return rulePage(textAt(envelope, 'results_link'), search);
}

/** What the risk events of a risk notable said, a line each. */
function riskMessages(fields: SplunkFields): string {
  return [...new Set(fields.values('risk_message'))].slice(0, 50).join('\n');
}

/** The saved search: the webhook names it, notable events carry it, in their index it is the source. */
function searchNameOf(fields: SplunkFields, envelope: JsonObject): string {
  const named =
    textAt(envelope, 'search_name') || fields.text('search_name', 'orig_source_search', 'savedsearch_name');
  if (named !== '') return named;
  return fields.text('index') === 'notable' || fields.text('sourcetype') === 'stash'
    ? fields.text('source')
    : '';
}

/** `scheduler__admin__search__RMD5…_at_1705312200_1`: when the search was dispatched. */
function dispatchTime(sid: string): string | null {
  const match = /_at_(\d{10})(?:_|$)/.exec(sid.slice(0, ID_MAX));
  return match === null ? null : parseTime(Number(match[1]));
}

/**
 * The id of the finding; else where the event lies in the index, together with the search that found it. The `sid` of a
 * webhook is none: an alert that triggers for each result sends all of them under one.
 */
function refOf(fields: SplunkFields, search: string): string {
  const id = fields.text('event_id', 'finding_id', 'ref_id', 'orig_event_id');
  if (id !== '') return id;
  const place = [fields.text('_bkt'), fields.text('_cd')];
  return place.every((part) => part !== '') ? [search, ...place].filter((part) => part !== '').join('|') : '';
}

/** The analysts' and the rule's own words: the kind of notable, the stories, the score, tags of the events found. */
function labelsOf(fields: SplunkFields): readonly string[] {
  const labels = new Set<string>();
  const type = fields.text('notable_type');
  if (type !== '' && type !== 'notable') labels.add(cut(type, 200));
  const score = fields.text('risk_score', 'finding_score');
  if (/^\d{1,9}(?:\.\d{1,6})?$/.test(score)) labels.add(`risk_score:${Number(score)}`);
  for (const name of ['annotations.analytic_story', 'analyticstories', 'orig_tag', 'tag', 'labels'])
    for (const value of fields.values(name).slice(0, LABELS_MAX)) labels.add(cut(value, 200));
  return [...labels].filter((label) => !/^(?:default|modaction_result)$/.test(label)).slice(0, LABELS_MAX);
}

/** Enterprise Security's own dispositions; sites may add more, which only their label explains. */
const VERDICTS: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['disposition:1', 'true_positive'],
  ['disposition:2', 'benign_true_positive'],
  ['disposition:3', 'false_positive'],
  ['disposition:4', 'false_positive'],
]);
const CLOSED = /^(?:closed|resolved|4|5)$/i;

/**
 * The closing in Incident Review. `status_end` says it for whatever statuses the site has; else the label, or the number of
 * a status that came with the product. A disposition on an open finding says nothing yet.
 */
function closureOf(fields: SplunkFields): VendorClosure | null {
  const end = fields.text('status_end');
  const isClosed =
    /^(?:true|1)$/i.test(end) || CLOSED.test(fields.text('status_label', 'status_group', 'status'));
  if (!isClosed) return null;
  const label = fields.text('disposition_label');
  const disposition = fields.text('disposition');
  const reason = [label, fields.text('comment', 'review_comment', 'closing_comment')].filter(
    (text) => text !== '',
  );
  return {
    verdict: verdictOf(label) ?? verdictOf(disposition) ?? VERDICTS.get(disposition) ?? 'undetermined',
    reason: cut(reason.join(': '), 1000) || null,
    at: timeOf(fields, ['review_time', 'disposition_time', 'status_time', 'mod_time', 'update_time']),
  };
}

/** `True Positive - Suspicious Activity`, `Benign Positive - Suspicious But Expected`, `False Positive - Inaccurate Data`. */
function verdictOf(label: string): Verdict | null {
  const words = label.slice(0, 60).toLowerCase();
  if (words.startsWith('benign')) return 'benign_true_positive';
  if (words.startsWith('true positive')) return 'true_positive';
  return words.startsWith('false positive') ? 'false_positive' : null;
}
