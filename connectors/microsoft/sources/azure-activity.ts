// Azure: the Activity log of subscriptions, and the logs of their resources.

import { anyKeyOf, defineSource, type JsonObject } from '@watchfloor/sdk';
import { azureCertainty, readAzureRecord } from '../mappers/azure-activity.ts';
import { readFields } from '../mappers/fields.ts';
import { firstInside, spellings } from '../mappers/recognition.ts';
import { refusal } from '../mappers/record-parts.ts';

const ENVELOPES = ['records', 'value'];
const canTell = anyKeyOf(spellings('OperationName OperationNameValue CallerIpAddress'));

export const azureActivity = defineSource({
  id: 'azure-activity',
  vendor: 'Microsoft',
  product: 'Azure Monitor',
  summary:
    'The Azure Activity log (administration, policy, alerts of Defender for Cloud) and logs of Azure resources',
  documentation: 'https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema',
  setup: `1. In the Azure portal open **Monitor > Activity log > Export Activity Logs** and add a diagnostic setting that streams all
   categories of the subscription to an event hub; resources have the same under **Diagnostic settings**.
2. Let a function of Azure post each batch (\`{"records": […]}\`) as it is: \`POST {url}\`, header \`Authorization: Bearer <key>\`.

Rows of \`AzureActivity\` and what the Activity log API returns may be posted to the same address.`,
  envelopes: ENVELOPES,
  recognise: (record) => certaintyOf(firstInside(record, ENVELOPES)),
  read(record) {
    if (certaintyOf(record) === 0)
      return refusal(null, 'is no record of Azure Monitor (operationName and resourceId of a subscription)');
    return readAzureRecord(readFields(record));
  },
});

function certaintyOf(record: JsonObject): number {
  return canTell(record) ? azureCertainty(readFields(record)) : 0;
}
