// What produced a document, and what kind of sensor it is. ECS names the integration in `event.module` or in the dataset
// (`cisco_asa.log`), the shipper in `agent.type`, and an appliance in `observer.*`.

import type { Sensor } from '@watchfloor/sdk';
import type { EcsDocument } from './document.ts';

export interface Product {
  readonly vendor: string;
  readonly product: string;
  readonly sensor: Sensor;
}

// `module vendor|product|sensor`. A module of Beats that reads the machine's own logs is not here: the shipper names those.
const MODULES = `
  endpoint Elastic|Elastic Defend|endpoint
  endgame Elastic|Endgame|endpoint
  cloud_defend Elastic|Elastic Cloud Defend|cloud
  suricata Suricata|Suricata|network
  snort Snort|Snort|network
  zeek Zeek|Zeek|network
  bro Zeek|Zeek|network
  network_traffic Elastic|Network Packet Capture|network
  netflow NetFlow|NetFlow|network
  aws AWS|AWS|cloud
  aws_bedrock AWS|Amazon Bedrock|cloud
  azure Microsoft|Azure|cloud
  gcp Google|Google Cloud|cloud
  o365 Microsoft|Microsoft 365|application
  entityanalytics_entra_id Microsoft|Entra ID|identity
  m365_defender Microsoft|Microsoft Defender XDR|endpoint
  microsoft_defender_endpoint Microsoft|Microsoft Defender for Endpoint|endpoint
  microsoft_defender_cloud Microsoft|Microsoft Defender for Cloud|cloud
  microsoft_sqlserver Microsoft|SQL Server|application
  microsoft_exchange_online_message_trace Microsoft|Exchange Online|email
  sentinel Microsoft|Microsoft Sentinel|siem
  microsoft_sentinel Microsoft|Microsoft Sentinel|siem
  okta Okta|Okta|identity
  cisco_duo Cisco|Duo|identity
  duo Cisco|Duo|identity
  google_workspace Google|Google Workspace|application
  gsuite Google|Google Workspace|application
  github GitHub|GitHub|application
  slack Slack|Slack|application
  salesforce Salesforce|Salesforce|application
  1password 1Password|1Password|identity
  onepassword 1Password|1Password|identity
  cisco Cisco|Cisco|network
  cisco_asa Cisco|Cisco ASA|network
  cisco_ftd Cisco|Cisco Secure Firewall|network
  cisco_ios Cisco|Cisco IOS|network
  cisco_meraki Cisco|Cisco Meraki|network
  cisco_umbrella Cisco|Cisco Umbrella|network
  cisco_ise Cisco|Cisco ISE|identity
  panw Palo Alto Networks|PAN-OS|network
  panw_cortex_xdr Palo Alto Networks|Cortex XDR|endpoint
  fortinet Fortinet|FortiGate|network
  fortinet_fortigate Fortinet|FortiGate|network
  fortinet_fortimail Fortinet|FortiMail|email
  checkpoint Check Point|Check Point|network
  sophos Sophos|Sophos|network
  sonicwall_firewall SonicWall|SonicWall|network
  juniper_srx Juniper|Juniper SRX|network
  pfsense Netgate|pfSense|network
  iptables Linux|iptables|network
  zscaler_zia Zscaler|Zscaler Internet Access|network
  netskope Netskope|Netskope|network
  cloudflare_logpush Cloudflare|Cloudflare|network
  squid Squid|Squid|network
  crowdstrike CrowdStrike|Falcon|endpoint
  sentinel_one SentinelOne|SentinelOne|endpoint
  sentinel_one_cloud_funnel SentinelOne|SentinelOne|endpoint
  carbon_black_cloud VMware|Carbon Black Cloud|endpoint
  carbonblack_edr VMware|Carbon Black EDR|endpoint
  trend_micro_vision_one Trend Micro|Vision One|endpoint
  bitdefender Bitdefender|GravityZone|endpoint
  jamf_protect Jamf|Jamf Protect|endpoint
  osquery osquery|osquery|endpoint
  osquery_manager osquery|osquery|endpoint
  santa Santa|Santa|endpoint
  proofpoint_tap Proofpoint|Proofpoint TAP|email
  mimecast Mimecast|Mimecast|email
  abnormal_security Abnormal|Abnormal Security|email
  splunk Splunk|Splunk|siem
  google_secops Google|Google SecOps|siem
  google_scc Google|Security Command Center|cloud
  wiz Wiz|Wiz|cloud
  kubernetes Kubernetes|Kubernetes|cloud
  nginx NGINX|NGINX|application
  apache Apache|HTTP Server|application
  iis Microsoft|IIS|application
  modsecurity OWASP|ModSecurity|application
  mysql MySQL|MySQL|application
  postgresql PostgreSQL|PostgreSQL|application
  tenable_io Tenable|Tenable|application
  qualys_vmdr Qualys|Qualys VMDR|application`;

const PRODUCT_OF_MODULE: ReadonlyMap<string, Product> = new Map(
  MODULES.trim()
    .split('\n')
    .map((line): [string, Product] => {
      const [module = '', ...rest] = line.trim().split(' ');
      const [vendor = '', product = '', sensor = ''] = rest.join(' ').split('|');
      // The table above uses the words of Sensor; its test reads each row.
      return [module, { vendor, product, sensor: sensor as Sensor }];
    }),
);

