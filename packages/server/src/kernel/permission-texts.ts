// What each permission allows, in one sentence for people who choose what a role holds.

import type { Permission } from './permissions.ts';

export const PERMISSION_TEXTS: Readonly<Record<Permission, string>> = {
  'alerts:read': 'See alerts, events, what they were read from, their decisions and the rules behind them.',
  'alerts:update': 'Work on alerts: change, assign, comment, close and reopen them.',
  'alerts:delete': 'Delete an alert with everything that hangs on it, for good.',
  'alerts:ingest': 'Submit records of the sources that the credential allows.',
  'cases:read': 'See cases.',
  'cases:create': 'Open cases.',
  'cases:update': 'Work on cases: change, assign, comment and close them.',
  'playbooks:read': 'See playbooks and their runs.',
  'playbooks:execute': 'Start playbooks, within what their steps allow.',
  'playbooks:manage': 'Write, change, switch off and delete playbooks.',
  'integrations:read': 'See sources, connections and mappings, without their secrets.',
  'integrations:manage': 'Set up sources, connections, mappings and their secrets.',
  'observables:read': 'See users, hosts, addresses, hashes and all else that records name.',
  'observables:manage': 'Judge what records name as benign, malicious or to be watched.',
  'ai:use': 'Ask agents and models, and see what they answer.',
  'users:manage': 'Invite people, give and take roles, end sessions, and make roles.',
  'api_keys:manage': 'Make, rotate and revoke API keys, and look after service accounts and agents.',
  'settings:manage': 'Change the settings and policies of the tenant.',
  'retention:manage': 'Set how long things are kept, and put or lift a legal hold.',
  'audit:read': 'Read, verify and export the audit log.',
  'tenants:manage': 'Look after customers’ tenants below this one, and who may act in them.',
  'installation:manage': 'Look after the installation itself; held in its own tenant only.',
};
