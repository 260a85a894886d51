// Lines of name and address services, remote access and sensors. See line-row.ts for how to read a row.

import { type LineRow, line } from './line-row.ts';

export const INFRASTRUCTURE_LINES: readonly LineRow[] = [
  // DNS, DHCP
  line('bind|ISC|BIND', 'network', {
    programs: 'named named-sdb',
    hints: ['client @0x', ': query: ', 'named[', 'security: info: client', 'queries: info: client'],
    text: /\bclient (?:@0x[\da-f]+ )?[\da-f.:]+#\d+|\bnamed\[\d+\]/,
    confidence: 86,
  }),
  line('unbound|NLnet Labs|Unbound', 'network', {
    programs: 'unbound',
    hints: ['unbound['],
    text: /\bunbound\[\d/,
    confidence: 88,
  }),
  line('powerdns|PowerDNS|PowerDNS', 'network', {
    programs: 'pdns pdns_recursor pdns_server dnsdist',
    confidence: 88,
  }),
  line('dnsmasq|dnsmasq|dnsmasq', 'network', {
    programs: 'dnsmasq dnsmasq-dhcp dnsmasq-tftp',
    confidence: 88,
  }),
  line('knot|CZ.NIC|Knot Resolver', 'network', { programs: 'kresd knotd', confidence: 86 }),
  line('microsoft-dns|Microsoft|DNS Server', 'network', {
    hints: ['PACKET '],
    text: /\bPACKET {1,2}[0-9A-F]{8,16} (?:UDP|TCP) (?:Rcv|Snd) /,
    confidence: 94,
  }),
  line('microsoft-dhcp|Microsoft|DHCP Server', 'network', {
    text: /^\d{2},\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d,[A-Za-z][\w -]{2,40},/,
    confidence: 92,
  }),
  line('infoblox|Infoblox|NIOS', 'network', {
    programs: 'infoblox-responses httpd-infoblox',
    hints: ['infoblox-responses', 'infoblox'],
    confidence: 84,
  }),
  line('isc-dhcp|ISC|DHCP', 'network', {
    programs: 'dhcpd dhclient dhcpd6',
    hints: [
      'DHCPACK',
      'DHCPREQUEST',
      'DHCPDISCOVER',
      'DHCPOFFER',
      'DHCPRELEASE',
      'DHCPNAK',
      'DHCPINFORM',
      'DHCPDECLINE',
    ],
    text: /\bDHCP(?:ACK|REQUEST|DISCOVER|OFFER|RELEASE|NAK|INFORM|DECLINE) (?:on|for|from|of|to) /,
    confidence: 82,
  }),
  line('kea|ISC|Kea', 'network', {
    programs: 'kea-dhcp4 kea-dhcp6 kea-ctrl-agent',
    hints: ['kea-dhcp4.'],
    confidence: 88,
  }),
  line('efficientip|EfficientIP|SOLIDserver', 'network', {
    programs: 'ipmserver ipmdhcp ipmdns.sh',
    confidence: 88,
  }),
  // Remote access
  line('openvpn|OpenVPN|OpenVPN', 'network', {
    program: /^(?:openvpn|ovpn)/,
    hints: ['Peer Connection Initiated with', 'MULTI: ', 'OPENVPN'],
    text: /\bPeer Connection Initiated with |\bMULTI: |\bVERIFY OK: depth=/,
  }),
  line('wireguard|WireGuard|WireGuard', 'network', {
    hints: ['wireguard: wg', 'wireguard: '],
    confidence: 88,
  }),
  line('strongswan|strongSwan|strongSwan', 'network', {
    programs: 'charon charon-systemd ipsec ipsec_starter pluto',
    hints: ['[IKE] ', '[CFG] ', '[ENC] ', '[NET] '],
    text: /\b\d{2}\[(?:IKE|CFG|ENC|NET|KNL|MGR|DMN)\]/,
    confidence: 84,
  }),
  line('ivanti|Ivanti|Connect Secure', 'network', {
    programs: 'pulsesecure juniper-sa ivanti',
    hints: ['PulseSecure:', ' - ive - [', 'Ivanti:', 'PulseSecure', 'ACR31', 'AUT24', 'AUT2'],
    text: /\bPulseSecure\b| - ive - \[|\b(?:AUT|ACR|NWC|ADM|SYS|WEB|GWE|ESI|PRO)\d{5}: /,
    confidence: 91,
  }),
  line('freeradius|FreeRADIUS|FreeRADIUS', 'identity', {
    programs: 'radiusd freeradius',
    hints: ['Login OK: [', 'Login incorrect', 'rlm_'],
    text: /\bLogin (?:OK|incorrect)\b.{0,120}: \[|\brlm_\w+/,
    confidence: 85,
  }),
  line('tacacs|TACACS+|tac_plus', 'identity', { programs: 'tac_plus tac_plus-ng', confidence: 85 }),
  line('nps|Microsoft|Network Policy Server', 'identity', {
    hints: ['"IAS",', '"RAS",'],
    text: /^"[^"]+","(?:IAS|RAS)",\d\d\/\d\d\/\d{4},/,
    confidence: 95,
  }),
  line('moxa|Moxa|EDR', 'network', { hints: ['MOXA '], confidence: 82 }),
  // Sensors
  line('snort|Cisco|Snort', 'network', {
    programs: 'snort',
    hints: ['[Classification: ', '[Priority: ', '[**]'],
    text: /\[\d+:\d+:\d+\] .{1,300}(?:\[Classification: |\[Priority: )|\[\*\*\] \[\d+:\d+:\d+\]/,
    confidence: 92,
    kind: 'alert',
  }),
  line('suricata|OISF|Suricata', 'network', { programs: 'suricata', confidence: 88, kind: null }),
  line('zeek|Zeek|Zeek', 'network', {
    text: /^\d{10}\.\d{3,9}\tC[A-Za-z0-9]{14,18}\t[\d.:a-f]+\t\d+\t/,
    confidence: 94,
  }),
  line('zeek|Zeek|Zeek', 'network', { hints: ['#separator \\x09', '#fields\tts'], confidence: 95 }),
  line('iptables|Linux|netfilter', 'network', {
    hints: [' OUT=', 'PHYSIN='],
    text: /\bIN=\S* OUT=\S* (?:MAC=|PHYSIN=|SRC=)/,
    confidence: 90,
  }),
  line('netflow|NetFlow|NetFlow', 'network', { programs: 'nfcapd softflowd', confidence: 84 }),
  line('nozomi|Nozomi Networks|Guardian', 'network', {
    programs: 'n2os n2osevents',
    confidence: 86,
    kind: null,
  }),
  line('crowdsec|CrowdSec|CrowdSec', 'network', {
    programs: 'crowdsec',
    hints: ["performed 'crowdsecurity/", 'crowdsecurity/'],
    confidence: 92,
    kind: 'alert',
  }),
  line('opencanary|Thinkst|Canary', 'network', {
    programs: 'opencanaryd',
    hints: ['canarytoken', 'ThinkstCanary'],
    confidence: 88,
    kind: 'alert',
  }),
];
