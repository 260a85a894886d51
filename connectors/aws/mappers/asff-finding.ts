// A finding in the AWS Security Finding Format, whichever product sent it to Security Hub.
// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html

import {
  cut,
  entityCollector,
  parseTime,
  type ReadResult,
  type RecordFlag,
  type Severity,
  severityOf,
  severityOnScale,
  tacticOf,
  techniquesIn,
} from '@watchfloor/sdk';
import { closureOf } from './asff-closure.ts';
import { addObservables, threatLabels } from './asff-observables.ts';
import { productOf } from './asff-product.ts';
import { addAsffResources } from './asff-resource.ts';
import { ruleOf } from './asff-rule.ts';
import { awsUrl, consoleUrl, linkList } from './console-links.ts';
import { type Fields, textOf } from './fields.ts';
import { type Attack, attackOf, signalNames } from './guardduty-sequence.ts';
import { type FindingType, findingTypeOf, typeFromHub } from './guardduty-type.ts';
import { describeSeen, labelList } from './words.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 8192;
const CATEGORY_MAX = 60;
const TYPE_MAX = 512;

// The provider's last update is what this record tells about; when it was observed comes second.
const TIME_FIELDS = ['UpdatedAt', 'LastObservedAt', 'CreatedAt', 'FirstObservedAt', 'ProcessedAt'];
const TEXT_FIELDS = [
  'Id',
  'Title',
  'Description',
  'ProductArn',
  'GeneratorId',
  'RecordState',
  ...TIME_FIELDS,
];

export function readAsff(finding: Fields): ReadResult {
  for (const field of TEXT_FIELDS) {
    if (typeof finding.value(field) === 'object') return refuse(field, 'must be a text');
  }
  const id = finding.text('Id');
  if (id === '' && finding.text('ProductArn') === '')
    return refuse('Id', 'is missing, and so is ProductArn: every Security Hub finding has both');

  const flags = new Set<RecordFlag>();
  const product = productOf(finding);
  const types = typesOf(finding);
  const guarddutyType = product.product === 'GuardDuty' ? hubType(types) : null;
  const sequence = finding.object('Detection.Sequence');
  const collector = entityCollector();
  addObservables(finding, collector);
  addAsffResources(finding, collector);
  if (collector.capped) flags.add('entities_capped');
  const severity = severityFrom(finding);
  if (severity === null) flags.add('severity_unknown');
  const occurredAt =
    TIME_FIELDS.map((field) => parseTime(finding.value(field))).find((time) => time !== null) ?? null;
  if (occurredAt === null) flags.add('time_missing');
  const rule = ruleOf(finding, types, guarddutyType);
  const title = finding.text('Title') || rule.name || rule.id || `${product.product} finding`;
  const description = describe(finding, sequence);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  return {
    ok: true,
    record: {
      kind: 'alert',
      ...product,
      source_ref: id || null,
      title: cut(title, TITLE_MAX),
      description: cut(description, DESCRIPTION_MAX),
      category: guarddutyType?.category ?? categoryOf(types[0] ?? ''),
      severity: severity ?? 'medium',
      sensor: 'cloud',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(finding),
      links: linkList(
        ['Security Hub', linkTo(finding, id)],
        [product.product, awsUrl(finding.text('SourceUrl'))],
        ['Remediation', awsUrl(finding.text('Remediation.Recommendation.Url'))],
      ),
      flags: [...flags],
      ...attackFrom(types, sequence, guarddutyType),
      rule,
      closure: closureOf(finding),
    },
  };
}

