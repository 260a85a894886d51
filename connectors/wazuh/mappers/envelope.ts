// The alert inside what came. Wazuh's manager writes it bare (alerts.json); the indexer puts it into `_source`; active responses and
// the Shuffle integration carry it beside other things; the Slack integration keeps only a few of its fields, as text.

import { type JsonObject, type JsonValue, textAt, valueAt } from '@watchfloor/sdk';

export interface Opened {
  readonly alert: JsonObject;
  /** The indexer's id of the document; '' when there is none. */
  readonly documentId: string;
  /** The indexer's name of the index: Wazuh's own begin with `wazuh-`. */
  readonly index: string;
  /** What the way it came says about whose it is, 0 to 100. */
  readonly certainty: number;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The elements of a list; nothing of anything else. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  // Array.isArray widens readonly arrays to any[]; the type is the declared one again here.
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'object' ? '' : textAt({ value }, 'value');
}

export function openEnvelope(record: JsonObject): Opened {
  const index = textAt(record, '_index');
  const bare = { alert: record, documentId: textAt(record, '_id'), index, certainty: 0 };
  if (isObject(record._source)) return { ...bare, alert: record._source };
  if (isObject(record.all_fields)) return { ...bare, alert: record.all_fields, certainty: 30 };
  if (isObject(record.parameters)) {
    const inner = valueAt(record.parameters, 'alert');
    if (isObject(inner)) return { ...bare, alert: inner, certainty: 20 };
  }
  const message = slackMessage(record);
  return message === null ? bare : { ...bare, alert: message, certainty: 95 };
}

/** The alert out of a message of the Slack integration; null when it is none. */
function slackMessage(record: JsonObject): JsonObject | null {
  if (!Array.isArray(record.attachments)) return null;
  const [attachment] = itemsOf(record.attachments);
  if (!/^wazuh alert$/i.test(textAt(attachment, 'pretext'))) return null;
  const fields = new Map(
    itemsOf(valueAt(attachment, 'fields'))
      .slice(0, 20)
      .map((field): [string, string] => [textAt(field, 'title').toLowerCase(), textAt(field, 'value')]),
  );
  // `(001) - web-01`, `5710 _(Level 5)_`
  const agent = /^\((\d{1,8})\) - (.{1,300})$/.exec(fields.get('agent') ?? '');
  const rule = /^(\d{1,10}) _\(Level (\d{1,2})\)_$/.exec(fields.get('rule id') ?? '');
  const id = textAt(attachment, 'ts');
  return {
    id,
    timestamp: id.split('.')[0] ?? '',
    rule: { id: rule?.[1] ?? '', level: rule?.[2] ?? '', description: textAt(attachment, 'title') },
    agent: { id: agent?.[1] ?? '', name: agent?.[2] ?? fields.get('agentless host') ?? '' },
    location: fields.get('location') ?? '',
    full_log: textAt(attachment, 'text'),
  };
}
