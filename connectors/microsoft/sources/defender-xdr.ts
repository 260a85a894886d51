// Microsoft Defender XDR: alerts and incidents of its APIs, and the rows of advanced hunting it streams.

import { defineSource, type JsonObject, type ReadResult } from '@watchfloor/sdk';
import { openDefender } from '../mappers/defender-form.ts';
import { readDefenderIncident, readEndpointAlert, readSiemDetection } from '../mappers/endpoint-alert.ts';
import { readGraphAlert, readGraphIncident } from '../mappers/graph-alert.ts';
import { readGraphAlertV1 } from '../mappers/graph-alert-v1.ts';
import { readHuntingRow } from '../mappers/hunting.ts';
import { firstInside } from '../mappers/recognition.ts';
import { refusal } from '../mappers/record-parts.ts';

// Lists of the APIs, batches of the streaming API, results of a hunting query.
const ENVELOPES = ['value', 'records', 'results', 'Results'];

export const defenderXdr = defineSource({
  id: 'defender-xdr',
  vendor: 'Microsoft',
  product: 'Microsoft Defender XDR',
  summary:
    'Alerts and incidents of Microsoft Graph and the Defender APIs; advanced hunting rows of the streaming API',
  documentation: 'https://learn.microsoft.com/graph/api/resources/security-alert',
  setup: `Alerts: let a Logic App or a small program read \`GET /security/alerts_v2\` (or \`/security/incidents?$expand=alerts\`) of
Microsoft Graph with the permission *SecurityAlert.Read.All* and post the answer as it is: \`POST {url}\`, header
\`Authorization: Bearer <key>\`.

Events: in the Microsoft Defender portal open **Settings > Microsoft Defender XDR > Streaming API**, forward the event types you
want to an event hub, and let a function of Azure post each batch (\`{"records": […]}\`) to the same address. Where the alerts
come by Graph, leave *AlertInfo* and *AlertEvidence* out of the stream.`,
  envelopes: ENVELOPES,
  recognise: (record) => openDefender(firstInside(record, ENVELOPES)).certainty,
  read: readDefender,
});

function readDefender(record: JsonObject): ReadResult {
  const { form, fields, table } = openDefender(record);
  switch (form) {
    case 'graph-alert':
      return readGraphAlert(fields);
    case 'graph-incident':
      return readGraphIncident(fields);
    case 'graph-alert-v1':
      return readGraphAlertV1(fields);
    case 'endpoint-alert':
      return readEndpointAlert(fields);
    case 'defender-incident':
      return readDefenderIncident(fields);
    case 'siem-detection':
      return readSiemDetection(fields);
    case 'hunting':
      return readHuntingRow(fields, table);
    case null:
      return refusal(
        null,
        'is neither an alert nor an incident of Microsoft Defender nor a row of advanced hunting',
      );
    default:
      return form satisfies never;
  }
}
