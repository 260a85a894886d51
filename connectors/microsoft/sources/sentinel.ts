// Microsoft Sentinel: alerts and incidents, as table rows and as automation posts them.

import { defineSource } from '@watchfloor/sdk';
import { openEnvelope, sentinelCertainty } from '../mappers/automation-webhook.ts';
import { firstInside } from '../mappers/recognition.ts';
import { readSecurityAlert } from '../mappers/security-alert.ts';
import { readSecurityIncident } from '../mappers/security-incident.ts';

const ENVELOPES = ['records', 'value'];

export const sentinel = defineSource({
  id: 'sentinel',
  vendor: 'Microsoft',
  product: 'Microsoft Sentinel',
  summary:
    'SecurityAlert and SecurityIncident rows, and the incident or alert an automation rule or playbook posts',
  documentation: 'https://learn.microsoft.com/azure/sentinel/security-alert-schema',
  setup: `1. In the Azure portal create a Logic App with the trigger **Microsoft Sentinel incident**.
2. Add the action **HTTP**: method \`POST\`, URI \`{url}\`, header \`Authorization: Bearer <key>\`, body \`@{triggerBody()}\`.
3. In Microsoft Sentinel open **Automation**, create an automation rule for *When incident is created* and *When incident
   is updated*, and let it run the playbook. Updates carry the closure over.

Rows of \`SecurityAlert\` and \`SecurityIncident\` exported by other means may be posted to the same address, one or many.`,
  // Azure exports and query results wrap their rows so.
  envelopes: ENVELOPES,
  recognise: (record) => sentinelCertainty(firstInside(record, ENVELOPES)),
  read(record) {
    const { fields, form } = openEnvelope(record);
    if (form === 'alert') return readSecurityAlert(fields);
    if (form === 'incident') return readSecurityIncident(fields);
    return {
      ok: false,
      refusal: {
        field: null,
        message:
          'is neither a SecurityAlert (SystemAlertId, AlertName) nor a SecurityIncident (IncidentNumber, Title)',
      },
    };
  },
});