function refuse(field: string, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

const TYPES_MAX = 50;

/** `namespace/category/classifier`, the provider's own after what a customer made of them. */
function typesOf(finding: Fields): readonly string[] {
  const types = [...finding.list('Types'), ...finding.list('FindingProviderFields.Types')].map(textOf);
  return [...new Set(types.filter((type) => type !== ''))].slice(0, TYPES_MAX);
}

function hubType(types: readonly string[]): FindingType | null {
  const found = types.map(typeFromHub).find((type) => type !== '');
  return found === undefined ? null : findingTypeOf(found);
}

/** The label, else the normalised number AWS derives the label from, else the provider's own word. */
function severityFrom(finding: Fields): Severity | null {
  for (const at of ['Severity', 'FindingProviderFields.Severity']) {
    const severity = finding.object(at);
    const found =
      severityOf(severity.text('Label')) ??
      severityOnScale(severity.value('Normalized'), 100, 'up') ??
      severityOf(severity.text('Original'));
    if (found !== null) return found;
  }
  return severityOf(finding.text('Severity')) ?? severityOf(finding.text('SeverityLabel'));
}

// Namespaces and categories of Security Hub's taxonomy that read better under a word of ours.
const CATEGORIES: readonly (readonly [words: string, category: string])[] = [
  ['vulnerabilities', 'vulnerability'],
  ['industryandregulatorystandards', 'compliance'],
  ['awssecuritybestpractices', 'compliance'],
  ['sensitivedataidentifications', 'sensitive_data'],
];

/** The category of a type: its second part, or the first of a type that has but one. */
function categoryOf(type: string): string {
  const [namespace = '', category = ''] = type.slice(0, TYPE_MAX).split('/');
  const words = [category, namespace].map((part) => part.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));
  const known = CATEGORIES.find(([name]) => words.includes(name));
  if (known !== undefined) return known[1];
  const own = category.includes(':') || category === '' ? namespace : category;
  const slug = own.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
  return cut(slug, CATEGORY_MAX).replace(/^_|_$/g, '');
}

function attackFrom(types: readonly string[], sequence: Fields, guardduty: FindingType | null): Attack {
  const named = attackOf(sequence);
  const ofTypes = types
    .filter((type) => type.startsWith('TTPs/'))
    .map((type) => tacticOf(type.split('/')[1] ?? ''))
    .filter((tactic) => tactic !== null);
  return {
    tactics: [...new Set([...ofTypes, ...(guardduty?.tactics ?? []), ...named.tactics])],
    techniques: [...new Set([...types.flatMap((type) => techniquesIn(type)), ...named.techniques])],
  };
}

function describe(finding: Fields, sequence: Fields): string {
  const signals = signalNames(sequence);
  const reasons = finding
    .objects('Compliance.StatusReasons')
    .map((reason) => reason.text('Description', 'ReasonCode'));
  const told = finding.text('Description');
  const parts = [
    told === finding.text('Title') ? '' : told,
    describeSeen({
      count: finding.text('ProductFields.aws/guardduty/service/count'),
      first: finding.text('FirstObservedAt'),
      last: finding.text('LastObservedAt'),
    }),
    signals.length === 0 ? '' : `Signals: ${signals.join('; ')}.`,
    ...reasons.slice(0, 10).map((reason) => (reason === '' ? '' : `Compliance: ${reason}`)),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function labelsOf(finding: Fields): readonly string[] {
  const exploit = finding
    .objects('Vulnerabilities')
    .some((vulnerability) => vulnerability.text('ExploitAvailable').toUpperCase() === 'YES');
  return labelList(
    finding.text('Sample') === 'true' || finding.text('Title').startsWith('[SAMPLE]')
      ? ['sample', 'true']
      : null,
    ['account', finding.text('AwsAccountId')],
    ['region', finding.text('Region')],
    ['compliance', finding.text('Compliance.Status').toLowerCase()],
    isNotified(finding) ? ['notified', 'true'] : null,
    exploit ? ['exploit_available', 'true'] : null,
    ...threatLabels(finding),
  );
}

/** The owner of the resource was told: somebody has looked at it, and it is still open. */
function isNotified(finding: Fields): boolean {
  return finding.text('Workflow.Status').toUpperCase() === 'NOTIFIED';
}

/** The console's search for the id, which is how Security Hub addresses a finding. */
function linkTo(finding: Fields, id: string): string | null {
  // Half of a surrogate pair cannot be written into an address.
  if (id === '' || id.length > 512 || !id.isWellFormed()) return null;
  const search = `Id=${encodeURIComponent(`\\operator\\:EQUALS\\:${id}`)}`;
  const region = finding.text('Region') || (finding.text('ProductArn').split(':')[3] ?? '');
  return consoleUrl(region, 'securityhub', `/findings?search=${encodeURIComponent(search)}`);
}
