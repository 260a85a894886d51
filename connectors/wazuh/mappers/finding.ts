// A finding or an event of Wazuh 5: a document of its Common Schema, which follows ECS, with Wazuh's own part under `wazuh`. A rule
// that matched stands in `wazuh.rule`; without one it is a normalised event.
// https://documentation.wazuh.com/5.0/

import {
  type EntityCollector,
  type EntityRole,
  entityCollector,
  type JsonObject,
  type JsonValue,
  type NormalizedEvent,
  type ReadResult,
  type Sensor,
  tacticOf,
  techniquesIn,
  textAt,
  valueAt,
} from '@watchfloor/sdk';
import { addText } from './data-entities.ts';
import type { Reading } from './data-fields.ts';
import { itemsOf, type Opened, textOf } from './envelope.ts';
import { alertOf, type Draft, eventOf, labelled } from './record.ts';
import { levelOf } from './severity.ts';

export function readFinding({ alert, documentId }: Opened): ReadResult {
  const collector = entityCollector();
  for (const [reading, role, path] of FIELDS) addEach(valueAt(alert, path), { reading, role }, collector);
  const [category = ''] = textsOf(valueAt(alert, 'event.category'));
  const name = textAt(alert, 'wazuh.rule.title');
  const action = textAt(alert, 'event.action') || textAt(alert, 'wazuh.integration.name') || 'log';
  const isFinding = valueAt(alert, 'wazuh.rule') !== undefined;
  const level = levelOf(textAt(alert, 'wazuh.rule.level'));
  const draft: Draft = {
    sourceRef: documentId || textAt(alert, 'event.id'),
    title: name || action,
    description: [
      textAt(alert, 'wazuh.rule.description'),
      labelled('Log', textAt(alert, 'event.original').slice(0, 2000)),
      labelled('Integration', textAt(alert, 'wazuh.integration.name')),
    ],
    category: categoryOf(category),
    severity: isFinding ? level.severity : 'informational',
    sensor: sensorOf(textAt(alert, 'wazuh.integration.category')),
    times: [valueAt(alert, '@timestamp'), valueAt(alert, 'event.created')],
    collector,
    labels: textsOf(valueAt(alert, 'wazuh.rule.tags')),
    ...attackOf(alert),
    rule: {
      id: textAt(alert, 'wazuh.rule.sigma_id') || textAt(alert, 'wazuh.rule.id'),
      name,
      description: textAt(alert, 'wazuh.rule.description'),
    },
  };
  return isFinding ? alertOf(draft) : eventOf(draft, action, outcomeOf(textAt(alert, 'event.outcome')));
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  const texts = Array.isArray(value) ? itemsOf(value).slice(0, 200).map(textOf) : [textOf(value)];
  return texts.filter((text) => text !== '');
}

function addEach(
  value: JsonValue | undefined,
  use: { readonly reading: Reading; readonly role: EntityRole },
  collector: EntityCollector,
): void {
  for (const text of textsOf(value)) addText(text, use, collector);
}

function categoryOf(text: string): string {
  return text
    .slice(0, 60)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_');
}

const SENSORS: ReadonlyMap<string, Sensor> = new Map([
  ['access-management', 'identity'],
  ['applications', 'application'],
  ['cloud-services', 'cloud'],
  ['network-activity', 'network'],
]);

function sensorOf(category: string): Sensor {
  return SENSORS.get(category) ?? 'endpoint';
}

function outcomeOf(text: string): NormalizedEvent['outcome'] {
  return text === 'success' || text === 'failure' ? text : 'unknown';
}

function attackOf(alert: JsonObject): Pick<Draft, 'tactics' | 'techniques'> {
  const mitre = valueAt(alert, 'wazuh.rule.mitre');
  const names = ['tactic.id', 'tactic.name', 'tactic'].flatMap((path) => textsOf(valueAt(mitre, path)));
  const tactics = names.map(tacticOf).filter((tactic) => tactic !== null);
  const ids = ['technique.id', 'subtechnique.id', 'id', 'technique'].flatMap((path) =>
    textsOf(valueAt(mitre, path)),
  );
  // Sigma rules carry both as tags: `attack.credential-access`, `attack.t1110.001`.
  const tags = textsOf(valueAt(alert, 'wazuh.rule.tags')).filter((tag) => tag.startsWith('attack.'));
  const tagged = tags.map((tag) => tacticOf(tag.slice(7))).filter((tactic) => tactic !== null);
  const techniques = [...ids, ...tags].flatMap((id) =>
    techniquesIn(id.replace(/^attack\./, '').slice(0, 100)),
  );
  return { tactics: [...new Set([...tactics, ...tagged])], techniques: [...new Set(techniques)] };
}

const FIELDS: readonly (readonly [reading: Reading, role: EntityRole, path: string])[] = [
  ['name', 'target', 'wazuh.agent.name'],
  ['name', 'target', 'wazuh.agent.host.hostname'],
  ['ip', 'target', 'wazuh.agent.host.ip'],
  ['name', 'target', 'host.hostname'],
  ['name', 'target', 'host.name'],
  ['ip', 'target', 'host.ip'],
  ['ip', 'source', 'source.ip'],
  ['name', 'source', 'source.domain'],
  ['ip', 'source', 'client.ip'],
  ['ip', 'destination', 'destination.ip'],
  ['name', 'destination', 'destination.domain'],
  ['ip', 'destination', 'server.ip'],
  ['account', 'actor', 'user.name'],
  ['account', 'actor', 'source.user.name'],
  ['account', 'target', 'destination.user.name'],
  ['account', 'target', 'user.target.name'],
  ['account', 'actor', 'user.effective.name'],
  ['email', 'actor', 'user.email'],
  ['program', 'actor', 'process.executable'],
  ['command', 'actor', 'process.command_line'],
  ['hash', 'actor', 'process.hash.sha256'],
  ['hash', 'actor', 'process.hash.sha1'],
  ['hash', 'actor', 'process.hash.md5'],
  ['program', 'parent', 'process.parent.executable'],
  ['command', 'parent', 'process.parent.command_line'],
  ['file', 'target', 'file.path'],
  ['hash', 'target', 'file.hash.sha256'],
  ['hash', 'target', 'file.hash.sha1'],
  ['hash', 'target', 'file.hash.md5'],
  ['registry', 'target', 'registry.path'],
  ['url', 'destination', 'url.full'],
  ['domain', 'destination', 'url.domain'],
  ['domain', 'destination', 'dns.question.name'],
  ['cve', 'related', 'vulnerability.id'],
  ['cloud', 'target', 'cloud.instance.id'],
  ['mac', 'source', 'source.mac'],
  ['mac', 'destination', 'destination.mac'],
];
