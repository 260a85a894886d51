// What the events are called and how much they matter: `event-names.json`, by the part of Windows that writes them, since a number
// alone means nothing (event 1 is a new process to Sysmon and a changed clock to the kernel).
//
// Names are Microsoft's. Marks: `high` and `medium` are the potential criticality of Microsoft's list of events to monitor
// (https://learn.microsoft.com/windows-server/identity/ad-ds/plan/appendix-l--events-to-monitor) and our reading of the same kind
// for what that list does not cover; `alert` is a finding of a product.

import type { Sensor } from '@watchfloor/sdk';
import type { WindowsEvent } from './event.ts';
import names from './event-names.json' with { type: 'json' };

export type Mark = 'alert' | 'high' | 'medium' | '';

export interface EventKind {
  readonly family: string;
  readonly product: string;
  /** '' when the catalogue does not have the event. */
  readonly title: string;
  readonly category: string;
  readonly mark: Mark;
  readonly sensor: Sensor;
}

const FAMILIES: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> = new Map(
  Object.entries(names).map(([family, events]) => [
    family,
    new Map<string, readonly string[]>(Object.entries(events)),
  ]),
);

// Words in the provider's or the channel's name, the narrower before the wider.
const NEEDLES: readonly (readonly [needle: string, family: string])[] = [
  ['sysmon', 'sysmon'],
  ['windows defender', 'defender'],
  ['microsoft antimalware', 'defender'],
  ['microsoft-windows-security-auditing', 'security'],
  // Splunk's name for it
  ['windows security auditing', 'security'],
  ['microsoft-windows-eventlog', 'eventlog'],
  ['microsoft-windows-powershell', 'powershell'],
  ['powershellcore', 'powershell'],
  ['powershell', 'powershell-classic'],
  ['taskscheduler', 'task-scheduler'],
  ['winrm', 'winrm'],
  ['windows-windows remote management', 'winrm'],
  ['terminalservices-localsessionmanager', 'rdp-session'],
  ['terminalservices-remoteconnectionmanager', 'rdp-connection'],
  ['terminalservices-clientactivexcore', 'rdp-client'],
  ['terminalservices-rdpclient', 'rdp-client'],
  ['terminalservices-gateway', 'rdp-gateway'],
  ['rdpcorets', 'rdp-core'],
  ['wmi-activity', 'wmi'],
  ['bits-client', 'bits'],
  ['dns-client', 'dns-client'],
  ['dnsserver', 'dns-server'],
  ['dns-server', 'dns-server'],
  ['windows firewall with advanced security', 'firewall'],
  ['applocker', 'applocker'],
  ['codeintegrity', 'code-integrity'],
  ['service control manager', 'service-control'],
  ['active directory federation', 'adfs'],
  ['ad fs', 'adfs'],
  ['adfs', 'adfs'],
  ['mssql', 'sql-server'],
  ['smbserver', 'smb-server'],
  ['smbclient', 'smb-client'],
  ['microsoft-windows-ntlm', 'ntlm'],
  ['activedirectory_domainservice', 'directory'],
  ['directory-services-sam', 'directory'],
  ['ntds', 'directory'],
  ['kerberos-key-distribution-center', 'kdc'],
  ['netlogon', 'netlogon'],
  ['printservice', 'print'],
  ['audit-cve', 'audit-cve'],
  ['security-mitigations', 'mitigations'],
  ['grouppolicy', 'group-policy'],
  ['openssh', 'openssh'],
  ['certificateservicesclient', 'capi'],
  ['capi2', 'capi'],
  ['kernel-pnp', 'device'],
  ['userpnp', 'device'],
  ['driverframeworks', 'device'],
  ['kernel-general', 'kernel-general'],
  ['kernel-power', 'kernel-power'],
  ['user32', 'user32'],
  ['application error', 'application-error'],
  ['windows error reporting', 'error-reporting'],
  ['application hang', 'application-hang'],
  ['.net runtime', 'dotnet'],
  ['msiinstaller', 'msi'],
  ['esent', 'esent'],
  ['eventlog', 'eventlog'],
];

// Where a shipper leaves out who wrote the event, the log stands for its usual writer.
const USUAL_WRITERS: ReadonlyMap<string, string> = new Map([
  ['security', 'security'],
  ['system', 'service-control'],
]);

const PRODUCTS: ReadonlyMap<string, string> = new Map([
  ['sysmon', 'Sysmon'],
  ['defender', 'Microsoft Defender Antivirus'],
  ['sql-server', 'SQL Server'],
  ['adfs', 'Active Directory Federation Services'],
]);

export function kindOf({
  id,
  provider,
  channel,
}: Pick<WindowsEvent, 'id' | 'provider' | 'channel'>): EventKind {
  const family = familyOf(provider.toLowerCase(), channel.toLowerCase());
  // The log service writes its own events (a log was cleared) into the logs of others.
  const own = provider === '' ? FAMILIES.get('eventlog')?.get(id) : undefined;
  const entry = FAMILIES.get(family)?.get(id) ?? own;
  const [title = '', category = '', mark = ''] = entry ?? [];
  return {
    family,
    product: PRODUCTS.get(family) ?? 'Windows',
    title,
    category,
    // The table holds no other marks.
    mark: mark as Mark,
    sensor: sensorOf(category),
  };
}

function familyOf(provider: string, channel: string): string {
  const both = `${provider}\n${channel}`;
  for (const [needle, family] of NEEDLES) if (both.includes(needle)) return family;
  return provider === '' || provider === channel ? (USUAL_WRITERS.get(channel) ?? '') : '';
}

const IDENTITY: ReadonlySet<string> = new Set([
  'authentication',
  'account_management',
  'group_management',
  'directory_service',
  'certificate_services',
]);

function sensorOf(category: string): Sensor {
  return IDENTITY.has(category) ? 'identity' : 'endpoint';
}

/** A word for the part of Windows, short where there is one: `Security`, `Sysmon`, else the channel. */
export function logName({ provider, channel }: Pick<WindowsEvent, 'provider' | 'channel'>): string {
  const known = SHORT_NAMES.find(([needle]) => `${provider}\n${channel}`.includes(needle))?.[1];
  // Some shippers write the old logs in lower case.
  const log = channel || provider;
  return (
    known ??
    (/^(?:security|system|application)$/.test(log) ? log.charAt(0).toUpperCase() + log.slice(1) : log)
  );
}

const SHORT_NAMES: readonly (readonly [needle: string, name: string])[] = [
  ['Sysmon', 'Sysmon'],
  ['Windows Defender', 'Defender'],
  ['Microsoft-Windows-PowerShell', 'PowerShell'],
  ['PowerShellCore', 'PowerShell'],
  ['TaskScheduler', 'TaskScheduler'],
  ['WinRM', 'WinRM'],
  ['WMI-Activity', 'WMI'],
  ['AppLocker', 'AppLocker'],
  ['CodeIntegrity', 'CodeIntegrity'],
];
