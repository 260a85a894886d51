// Gmail's log: in the BigQuery export as a row of its own (`event_info`, `message_info`), in the Reports API as parameters of
// the same names and shape. https://knowledge.workspace.google.com/admin/reports/schema-for-gmail-logs-in-bigquery

import type { EntityCollector, JsonValue } from '@watchfloor/sdk';
import { asText, isObject, memberItems, memberOf, memberText } from './fields.ts';

export function addMessage(message: JsonValue | undefined, collector: EntityCollector): void {
  if (!isObject(message)) return;
  const source = memberOf(message, 'source');
  for (const name of ['address', 'fromHeaderAddress'])
    collector.add('email', memberText(source, name), 'source');
  for (const destination of memberItems(message, 'destination'))
    collector.add('email', memberText(destination, 'address'), 'destination');
  // `service::address` pairs, separated by commas.
  for (const pair of memberText(message, 'flattenedDestinations').split(','))
    collector.add('email', pair.replace(/^[^:]*:[^:]*:/, ''), 'destination');
  collector.add('domain', memberOf(message, 'linkDomain'), 'related');
  const connection = memberOf(message, 'connectionInfo');
  collector.add('ip', memberText(connection, 'clientIp'), 'source');
  collector.add('host', memberText(connection, 'clientHostZone'), 'source');
  collector.add('domain', memberText(connection, 'dmarcPublishedDomain'), 'related');
  for (const name of ['authenticatedDomain', 'dkimPassDomain'])
    for (const item of memberItems(connection, name))
      collector.add('domain', memberText(item, 'name'), 'source');
  for (const attachment of memberItems(message, 'attachment')) {
    collector.add('sha256', memberText(attachment, 'sha256'), 'related');
    collector.add('file_path', memberText(attachment, 'fileName'), 'related');
  }
  collector.add('url', memberItems(message, 'link').map(asText), 'related');
}

/** What an analyst reads first: the subject and how the sender was authenticated. */
export function describeMessage(message: JsonValue | undefined): readonly (readonly [string, string])[] {
  const connection = memberOf(message, 'connectionInfo');
  const checks = ['spf', 'dkim', 'dmarc'].map((name) => {
    const passed = memberText(connection, `${name}Pass`);
    return passed === '' ? '' : `${name} ${passed === 'true' ? 'pass' : 'fail'}`;
  });
  return [
    ['Subject', memberText(message, 'subject')],
    ['Checks', checks.filter((text) => text !== '').join(', ')],
    ['Spam', memberText(message, 'isSpam') === 'true' ? 'yes' : ''],
  ];
}
