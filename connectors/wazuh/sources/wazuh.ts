// Wazuh: alerts and archived events of the manager and the indexer, and findings of version 5.

import { defineSource } from '@watchfloor/sdk';
import { readAlert } from '../mappers/alert.ts';
import { readFinding } from '../mappers/finding.ts';
import { formOf } from '../mappers/forms.ts';
import { refuse } from '../mappers/record.ts';

export const wazuh = defineSource({
  id: 'wazuh',
  vendor: 'Wazuh',
  product: 'Wazuh',
  summary:
    'Alerts (alerts.json, indexer documents, integration scripts), archived events, and findings of Wazuh 5',
  documentation: 'https://documentation.wazuh.com/current/user-manual/manager/alert-management.html',
  setup: `1. On the Wazuh server write an executable script \`/var/ossec/integrations/custom-watchfloor\` that posts the file named in its
   first argument to the address in its third, with the header \`Authorization: Bearer <its second argument>\`, owned by
   \`root:wazuh\`.
2. Add to \`/var/ossec/etc/ossec.conf\` and restart the manager:

\`\`\`xml
<integration>
  <name>custom-watchfloor</name>
  <hook_url>{url}</hook_url>
  <api_key>your key</api_key>
  <level>3</level>
  <alert_format>json</alert_format>
</integration>
\`\`\`

Lines of \`alerts.json\` and documents of the indexer (\`_source\`, or a whole search answer) may be posted to the same address,
one or many.`,
  envelopes: ['hits.hits'],
  recognise(record) {
    return formOf(record).certainty;
  },
  read(record) {
    const { form, opened } = formOf(record);
    if (form === 'alert') return readAlert(opened);
    if (form === 'finding') return readFinding(opened);
    return refuse(
      null,
      'is no alert (rule.id, rule.level), no archived event (agent, manager, decoder) and no finding (wazuh.rule) of Wazuh',
    );
  },
});
