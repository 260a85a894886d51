// Telemetry: what the agent saw, as the Cloud Funnel streams it (`event.type`, `src.process.*`, flat keys with dots) and Deep
// Visibility's query API returns it (`eventType`, `processName`, `srcProcCmdLine`).

import {
  entityCollector,
  type JsonObject,
  type NormalizedEvent,
  type ReadResult,
  techniquesIn,
} from '@watchfloor/sdk';
import { addEntities } from './entities.ts';
import { EVENT_RULES } from './entity-fields.ts';
import { type Flat, flatten } from './flat.ts';
import { eventCategory, eventOf, labelled, refuse, sentence } from './record.ts';

export function readTelemetry(record: JsonObject): ReadResult {
  const flat = flatten(record);
  const action = flat.text('eventtype', 'metaeventname', 'objecttype');
  if (action === '') return refuse('event.type', 'is missing: every event of the Cloud Funnel has one');
  const collector = entityCollector();
  addEntities(flat, EVENT_RULES, collector);
  const host = flat.text('endpointname', 'agentname');
  const indicator = flat.text('indicatorname', 'tiindicatorname');
  const about = flat.text('indicatordescription');
  return eventOf(
    {
      sourceRef: flat.text('eventid', 'id'),
      title: `${indicator === '' ? action : `${action}: ${indicator}`}${host === '' ? '' : ` on ${host}`}`,
      description: [
        sentence(about),
        labelled('Process', flat.text('srcprocessname', 'srcprocname', 'processname')),
        labelled('Direction', flat.text('eventnetworkdirection', 'direction')),
        labelled('Port', flat.text('dstportnumber', 'dstport')),
        labelled('Logon type', flat.text('eventlogintype')),
        labelled('Reason', flat.text('eventloginfailurereason')),
        labelled('Script', flat.text('cmdscriptcontent').slice(0, 1000)),
        labelled('Task', flat.text('taskname')),
        labelled('Storyline', flat.text('srcprocessstorylineid', 'srcprocstorylineid', 'truecontext')),
      ],
      category: eventCategory(flat.text('eventcategory', 'objecttype') || action),
      severity: 'informational',
      sensor: 'endpoint',
      times: [flat.value('eventtime'), flat.value('createdat'), flat.value('timestamp')],
      collector,
      labels: [
        labelOf('agent', flat.text('agentuuid')),
        labelOf('site', flat.text('sitename')),
        flat.text('endpointos'),
      ],
      links: [],
      tactics: [],
      // Behavioural indicators name their techniques in the text.
      techniques: techniquesIn(`${about} ${flat.text('indicatormetadata')}`.slice(0, 4000)),
      rule: { id: '', name: indicator },
    },
    action,
    outcomeOf(flat),
  );
}

function labelOf(name: string, text: string): string {
  return text === '' ? '' : `${name}:${text}`;
}

function outcomeOf(flat: Flat): NormalizedEvent['outcome'] {
  const login = flat.text('eventloginloginissuccessful', 'eventloginissuccessful', 'loginissuccessful');
  if (login !== '') return login === 'true' ? 'success' : 'failure';
  const connection = flat.text('eventnetworkconnectionstatus', 'connectionstatus').toLowerCase();
  if (connection === 'success') return 'success';
  return connection === 'failure' || connection === 'failed' || connection === 'blocked'
    ? 'failure'
    : 'unknown';
}
