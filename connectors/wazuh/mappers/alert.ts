// An alert or an archived event of Wazuh up to version 4: which rule matched (`rule`), on whose log (`agent`, `predecoder`,
// `location`), and what the decoder took out of it (`data`, `syscheck`).
// https://documentation.wazuh.com/current/user-manual/manager/alert-management.html

import {
  type EntityCollector,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type ReadResult,
  shapeOf,
  tacticOf,
  techniquesIn,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { addAccount, addDataEntities, addHashes } from './data-entities.ts';
import { isObject, itemsOf, type Opened, textOf } from './envelope.ts';
import { meaningOf, outcomeOf } from './groups.ts';
import { alertOf, type Draft, eventOf, labelled, refuse } from './record.ts';
import { levelOf } from './severity.ts';

const LOG_MAX = 2000;
const GROUPS_MAX = 30;

export function readAlert({ alert, documentId }: Opened): ReadResult {
  const rule = valueAt(alert, 'rule');
  if (rule !== undefined && rule !== null && !isObject(rule)) return refuse('rule', 'must be an object');
  const groups = listOf(valueAt(alert, 'rule.groups') ?? valueAt(alert, 'rule.group')).slice(0, GROUPS_MAX);
  const meaning = meaningOf(groups);
  const collector = entityCollector();
  addAlertEntities(alert, collector);
  // Without a rule it is an archived event: nothing was found.
  const level = levelOf(textAt(alert, 'rule.level') || '0');
  const name = textAt(alert, 'rule.description') || textAt(alert, 'rule.comment');
  const action = actionOf(alert);
  const draft: Draft = {
    sourceRef: textAt(alert, 'id') || documentId,
    title: name || action,
    description: descriptionOf(alert),
    category: meaning.category,
    severity: level.severity,
    sensor: meaning.sensor,
    times: ['timestamp', '@timestamp', 'TimeStamp', 'predecoder.timestamp'].map((path) =>
      valueAt(alert, path),
    ),
    collector,
    labels: [
      ...groups,
      labelOf('level', textAt(alert, 'rule.level')),
      labelOf('manager', textAt(alert, 'manager.name')),
    ],
    ...attackOf(alert),
    rule: { id: textAt(alert, 'rule.id') || textAt(alert, 'rule.sidid'), name, description: infoOf(alert) },
  };
  return level.isAlert ? alertOf(draft) : eventOf(draft, action, outcomeOf(groups));
}

/** What a rule's author wrote beside its name; an address there is a reference to somebody else's page. */
function infoOf(alert: JsonObject): string {
  const info = textAt(alert, 'rule.info');
  return /^\w+:\/\//.test(info) ? '' : info;
}

/** A list, or its items between commas, as the manager's predecessor wrote them. */
function listOf(value: JsonValue | undefined): readonly string[] {
  const texts = Array.isArray(value) ? itemsOf(value).map(textOf) : textOf(value).split(',');
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

function labelOf(name: string, text: string): string {
  return text === '' ? '' : `${name}:${text}`;
}

/** What happened, in the log's own word: a Windows event, the program or the decoder that wrote the line. */
function actionOf(alert: JsonObject): string {
  const event = textAt(alert, 'data.win.system.eventID');
  if (event !== '') return `${textAt(alert, 'data.win.system.providerName') || 'Windows'} ${event}`;
  const names = [
    'data.aws.eventName',
    'data.office365.Operation',
    'predecoder.program_name',
    'decoder.name',
    'location',
  ];
  return names.map((path) => textAt(alert, path)).find((text) => text !== '') ?? 'log';
}

function descriptionOf(alert: JsonObject): readonly string[] {
  const check = textAt(alert, 'data.sca.check.title');
  const severity = textAt(alert, 'data.vulnerability.severity');
  return [
    labelled('Log', textAt(alert, 'full_log').slice(0, LOG_MAX)),
    labelled(
      'Check',
      check === '' ? '' : `${check} (${textAt(alert, 'data.sca.check.result') || 'no result'})`,
    ),
    labelled(
      'Package',
      ['name', 'version']
        .map((part) => textAt(alert, `data.vulnerability.package.${part}`))
        .join(' ')
        .trim(),
    ),
    labelled('Threat', textAt(alert, 'data.win.eventdata.threat Name')),
    labelled(
      'Vulnerability',
      [textAt(alert, 'data.vulnerability.title'), severity].filter(Boolean).join(', '),
    ),
    labelled('File event', textAt(alert, 'syscheck.event')),
    labelled('Changed', listOf(valueAt(alert, 'syscheck.changed_attributes')).join(', ')),
    labelled('Fired', textAt(alert, 'rule.firedtimes')),
    labelled('Decoder', textAt(alert, 'decoder.name')),
    labelled('Location', textAt(alert, 'location')),
  ];
}

function attackOf(alert: JsonObject): Pick<Draft, 'tactics' | 'techniques'> {
  const mitre = valueAt(alert, 'rule.mitre');
  const tactics = [...listOf(valueAt(mitre, 'tactic')), ...listOf(valueAt(mitre, 'tactics'))];
  const named = tactics.map(tacticOf).filter((tactic) => tactic !== null);
  const techniques = listOf(valueAt(mitre, 'id')).flatMap((id) => techniquesIn(id.slice(0, 100)));
  return { tactics: [...new Set(named)], techniques: [...new Set(techniques)] };
}

// The manager calls itself agent 000: a log of its own, or one that a device without an agent sent to it.
const MANAGER_AGENT = '000';

function addAlertEntities(alert: JsonObject, collector: EntityCollector): void {
  const isManager = textAt(alert, 'agent.id') === MANAGER_AGENT;
  const role = isManager ? 'observer' : 'target';
  collector.addTyped(textAt(alert, 'agent.name') || textAt(alert, 'agent_name'), role, 'host');
  const address = textAt(alert, 'agent.ip');
  if (!address.startsWith('127.') && address !== '::1') collector.add('ip', address, role);
  // The log names the machine it was written on; sent to the manager by syslog, that is a device without an agent.
  const hostname = textAt(alert, 'predecoder.hostname') || textAt(alert, 'hostname');
  collector.addTyped(hostname, isManager ? 'observer' : 'target', 'host');
  const location = textAt(alert, 'location');
  if (shapeOf(location) === 'ip') collector.add('ip', location, 'observer');
  addFileChange(alert, collector);
  if (textAt(alert, 'data.docker.Type') === 'container')
    collector.add('cloud_resource', textAt(alert, 'data.docker.id'), 'target');
  const data = valueAt(alert, 'data');
  if (isObject(data)) addDataEntities(data, collector);
  addTopLevel(alert, collector);
}

// Versions before 3 had what is now in `data` at the top; some exports write it as flat keys.
const OWN_NAMES = ['srcip', 'dstip', 'srcuser', 'dstuser', 'url', 'command', 'program_name'];

function addTopLevel(alert: JsonObject, collector: EntityCollector): void {
  const flat = Object.entries(alert).filter(
    ([key, value]) => OWN_NAMES.includes(key) || (key.startsWith('data.') && !isObject(value)),
  );
  if (flat.length > 0) addDataEntities(Object.fromEntries(flat), collector);
}

const HASHES = ['md5', 'sha1', 'sha256'];

/** File integrity monitoring: the file or registry key, its new and old hashes, its owner, and who changed it. */
function addFileChange(alert: JsonObject, collector: EntityCollector): void {
  const syscheck = valueAt(alert, 'syscheck');
  if (!isObject(syscheck)) return;
  const path = textAt(syscheck, 'path');
  const isKey = /^HKEY_/i.test(path);
  collector.add(isKey ? 'registry_key' : 'file_path', path, 'target');
  for (const hash of HASHES) {
    addHashes(textAt(syscheck, `${hash}_after`), 'target', collector);
    addHashes(textAt(syscheck, `${hash}_before`), 'related', collector);
  }
  addAccount(textAt(syscheck, 'uname_after'), 'related', collector);
  addAccount(textAt(syscheck, 'audit.user.name'), 'actor', collector);
  addAccount(textAt(syscheck, 'audit.login_user.name'), 'actor', collector);
  addAccount(textAt(syscheck, 'audit.effective_user.name'), 'actor', collector);
  collector.add('process_path', textAt(syscheck, 'audit.process.name'), 'actor');
}
