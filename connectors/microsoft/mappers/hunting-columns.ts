// Which column of the advanced hunting tables names what. The same names mean the same in every table, save for the part a
// thing played, which depends on what the table is about.
// https://learn.microsoft.com/defender-xdr/advanced-hunting-schema-tables

import type { EntityRole, Sensor } from '@watchfloor/sdk';
import { columnTable } from './columns.ts';

/** A group of tables: what its rows are about, and the parts of the device, the account and the process that acted. */
export interface TableKind {
  readonly category: string;
  readonly sensor: Sensor;
  readonly product: string;
  readonly device: EntityRole;
  readonly account: EntityRole;
  readonly process: EntityRole;
}

const ENDPOINT = 'Microsoft Defender for Endpoint';
const OFFICE = 'Microsoft Defender for Office 365';
const IDENTITY = 'Microsoft Defender for Identity';
const CLOUD_APPS = 'Microsoft Defender for Cloud Apps';
const CLOUD = 'Microsoft Defender for Cloud';
const XDR = 'Microsoft Defender XDR';

type Row = readonly [
  prefix: string,
  product: string,
  sensor: Sensor,
  category: string,
  device: EntityRole,
  account: EntityRole,
];

// The longer prefix before the shorter.
const ROWS: readonly Row[] = [
  ['devicelogon', ENDPOINT, 'endpoint', 'authentication', 'target', 'actor'],
  ['deviceprocess', ENDPOINT, 'endpoint', 'process', 'target', 'actor'],
  ['devicefile', ENDPOINT, 'endpoint', 'file', 'target', 'actor'],
  ['deviceregistry', ENDPOINT, 'endpoint', 'registry', 'target', 'actor'],
  ['deviceimage', ENDPOINT, 'endpoint', 'image_load', 'target', 'actor'],
  ['devicenetworkevents', ENDPOINT, 'endpoint', 'network', 'source', 'actor'],
  ['devicetvm', ENDPOINT, 'endpoint', 'vulnerability', 'target', 'related'],
  ['deviceinfo', ENDPOINT, 'endpoint', 'inventory', 'target', 'related'],
  ['devicenetworkinfo', ENDPOINT, 'endpoint', 'inventory', 'target', 'related'],
  ['device', ENDPOINT, 'endpoint', 'host', 'target', 'target'],
  ['email', OFFICE, 'email', 'email', 'related', 'target'],
  ['message', OFFICE, 'email', 'message', 'related', 'target'],
  ['urlclick', OFFICE, 'email', 'url_click', 'source', 'actor'],
  ['file', OFFICE, 'email', 'file', 'related', 'related'],
  ['campaign', OFFICE, 'email', 'email', 'related', 'target'],
  ['identityinfo', IDENTITY, 'identity', 'inventory', 'related', 'related'],
  ['identityaccountinfo', IDENTITY, 'identity', 'inventory', 'related', 'related'],
  ['identitylogon', IDENTITY, 'identity', 'authentication', 'source', 'actor'],
  ['identity', IDENTITY, 'identity', 'directory', 'source', 'actor'],
  ['aad', 'Microsoft Entra ID', 'identity', 'authentication', 'source', 'actor'],
  ['entraid', 'Microsoft Entra ID', 'identity', 'authentication', 'source', 'actor'],
  ['graphapi', 'Microsoft Graph', 'identity', 'api_call', 'source', 'actor'],
  ['oauthapp', CLOUD_APPS, 'cloud', 'application', 'related', 'related'],
  ['cloudapp', CLOUD_APPS, 'cloud', 'cloud_application', 'source', 'actor'],
  ['cloudprocess', CLOUD, 'cloud', 'process', 'target', 'actor'],
  ['cloud', CLOUD, 'cloud', 'cloud', 'source', 'actor'],
  ['datasecurity', 'Microsoft Purview', 'application', 'data_security', 'source', 'actor'],
  ['behavior', XDR, 'siem', 'behavior', 'related', 'related'],
];

const ANY: TableKind = {
  category: '',
  sensor: 'siem',
  product: XDR,
  device: 'related',
  account: 'related',
  process: 'actor',
};

/** What a table is about, by its folded name; tables we do not know are read all the same. */
export function tableKind(table: string): TableKind {
  const row = ROWS.find(([prefix]) => table.startsWith(prefix));
  if (row === undefined) return ANY;
  const [, product, sensor, category, device, account] = row;
  // Where a process is what was made, the one that made it stands above it; elsewhere it is the one that acted.
  return {
    category,
    sensor,
    product,
    device,
    account,
    process: table.startsWith('deviceprocess') ? 'parent' : 'actor',
  };
}

/** Columns whose part is the same in every table. Names of devices, accounts, files and processes are read with their parts. */
export const HUNTING_COLUMNS = columnTable([
  ['FileOriginIP RequestSourceIP InitiatingProcessRemoteSessionIP ProcessRemoteSessionIP', 'ip', 'source'],
  ['InitiatingProcessRemoteSessionDeviceName ProcessRemoteSessionDeviceName', 'host', 'source'],
  ['FileOriginUrl FileOriginReferrerUrl', 'link', 'source'],
  ['DestinationDeviceName', 'host', 'destination'],
  ['DestinationIPAddress', 'ip', 'destination'],
  ['TargetDeviceName', 'host', 'target'],
  ['TargetAccountUpn', 'account', 'target'],
  ['IPAddress ClientIP', 'ips', 'source'],
  ['PublicIP', 'ip', 'related'],
  ['MacAddress', 'mac', 'target'],
  ['RegistryKey PreviousRegistryKey', 'registry_key', 'target'],
  ['SenderFromAddress SenderMailFromAddress SenderEmailAddress', 'email', 'source'],
  ['SenderIPv4 SenderIPv6', 'ip', 'source'],
  ['RecipientEmailAddress', 'emails', 'destination'],
  ['Url', 'link', 'related'],
  ['UrlDomain', 'domain', 'related'],
  ['UrlChain', 'links', 'related'],
  ['CveId', 'cve', 'related'],
  ['AzureResourceId AwsResourceName AwsResourceArn GcpFullResourceName', 'cloud_resource', 'target'],
  ['ServicePrincipalName', 'account', 'actor'],
  ['Account AccountEmailAddress', 'account', 'actor'],
  ['Md5Hashes', 'shapes', 'related'],
  ['RequestUri', 'url', 'target'],
]);

/** Details that stand in `AdditionalFields` under names of their own. */
export const HUNTING_DETAILS = columnTable([
  ['Command', 'command_line', 'related'],
  ['LoggedOnUsers', 'accounts', 'related'],
  ['DnsQueryString', 'domain', 'destination'],
  ['ServerName', 'domain', 'destination'],
  ['FromDevice SourceComputer', 'host', 'source'],
  ['ToDevice DestinationComputer', 'host', 'destination'],
  ['ActorAccount', 'account', 'actor'],
  ['TargetObjectUser TargetAccount', 'account', 'target'],
  ['ServiceAccount', 'account', 'related'],
]);
