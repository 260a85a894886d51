// The limits of a call, and how a tenant's policy narrows what the installation allows.

import type { EgressPolicy } from '../../kernel/egress.ts';

export type FullPolicy = Required<EgressPolicy>;

export const USUAL_PORTS: readonly number[] = [80, 443, 8080, 8443];
export const REDIRECTS_MAX = 3;

/** What holds where a policy says nothing. */
export const NARROWEST: FullPolicy = {
  schemes: ['https'],
  ports: [],
  hosts: null,
  redirects: 0,
  connectMs: 5_000,
  totalMs: 15_000,
  requestBytes: 8 * 1024 * 1024,
  responseBytes: 1024 * 1024,
  headerBytes: 16 * 1024,
};

/** The most that any policy can ask for, so that a wrong number in one place does not lift a limit. */
const MOST = {
  redirects: REDIRECTS_MAX,
  connectMs: 30_000,
  totalMs: 300_000,
  requestBytes: 64 * 1024 * 1024,
  responseBytes: 512 * 1024 * 1024,
  headerBytes: 64 * 1024,
} as const;

export function fullPolicy(policy: EgressPolicy): FullPolicy {
  const full = { ...NARROWEST, ...policy };
  const bounded = (name: keyof typeof MOST) => Math.max(0, Math.min(full[name], MOST[name]));
  return {
    schemes: full.schemes,
    ports: full.ports,
    hosts: full.hosts?.map((host) => host.toLowerCase()) ?? null,
    redirects: bounded('redirects'),
    connectMs: bounded('connectMs'),
    totalMs: bounded('totalMs'),
    requestBytes: bounded('requestBytes'),
    responseBytes: bounded('responseBytes'),
    headerBytes: bounded('headerBytes'),
  };
}

/** What both policies allow: a tenant's can take away and never add. */
export function narrowPolicy(installation: EgressPolicy, tenant: EgressPolicy): FullPolicy {
  const wide = fullPolicy(installation);
  // What the tenant leaves out is not narrowed.
  const narrow = fullPolicy({ ...wide, ...tenant });
  const { hosts } = wide;
  return {
    schemes: wide.schemes.filter((scheme) => narrow.schemes.includes(scheme)),
    ports: wide.ports.filter((port) => narrow.ports.includes(port)),
    hosts: hosts === null ? narrow.hosts : hosts.filter((host) => narrow.hosts?.includes(host) ?? true),
    redirects: Math.min(wide.redirects, narrow.redirects),
    connectMs: Math.min(wide.connectMs, narrow.connectMs),
    totalMs: Math.min(wide.totalMs, narrow.totalMs),
    requestBytes: Math.min(wide.requestBytes, narrow.requestBytes),
    responseBytes: Math.min(wide.responseBytes, narrow.responseBytes),
    headerBytes: Math.min(wide.headerBytes, narrow.headerBytes),
  };
}
