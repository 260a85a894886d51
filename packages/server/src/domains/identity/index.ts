// What other domains and the composition root may use of identity.

export { hintOf, newApiKey, newToken, SESSION_HOURS, SIGN_IN_LINK_MINUTES } from './credentials.ts';
export {
  ensureDefaultTenant,
  insertSignInLink,
  listChildAccess,
  principalInChild,
  resolveApiKey,
  resolveSession,
  touchSession,
} from './identity.store.ts';
export { insertApiKey, listApiKeys, touchApiKeys } from './key.store.ts';
export { identityModule } from './module.ts';
export { signInLinkOperation } from './sign-in/operations/link.ts';
export { underPolicy } from './sign-in/session-policy.ts';
export { removeSignInSteps } from './sign-in/sign-in.store.ts';
export {
  type ClosedAudit,
  closeTombstone,
  type DyingTenant,
  findTombstone,
  finishDeletion,
  listDyingTenants,
  listPurgeOrder,
  listTombstoneLinks,
  purgePeople,
  purgeRows,
  type TombstoneRow,
} from './tenants/deletion.store.ts';
export {
  findRawRemoval,
  listRetention,
  listStandingSubjects,
  noteDropped,
  noteRemoved,
  type OverdueRow,
  type Removed,
  type RetentionRow,
  readOverdue,
  removeExpiredAlerts,
  removeExpiredEvidence,
  removeExpiredRaw,
} from './tenants/retention.store.ts';
export { DEFAULT_SECURITY_POLICY, type SecurityPolicy, securityPolicyOf } from './tenants/security-policy.ts';
export type { RetentionClass } from './tenants/tenant.schema.ts';
export {
  addRemovedBytes,
  addUsage,
  dayOf,
  type Limits,
  markExceeded,
  readUsage,
  type UsageCount,
} from './tenants/tenant.store.ts';
