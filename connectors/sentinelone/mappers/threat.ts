// A threat: what the agent's engines found. The API of today nests it (`threatInfo`, `agentDetectionInfo`, `indicators`), the one
// before wrote it flat (`agentComputerName`, `fileContentHash`); both are read by folded paths.

import {
  entityCollector,
  type JsonObject,
  type JsonValue,
  type ReadResult,
  type Severity,
  severityOf,
  tacticOf,
  techniquesIn,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { closureOf } from './closure.ts';
import { addEntities } from './entities.ts';
import { THREAT_RULES } from './entity-fields.ts';
import { type Flat, flatten, itemsOf, textOf } from './flat.ts';
import { alertOf, labelled, threatLinks } from './record.ts';

const INDICATORS_MAX = 100;
const INDICATORS_TOLD = 20;

export function readThreat(record: JsonObject): ReadResult {
  const flat = flatten(record);
  const collector = entityCollector();
  addEntities(flat, THREAT_RULES, collector);
  const id = flat.text('threatinfothreatid', 'id');
  const name = flat.text('threatinfothreatname', 'threatname', 'filedisplayname');
  const classification = flat.text('threatinfoclassification', 'classification');
  const engine = engineOf(record, flat);
  const indicators = itemsOf(valueAt(record, 'indicators')).slice(0, INDICATORS_MAX);
  return alertOf(
    {
      sourceRef: id,
      title: [classification, name].filter((part) => part !== '').join(': ') || 'SentinelOne threat',
      description: descriptionOf(flat, indicators),
      category: classification || 'malware',
      severity: confidence(flat.text('threatinfoconfidencelevel', 'confidencelevel', 'rank')),
      sensor: 'endpoint',
      times: [
        flat.value('threatinfoidentifiedat', 'identifiedat', 'createddate'),
        flat.value('threatinfocreatedat', 'createdat'),
      ],
      collector,
      labels: labelsOf(flat),
      links: threatLinks(flat, id),
      ...attackOf(indicators),
      rule: engine,
    },
    closureOf(
      statusOf(flat),
      flat.text('threatinfoanalystverdict', 'analystverdict'),
      flat.value('threatinfoupdatedat', 'updatedat'),
    ),
  );
}

/** The older form has only a switch. */
function statusOf(flat: Flat): string {
  const status = flat.text('threatinfoincidentstatus', 'incidentstatus');
  return status !== '' ? status : flat.text('resolved') === 'true' ? 'resolved' : '';
}

/** Threats have no severity; how sure the engine is stands for it: malicious is high, suspicious medium. */
function confidence(text: string): Severity | null {
  return severityOf(text);
}

/** The engine is what a rule is elsewhere: it has a key, a name, and finds the same kind of thing again. */
function engineOf(record: JsonObject, flat: Flat): { readonly id: string; readonly name: string } {
  const [first] = itemsOf(valueAt(record, 'threatInfo.detectionEngines'));
  const id = textAt(first, 'key');
  const name = textAt(first, 'title');
  if (id !== '' || name !== '') return { id, name };
  const [engine = ''] = [flat.value('threatinfoengines', 'engines')].flat().map(textOf);
  return { id: '', name: engine };
}

function descriptionOf(flat: Flat, indicators: readonly JsonValue[]): readonly string[] {
  const told = indicators.slice(0, INDICATORS_TOLD).map((item) => textAt(item, 'description'));
  return [
    labelled('Indicators', [...new Set(told.filter((text) => text !== ''))].join(', ')),
    labelled(
      'Mitigation',
      flat.text('threatinfomitigationstatusdescription', 'threatinfomitigationstatus', 'mitigationstatus'),
    ),
    labelled('Confidence', flat.text('threatinfoconfidencelevel', 'confidencelevel')),
    labelled('Detection', flat.text('threatinfodetectiontype', 'detectiontype')),
    labelled('Publisher', flat.text('threatinfopublishername', 'publisher')),
    labelled('Storyline', flat.text('threatinfostoryline', 'storyline')),
  ];
}

function labelsOf(flat: Flat): readonly string[] {
  const site = flat.text('agentrealtimeinfositename', 'agentdetectioninfositename', 'sitename');
  return [
    flat.text('threatinfomitigationstatus', 'mitigationstatus'),
    flat.text('threatinfoisfileless') === 'true' ? 'fileless' : '',
    flat.text('agentrealtimeinfoagentostype', 'agentostype'),
    site === '' ? '' : `site:${site}`,
  ];
}

function attackOf(indicators: readonly JsonValue[]): {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
} {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const named of indicators.flatMap((item) => itemsOf(valueAt(item, 'tactics'))).slice(0, 500)) {
    const tactic = tacticOf(textAt(named, 'name'));
    if (tactic !== null) tactics.add(tactic);
    for (const technique of itemsOf(valueAt(named, 'techniques')).slice(0, 100)) {
      for (const id of techniquesIn(textAt(technique, 'name').slice(0, 200))) techniques.add(id);
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}
