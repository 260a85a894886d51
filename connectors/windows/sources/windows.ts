// Windows: events of its event log, as the log's own XML, as JSON of the tools that read it, and as rows of the shippers that send it.

import { defineSource } from '@watchfloor/sdk';
import { certaintyOf } from '../mappers/recognise.ts';
import { readWindowsEvent } from '../mappers/record.ts';
import { parseWindowsText } from '../mappers/text.ts';

export const windows = defineSource({
  id: 'windows',
  vendor: 'Microsoft',
  product: 'Windows',
  summary:
    'Event log as XML, JSON or rows: Security, Sysmon, PowerShell, …; Defender Antivirus findings are alerts',
  documentation: 'https://learn.microsoft.com/windows/win32/wes/eventschema-schema',
  setup: `1. Collect the channels you want on each machine, or on a collector of Windows Event Forwarding: at least \`Security\`,
   \`System\`, \`Microsoft-Windows-Sysmon/Operational\`, \`Microsoft-Windows-PowerShell/Operational\` and
   \`Microsoft-Windows-Windows Defender/Operational\`.
2. Let the shipper post JSON, one event a line, to \`{url}\` with the header \`Authorization: Bearer <key>\` and the content type
   \`application/x-ndjson\`. NXLog: \`im_msvistalog\`, \`to_json()\` and \`om_http\`; Fluent Bit: \`winevtlog\` and \`http\`; OpenTelemetry:
   \`windowseventlog\` and \`otlphttp\`.

The XML of one event may be posted as \`application/xml\`, one document a request. What Winlogbeat or the Elastic Agent sends goes to
the source \`ecs\`.`,
  // Rows exported from Log Analytics, and converted \`<Events>\` documents.
  envelopes: ['Events.Event', 'records'],
  recognise: certaintyOf,
  parseText: parseWindowsText,
  read: readWindowsEvent,
});
