// Records of networks and mail. See product-row.ts for how to read a row.

import { type ProductRow, row } from './product-row.ts';

export const NETWORK_ROWS: readonly ProductRow[] = [
  // Network
  row('suricata|OISF|Suricata', ['alert', 'network', 'eventtype alert.signature'], {
    where: { eventtype: /^alert$/ },
    confidence: 97,
  }),
  row('suricata|OISF|Suricata', ['alert', 'network', 'alert.signatureid'], { confidence: 95 }),
  row('suricata|OISF|Suricata', ['event', 'network', 'flowid eventtype'], { confidence: 94 }),
  row('suricata|OISF|Suricata', ['event', 'network', 'eventtype srcip destip'], {
    where: {
      eventtype: /^(?:dns|http|tls|flow|netflow|fileinfo|ssh|smtp|smb|stats|anomaly|krb5|dhcp|rdp|mqtt)$/,
    },
    confidence: 92,
  }),
  row('suricata|OISF|Suricata', ['event', 'network', 'eventtype stats'], { confidence: 85 }),
  row('zeek|Zeek|Zeek', ['alert', 'network', 'path note ts'], {
    where: { path: /^notice$/ },
    confidence: 95,
  }),
  row('zeek|Zeek|Zeek', ['alert', 'network', 'note msg'], {
    any: 'id.origh peerdescr suppressfor actions',
    confidence: 93,
  }),
  row('zeek|Zeek|Zeek', ['event', 'network', 'id.origh'], { confidence: 92 }),
  row('zeek|Zeek|Zeek', ['event', 'network', 'path ts'], {
    where: { path: /^[a-z][a-z0-9_]{1,24}$/ },
    confidence: 88,
  }),
  row('zeek|Zeek|Zeek', ['event', 'network', 'path writets'], { confidence: 86 }),
  row('corelight|Corelight|Corelight', ['event', 'network', 'systemname path'], { confidence: 88 }),
  row('fortinet|Fortinet|FortiGate', ['event', 'network', 'logid devid'], {
    any: 'vd eventtime subtype type devname',
    confidence: 92,
  }),
  row('fortinet|Fortinet|FortiGate', ['event', 'network', 'vd logdesc'], { confidence: 85 }),
  row('fortinet|Fortinet|FortiGate', ['event', 'network', 'devname devid'], { confidence: 90 }),
  row('fortinet|Fortinet|FortiMail', ['event', 'email', 'logid sessionid pri'], { confidence: 85 }),
  row('fortinet|Fortinet|FortiMail', ['event', 'email', 'deviceid logid pri'], { confidence: 86 }),
  row('fortinet|Fortinet|FortiWeb', ['event', 'network', 'maintype subtype httphost'], { confidence: 90 }),
  row('fortinet|Fortinet|FortiWeb', ['event', 'network', 'logid msgid'], { confidence: 80 }),
  row('palo-alto|Palo Alto Networks|PAN-OS', ['event', 'network', 'deviceserial logtype subtype'], {
    confidence: 94,
  }),
  row('palo-alto|Palo Alto Networks|PAN-OS', ['event', 'network', 'logtype subtype'], {
    any: 'devicesn sequenceno virtuallocation timegeneratedhighresolution dghierarchylevel1',
    confidence: 92,
  }),
  row('check-point|Check Point|Firewall', ['event', 'network', 'loguid product'], { confidence: 88 }),
  row('check-point|Check Point|Firewall', ['event', 'network', 'originsicname'], { confidence: 90 }),
  row('sonicwall|SonicWall|SonicOS', ['event', 'network', 'sn fw pri'], { confidence: 92 }),
  row('sophos|Sophos|Firewall', ['event', 'network', 'logcomponent logsubtype'], { confidence: 90 }),
  row('cisco|Cisco|Secure Firewall', ['event', 'network', 'acpolicy'], { confidence: 85 }),
  row('cisco-meraki|Cisco|Meraki', ['event', 'network', 'networkid organizationid clientmac'], {
    confidence: 80,
  }),
  row('cisco-umbrella|Cisco|Umbrella', ['event', 'network', 'mostgranularidentity'], { confidence: 92 }),
  row('netflow|NetFlow|NetFlow', ['event', 'network', 'ipv4srcaddr ipv4dstaddr'], { confidence: 85 }),
  row('netflow|NetFlow|IPFIX', ['event', 'network', 'sourceipv4address destinationipv4address'], {
    confidence: 85,
  }),
  row('cloudflare|Cloudflare|Cloudflare', ['event', 'network', 'rayid'], { confidence: 94 }),
  row('cloudflare|Cloudflare|Cloudflare', ['event', 'network', 'clientrequesthost'], { confidence: 92 }),
  row('cloudflare|Cloudflare|Cloudflare', ['event', 'network', 'edgeresponsestatus'], { confidence: 90 }),
  row('zscaler|Zscaler|Internet Access', ['event', 'network', 'sourcetype event'], {
    where: { sourcetype: /^zscaler/i },
    confidence: 95,
  }),
  row('zscaler|Zscaler|Internet Access', ['event', 'network', 'urlsupercategory'], { confidence: 90 }),
  row('zscaler|Zscaler|Internet Access', ['event', 'network', 'auditlogtype adminid'], { confidence: 88 }),
  row('netskope|Netskope|Netskope', ['alert', 'network', 'alerttype alertname policy'], { confidence: 92 }),
  row('netskope|Netskope|Netskope', ['alert', 'network', 'alerttype alertname alert'], {
    where: { alert: /^(?:yes|true)$/i },
    confidence: 94,
  }),
  row('netskope|Netskope|Netskope', ['event', 'network', 'urnormalized'], { confidence: 92 }),
  row('netskope|Netskope|Netskope', ['event', 'network', 'ccl appcategory'], { confidence: 85 }),
  row('darktrace|Darktrace|Darktrace', ['alert', 'network', 'modelbreachurl'], { confidence: 95 }),
  row('darktrace|Darktrace|Darktrace', ['alert', 'network', 'pbid model'], { confidence: 93 }),
  row('vectra|Vectra|Detect', ['alert', 'network', 'dtype threat certainty'], { confidence: 90 }),
  row('nginx|F5|nginx', ['event', 'network', 'remoteaddr bodybytessent'], { confidence: 85 }),
  row('nginx|F5|nginx', ['event', 'network', 'requesttime upstreamaddr'], { confidence: 85 }),
  // Mail
  row('postfix|Postfix|Postfix', ['event', 'email', 'clientaddress clientname sender recipient'], {
    confidence: 78,
  }),
  row('proofpoint|Proofpoint|TAP', ['alert', 'email', 'threatsinfomap messageid'], { confidence: 93 }),
  row('proofpoint|Proofpoint|TAP', ['alert', 'email', 'impostorscore phishscore'], { confidence: 92 }),
  row('proofpoint|Proofpoint|TAP', ['alert', 'email', 'clicktime clickip'], { confidence: 93 }),
  row('proofpoint|Proofpoint|Protection Server', ['event', 'email', 'guid filter envelope'], {
    confidence: 92,
  }),
  row('proofpoint|Proofpoint|Protection Server', ['event', 'email', 'metadata.customerid metadata.origin'], {
    confidence: 88,
  }),
  row('mimecast|Mimecast|Mimecast', ['event', 'email', 'acckey'], {
    any: 'aggregateid processingid mailfrom',
    confidence: 88,
  }),
  row('abnormal|Abnormal Security|Abnormal', ['alert', 'email', 'messages.abxmessageid'], { confidence: 94 }),
];
