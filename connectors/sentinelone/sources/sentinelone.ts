// SentinelOne Singularity: threats, alerts of custom rules, unified alerts, the console's activities, and telemetry.

import { defineSource } from '@watchfloor/sdk';
import { readActivity } from '../mappers/activity.ts';
import { ENVELOPES, formOf } from '../mappers/forms.ts';
import { refuse } from '../mappers/record.ts';
import { readRuleAlert } from '../mappers/rule-alert.ts';
import { readTelemetry } from '../mappers/telemetry.ts';
import { readThreat } from '../mappers/threat.ts';
import { readUnifiedAlert } from '../mappers/unified-alert.ts';

export const sentinelone = defineSource({
  id: 'sentinelone',
  vendor: 'SentinelOne',
  product: 'SentinelOne Singularity',
  summary:
    'Threats, custom-rule and unified alerts, console activities, and events of the Cloud Funnel and Deep Visibility',
  documentation: 'https://www.elastic.co/docs/reference/integrations/sentinel_one',
  setup: `1. In the console open **Hyperautomation** and create a workflow with the trigger **Singularity Response: Alert**.
2. Add an action **HTTP Request**: method \`POST\`, URL \`{url}\`, header \`Authorization: Bearer <key>\`, body the trigger's data
   as JSON, and activate the workflow.

What the API returns for threats (\`/web/api/v2.1/threats\`), alerts (\`/web/api/v2.1/cloud-detection/alerts\`, the unified alerts'
GraphQL) and activities, and the lines the Cloud Funnel writes to a bucket, may be posted to the same address, one or many.
The console's syslog in CEF goes to the source \`cef\`.`,
  envelopes: ENVELOPES,
  recognise(record) {
    return formOf(record).certainty;
  },
  read(record) {
    const found = formOf(record);
    switch (found.form) {
      case 'threat':
        return readThreat(found.record);
      case 'rule-alert':
        return readRuleAlert(found.record);
      case 'unified-alert':
        return readUnifiedAlert(found.record);
      case 'activity':
        return readActivity(found.record);
      case 'telemetry':
        return readTelemetry(found.record);
      default:
        return refuse(
          null,
          'is no threat (threatInfo), no alert (alertInfo, detectionSource), no activity (activityType) and no event (event.type)',
        );
    }
  },
});
