// Suricata: records of its EVE log (Extensible Event Format), one JSON object a line, as the sensor writes them to a file, to
// syslog or to a queue; and the same records inside the envelope of AWS Network Firewall, which runs Suricata.

import { anyKeyOf, defineSource, type JsonObject, textAt, valueAt } from '@watchfloor/sdk';
import { isObject, openEve } from '../mappers/envelope.ts';
import { readEve } from '../mappers/eve.ts';
import { EVENT_TYPES } from '../mappers/event-types.ts';

export const suricata = defineSource({
  id: 'suricata',
  vendor: 'OISF',
  product: 'Suricata',
  summary: 'EVE JSON records: alerts are alerts; protocol, flow, file and anomaly logs are events',
  documentation: 'https://docs.suricata.io/en/latest/output/eve/eve-json-format.html',
  setup: `1. In \`suricata.yaml\` enable the output \`eve-log\` with \`filetype: regular\` and the types you want, at least \`alert\`
   with \`metadata: yes\`, \`http\`, \`dns\`, \`tls\` and \`files\`.
2. Let a shipper post the lines of \`eve.json\` to \`{url}\` with the header \`Authorization: Bearer <key>\` and the content type
   \`application/x-ndjson\`. In Vector: a \`file\` source and an \`http\` sink with \`encoding.codec = "raw_message"\`.`,
  envelopes: [],
  recognise(record) {
    // Every EVE record names its type, save alerts that a pipeline took it from.
    if (!canTell(record)) return 0;
    const { eve, firewall } = openEve(record);
    const certainty = certaintyOf(eve);
    return firewall === '' ? certainty : Math.max(certainty, certainty > 0 ? 90 : 0);
  },
  read(record) {
    return readEve(openEve(record));
  },
});

const canTell = anyKeyOf(['event_type', 'alert', 'event']);

// Fields beside the type, with what each adds to the certainty. Names like `src_ip` are common; no other product has them
// together with `dest_ip`, `flow_id` and an object named after the type.
const FEATURES: readonly (readonly [field: string, points: number])[] = [
  ['flow_id', 25],
  ['src_ip', 10],
  ['dest_ip', 15],
  ['proto', 5],
  ['in_iface', 10],
  ['pcap_cnt', 10],
  ['tx_id', 5],
  ['app_proto', 5],
  ['pkt_src', 10],
  ['timestamp', 5],
];

function certaintyOf(eve: JsonObject): number {
  const type = textAt(eve, 'event_type');
  const isKnown = EVENT_TYPES.has(type);
  const hasSignature =
    valueAt(eve, 'alert.signature_id') !== undefined && valueAt(eve, 'alert.signature') !== undefined;
  if (!isKnown && !hasSignature) return 0;
  let points = isKnown ? 15 : 0;
  if (hasSignature) points += valueAt(eve, 'alert.gid') === undefined ? 30 : 45;
  else if (isObject(eve[type])) points += type === 'stats' ? statsPoints(eve) : 20;
  for (const [field, more] of FEATURES) if (Object.hasOwn(eve, field)) points += more;
  return Math.min(98, points);
}

/** Counters of the engine have no connection to be known by. */
function statsPoints(eve: JsonObject): number {
  const parts = ['decoder', 'capture', 'flow', 'detect', 'app_layer', 'tcp', 'uptime'];
  return parts.filter((part) => valueAt(eve, `stats.${part}`) !== undefined).length >= 2 ? 60 : 10;
}
