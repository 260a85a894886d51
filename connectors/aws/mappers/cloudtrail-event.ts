// A CloudTrail event: a management, data or network activity event, a console sign-in, or a service's own event. Whatever it
// tells, it is what somebody did: always an event, never an alert; detections decide what is suspicious about it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html

import {
  cut,
  entityCollector,
  type NormalizedEvent,
  parseTime,
  type ReadResult,
  type RecordFlag,
} from '@watchfloor/sdk';
import { categoryOf } from './cloudtrail-category.ts';
import { addIdentity, describeIdentity } from './cloudtrail-identity.ts';
import { addTargets } from './cloudtrail-target.ts';
import { consoleUrl, linkList } from './console-links.ts';
import { type Fields, textOf } from './fields.ts';
import { labelList } from './words.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;
const ACTION_MAX = 200;

export function readApiEvent(event: Fields): ReadResult {
  for (const field of ['eventName', 'eventSource', 'eventTime', 'eventID', 'eventType']) {
    if (typeof event.value(field) === 'object') return refuse(field, 'must be a text');
  }
  const action = event.text('eventName');
  if (action === '') return refuse('eventName', 'is missing: every CloudTrail event has one');

  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addIdentity(event.object('userIdentity'), collector);
  addSource(event, collector);
  addTargets(event, collector);
  if (collector.capped) flags.add('entities_capped');
  const occurredAt = parseTime(event.value('eventTime')) ?? parseTime(event.value('timeGenerated'));
  if (occurredAt === null) flags.add('time_missing');
  const outcome = outcomeOf(event, action);
  const title = titleOf(event, action, outcome);
  const description = describe(event);
  if (title.length > TITLE_MAX || description.length > DESCRIPTION_MAX) flags.add('text_cut');
  return {
    ok: true,
    record: {
      kind: 'event',
      vendor: 'AWS',
      product: 'CloudTrail',
      source_ref: event.text('eventID', 'awsEventId') || null,
      title: cut(title, TITLE_MAX),
      description: cut(description, DESCRIPTION_MAX),
      category: categoryOf(event.text('eventSource'), action, event.text('eventCategory')),
      severity: 'informational',
      sensor: 'cloud',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: labelsOf(event),
      links: linkList(['CloudTrail event history', linkTo(event)]),
      flags: [...flags],
      tactics: [],
      techniques: [],
      rule: { id: null, name: null },
      action: cut(action, ACTION_MAX),
      outcome,
    },
  };
}

function refuse(field: string, message: string): ReadResult {
  return { ok: false, refusal: { field, message } };
}

/** The caller's address; for calls that a service makes for somebody the service's name, which is where the call came from. */
function addSource(event: Fields, collector: ReturnType<typeof entityCollector>): void {
  collector.add('ip', event.text('sourceIPAddress'), 'source');
  collector.add('domain', event.text('sourceIPAddress'), 'source');
  collector.add('ip', event.text('serviceEventDetails.sourceIpAddress'), 'source');
  // Signing in to Identity Center, the name typed stands here.
  collector.add('user', event.text('additionalEventData.UserName'), 'actor');
}

/**
 * An error means that nothing was done. Sign-ins have no error code but a result under the event's own name
 * (`responseElements.ConsoleLogin`), Identity Center among the details of the service's event.
 */
function outcomeOf(event: Fields, action: string): NormalizedEvent['outcome'] {
  const result = action.includes('.')
    ? ''
    : event.text(`responseElements.${action}`, `serviceEventDetails.${action}`).toLowerCase();
  if (result === 'failure') return 'failure';
  if (event.text('errorCode') !== '' || event.text('errorMessage') !== '') return 'failure';
  return 'success';
}

function titleOf(event: Fields, action: string, outcome: NormalizedEvent['outcome']): string {
  const service = serviceOf(event);
  const what = service === '' ? action : `${action} (${service})`;
  const error = event.text('errorCode', 'errorMessage');
  if (outcome !== 'failure') return what;
  return error === '' ? `${what} failed` : `${what} failed: ${error}`;
}

/** `iam` of `iam.amazonaws.com`. */
function serviceOf(event: Fields): string {
  return event
    .text('eventSource')
    .slice(0, 200)
    .replace(/\.amazonaws\.com(?:\.cn)?$/, '');
}

/** What an analyst reads first and no entity carries: who in AWS's words, through what, and whom something was shared with. */
function describe(event: Fields): string {
  const request = event.object('requestParameters');
  const key = request.text('key');
  const source = event.text('sourceIPAddress');
  const parts: readonly (readonly [label: string, text: string])[] = [
    ['By', describeIdentity(event.object('userIdentity'))],
    ['Through', /[a-z]{2}/i.test(source) && !source.includes(':') ? source : ''],
    ['Error', event.text('errorMessage')],
    ['Object', key === '' ? '' : `${request.text('bucketName')}/${key}`],
    ['Shared with', sharedWith(request).join(', ')],
    ['MFA', event.text('additionalEventData.MFAUsed')],
    ['VPC endpoint', event.text('vpcEndpointId')],
    ['Client', event.text('userAgent')],
  ];
  return parts
    .filter(([, text]) => text !== '')
    .map(([label, text]) => `${label}: ${text}.`)
    .join(' ');
}

const SHARED_MAX = 20;

/** Accounts and groups that a snapshot, an image or a function is opened to. */
function sharedWith(request: Fields): readonly string[] {
  const added = ['createVolumePermission', 'launchPermission'].flatMap((field) =>
    request.objects(`${field}.add.items`).map((item) => item.text('userId', 'group')),
  );
  const named = [...request.list('valuesToAdd').map(textOf), request.text('principal')];
  return [...new Set([...added, ...named].filter((name) => name !== ''))].slice(0, SHARED_MAX);
}

function labelsOf(event: Fields): readonly string[] {
  const account = event.text('recipientAccountId', 'userIdentity.accountId');
  const caller = event.text('userIdentity.accountId');
  return labelList(
    ['account', account],
    ['region', event.text('awsRegion')],
    ['identity', event.text('userIdentity.type')],
    caller !== '' && caller !== account ? ['cross_account', 'true'] : null,
    event.text('readOnly').toLowerCase() === 'true' ? ['read_only', 'true'] : null,
    event.text('sessionCredentialFromConsole').toLowerCase() === 'true' ? ['console_session', 'true'] : null,
    event.text('additionalEventData.MFAUsed').toLowerCase() === 'no' ? ['no_mfa', 'true'] : null,
    ['error', event.text('errorCode')],
  );
}

/** The event history holds management events for 90 days, not data or network activity. */
function linkTo(event: Fields): string | null {
  const id = event.text('eventID', 'awsEventId');
  const category = event.text('eventCategory').toLowerCase();
  if (category !== '' && category !== 'management') return null;
  return /^[0-9a-f-]{36}$/i.test(id)
    ? consoleUrl(event.text('awsRegion'), 'cloudtrailv2', `/events/${id}`)
    : null;
}
