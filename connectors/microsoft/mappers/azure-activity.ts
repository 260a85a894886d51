// Logs of Azure Monitor about resources: the Activity log (control plane), in the form of its API, of diagnostic settings and
// of the table AzureActivity, and the resource logs (data plane) that share the latter forms.
// https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema
// https://learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema

import {
  cut,
  type NormalizedEvent,
  parseJsonText,
  type ReadResult,
  type Severity,
  severityOf,
} from '@watchfloor/sdk';
import { addColumns, columnTable } from './columns.ts';
import { type Fields, foldName, isObject, readFields, textOf } from './fields.ts';
import { addAccountNames, addPrincipal } from './principal.ts';
import type { Product } from './products.ts';
import {
  addLabel,
  alertOf,
  attackIn,
  emptyParts,
  eventOf,
  joined,
  type Parts,
  refusal,
  sentences,
} from './record-parts.ts';
import { firstTime } from './security-alert.ts';

const AZURE: Product = { product: 'Azure Monitor', sensor: 'cloud' };
const DEFENDER_FOR_CLOUD: Product = { product: 'Microsoft Defender for Cloud', sensor: 'cloud' };
const TEXT_FIELDS = ['ResourceId', 'Time', 'CallerIpAddress', 'Caller', 'CorrelationId', 'EventTimestamp'];
const TIMES = ['Time', 'EventTimestamp', 'TimeGenerated', 'EventSubmissionTimestamp', 'SubmissionTimestamp'];

export function readAzureRecord(fields: Fields): ReadResult {
  const wrong = fields.notText(...TEXT_FIELDS);
  if (wrong !== null) return refusal(wrong, 'must be a text');
  const record: AzureRecord = {
    fields,
    properties: fields.object('Properties'),
    operation: valueIn(fields, 'OperationNameValue', 'OperationName'),
    category: categoryOf(fields),
    resource: fields.text('ResourceId', '_ResourceId', 'ResourceUri'),
  };
  const parts = emptyParts();
  addWho(record, parts);
  addResources(record, parts);
  return isFinding(record) ? readFinding(record, parts) : readActivity(record, parts);
}

interface AzureRecord {
  readonly fields: Fields;
  readonly properties: Fields;
  readonly operation: string;
  readonly category: string;
  readonly resource: string;
}

/** The API writes `{value, localizedValue}` where the other forms write a text. */
function valueIn(fields: Fields, ...names: readonly string[]): string {
  for (const name of names) {
    const text = fields.text(name) || fields.object(name).text('Value', 'LocalizedValue');
    if (text !== '') return text;
  }
  return '';
}

/** What the log is about; the stream writes `Administrative` for everything and the real word into the properties. */
function categoryOf(fields: Fields): string {
  return fields.object('Properties').text('EventCategory') || valueIn(fields, 'CategoryValue', 'Category');
}

/** Alerts of Defender for Cloud are mirrored into the Activity log; what else stands there has merely happened. */
function isFinding({ category, operation }: AzureRecord): boolean {
  return foldName(category) === 'security' && /^microsoft\.security\//i.test(operation);
}

function readActivity(record: AzureRecord, parts: Parts): ReadResult {
  const { fields, properties, operation, category } = record;
  const status = statusOf(record);
  const target = nameOf(record.resource) || properties.text('ObjectKey');
  const log = kubernetesLog(properties);
  const action =
    log === null ? operation : `${log.text('Verb')} ${log.object('ObjectRef').text('Resource')}`.trim();
  return eventOf(
    {
      product: AZURE,
      ref: fields.text('EventDataId') || eventId(fields.text('Id')),
      title: `${action || 'Azure activity'}${target === '' ? '' : `: ${target}`}`,
      description: sentences([
        ['Result', joined(': ', [status, valueIn(fields, 'ResultDescription', 'Description', 'StatusText')])],
        ['Title', properties.text('Title')],
        ['Message', cut(properties.text('StatusMessage', 'Message'), 1000)],
        ['Recommendation', properties.text('RecommendationName')],
        ['Policies', policyNames(properties)],
        ['Request', cut(properties.text('RequestBody'), 1000)],
        ['User agent', properties.text('UserAgentHeader', 'ClientInfo')],
      ]),
      category,
      severity: severityOfLevel(fields.text('Level')),
      occurredAt: firstTime(fields, TIMES),
      action: action || 'Azure activity',
      outcome: outcomeOf(record, log),
    },
    parts,
  );
}

