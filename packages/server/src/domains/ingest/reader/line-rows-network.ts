// Lines of network devices, gateways and their services. See line-row.ts for how to read a row.

import { type LineRow, line } from './line-row.ts';

/** Access logs have no other literal in common than the month in their time. */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map(
  (month) => `/${month}/`,
);

export const NETWORK_LINES: readonly LineRow[] = [
  // Cisco
  line('cisco-asa|Cisco|Secure Firewall', 'network', {
    hints: ['%ASA-', '%FTD-', '%NGIPS-', '%PIX-', '%FWSM-'],
    text: /%(?:ASA|FTD|NGIPS|PIX|FWSM)-(?:\w+-)?\d-\d{3,6}/,
    confidence: 95,
  }),
  line('cisco-ise|Cisco|Identity Services Engine', 'identity', {
    program: /^CISE_/,
    hints: [
      'CISE_',
      'ConfigVersionId=',
      'ISELocalAddress=',
      'ISEModuleName=',
      'AcsSessionID=',
      'MatchedPolicyID=',
      'Profiler SNMP',
      'Configuration Changed: Admin=',
      'NOTICE Passed-A',
      'NOTICE Failed-A',
    ],
    confidence: 93,
  }),
  line('cisco-ise|Cisco|Identity Services Engine', 'identity', {
    text: /^\d{10} \d{1,2} \d{1,2} /,
    confidence: 80,
  }),
  line('cisco-acs|Cisco|Secure ACS', 'identity', { hints: ['CSCOacs_'], confidence: 94 }),
  line('cisco-meraki|Cisco|Meraki', 'network', {
    text: /^(?:<\d+>1? ?)?\d{10}\.\d+ \S+ (?:events|flows|urls|firewall|ids-alerts|security_event|ip_flow_start|ip_flow_end|cellular_firewall|vpn_firewall|airmarshal_events)\b/,
    confidence: 94,
  }),
  line('cisco-wsa|Cisco|Secure Web Appliance', 'network', {
    hints: ['DefaultGroup', '<IW_', '<"IW_', '<nc,', '<"-"'],
    text: /\d{10}\.\d{3} \d+ \S+ [A-Z_]+\/\d{3} /,
    confidence: 92,
  }),
  line('cisco-esa|Cisco|Secure Email', 'email', {
    hints: ['MID ', 'ICID ', 'DCID '],
    text: /\b(?:MID \d+ (?:ICID|DCID|RID|interim|matched|Subject|Message-ID|queued|done|ready|From|To)|(?:ICID|DCID) \d+ )/,
    confidence: 90,
  }),
  line('cisco-nx-os|Cisco|NX-OS', 'network', {
    mark: '%',
    text: /^\S{0,80} ?\d{4} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)? \w+: %[A-Z][A-Z0-9_]+-\d-[A-Z0-9_]+:/,
    confidence: 92,
  }),
  line('cisco-ios|Cisco|IOS', 'network', {
    mark: '%',
    text: /%[A-Z][A-Z0-9_]+(?:-[A-Z0-9_]+)?-[0-7]-[A-Z0-9_]+:/,
    confidence: 88,
  }),
  line('cisco-umbrella|Cisco|Umbrella', 'network', {
    hints: [
      '"Networks"',
      '"Roaming Computers"',
      '"AD Users"',
      '"Internal Networks"',
      '"Anyconnect Roaming Client"',
    ],
    text: /^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",/,
    confidence: 94,
  }),
  line('cisco-umbrella|Cisco|Umbrella', 'network', {
    hints: ['"NOERROR"', '"NXDOMAIN"', '"SERVFAIL"', '"REFUSED"'],
    text: /^"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",.{0,300}"(?:Allowed|Blocked)","\d+ \([A-Z]+\)"/,
    confidence: 94,
  }),
  line('cisco-amp|Cisco|Secure Endpoint', 'endpoint', { hints: ['connector_guid'], confidence: 88 }),
  // Other firewalls and switches
  line('juniper|Juniper|Junos', 'network', {
    programs: `mgd l2ald rpd chassisd dcd jdhcpd eventd fpc0 fpc1 fpc2 sfid alarmd craftd mib2d lacpd bfdd l2cpd pfed cosd dfwd
      license-check kmd jlaunchd jsrpd nsd`,
    program: /^RT_(?:FLOW|IDP|IDS|UTM|SCREEN|AAMW|SECINTEL|ALG|GTP)/,
    hints: [
      'RT_FLOW',
      'RT_IDP',
      'RT_UTM',
      'RT_SCREEN',
      'RT_AAMW',
      'RT_IDS',
      'junos@',
      'CHASSISD_',
      'L2ALD_',
      'SNMPD_',
      'PFE_FW_',
    ],
    confidence: 88,
  }),
  line('juniper|Juniper|Junos', 'network', {
    text: /\bUI_[A-Z_]{4,40}(?: |:)|\bFW: \S{1,40}\d+\/\d+\/\d+/,
    confidence: 87,
  }),
  line('netscreen|Juniper|NetScreen', 'network', { hints: ['NetScreen device_id='], confidence: 95 }),
  line('fortinet|Fortinet|FortiProxy', 'network', {
    text: /devname="?"?forti ?proxy/i,
    hints: ['devname='],
    confidence: 95,
  }),
  line('fortinet|Fortinet|FortiGate', 'network', {
    hints: ['devname=', 'logid=', 'devid='],
    text: /\bdevname=\S+ devid=|\blogid="?\d{10}"?,? ?type=|\bdevid="?F[GW]/,
    confidence: 94,
  }),
  line('fortinet|Fortinet|FortiMail', 'email', {
    hints: ['device_id='],
    text: /\bdevice_id=\S+ log_id=\d* type=/,
    confidence: 94,
  }),
  line('fortinet|Fortinet|FortiWeb', 'network', {
    hints: ['ep_id=', 'main_type=', 'owasp_top10=', 'http_agent='],
    confidence: 90,
  }),
  line('fortinet|Fortinet|FortiEDR', 'endpoint', {
    hints: ['Message Type: Security Event'],
    confidence: 93,
    kind: 'alert',
  }),
  line('fortinet|Fortinet|FortiEDR', 'endpoint', {
    hints: ['Message Type: Audit', 'Message Type: System Event'],
    confidence: 93,
  }),
  line('procurve|HPE|ProCurve', 'network', {
    text: /^(?:<\d{1,3}>)?.{0,60} 0\d{4} \w{2,12}: /,
    confidence: 86,
  }),
  line('fortinet|Fortinet|FortiAuthenticator', 'identity', {
    programs: 'fortiauthenticator',
    hints: ['category="Event" subcategory="Authentication"', 'subcategory="Authentication" typeid='],
    confidence: 90,
  }),
  line('sonicwall|SonicWall|SonicOS', 'network', {
    hints: ['id=firewall', ' sn=', 'id=sslvpn'],
    text: /\bid=\S+ +sn=[0-9A-F]+ time=|\bid=sslvpn /,
    confidence: 95,
  }),
  line('stormshield|Stormshield|Network Security', 'network', {
    hints: ['startime="', 'slotlevel=', 'logtype="'],
    text: /\bid=firewall\b.{0,200}\btz=|\bstartime=".{0,200}\blogtype="|\bfw="[^"]+" tz=/,
    confidence: 95,
  }),
  line('watchguard|WatchGuard|Firebox', 'network', {
    hints: ['msg_id="'],
    text: /\bmsg_id="\w{4}-\w{4}"/,
    confidence: 90,
  }),
  line('check-point|Check Point|Firewall', 'network', {
    hints: ['product:"VPN-1', 'originsicname', 'origin_sic_name', 'loguid', 'CheckPoint', 'SmartDefense'],
    text: /\bproduct:"?VPN-1|origin_?sic_?name|\bloguid[=:]|\bCheckPoint \d+ - \[/,
    confidence: 90,
  }),
  line('palo-alto|Palo Alto Networks|PAN-OS', 'network', {
    hints: [
      ',TRAFFIC,',
      ',THREAT,',
      ',SYSTEM,',
      ',CONFIG,',
      ',USERID,',
      ',HIPMATCH,',
      ',GLOBALPROTECT,',
      ',AUTH,',
      ',AUTHENTICATION,',
      ',DECRYPTION,',
      ',CORRELATION,',
      ',GTP,',
      ',SCTP,',
      ',TUNNEL,',
      ',IPTAG,',
    ],
    text: /(?:^|[ ,])\d,\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d,\w*,[A-Z]{3,15}\b/,
    confidence: 96,
  }),
  line('palo-alto|Palo Alto Networks|PAN-OS', 'network', {
    hints: [',TRAFFIC,', ',THREAT,', ',GLOBALPROTECT,', ',HIPMATCH,'],
    confidence: 86,
  }),
  line('sophos|Sophos|Firewall', 'network', {
    hints: ['device="SFW"', 'log_component="', 'device_name="SFW"'],
    confidence: 92,
  }),
  line('sophos|Sophos|UTM', 'network', {
    programs: 'afcd',
    hints: ['sys="SecureNet"', 'sys="SecureWeb"', 'sys="SecureMail"', 'sys="System" sub='],
    confidence: 91,
  }),
  line('pfsense|Netgate|pfSense', 'network', { programs: 'filterlog', confidence: 90 }),
  line('mikrotik|MikroTik|RouterOS', 'network', {
    hints: [
      'system,info',
      'system,error',
      'system,warning',
      'firewall,info',
      'dhcp,info',
      'dhcp,warning',
      'wireless,info',
      'interface,info',
      'hotspot,',
      'pppoe,',
      'l2tp,',
      'ipsec,',
      'ovpn,',
      'caps,info',
      'script,',
    ],
    text: /(?:^|[\s:])(?:system|firewall|dhcp|wireless|interface|hotspot|pppoe|l2tp|ipsec|ovpn|caps|script|sstp|account|dns),(?:info|error|warning|debug|critical|account|ppp)\b/,
    confidence: 88,
  }),
  line('ubiquiti|Ubiquiti|UniFi', 'network', {
    programs: 'hostapd stahtd mcad syswrapper',
    hints: ['STA-TRACKER', 'EVENT_STA_', 'ubnt-'],
    confidence: 82,
  }),
  line('aruba|HPE Aruba|ClearPass', 'identity', {
    hints: [
      'Common.Username=',
      'Common.Request-Timestamp=',
      'RADIUS.Auth-',
      'CPPM_',
      'Common.NAS-IP-Address=',
    ],
    confidence: 92,
  }),
  line('aruba|HPE Aruba|ArubaOS', 'network', {
    programs: 'stm authmgr wms sapd ops-switchd hpe-restd',
    hints: [
      '<NOTI>',
      '<WARN>',
      '<ERRS>',
      '<INFO>',
      '<DBUG>',
      '|LOG_INFO|',
      '|LOG_WARN|',
      '|LOG_ERR|',
      '|AMM|',
    ],
    text: /<\d{6}> ?(?:<\d+> )?<(?:NOTI|WARN|ERRS|INFO|DBUG|CRIT)>|\|LOG_(?:INFO|WARN|ERR|NOTICE)\|/,
    confidence: 86,
  }),
  line('extreme|Extreme Networks|EXOS', 'network', {
    hints: ['<Info:', '<Warn:', '<Noti:', '<Erro:', '<Crit:'],
    text: /<(?:Info|Warn|Noti|Erro|Crit|Summ):\w[\w.]{1,60}>/,
    confidence: 86,
  }),
  line('huawei|Huawei|VRP', 'network', {
    text: /%%\d{2}[A-Z][A-Z0-9_]{1,30}\/\d\/[A-Za-z0-9_]+[([]/,
    hints: ['%%01', '%%10'],
    confidence: 90,
  }),
  line('dell|Dell|OS10', 'network', {
    text: /%Dell EMC \(OS10\)|%OS10_/,
    hints: ['(OS10)', '%OS10'],
    confidence: 90,
  }),
  line('arista|Arista|EOS', 'network', {
    programs: 'Ebra Stp Lldp ConfigAgent Aaa Rib Sysdb ProcMgr-worker'.toLowerCase(),
    confidence: 78,
  }),
  line('forcepoint|Forcepoint|Web Security', 'network', {
    hints: ['vendor=Forcepoint', 'vendor=Websense', 'Websense|Security'],
    confidence: 92,
  }),
  line('barracuda|Barracuda|CloudGen Firewall', 'network', {
    hints: ['box_Firewall_Activity', 'srv_S1_NGFW', 'box_Firewall'],
    confidence: 92,
  }),
  line('barracuda|Barracuda|Web Application Firewall', 'network', {
    text: /\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d{4} {1,2}\S+ (?:TR|WF|AUDIT|SYS|NF) /,
    confidence: 90,
  }),
  line('barracuda|Barracuda|Email Security Gateway', 'email', {
    programs: 'inbound/pass1 inbound/pass2 outbound/smtp',
    hints: ['inbound/pass', 'outbound/smtp['],
    confidence: 88,
  }),
  // Load balancers, web servers, proxies
  line('f5|F5|BIG-IP', 'network', {
    program: /^(?:tmm\d*|ASM|apmd|mcpd|tmsh|bigd|logger-f5|gtmd)$/,
    hints: ['ASM:unit_hostname=', 'unit_hostname="', 'errdefs_msgno', 'acl_policy_name='],
    confidence: 84,
  }),
  line('f5|F5|BIG-IP', 'network', {
    text: /\b01[0-9a-f]{6}:\d: /,
    hints: ['/Common/', 'tmm[', 'mcpd[', 'apmd['],
    confidence: 88,
  }),
  line('citrix|Citrix|NetScaler', 'network', {
    hints: [
      'SSLVPN ',
      ' AAA ',
      'SSLLOG ',
      ' TCP ',
      'CMD_EXECUTED',
      'APPFW ',
      'CONN_TERMINATE',
      'CONN_DELINK',
      '-PPE-',
    ],
    text: /\b(?:SSLVPN|AAA|AAATM|TCP|SSLLOG|UI|EVENT|APPFW|SNMP|GUI|API|ICA) (?:Message|LOGIN|LOGOUT|TCPCONN\w*|TCPCONNSTAT|HTTPREQUEST|LOGIN_FAILED|SSL_HANDSHAKE_SUCCESS|CMD_EXECUTED|CONN_\w+|EXTRACTED_GROUPS|NONHTTP_RESOURCEACCESS_DENIED|REMOVE_SESSION|APPFW_\w+|DEVICEUP|DEVICEDOWN|ICASTART|ICAEND_CONNSTAT|TRAP_SENT) \d+/,
    confidence: 90,
  }),
  line('squid|Squid|Squid', 'network', {
    programs: 'squid (squid-1)',
    hints: ['TCP_', 'UDP_', 'NONE_NONE/', 'NONE/', '"CONNECT ', '"GET ', '"POST '],
    text: /\b(?:(?:TCP|UDP)_[A-Z_]+(?:\/\d{3}|:[A-Z_]+)|NONE(?:_NONE)?\/\d{3} )|^\S+ - \S+ \[\d\d\/\d\d\/\d{4} /,
    confidence: 84,
  }),
  line('squidguard|SquidGuard|SquidGuard', 'network', {
    programs: 'squidguard',
    hints: ['Request('],
    text: /\bRequest\([\w-]+\/[\w-]+\/[\w-]+\) \S+ \S+\/\S+ \S+ [A-Z]+/,
    confidence: 90,
  }),
  line('haproxy|HAProxy|HAProxy', 'network', {
    programs: 'haproxy',
    hints: MONTHS,
    text: /[\d.:a-f]{3,45}:\d+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:.]+\] \S+ \S+\/\S+ -?\d+\/-?\d+\//,
    confidence: 88,
  }),
  line('nginx|F5|nginx', 'network', {
    programs: 'nginx',
    hints: ['"Go-http-client', 'upstream: "'],
    confidence: 82,
  }),
  line('nginx|F5|nginx', 'network', {
    text: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+[:#]\d+/,
    confidence: 82,
  }),
  line('apache|Apache|HTTP Server', 'network', {
    programs: 'apache apache2 httpd',
    text: /^\[\w{3} \w{3} {1,2}\d{1,2} [\d:.]+ \d{4}\] \[[\w:-]*\]|\bAH\d{5}: /,
    confidence: 84,
  }),
  line('tomcat|Apache|Tomcat', 'application', {
    programs: 'catalina tomcat tomcat8 tomcat9',
    hints: ['org.apache.catalina', 'org.apache.coyote', 'catalina.startup'],
    confidence: 88,
  }),
  line('varnish|Varnish|Varnish Cache', 'network', { programs: 'varnishd varnishncsa', confidence: 88 }),
  line('web-access|Apache|HTTP Server', 'network', {
    hints: MONTHS,
    text: /\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/,
    confidence: 70,
  }),
  line('iis|Microsoft|IIS', 'network', { hints: ['W3SVC'], text: /\bW3SVC\d+\b/, confidence: 90 }),
  line('iis|Microsoft|IIS', 'network', {
    text: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \S+ (?:GET|POST|HEAD|PUT|OPTIONS|DELETE) \/\S* /,
    confidence: 82,
  }),
  line('iis|Microsoft|IIS', 'network', {
    hints: ['#Software: Microsoft Internet Information'],
    confidence: 95,
  }),
  line('modsecurity|OWASP|ModSecurity', 'network', { hints: ['ModSecurity: '], confidence: 92 }),
  line('jboss|Red Hat|JBoss', 'network', {
    hints: ['x_forwarded_for="'],
    text: /\bx_forwarded_for="[^"]*", remote_ip=/,
    confidence: 80,
  }),
  line('wildfly|Red Hat|JBoss', 'application', { hints: ['[org.jboss.', '[org.wildfly.'], confidence: 84 }),
  line('bluecoat|Broadcom|ProxySG', 'network', {
    hints: [' OBSERVED "', ' DENIED "', ' PROXIED "', 'OBSERVED ', 'DENIED "'],
    text: /^(?:\S+ ){0,6}?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d .{5,400}\b(?:OBSERVED|DENIED|PROXIED)\b/,
    confidence: 90,
  }),
  line('skyhigh|Skyhigh Security|Secure Web Gateway', 'network', {
    programs: 'mwg mcafee-web-gateway',
    confidence: 90,
  }),
  line('aws-elb|AWS|Elastic Load Balancing', 'network', {
    hints: [' app/', 'https 20', 'http 20', ' net/', 'h2 20'],
    text: /^(?:https?|h2|grpcs?|wss?|tls) \d{4}-\d\d-\d\dT[\d:.]+Z? (?:app|net)\/\S+ \S+:\d+ /,
    confidence: 95,
  }),
  line('aws-s3-access|AWS|S3 Server Access Logs', 'cloud', {
    hints: MONTHS,
    text: /^[\da-f]{64} \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/,
    confidence: 95,
  }),
  line('vpc-flow|AWS|VPC Flow Logs', 'network', {
    hints: [' eni-'],
    text: /^\d{1,2} \d{6,12} eni-[\da-f]+ /,
    confidence: 96,
  }),
  line('heroku|Salesforce|Heroku', 'cloud', {
    hints: ['heroku router', 'dyno='],
    text: /\bdyno=|heroku router/,
    confidence: 84,
  }),
];
