// Zeek: records of its logs as JSON, one object a line, from the open-source sensor and from Corelight's.

import { defineSource } from '@watchfloor/sdk';
import { certaintyOf, openLog } from '../mappers/recognise.ts';
import { readLog } from '../mappers/record.ts';

export const zeek = defineSource({
  id: 'zeek',
  vendor: 'Zeek',
  product: 'Zeek',
  summary: 'JSON logs of every kind; notices, intelligence hits and signature matches are alerts',
  documentation: 'https://docs.zeek.org/en/lts/script-reference/log-files.html',
  setup: `1. Let Zeek write JSON: in \`local.zeek\` add \`@load policy/tuning/json-logs.zeek\`, and install the package
   \`json-streaming-logs\`, which adds the log's name (\`_path\`) to each record.
2. Let a shipper post the lines of \`current/*.log\` to \`{url}\` with the header \`Authorization: Bearer <key>\` and the content type
   \`application/x-ndjson\`.

Corelight sensors: configure an HTTP or Kafka exporter; their records carry the log's name already. Logs with tabs instead of
JSON need their header lines and are not read.`,
  envelopes: [],
  recognise: certaintyOf,
  read: (record) => readLog(openLog(record)),
});
