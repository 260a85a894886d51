// An attack sequence (Extended Threat Detection): several signals told as one story, with the actors, the endpoints they
// came from and the resources they touched. Security Hub carries the same under `Detection.Sequence`.
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty-attack-sequence-finding-types.html

import {
  type EntityCollector,
  type EntityRole,
  tacticOf,
  techniqueByName,
  techniquesIn,
} from '@watchfloor/sdk';
import { addResource } from './arn.ts';
import { type Fields, textOf } from './fields.ts';
import { addAccessKey, addInterface } from './guardduty-resource.ts';

export interface Attack {
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
}

export function addSequence(sequence: Fields, collector: EntityCollector): void {
  for (const actor of sequence.objects('actors')) addActor(actor, collector);
  for (const endpoint of sequence.objects('endpoints')) addEndpoint(endpoint, collector);
  for (const resource of sequence.objects('resources')) addSequenceResource(resource, collector);
  for (const indicator of indicatorsOf(sequence)) addIndicator(indicator, collector);
}

/** The tactics and techniques that the indicators of the sequence and its signals name. */
export function attackOf(sequence: Fields): Attack {
  const tactics = new Set<string>();
  const techniques = new Set<string>();
  for (const indicator of indicatorsOf(sequence)) {
    const key = indicator.text('key').toUpperCase();
    for (const value of indicator.list('values').map(textOf)) {
      if (key === 'ATTACK_TACTIC') {
        const tactic = tacticOf(value);
        if (tactic !== null) tactics.add(tactic);
      } else if (key === 'ATTACK_TECHNIQUE') {
        for (const id of techniqueIds(value)) techniques.add(id);
      }
    }
  }
  return { tactics: [...tactics], techniques: [...techniques] };
}

function techniqueIds(value: string): readonly string[] {
  const ids = techniquesIn(value.slice(0, 500));
  const named = ids.length === 0 ? techniqueByName(value) : null;
  return named === null ? ids : [named];
}

const SIGNALS_NAMED_MAX = 20;

/** The names of the signals, for people. */
export function signalNames(sequence: Fields): readonly string[] {
  const names = sequence
    .objects('signals')
    .slice(0, SIGNALS_NAMED_MAX)
    .map((signal) => signal.text('name', 'title'));
  return [...new Set(names.filter((name) => name !== ''))];
}

function indicatorsOf(sequence: Fields): readonly Fields[] {
  const ofSignals = sequence.objects('signals').flatMap((signal) => signal.objects('signalIndicators'));
  return [...sequence.objects('sequenceIndicators'), ...ofSignals];
}

function addActor(actor: Fields, collector: EntityCollector): void {
  collector.add('user', actor.text('user.name'), 'actor');
  collector.add('user', actor.text('user.credentialUid'), 'actor');
  const process = actor.object('process');
  collector.add('process_path', process.text('path', 'name'), 'actor');
  collector.add('sha256', process.text('sha256'), 'actor');
}

function addEndpoint(endpoint: Fields, collector: EntityCollector): void {
  const direction = endpoint.text('connection.direction').toUpperCase();
  const role: EntityRole = direction === 'OUTBOUND' ? 'destination' : 'source';
  collector.add('ip', endpoint.text('ip'), role);
  collector.add('domain', endpoint.text('domain'), role);
  collector.add('asn', endpoint.text('autonomousSystem.number'), 'related');
}

function addSequenceResource(resource: Fields, collector: EntityCollector): void {
  const type = resource.text('resourceType').toUpperCase();
  const data = resource.object('data');
  const name = resource.text('name');
  const uid = resource.text('uid');
  switch (type) {
    case 'ACCESS_KEY':
      collector.add('user', name, 'actor');
      addAccessKey(data.object('accessKey'), 'actor', collector);
      return;
    case 'EC2_NETWORK_INTERFACE':
      addInterface(data.object('ec2NetworkInterface'), 'target', collector);
      return;
    case 'EC2_INSTANCE':
    case 'S3_BUCKET':
    case 'KUBERNETES_WORKLOAD':
    case 'CONTAINER':
      addResource(name || uid, 'target', collector);
      return;
    default:
      addResource(uid || name, 'target', collector);
  }
}

/** Indicators whose values are things: addresses, names and files that GuardDuty knows as malicious. */
function addIndicator(indicator: Fields, collector: EntityCollector): void {
  const key = indicator.text('key').toUpperCase();
  for (const value of indicator.list('values').map(textOf)) {
    if (key.endsWith('_IP')) collector.add('ip', value, 'source');
    else if (key.endsWith('_DOMAIN')) collector.add('domain', value, 'destination');
    else if (key.endsWith('_PROCESS')) collector.add('process_path', value, 'related');
    else if (key === 'MALICIOUS_FILE') collector.addTyped(value, 'related');
  }
}
