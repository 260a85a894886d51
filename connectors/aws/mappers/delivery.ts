// How a record of AWS arrives: bare, as the `detail` of an EventBridge event, as the text of an SNS notification, or as one
// log event of a CloudWatch Logs subscription. Opened here once, so that no mapper has to know.

import { type JsonObject, type JsonValue, parseJsonText, textAt } from '@watchfloor/sdk';
import { isObject } from './fields.ts';

export interface Delivery {
  /** The record itself. */
  readonly body: JsonObject;
  /** EventBridge's name of the kind of event (`GuardDuty Finding`); '' when it came another way. */
  readonly detailType: string;
  /** The envelope around an EventBridge detail, for what only it tells (account, region, time); else the body. */
  readonly envelope: JsonObject;
}

/** Names without one of which nothing is around a record: of a notification, a log event, an EventBridge event. */
export const DELIVERY_NAMES: readonly string[] = ['TopicArn', 'message', 'detail-type'];

/** Opens whatever is around the record, at most an SNS notification or log event around an EventBridge event. */
export function openDelivery(record: JsonObject): Delivery {
  const inner = messageOf(record) ?? record;
  const detailType = textAt(inner, 'detail-type');
  if (detailType === '') return { body: inner, detailType, envelope: inner };
  const detail = inner['detail'];
  return { body: isObject(detail) ? detail : {}, detailType, envelope: inner };
}

/**
 * The JSON object inside an SNS notification (`Message`) or a log event of a subscription (`message`). Parsing costs, and
 * recognition asks this of every record that arrives: the names beside it must fit before the text is looked at.
 */
function messageOf(record: JsonObject): JsonObject | null {
  const isSns =
    'TopicArn' in record &&
    'Message' in record &&
    typeof record['TopicArn'] === 'string' &&
    typeof record['Message'] === 'string';
  if (isSns) return parseObject(record['Message']);
  const isLogEvent = 'message' in record && 'id' in record && 'timestamp' in record;
  if (!isLogEvent || typeof record['message'] !== 'string') return null;
  return Object.keys(record).length <= 6 ? parseObject(record['message']) : null;
}

function parseObject(text: JsonValue | undefined): JsonObject | null {
  if (typeof text !== 'string' || !/^\s*\{\s*"/.test(text)) return null;
  const parsed = parseJsonText(text) ?? undefined;
  return isObject(parsed) ? parsed : null;
}
