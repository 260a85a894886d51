// CrowdStrike Falcon: what the event stream, the APIs, Falcon Data Replicator and Fusion workflows carry.

import { defineSource } from '@watchfloor/sdk';
import { readApiRecord } from '../mappers/api.ts';
import { readStreamEvent } from '../mappers/event-stream.ts';
import { formOf } from '../mappers/forms.ts';
import { refuse } from '../mappers/record.ts';
import { readTelemetry } from '../mappers/telemetry.ts';
import { readWorkflow } from '../mappers/workflow.ts';

export const crowdstrike = defineSource({
  id: 'crowdstrike',
  vendor: 'CrowdStrike',
  product: 'CrowdStrike Falcon',
  summary:
    'Falcon alerts, detections and incidents from the event stream, the APIs or Fusion workflows, and replicated telemetry',
  documentation: 'https://developer.crowdstrike.com/docs/openapi/',
  setup: `1. In the Falcon console open **Fusion SOAR > Workflows** and create a workflow with the trigger **Alert** (for closures
   also **Audit event > Alert**).
2. From the CrowdStrike Store add a **Webhook** with the URL \`{url}\` and the header \`Authorization: Bearer <key>\`, and call it
   from the workflow with all of the trigger's data.

Everything the event stream sends (\`/sensors/entities/datafeed/v2\`, through the SIEM connector or your own client), what
\`POST /alerts/entities/alerts/v2\` returns, and lines of Falcon Data Replicator may be posted to the same address, one or many.`,
  envelopes: ['resources'],
  recognise(record) {
    return formOf(record).certainty;
  },
  read(record) {
    switch (formOf(record).form) {
      case 'event-stream':
        return readStreamEvent(record);
      case 'alert':
        return readApiRecord(record);
      case 'telemetry':
        return readTelemetry(record);
      case 'workflow':
        return readWorkflow(record);
      default:
        return refuse(
          null,
          'is no event of the stream (metadata, event), no alert (composite_id), no telemetry (event_simpleName) and no workflow',
        );
    }
  },
});
