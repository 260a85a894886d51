// Elastic Common Schema: documents of Beats, Elastic Agent and of everything else that writes ECS.

import { defineSource } from '@watchfloor/sdk';
import { readDocument } from '../mappers/document.ts';
import { readEcsDocument } from '../mappers/ecs-document.ts';
import { firstHit, openHit } from '../mappers/hit.ts';
import { ecsCertainty } from '../mappers/recognition.ts';

export const ecs = defineSource({
  id: 'ecs',
  vendor: 'Elastic',
  product: 'Elastic Common Schema',
  summary:
    'ECS documents: Winlogbeat, Auditbeat, Filebeat, Packetbeat, Elastic Agent, or any other writer of the schema',
  documentation: 'https://www.elastic.co/guide/en/ecs/current/ecs-field-reference.html',
  setup: `Beats and Elastic Agent cannot post to an address of your choice. Put Logstash between:

1. In Beats or Fleet choose the **Logstash** output.
2. In the Logstash pipeline add the output
   \`http { url => "{url}" http_method => "post" format => "json_batch" }\`; the secret stands in the address.

Documents, hits and whole search responses read from Elasticsearch may be posted to the same address.`,
  envelopes: ['hits.hits'],
  recognise(record) {
    return ecsCertainty(openHit(firstHit(record)).body);
  },
  read(record) {
    const hit = openHit(firstHit(record));
    return readEcsDocument(readDocument(hit.body), hit);
  },
});
