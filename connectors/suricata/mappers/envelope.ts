// AWS Network Firewall puts each EVE record into an envelope that names the firewall; everything else sends it bare.
// https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging-contents.html

import { type JsonObject, type JsonValue, textAt } from '@watchfloor/sdk';

export interface OpenedEve {
  readonly eve: JsonObject;
  /** The firewall of AWS Network Firewall; '' for a Suricata of one's own. */
  readonly firewall: string;
  /** When the envelope was written, for records without a time of their own. */
  readonly sentAt: JsonValue | undefined;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function openEve(record: JsonObject): OpenedEve {
  const firewall = textAt(record, 'firewall_name');
  const inner = record.event;
  if (firewall === '' || !isObject(inner)) return { eve: record, firewall: '', sentAt: undefined };
  return { eve: inner, firewall, sentAt: record.event_timestamp };
}