function readFinding(record: AzureRecord, parts: Parts): ReadResult {
  const { fields, properties, resource } = record;
  addColumns(properties, FINDING_COLUMNS, parts.collector);
  const names = {
    name: properties.text('UserName'),
    domain: properties.text('DomainName'),
    upn: '',
    sid: properties.text('UserSID'),
    objectId: '',
  };
  addAccountNames(names, 'related', parts.collector);
  addLabel(parts, 'action_taken', properties.text('ActionTaken'));
  const name = valueIn(fields, 'EventName') || properties.text('AlertDisplayName', 'EventName');
  const id = /\/alerts\/([\w-]{8,100})/i.exec(resource)?.[1] ?? fields.text('EventDataId');
  return alertOf(
    {
      product: DEFENDER_FOR_CLOUD,
      ref: id,
      title: name || 'Alert of Microsoft Defender for Cloud',
      description: valueIn(fields, 'Description', 'ResultDescription'),
      category: properties.text('Category', 'AttackStage', 'Intent') || 'security',
      severity: severityOf(properties.text('Severity')) ?? severityOfLevel(fields.text('Level')),
      occurredAt: firstTime(fields, TIMES),
      attack: attackIn([properties.text('Intent', 'AttackStage')], [properties.text('Techniques')]),
      rule: { id: properties.text('AlertType', 'AlertName'), name },
      closure: closureOfFinding(record),
    },
    parts,
  );
}

/** The mirrored alert is over when Defender for Cloud says resolved or dismissed; why, it does not say. */
function closureOfFinding(record: AzureRecord) {
  const isOver =
    /^(?:resolved|dismissed)$/i.test(statusOf(record)) ||
    /\/(?:dismiss|resolve)\/action$/i.test(record.operation);
  return isOver
    ? { verdict: 'undetermined' as const, reason: null, at: firstTime(record.fields, TIMES) }
    : null;
}

const FINDING_COLUMNS = columnTable([
  ['CommandLine', 'command_line', 'related'],
  ['ProcessName', 'process_path', 'related'],
  ['ParentProcess', 'process_path', 'parent'],
  ['CompromisedHost', 'host', 'target'],
  ['MachineName', 'host', 'target'],
  ['AzureResourceId CompromisedResourceId', 'cloud_resource', 'target'],
  ['AttackerIp AttackerSourceIP SourceIp ClientIPAddress', 'ips', 'source'],
]);

// Claims under which a token names its bearer, the most telling first.
const UPN_CLAIMS = [
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn',
  'upn',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
  'preferred_username',
  'unique_name',
];

function addWho({ fields, properties }: AzureRecord, { collector }: Parts): void {
  const identity = fields.object('Identity');
  const claims = firstOf(identity.object('Claims', 'Claim'), fields.object('Claims', 'Claims_d'));
  const requester = identity.object('Requester');
  const named =
    claims.text(...UPN_CLAIMS) || requester.text('Upn', 'UserPrincipalName') || fields.text('RequesterUpn');
  const caller = fields.text('Caller');
  const shown = claims.text('name');
  addPrincipal(named, 'actor', collector);
  addPrincipal(caller, 'actor', collector);
  if (shown.includes('@')) addPrincipal(shown, 'actor', collector);
  // A service principal has no name in its token: its application, or else the object, stands for it.
  if (named === '' && caller === '' && !shown.includes('@')) {
    const id = claims.text('appid', 'http://schemas.microsoft.com/identity/claims/objectidentifier', 'oid');
    collector.add(
      'user',
      id || requester.text('AppId', 'ObjectId') || fields.text('RequesterAppId'),
      'actor',
    );
  }
  collector.add('ip', fields.text('CallerIpAddress', 'ClientIp'), 'source');
  collector.add('ip', claims.text('ipaddr'), 'source');
  collector.add('ip', fields.object('HttpRequest').text('ClientIpAddress'), 'source');
  addCluster(properties, collector);
}

function firstOf(first: Fields, second: Fields): Fields {
  const [any] = first.entries();
  return any === undefined ? second : first;
}

/** Who called the API of a Kubernetes cluster. */
function addCluster(properties: Fields, collector: Parts['collector']): void {
  const log = kubernetesLog(properties);
  if (log === null) return;
  collector.add('user', log.object('User').text('Username'), 'actor');
  collector.add('user', log.object('ImpersonatedUser').text('Username'), 'target');
  collector.add('ip', log.list('SourceIPs'), 'source');
}

/** The audit record that AKS writes as a text into `properties.log`; null in every other log. */
function kubernetesLog(properties: Fields): Fields | null {
  const value = properties.value('Log');
  const parsed =
    typeof value === 'string' && value.trimStart().startsWith('{') ? parseJsonText(value) : value;
  if (!isObject(parsed)) return null;
  const log = readFields(parsed);
  return log.text('Verb') === '' ? null : log;
}

// Properties of resource logs that name a thing: firewalls, gateways, storage, key vaults.
const PROPERTY_COLUMNS = columnTable([
  ['ClientIP ClientIpAddress SourceIp SourceIP SourceAddress', 'ips', 'source'],
  ['DestinationIp DestinationIP DestinationAddress', 'ips', 'destination'],
  ['Fqdn TargetUrl Host Hostname', 'shape', 'destination'],
  ['UserPrincipalName', 'account', 'actor'],
]);

