// The older list of alerts by asset or user (`ListAlerts` of the Backstory API): names and times of what fired for one of them.
// https://docs.cloud.google.com/chronicle/docs/reference/search-api

import {
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  parseTime,
  type ReadResult,
  type RecordFlag,
} from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { asText, isObject, memberItems, memberOf, memberText, sentences, shorten } from './fields.ts';
import { consoleLink } from './links.ts';
import { severityOfProduct } from './severity.ts';
import { addUdmEntities } from './udm-entities.ts';

const TITLE_MAX = 500;
const DESCRIPTION_MAX = 4096;

export function readAssetAlert(record: JsonObject): ReadResult {
  const infos = memberItems(record, 'alertInfos').filter(isObject);
  const first = infos[0];
  if (first === undefined)
    return { ok: false, refusal: { field: 'alertInfos', message: 'is empty: there is no alert to read' } };
  const flags = new Set<RecordFlag>();
  const collector = entityCollector();
  addAssetIndicator(memberOf(record, 'asset'), collector);
  const user = memberOf(record, 'user');
  for (const name of ['username', 'email', 'windowsSid', 'employeeId'])
    addAccount(collector, memberText(user, name), 'target');
  const events = infos.map((info) => memberOf(info, 'udmEvent')).filter(isObject);
  for (const event of events) addUdmEntities(event, collector);
  const name = memberText(first, 'name');
  const occurredAt = parseTime(memberText(first, 'timestamp'));
  if (occurredAt === null) flags.add('time_missing');
  const severity = severityOfProduct(memberText(first, 'severity'));
  if (severity === null) flags.add('severity_unknown');
  if (collector.capped) flags.add('entities_capped');
  const product = memberText(first, 'sourceProduct');
  const uri = memberItems(first, 'uri').map(asText)[0] ?? '';
  return {
    ok: true,
    record: {
      kind: 'alert',
      vendor: 'Google',
      product: 'Google SecOps',
      source_ref: null,
      title: shorten(name || 'SecOps alert', TITLE_MAX, flags),
      description: shorten(
        sentences([
          ['Reported by', product],
          ['Occurrences', infos.length > 1 ? String(infos.length) : ''],
        ]),
        DESCRIPTION_MAX,
        flags,
      ),
      category: 'detection',
      severity: severity ?? 'medium',
      sensor: 'siem',
      occurred_at: occurredAt,
      entities: collector.list(),
      labels: ['telemetry'],
      links: consoleLink('Google SecOps', uri),
      flags: [...flags],
      tactics: [],
      techniques: [],
      rule: { id: null, name: name || null },
      closure: null,
    },
  };
}

function addAssetIndicator(asset: JsonValue | undefined, collector: EntityCollector): void {
  collector.addTyped(memberText(asset, 'hostname'), 'target', 'host');
  for (const name of ['assetIpAddress', 'ip']) collector.add('ip', memberOf(asset, name), 'target');
  for (const name of ['assetMacAddress', 'mac', 'macAddress'])
    collector.add('mac', memberOf(asset, name), 'target');
}
