// Events of the Falcon event stream, telemetry of Falcon Data Replicator, and a data lake's rows of both.

import { ENTITY_TYPES, type JsonObject, parseJsonText, textAt, valueAt } from '@watchfloor/sdk';
import { type DataSet, type Expected, ecsExpected } from '../data-set.ts';

export const crowdstrikeSets: readonly DataSet[] = [
  {
    name: 'sekoia-crowdstrike-falcon',
    source: 'crowdstrike',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'CrowdStrike/crowdstrike_falcon',
    expected: (line, record) => ({
      ...entitiesExpected(line),
      kind: streamKind(textAt(record, 'metadata.eventType')),
      severity: textAt(record, 'event.SeverityName')
        .toLowerCase()
        .replace(/^info$/, 'informational'),
    }),
  },
  {
    name: 'sekoia-crowdstrike-telemetry',
    source: 'crowdstrike',
    file: 'parsing/sekoia-raw-to-ecs.jsonl',
    isMember: (line) => line.product === 'CrowdStrike/crowdstrike-telemetry',
    expected: (line) => ({ ...entitiesExpected(line), kind: 'event' }),
  },
  {
    name: 'panther-crowdstrike',
    source: 'crowdstrike',
    file: 'detections/panther-rule-tests.jsonl',
    // Some of the author's tests are rows of a query over the log, not of the log: they have one or two columns.
    isMember: (line) => line.product === 'crowdstrike' && !isQueryRow(inputOf(line)),
    expected: (_line, record) => ({
      time: textAt(record, 'metadata.eventCreationTime') || textAt(record, 'timestamp'),
      kind: /detectionsummaryevent/i.test(lakeType(record)) ? 'alert' : 'event',
    }),
  },
];

/** Names of rules and hashes without a type are no entities of ours; the hashes stand in the list under their type as well. */
function entitiesExpected(line: JsonObject): Expected {
  const expected = ecsExpected(line);
  const isOurs = ({ type }: { readonly type: string }): boolean => ENTITY_TYPES.some((own) => own === type);
  return { ...expected, entities: (expected.entities ?? []).filter(isOurs) };
}

function isQueryRow(input: object): boolean {
  return !('metadata' in input) && Object.keys(input).length < 3;
}

/** As the stream's names say it: a summary of a detection, an incident or a lead is a finding, all else happened. */
function streamKind(type: string): string {
  return /(?:SummaryEvent|IdentityProtectionEvent)$/.test(type) ? 'alert' : 'event';
}

function lakeType(record: JsonObject): string {
  return textAt(record, 'ExternalApiType') || textAt(record, 'event.ExternalApiType');
}

function inputOf(line: JsonObject): object {
  const input = valueAt(line, 'input');
  const value = typeof input === 'string' ? parseJsonText(input) : input;
  return typeof value === 'object' && value !== null ? value : {};
}