function addResources(record: AzureRecord, { collector }: Parts): void {
  const { fields, properties, resource } = record;
  // The resource of a mirrored alert is the alert.
  if (!isFinding(record)) collector.add('cloud_resource', resource, 'target');
  const authorization = firstOf(
    fields.object('Authorization'),
    fields.object('Identity').object('Authorization'),
  );
  const scope = authorization.text('Scope');
  if (scope.toLowerCase() !== resource.toLowerCase()) collector.add('cloud_resource', scope, 'related');
  collector.add('cloud_resource', properties.text('ObjectKey'), 'target');
  collector.add('url', fields.text('Uri') || properties.text('Id', 'RequestUri'), 'target');
  addColumns(properties, PROPERTY_COLUMNS, collector);
}

/** The name of a resource is the last part of its id, with its type before it. */
function nameOf(resource: string): string {
  const tail = resource.split('/').slice(-2);
  return cut(tail.join('/'), 200);
}

/** The id of an event ends in `/events/<guid>/ticks/<number>`. */
function eventId(id: string): string {
  return /\/events\/([0-9a-f-]{36})\//i.exec(id)?.[1] ?? '';
}

function statusOf({ fields, properties }: AzureRecord): string {
  return (
    valueIn(fields, 'ActivityStatusValue', 'ActivityStatus', 'ResultType', 'Status', 'StatusText') ||
    properties.text('MetricResponseType', 'HttpStatusCode', 'Action') ||
    valueIn(fields, 'ResultSignature', 'StatusCode')
  );
}

const OUTCOMES: readonly (readonly [pattern: RegExp, outcome: NormalizedEvent['outcome']])[] = [
  [/^(?:success|succeeded|ok|created|accepted|allow|allowed|2\d\d)\b/i, 'success'],
  [/fail|error|den(?:y|ied)|forbidden|unauthorized|conflict|notfound|^[45]\d\d\b/i, 'failure'],
];

/** `Start`, `Accept`, `Active` and the like are neither. */
function outcomeOf(record: AzureRecord, log: Fields | null): NormalizedEvent['outcome'] {
  const status = statusOf(record);
  const code = log?.object('ResponseStatus').text('Code') ?? '';
  // Key Vault calls a refused request a success of the service.
  if (Number(record.properties.text('HttpStatusCode')) >= 400) return 'failure';
  const text = code === '101' ? 'success' : code || cut(status, 200);
  return OUTCOMES.find(([pattern]) => pattern.test(text))?.[1] ?? 'unknown';
}

const LEVELS: ReadonlyMap<string, Severity> = new Map<string, Severity>([
  ['1', 'critical'],
  ['2', 'high'],
  ['3', 'medium'],
  ['4', 'informational'],
  ['5', 'informational'],
]);

/** Critical, Error, Warning, Informational, or their numbers; a record without a level is a plain fact. */
function severityOfLevel(level: string): Severity {
  return LEVELS.get(level) ?? severityOf(level) ?? 'informational';
}

const POLICIES_MAX = 10;

/** Names of the policies an evaluation is about, which stand in a JSON text. */
function policyNames(properties: Fields): string {
  const policies = properties.list('Policies').slice(0, POLICIES_MAX).filter(isObject);
  const names = policies.map((item) => {
    const policy = readFields(item);
    return policy.text('PolicyDefinitionDisplayName', 'PolicyDefinitionName');
  });
  return [...new Set(names.filter((name) => name !== ''))].join(', ');
}

// Fields of the common schema of all logs, of which every record has some.
const LOG_FIELDS = ['Category', 'CategoryValue', 'CallerIpAddress', 'ResultType', 'CorrelationId'];

/** Whether the record is one of Azure Monitor, and how sure that is. */
export function azureCertainty(fields: Fields): number {
  const operation = valueIn(fields, 'OperationNameValue', 'OperationName');
  const resource = fields.text('ResourceId', '_ResourceId', 'ResourceUri');
  const isResource = /^\/subscriptions\//i.test(resource);
  const isOperation = operation.length < 300 && /^microsoft\.[a-z.]+\/[\w./-]+$/i.test(operation);
  const isTable = foldName(textOf(fields.value('Type'))) === 'azureactivity';
  if (isTable) return 97;
  if (isResource && isOperation) return 95;
  const logFields = LOG_FIELDS.filter((name) => fields.value(name) !== undefined).length;
  if (isOperation && logFields > 0) return 90;
  if (!isResource) return 0;
  return operation !== '' && logFields > 0 ? 85 : logFields > 1 ? 60 : 0;
}
