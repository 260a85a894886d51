// How to know the product of a raw line: by its program, by the tag devices put before their message, by a phrase only one
// product writes. JSON and key=value lines are also looked up in the table of record features.

import type { Sensor } from '@watchfloor/sdk';

export interface LineRow {
  readonly source: string;
  readonly vendor: string;
  readonly product: string;
  readonly kind: 'event' | 'alert' | null;
  readonly sensor: Sensor;
  readonly confidence: number;
  readonly program?: RegExp;
  /** Tried on the first 600 characters of the line. */
  readonly text?: RegExp;
}

function line(
  id: string,
  sensor: Sensor,
  match: { program?: RegExp; text?: RegExp; confidence?: number; kind?: 'alert' },
): LineRow {
  const [source = '', vendor = '', product = ''] = id.split('|');
  return {
    source,
    vendor,
    product,
    kind: match.kind ?? 'event',
    sensor,
    confidence: match.confidence ?? 85,
    ...(match.program === undefined ? {} : { program: match.program }),
    ...(match.text === undefined ? {} : { text: match.text }),
  };
}

export const LINE_ROWS: readonly LineRow[] = [
  line('cisco-asa|Cisco|Secure Firewall', 'network', {
    text: /%(?:ASA|FTD|NGIPS|PIX|FWSM)-\d-\d{3,6}/,
    confidence: 95,
  }),
  line('cisco-ise|Cisco|Identity Services Engine', 'identity', {
    program: /^CISE_/,
    text: /\bCISE_\w+ \d{10}|^\d{10} \d{1,2} \d{1,2} |\bConfigVersionId=\d+|\bISE(?:LocalAddress|ModuleName)=|NOTICE (?:Passed|Failed)-A(?:uth|ttempt)|\bAcsSessionID=|MatchedPolicyID=|Profiler SNMP/,
    confidence: 93,
  }),
  line('cisco-meraki|Cisco|Meraki', 'network', {
    text: /^(?:<\d+>1? ?)?\d{10}\.\d+ \S+ (?:events|flows|urls|firewall|ids-alerts|security_event|ip_flow_start|ip_flow_end|cellular_firewall|vpn_firewall|airmarshal_events)\b/,
    confidence: 94,
  }),
  line('cisco-wsa|Cisco|Secure Web Appliance', 'network', {
    text: /\d{10}\.\d{3} \d+ \S+ [A-Z_]+\/\d{3} .{0,500}(?:DefaultGroup|<(?:"?IW_|nc,|"-"))/,
    confidence: 92,
  }),
  line('cisco-esa|Cisco|Secure Email', 'email', {
    text: /\b(?:MID \d+ (?:ICID|DCID|RID)|(?:ICID|DCID) \d+ )/,
    confidence: 90,
  }),
  line('cisco-nx-os|Cisco|NX-OS', 'network', {
    text: /\d{4} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)? \w+: %[A-Z][A-Z0-9_]+-\d-[A-Z0-9_]+:/,
    confidence: 92,
  }),
  line('cisco-ios|Cisco|IOS', 'network', {
    text: /%[A-Z][A-Z0-9_]+(?:-[A-Z0-9_]+)?-[0-7]-[A-Z0-9_]+:/,
    confidence: 88,
  }),
  line('juniper|Juniper|Junos', 'network', {
    program:
      /^(?:RT_(?:FLOW|IDP|IDS|UTM|SCREEN|AAMW|SECINTEL)|mgd|l2ald|rpd|chassisd|dcd|jdhcpd|eventd|snmpd_junos|fpc\d+|sfid|alarmd|craftd|mib2d|lacpd|bfdd|l2cpd|pfed|cosd|dfwd|license-check|kmd)$/,
    text: /\bRT_(?:FLOW|IDP|UTM|SCREEN|AAMW)(?:_|\b)|\bjunos@\d|\b(?:UI_[A-Z_]{4,}|L2ALD_[A-Z_]+|CHASSISD_[A-Z_]+|SNMPD_[A-Z_]+|PFE_FW_[A-Z_]+|FW: \S+\d+\/\d+\/\d+)/,
    confidence: 88,
  }),
  line('netscreen|Juniper|NetScreen', 'network', { text: /NetScreen device_id=/, confidence: 95 }),
  line('fortinet|Fortinet|FortiProxy', 'network', { text: /devname="?forti ?proxy/i, confidence: 95 }),
  line('fortinet|Fortinet|FortiGate', 'network', {
    text: /\bdevname=\S+ devid=|\blogid="?\d{10}"?,? ?type=|\bdevid="?F[GW]/,
    confidence: 94,
  }),
  line('fortinet|Fortinet|FortiMail', 'email', { text: /\bdevice_id=\S+ log_id=\d* type=/, confidence: 94 }),
  line('fortinet|Fortinet|FortiWeb', 'network', {
    text: /\b(?:ep_id=\d+|main_type=|owasp_top10=|http_agent=)/,
    confidence: 90,
  }),
  line('sonicwall|SonicWall|SonicOS', 'network', { text: /\bid=\S+ +sn=[0-9A-F]+ time=/, confidence: 95 }),
  line('watchguard|WatchGuard|Firebox', 'network', { text: /\bmsg_id="\d{4}-\d{4}"/, confidence: 90 }),
  line('check-point|Check Point|Firewall', 'network', {
    text: /\b(?:product:"?VPN-1|origin_sic_name|loguid[=:])/,
    confidence: 90,
  }),
  line('palo-alto|Palo Alto Networks|PAN-OS', 'network', {
    text: /(?:^|[ ,])\d,\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,\w*,(?:TRAFFIC|THREAT|SYSTEM|CONFIG|USERID|HIPMATCH|GLOBALPROTECT|AUTH|AUTHENTICATION|DECRYPTION|CORRELATION|GTP|SCTP|TUNNEL|IPTAG)\b/,
    confidence: 96,
  }),
  line('palo-alto|Palo Alto Networks|PAN-OS', 'network', {
    text: /,(?:TRAFFIC|THREAT|GLOBALPROTECT|HIPMATCH),\w*,/,
    confidence: 86,
  }),
  line('vpc-flow|AWS|VPC Flow Logs', 'network', { text: /^\d{1,2} \d{6,12} eni-[\da-f]+ /, confidence: 96 }),
  line('modsecurity|OWASP|ModSecurity', 'network', { text: /\bModSecurity: /, confidence: 92 }),
  line('postfix|Postfix|Postfix', 'email', {
    program: /^postfix(?:-\w+)?\//,
    text: /\b(?:NOQUEUE: (?:reject|filter|milter)|[0-9A-F]{8,12}: (?:to|from|client|message-id|warning|host|removed|uid|milter|reject|filter|lost|action|sasl)[=< :]|statistics: max connection|(?:dis)?connect from \S+\[[\da-f.:]+\]|Anonymous TLS connection established|policyd-spf|lost connection after [A-Z]+ from|dns: new_dns_packet)/,
    confidence: 86,
  }),
  line('exim|Exim|Exim', 'email', {
    program: /^exim\d?$/,
    text: /\bdovecot_\w+ authenticator failed\b|SMTP connection from \[/,
    confidence: 84,
  }),
  line('sendmail|Sendmail|Sendmail', 'email', { program: /^(?:sendmail|sm-mta)$/ }),
  line('dovecot|Dovecot|Dovecot', 'email', { program: /^dovecot$/ }),
  line('openssh|OpenBSD|OpenSSH', 'endpoint', {
    program: /^sshd(?:-session)?$/,
    text: /\b(?:Accepted|Failed) (?:password|publickey|keyboard-interactive\/pam|none|google_authenticator|key)\b|\bInvalid user \S* ?(?:from )?|\[preauth\]|\bpam_unix\(sshd:|\b(?:Received disconnect|Connection (?:closed|reset)|Disconnected|Disconnecting) (?:from|by)\b|\buserauth_|\bssh_dispatch_run_fatal|Did not receive identification string|\bUnable to negotiate with\b|\bssh2$/,
    confidence: 84,
  }),
  line('sudo|Linux|sudo', 'endpoint', { program: /^sudo$/ }),
  line('su|Linux|su', 'endpoint', { program: /^su(?:\(pam_unix\))?$/ }),
  line('cron|Linux|cron', 'endpoint', { program: /^(?:CRON|cron|crond|anacron)$/ }),
  line('auditd|Linux|auditd', 'endpoint', {
    text: /\btype=\w+ (?:msg=)?audit\(\d+\.\d+:\d+\)/,
    confidence: 90,
  }),
  line('auditd|Linux|AppArmor', 'endpoint', { text: /\bapparmor="/, confidence: 92 }),
  line('iptables|Linux|netfilter', 'network', {
    text: /\bIN=\S* OUT=\S* (?:MAC=|PHYSIN=|SRC=)/,
    confidence: 90,
  }),
  line('linux|Linux|kernel', 'endpoint', { program: /^kernel$/, confidence: 75 }),
  line('linux|Linux|PAM', 'endpoint', { text: /\bpam_\w+\(/, confidence: 72 }),
  line('linux|Linux|systemd', 'endpoint', {
    program: /^(?:systemd(?:-\w+)?|dbus(?:-daemon)?|useradd|userdel|usermod|groupadd|passwd|login)$/,
    confidence: 75,
  }),
  line('openvpn|OpenVPN|OpenVPN', 'network', { program: /^openvpn$/ }),
  line('vsftpd|vsftpd|vsftpd', 'application', {
    program: /^vsftpd$/,
    text: /\[pid \d+\] .{0,60}(?:CONNECT|LOGIN): Client "/,
    confidence: 86,
  }),
  line('squid|Squid|Squid', 'network', {
    program: /^(?:squid|\(squid-\d\))$/,
    text: /\b(?:TCP|UDP)_[A-Z_]+(?:\/\d{3}|:[A-Z_]+)|^\S+ - \S+ \[\d\d\/\d\d\/\d{4} /,
    confidence: 84,
  }),
  line('haproxy|HAProxy|HAProxy', 'network', { program: /^haproxy$/ }),
  line('nginx|F5|nginx', 'network', {
    program: /^nginx$/,
    text: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+[:#]\d+|"Go-http-client|\bupstream: "/,
    confidence: 82,
  }),
  line('apache|Apache|HTTP Server', 'network', {
    program: /^(?:apache2?|httpd)$/,
    text: /^\[\w{3} \w{3} \d\d [\d:.]+ \d{4}\] \[[\w:]+\]|\bAH\d{5}: /,
    confidence: 84,
  }),
  line('web-access|Apache|HTTP Server', 'network', {
    text: /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/,
    confidence: 70,
  }),
  line('iis|Microsoft|IIS', 'network', { text: /\bW3SVC\d+\b/, confidence: 90 }),
  line('iis|Microsoft|IIS', 'network', {
    text: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ (?:GET|POST|HEAD|PUT|OPTIONS|DELETE) \/\S* /,
    confidence: 82,
  }),
  line('nps|Microsoft|Network Policy Server', 'identity', {
    text: /^"[^"]+","(?:IAS|RAS)",\d\d\/\d\d\/\d{4},/,
    confidence: 95,
  }),
  line('sysmon|Microsoft|Sysmon', 'endpoint', { text: /Microsoft-Windows-Sysmon/, confidence: 93 }),
  line('windows|Microsoft|Windows Event Log', 'endpoint', {
    program: /^(?:MSWinEventLog|WinEvtLog)$/,
    text: /schemas\.microsoft\.com\/win\/2004\/08\/events|\bMSWinEventLog\b|\bWinEvtLog: |Microsoft-Windows-Security-Auditing/,
    confidence: 90,
  }),
  line('snort|Cisco|Snort', 'network', {
    program: /^snort$/,
    text: /\[\d+:\d+:\d+\] .{1,300}\[Classification: /,
    confidence: 92,
    kind: 'alert',
  }),
  line('suricata|OISF|Suricata', 'network', { program: /^suricata$/, confidence: 88 }),
  line('fail2ban|Fail2ban|Fail2ban', 'endpoint', { program: /^fail2ban/ }),
  line('ossec|Wazuh|OSSEC', 'siem', {
    text: /\bossec: Alert Level: \d+; Rule: \d+/,
    confidence: 93,
    kind: 'alert',
  }),
  line('cpanel|cPanel|cPanel', 'application', { text: /\[cpsrvd\]/, confidence: 90 }),
  line('openscap|OpenSCAP|OpenSCAP', 'application', { program: /^oscap$/ }),
  line('vmware|VMware|ESXi', 'cloud', {
    program: /^(?:Hostd|Vpxa|vpxd|vmkernel|hostd|VMware ESX|shell)$/,
    confidence: 80,
  }),
  line('f5|F5|BIG-IP', 'network', {
    program: /^(?:tmm\d*|ASM|apmd|mcpd)$/,
    text: /\bASM:unit_hostname=/,
    confidence: 84,
  }),
  line('citrix|Citrix|NetScaler', 'network', {
    text: /\b(?:SSLVPN|AAA|TCP|SSLLOG) (?:LOGIN|LOGOUT|TCPCONNSTAT|HTTPREQUEST|LOGIN_FAILED|SSL_HANDSHAKE_SUCCESS) \d+/,
    confidence: 86,
  }),
  line('jboss|Red Hat|JBoss', 'network', { text: /\bx_forwarded_for="[^"]*", remote_ip=/, confidence: 80 }),
  line('manageengine|ManageEngine|PAM360', 'application', {
    program: /PAM360|PasswordManagerPro/i,
    text: /\b(?:PAM360|ManageEngine)\b/i,
    confidence: 86,
  }),
  line('sophos|Sophos|Firewall', 'network', { text: /\bdevice="SFW"|\blog_component="/, confidence: 92 }),
  line('pfsense|Netgate|pfSense', 'network', { program: /^filterlog$/, confidence: 92 }),
];
