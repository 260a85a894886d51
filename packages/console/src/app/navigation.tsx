// Where one can go, in groups: the sidebar draws them, the command palette finds them.

import type { LinkProps } from '@tanstack/react-router';
import {
  Activity,
  Archive,
  Blocks,
  Bot,
  Building,
  Building2,
  Cable,
  Database,
  Fingerprint,
  Grid3x3,
  Hammer,
  KeyRound,
  Link2,
  ListTree,
  Radar,
  ScrollText,
  Send,
  ShieldCheck,
  SlidersHorizontal,
  TriangleAlert,
  Users,
  Vault,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Permission } from '../features/session/session.ts';
import { paths } from '../paths.ts';

export interface NavigationEntry {
  readonly name: string;
  readonly icon: ReactNode;
  readonly link: LinkProps;
  readonly needs: Permission;
  readonly keys?: string;
  /** Only for those who may read alerts of a customer. */
  readonly isForCustomers?: boolean;
}

export interface NavigationGroup {
  readonly name?: string;
  readonly entries: readonly NavigationEntry[];
}

const ICON = { 'aria-hidden': true, className: 'size-4 shrink-0', strokeWidth: 1.75 } as const;

const WORK: readonly NavigationEntry[] = [
  {
    name: 'Alerts',
    icon: <TriangleAlert {...ICON} />,
    link: paths.alerts({ status: ['open'] }),
    needs: 'alerts:read',
    keys: 'g a',
  },
  {
    name: 'Alerts of customers',
    icon: <Building2 {...ICON} />,
    link: paths.customerAlerts({ status: ['open'] }),
    needs: 'alerts:read',
    isForCustomers: true,
  },
  { name: 'Events', icon: <Activity {...ICON} />, link: paths.events(), needs: 'alerts:read', keys: 'g e' },
  {
    name: 'Entities',
    icon: <Fingerprint {...ICON} />,
    link: paths.entities(),
    needs: 'observables:read',
    keys: 'g n',
  },
  { name: 'Rules', icon: <Radar {...ICON} />, link: paths.rules(), needs: 'alerts:read', keys: 'g r' },
  {
    name: 'Sources',
    icon: <Cable {...ICON} />,
    link: paths.sources(),
    needs: 'integrations:read',
    keys: 'g s',
  },
];

/** Settings, by whom or what they are about. */
export const SETTINGS: readonly NavigationGroup[] = [
  {
    name: 'Reading and triage',
    entries: [
      {
        name: 'Field mappings',
        icon: <ListTree {...ICON} />,
        link: paths.mappings(),
        needs: 'integrations:read',
      },
      {
        name: 'Triage policy',
        icon: <SlidersHorizontal {...ICON} />,
        link: paths.policy(),
        needs: 'alerts:read',
      },
      { name: 'Work and failures', icon: <Hammer {...ICON} />, link: paths.work(), needs: 'settings:manage' },
      {
        name: 'Storage',
        icon: <Database {...ICON} />,
        link: paths.storage(),
        needs: 'installation:manage',
      },
    ],
  },
  {
    name: 'People and access',
    entries: [
      { name: 'People', icon: <Users {...ICON} />, link: paths.people(), needs: 'users:manage' },
      { name: 'Roles', icon: <Grid3x3 {...ICON} />, link: paths.roles(), needs: 'users:manage' },
      { name: 'API keys', icon: <KeyRound {...ICON} />, link: paths.keys(), needs: 'api_keys:manage' },
      {
        name: 'Service accounts',
        icon: <Bot {...ICON} />,
        link: paths.serviceAccounts(),
        needs: 'api_keys:manage',
      },
    ],
  },
  {
    name: 'Tenants',
    entries: [
      {
        name: 'Customers',
        icon: <Building {...ICON} />,
        link: paths.tenants(),
        needs: 'tenants:manage',
      },
      {
        name: 'Access to customers',
        icon: <Blocks {...ICON} />,
        link: paths.childAccess(),
        needs: 'tenants:manage',
      },
    ],
  },
  {
    name: 'Security',
    entries: [
      {
        name: 'Tenant and sign-in',
        icon: <ShieldCheck {...ICON} />,
        link: paths.security(),
        needs: 'settings:manage',
      },
      {
        name: 'Retention',
        icon: <Archive {...ICON} />,
        link: paths.retention(),
        needs: 'retention:manage',
      },
      { name: 'Keys of the vault', icon: <Vault {...ICON} />, link: paths.vault(), needs: 'settings:manage' },
    ],
  },
  {
    name: 'Audit',
    entries: [
      { name: 'Audit', icon: <ScrollText {...ICON} />, link: paths.audit(), needs: 'audit:read' },
      { name: 'Audit chain', icon: <Link2 {...ICON} />, link: paths.auditChain(), needs: 'audit:read' },
      {
        name: 'Audit collectors',
        icon: <Send {...ICON} />,
        link: paths.auditSinks(),
        needs: 'settings:manage',
      },
    ],
  },
];

export const NAVIGATION: readonly NavigationGroup[] = [{ entries: WORK }, ...SETTINGS];
