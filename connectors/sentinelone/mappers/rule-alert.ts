// An alert of a custom (STAR) rule: which rule, on which endpoint, and the process, file, connection, login or registry value that
// matched.

import { entityCollector, type JsonObject, type ReadResult, severityOf, techniquesIn } from '@watchfloor/sdk';
import { closureOf } from './closure.ts';
import { addEntities } from './entities.ts';
import { ALERT_RULES } from './entity-fields.ts';
import { flatten } from './flat.ts';
import { alertOf, eventCategory, labelled, sentence } from './record.ts';

export function readRuleAlert(record: JsonObject): ReadResult {
  const flat = flatten(record);
  const collector = entityCollector();
  addEntities(flat, ALERT_RULES, collector);
  const rule = flat.text('ruleinfoname');
  const eventType = flat.text('alertinfoeventtype');
  // Rules carry no techniques of their own; their authors write them into the description.
  const techniques = techniquesIn(flat.text('ruleinfodescription').slice(0, 4000));
  return alertOf(
    {
      sourceRef: flat.text('alertinfoalertid'),
      title: rule || 'SentinelOne custom rule',
      description: [
        sentence(flat.text('ruleinfodescription')),
        labelled('Event', eventType),
        labelled('Indicator', flat.text('alertinfoindicatorname')),
        sentence(flat.text('alertinfoindicatordescription')),
        labelled('Treated as', treatedAs(flat.text('ruleinfotreatasthreat'))),
      ],
      category: flat.text('alertinfoindicatorcategory') || eventCategory(eventType),
      severity: severityOf(flat.text('ruleinfoseverity')),
      sensor: 'endpoint',
      times: [flat.value('alertinfocreatedat'), flat.value('alertinforeportedat')],
      collector,
      labels: [flat.text('alertinfosource'), flat.text('agentdetectioninfoosfamily')],
      links: [],
      tactics: [],
      techniques,
      rule: { id: flat.text('ruleinfoid'), name: rule, description: flat.text('ruleinfodescription') },
    },
    closureOf(
      flat.text('alertinfoincidentstatus'),
      flat.text('alertinfoanalystverdict'),
      flat.value('alertinfoupdatedat'),
    ),
  );
}

/** `UNDEFINED` says that the rule only alerts. */
function treatedAs(text: string): string {
  return /^undefined$/i.test(text) ? '' : text;
}
