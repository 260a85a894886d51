// Splunk: triggered alerts, notable events and findings of Enterprise Security, and events and rows of any index.

import { defineSource } from '@watchfloor/sdk';
import { openRecord } from '../mappers/envelope.ts';
import { readEvent } from '../mappers/event.ts';
import { readFinding } from '../mappers/finding.ts';
import { certaintyOf, ENVELOPES, isNotable, isReadable } from '../mappers/recognition.ts';

export const splunk = defineSource({
  id: 'splunk',
  vendor: 'Splunk',
  product: 'Splunk',
  summary:
    'Alerts by the webhook action, Enterprise Security notable events and findings, rows of searches, HEC events',
  documentation:
    'https://help.splunk.com/splunk-enterprise/alert-and-respond/alerting-manual/10.0/configure-alert-actions/use-a-webhook-alert-action',
  setup: `1. In Splunk open **Settings > Server settings > Webhook allow list** and add the address \`{url}\` (Splunk 9.0 and later).
2. Open the alert or correlation search, **Add actions > Webhook**, URL \`{url}\`. The action cannot set a header, so the secret
   stands in the address.
3. Let the alert trigger **for each result**: the webhook carries the first result only.

Notable events and findings, with their status and disposition, may be posted from a search: one result a record, or the JSON
of \`search/v2/jobs/export\` as it is. What is sent to an HTTP Event Collector may be sent here too, one event a line.`,
  envelopes: ENVELOPES,
  recognise: (record) => certaintyOf(record),
  read(record) {
    const opened = openRecord(record);
    if (!isReadable(record, opened)) {
      return {
        ok: false,
        refusal: {
          field: 'result',
          message: 'is missing, and the record is no result, notable event or event of Splunk either',
        },
      };
    }
    if (opened.form === 'webhook' || isNotable(opened.fields)) return readFinding(opened);
    return readEvent(opened);
  },
});
