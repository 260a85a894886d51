// An activity: one line of the console's log, about people, agents, policies and threats. The threat itself comes as a threat, so
// its activities are events like all the others.

import {
  entityCollector,
  type JsonObject,
  type NormalizedEvent,
  type ReadResult,
  severityOf,
  textAt,
} from '@watchfloor/sdk';
import { addAccount, addEntities } from './entities.ts';
import { ACTIVITY_RULES } from './entity-fields.ts';
import { flatten } from './flat.ts';
import { eventOf, labelled, sentence, threatLinks } from './record.ts';

export function readActivity(record: JsonObject): ReadResult {
  const flat = flatten(record);
  const collector = entityCollector();
  addEntities(flat, ACTIVITY_RULES, collector);
  // Where somebody acted on a user, `byUser` did it and `username` is whom it was done to.
  addAccount(flat.text('datausername'), flat.text('databyuser') === '' ? 'actor' : 'target', collector);
  const title = textAt(record, 'primaryDescription');
  const type = textAt(record, 'activityType');
  const severity = flat.text('dataseverity').replace(/^E_/, '') || flat.text('dataconfidencelevel');
  return eventOf(
    {
      sourceRef: textAt(record, 'id'),
      title: title || `SentinelOne activity ${type}`,
      description: [
        sentence(textAt(record, 'secondaryDescription')),
        labelled('Comment', textAt(record, 'comments')),
        labelled('Scope', flat.text('datafullscopedetails')),
        labelled('Threat', flat.text('datafiledisplayname')),
        labelled('Reason', flat.text('datareason')),
      ],
      category: categoryOf(title),
      severity: severityOf(severity) ?? 'informational',
      sensor: textAt(record, 'agentId') === '' ? 'application' : 'endpoint',
      times: [flat.value('createdat'), flat.value('updatedat')],
      collector,
      labels: [labelOf('threat', textAt(record, 'threatId')), labelOf('site', flat.text('sitename'))],
      links: threatLinks(flat, textAt(record, 'threatId')),
      tactics: [],
      techniques: [],
      rule: { id: flat.text('dataruleid'), name: flat.text('datarulename') },
    },
    type,
    outcomeOf(title),
  );
}

function labelOf(name: string, text: string): string {
  return text === '' ? '' : `${name}:${text}`;
}

// The types are numbers without an order; what an activity is about stands in its first sentence.
const CATEGORIES: readonly (readonly [pattern: RegExp, category: string])[] = [
  [/\blogged (?:in|out)|\blog ?in|two.factor|\bsso\b|password/i, 'authentication'],
  [/threat|malicious|suspicious|mitigat|quarantin|\bkilled|alert/i, 'threat'],
  [/remote shell|remote script|script execution|fetch/i, 'remote_access'],
  [/api token|role\b/i, 'privilege_management'],
  [/polic|setting|configur|exclusion|blac?k ?list|blocklist|firewall|\brule\b/i, 'configuration'],
  [
    /user\b.*\b(?:added|created|deleted|removed|modified|invited)|\b(?:added|created|deleted) (?:the )?user/i,
    'account_management',
  ],
  [/agent|endpoint|scan|group|site\b|upgrade|disconnect|reconnect/i, 'device_management'],
];

function categoryOf(title: string): string {
  const text = title.slice(0, 500);
  return CATEGORIES.find(([pattern]) => pattern.test(text))?.[1] ?? '';
}

function outcomeOf(title: string): NormalizedEvent['outcome'] {
  const text = title.slice(0, 500);
  if (/\bfail(?:ed|ure)?\b|unsuccessful|could not|denied/i.test(text)) return 'failure';
  return /\bsuccessful(?:ly)?\b|\blogged in\b/i.test(text) ? 'success' : 'unknown';
}