/** Every product that a module names; for the test of the table. */
export const MODULE_PRODUCTS: readonly Product[] = [...PRODUCT_OF_MODULE.values()];

const SHIPPERS: ReadonlyMap<string, readonly [product: string, sensor: Sensor]> = new Map<
  string,
  readonly [string, Sensor]
>([
  ['winlogbeat', ['Winlogbeat', 'endpoint']],
  ['auditbeat', ['Auditbeat', 'endpoint']],
  ['osquerybeat', ['Osquerybeat', 'endpoint']],
  ['endpoint', ['Elastic Defend', 'endpoint']],
  ['endgame', ['Endgame', 'endpoint']],
  ['packetbeat', ['Packetbeat', 'network']],
  ['filebeat', ['Filebeat', 'unknown']],
  ['journalbeat', ['Journalbeat', 'endpoint']],
  ['heartbeat', ['Heartbeat', 'application']],
  ['metricbeat', ['Metricbeat', 'unknown']],
  ['functionbeat', ['Functionbeat', 'cloud']],
  ['cloudbeat', ['Cloudbeat', 'cloud']],
  ['apm-server', ['Elastic APM', 'application']],
]);

/** Whether the name is one of Elastic's own shippers. */
export function isShipper(name: string): boolean {
  return SHIPPERS.has(name.toLowerCase());
}

const SENSOR_OF_CATEGORY: ReadonlyMap<string, Sensor> = new Map<string, Sensor>([
  ['authentication', 'identity'],
  ['iam', 'identity'],
  ['session', 'identity'],
  ['process', 'endpoint'],
  ['file', 'endpoint'],
  ['registry', 'endpoint'],
  ['driver', 'endpoint'],
  ['library', 'endpoint'],
  ['malware', 'endpoint'],
  ['host', 'endpoint'],
  ['network', 'network'],
  ['intrusion_detection', 'network'],
  ['email', 'email'],
  ['web', 'application'],
  ['database', 'application'],
]);

/** The integration's product in the tables of this file, or null. */
export function moduleProduct(doc: EcsDocument): Product | null {
  const datasets = [
    doc.text('event.module'),
    doc.text('event.dataset', 'data_stream.dataset').split('.')[0] ?? '',
    doc.text('agent.type') === 'endpoint' ? 'endpoint' : '',
  ];
  for (const name of datasets) {
    const product = PRODUCT_OF_MODULE.get(name.toLowerCase());
    if (product !== undefined) return product;
  }
  return null;
}

/** Who made the document: the appliance that says so, else the integration, else the shipper. */
export function productOf(doc: EcsDocument): Product {
  const known = moduleProduct(doc);
  const shipper = SHIPPERS.get(shipperOf(doc));
  const sensor = known?.sensor ?? categorySensor(doc) ?? shipper?.[1] ?? 'unknown';
  const vendor = doc.text('observer.vendor');
  const product = doc.text('observer.product');
  if (vendor !== '' && product !== '') return { vendor, product, sensor };
  if (known !== null) return { ...known, vendor: vendor || known.vendor, sensor };
  if (doc.has('elastic_agent.id')) return { vendor: 'Elastic', product: 'Elastic Agent', sensor };
  // Products that write ECS by themselves name themselves in the module, and no shipper stands beside it.
  const module = shipper === undefined ? doc.text('event.module') : '';
  return {
    vendor: vendor || module || 'Elastic',
    product: product || module || (shipper?.[0] ?? 'ECS'),
    sensor,
  };
}

/** Beats 7 and later say it in `agent.type`, Logstash keeps it in the metadata, Beats 5 and 6 in the index or not at all. */
function shipperOf(doc: EcsDocument): string {
  const named = doc.text('agent.type', '@metadata.beat').toLowerCase();
  if (named !== '') return named;
  if (doc.has('winlog.channel') || doc.text('type') === 'wineventlog') return 'winlogbeat';
  return isPacketbeat6(doc) ? 'packetbeat' : '';
}

/** Packetbeat before 7: a protocol's or flow's record without any of ECS. */
function isPacketbeat6(doc: EcsDocument): boolean {
  if (packetType(doc) === '') return false;
  return (
    doc.has('client_ip') ||
    doc.has('transport') ||
    (doc.has('start_time') && doc.has('last_time')) ||
    doc.has('responsetime')
  );
}

/** The protocol of a Packetbeat document, `flow`, or ''. */
export function packetType(doc: EcsDocument): string {
  const type = doc.text('type');
  return PACKETBEAT_TYPES.has(type) ? type : '';
}

const PACKETBEAT_TYPES: ReadonlySet<string> = new Set(
  'dns flow http tls icmp mysql pgsql redis mongodb thrift nfs amqp cassandra memcache dhcpv4 sip'.split(' '),
);

function categorySensor(doc: EcsDocument): Sensor | null {
  for (const category of doc.texts('event.category')) {
    const sensor = SENSOR_OF_CATEGORY.get(category.toLowerCase());
    if (sensor !== undefined) return sensor;
  }
  return null;
}
