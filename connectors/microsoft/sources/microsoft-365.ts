// Microsoft 365: the unified audit log of its services, and the logs of Intune.

import { defineSource, type JsonObject, type ReadResult } from '@watchfloor/sdk';
import { openAudit } from '../mappers/audit-form.ts';
import { readIntuneRecord } from '../mappers/intune.ts';
import { firstInside } from '../mappers/recognition.ts';
import { refusal } from '../mappers/record-parts.ts';
import { readAuditRecord } from '../mappers/unified-audit.ts';

const ENVELOPES = ['value', 'records'];

export const microsoft365 = defineSource({
  id: 'microsoft-365',
  vendor: 'Microsoft',
  product: 'Microsoft 365',
  summary:
    'The unified audit log (Exchange, SharePoint, Teams, Purview …) and Intune; policy alerts and DLP matches as alerts',
  documentation:
    'https://learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema',
  setup: `1. Turn auditing on in the Microsoft Purview portal (**Audit**).
2. Register an application with the permission *ActivityFeed.Read* (and *ActivityFeed.ReadDlp* for data loss prevention) of the
   Office 365 Management APIs and start subscriptions for the content types you want.
3. Post every content blob as it is, an array of records: \`POST {url}\`, header \`Authorization: Bearer <key>\`.

Rows exported from an audit search (with their \`AuditData\`) and Intune's logs from **Tenant administration > Diagnostic
settings** may be posted to the same address.`,
  envelopes: ENVELOPES,
  recognise: (record) => openAudit(firstInside(record, ENVELOPES)).certainty,
  read: readMicrosoft365,
});

function readMicrosoft365(record: JsonObject): ReadResult {
  const { form, fields } = openAudit(record);
  switch (form) {
    case 'audit':
      return readAuditRecord(fields);
    case 'intune':
      return readIntuneRecord(fields);
    case null:
      return refusal(
        null,
        'is no audit record of Microsoft 365 (Operation, Workload, RecordType) and none of Intune',
      );
    default:
      return form satisfies never;
  }
}
