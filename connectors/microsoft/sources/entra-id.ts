// Microsoft Entra ID: sign-ins, audit and provisioning logs, and the findings of Identity Protection.

import { defineSource, type JsonObject, type ReadResult } from '@watchfloor/sdk';
import { readDirectoryAudit, readGraphCall, readProvisioning } from '../mappers/entra-audit.ts';
import { openEntra } from '../mappers/entra-form.ts';
import { readRiskDetection, readRiskyPrincipal } from '../mappers/entra-risk.ts';
import { readSignIn } from '../mappers/entra-sign-in.ts';
import { firstInside } from '../mappers/recognition.ts';
import { refusal } from '../mappers/record-parts.ts';

const ENVELOPES = ['value', 'records'];

export const entraId = defineSource({
  id: 'entra-id',
  vendor: 'Microsoft',
  product: 'Microsoft Entra ID',
  summary: 'Sign-ins, directory audit and provisioning as events, risk detections and risky users as alerts',
  documentation: 'https://learn.microsoft.com/graph/api/resources/signin',
  setup: `1. In the Microsoft Entra admin center open **Monitoring & health > Diagnostic settings** and stream *SignInLogs*,
   *NonInteractiveUserSignInLogs*, *ServicePrincipalSignInLogs*, *ManagedIdentitySignInLogs*, *AuditLogs*, *RiskyUsers* and
   *UserRiskEvents* to an event hub.
2. Let a function of Azure post each batch (\`{"records": […]}\`) as it is: \`POST {url}\`, header \`Authorization: Bearer <key>\`.

What Microsoft Graph answers to \`/auditLogs/signIns\`, \`/auditLogs/directoryAudits\` and
\`/identityProtection/riskDetections\` may be posted to the same address.`,
  envelopes: ENVELOPES,
  recognise: (record) => openEntra(firstInside(record, ENVELOPES)).certainty,
  read: readEntra,
});

function readEntra(record: JsonObject): ReadResult {
  const { form, fields } = openEntra(record);
  switch (form) {
    case 'sign-in':
      return readSignIn(fields);
    case 'audit':
      return readDirectoryAudit(fields);
    case 'risk-detection':
      return readRiskDetection(fields);
    case 'risky-principal':
      return readRiskyPrincipal(fields);
    case 'provisioning':
      return readProvisioning(fields);
    case 'graph-call':
      return readGraphCall(fields);
    case null:
      return refusal(
        null,
        'is no record of a log of Microsoft Entra ID: neither its category nor its fields say so',
      );
    default:
      return form satisfies never;
  }
}
