import { anyJob } from '../../kernel/job.ts';
import type { Module } from '../../kernel/module.ts';
import { type AnyOperation, anyOperation } from '../../kernel/operation.ts';
import {
  getAccountOperation,
  setPasswordOperation,
  updateAccountOperation,
} from './account/operations/manage-account.ts';
import {
  addPasskeyOperation,
  beginPasskeyOperation,
  removePasskeyOperation,
  renamePasskeyOperation,
} from './account/operations/manage-passkeys.ts';
import {
  listSessionsOperation,
  revokeSessionsOperation,
  switchSessionOperation,
} from './account/operations/manage-sessions.ts';
import {
  beginTotpOperation,
  confirmTotpOperation,
  newRecoveryCodesOperation,
  removeTotpOperation,
} from './account/operations/manage-totp.ts';
import { beginProofOperation, refreshProofOperation } from './account/operations/prove-again.ts';
import { rotateDataKeyJob, rotateMasterKeyJob } from './jobs/rotate-vault-keys.ts';
import { listPermissionsOperation } from './operations/list-permissions.ts';
import {
  grantChildAccessOperation,
  listChildAccessOperation,
  revokeChildAccessOperation,
} from './operations/manage-child-access.ts';
import {
  createKeyOperation,
  getKeyOperation,
  listKeysOperation,
  revokeKeyOperation,
} from './operations/manage-keys.ts';
import {
  deactivatePersonOperation,
  invitePersonOperation,
  reactivatePersonOperation,
  removePersonOperation,
  updatePersonOperation,
} from './operations/manage-people.ts';
import {
  createRoleOperation,
  deleteRoleOperation,
  listRolesOperation,
  updateRoleOperation,
} from './operations/manage-roles.ts';
import {
  createServiceAccountOperation,
  disableServiceAccountOperation,
  enableServiceAccountOperation,
  getServiceAccountOperation,
  listServiceAccountsOperation,
  updateServiceAccountOperation,
} from './operations/manage-service-accounts.ts';
import {
  masterKeyStatusOperation,
  rotateDataKeyOperation,
  rotateMasterKeyOperation,
  vaultStatusOperation,
} from './operations/manage-vault.ts';
import {
  createSignInLinkOperation,
  endSessionOperation,
  getSessionOperation,
} from './operations/own-session.ts';
import {
  getPersonOperation,
  listPeopleOperation,
  listPersonSessionsOperation,
} from './operations/read-people.ts';
import { type ReadStorage, storageOperation } from './operations/read-storage.ts';
import {
  endPersonSessionOperation,
  endPersonSessionsOperation,
  resetPersonOperation,
  unlockPersonOperation,
} from './operations/reset-person.ts';
import { rotateKeyOperation, updateKeyOperation } from './operations/rotate-key.ts';
import { signInLinkOperation } from './sign-in/operations/link.ts';
import { signInPasskeyOperation, signInPasskeyOptionsOperation } from './sign-in/operations/passkey.ts';
import { signInPasswordOperation } from './sign-in/operations/password.ts';
import { signInRecoveryCodeOperation, signInTotpOperation } from './sign-in/operations/second-factor.ts';
import { createTenantOperation } from './tenants/operations/create-tenant.ts';
import { deleteTenantOperation } from './tenants/operations/delete-tenant.ts';
import {
  liftHoldOperation,
  listHoldsOperation,
  placeHoldOperation,
} from './tenants/operations/legal-holds.ts';
import {
  getTenantOperation,
  listTenantsOperation,
  resumeTenantOperation,
  suspendTenantOperation,
  updateTenantOperation,
} from './tenants/operations/manage-children.ts';
import {
  getRetentionOperation,
  previewRetentionOperation,
  runRetentionOperation,
  updateRetentionOperation,
} from './tenants/operations/manage-retention.ts';
import { getOwnTenantOperation, updateSettingsOperation } from './tenants/operations/own-tenant.ts';

/** People, roles, keys and service accounts: who may act, and as what. */
const ACCESS_OPERATIONS: readonly AnyOperation[] = [
  anyOperation(listPeopleOperation),
  anyOperation(getPersonOperation),
  anyOperation(invitePersonOperation),
  anyOperation(updatePersonOperation),
  anyOperation(deactivatePersonOperation),
  anyOperation(reactivatePersonOperation),
  anyOperation(removePersonOperation),
  anyOperation(resetPersonOperation),
  anyOperation(unlockPersonOperation),
  anyOperation(listPersonSessionsOperation),
  anyOperation(endPersonSessionsOperation),
  anyOperation(endPersonSessionOperation),
  anyOperation(listRolesOperation),
  anyOperation(createRoleOperation),
  anyOperation(updateRoleOperation),
  anyOperation(deleteRoleOperation),
  anyOperation(createKeyOperation),
  anyOperation(listKeysOperation),
  anyOperation(getKeyOperation),
  anyOperation(updateKeyOperation),
  anyOperation(rotateKeyOperation),
  anyOperation(revokeKeyOperation),
  anyOperation(createServiceAccountOperation),
  anyOperation(listServiceAccountsOperation),
  anyOperation(getServiceAccountOperation),
  anyOperation(updateServiceAccountOperation),
  anyOperation(disableServiceAccountOperation),
  anyOperation(enableServiceAccountOperation),
  anyOperation(listChildAccessOperation),
  anyOperation(grantChildAccessOperation),
  anyOperation(revokeChildAccessOperation),
];

/** Signing in, and what everybody does with their own account. */
const OWN_OPERATIONS: readonly AnyOperation[] = [
  anyOperation(signInPasswordOperation),
  anyOperation(signInTotpOperation),
  anyOperation(signInRecoveryCodeOperation),
  anyOperation(signInPasskeyOptionsOperation),
  anyOperation(signInPasskeyOperation),
  anyOperation(signInLinkOperation),
  anyOperation(getAccountOperation),
  anyOperation(updateAccountOperation),
  anyOperation(setPasswordOperation),
  anyOperation(beginTotpOperation),
  anyOperation(confirmTotpOperation),
  anyOperation(removeTotpOperation),
  anyOperation(newRecoveryCodesOperation),
  anyOperation(beginPasskeyOperation),
  anyOperation(addPasskeyOperation),
  anyOperation(renamePasskeyOperation),
  anyOperation(removePasskeyOperation),
  anyOperation(listSessionsOperation),
  anyOperation(revokeSessionsOperation),
  anyOperation(switchSessionOperation),
  anyOperation(beginProofOperation),
  anyOperation(refreshProofOperation),
];

/** The tree of tenants: settings, quotas, retention, holds, deletion. */
const TENANT_OPERATIONS: readonly AnyOperation[] = [
  anyOperation(createTenantOperation),
  anyOperation(listTenantsOperation),
  anyOperation(getTenantOperation),
  anyOperation(updateTenantOperation),
  anyOperation(suspendTenantOperation),
  anyOperation(resumeTenantOperation),
  anyOperation(deleteTenantOperation),
  anyOperation(getOwnTenantOperation),
  anyOperation(updateSettingsOperation),
  anyOperation(getRetentionOperation),
  anyOperation(updateRetentionOperation),
  anyOperation(previewRetentionOperation),
  anyOperation(runRetentionOperation),
  anyOperation(listHoldsOperation),
  anyOperation(placeHoldOperation),
  anyOperation(liftHoldOperation),
];

/** `registry` gives every operation of the product, once all modules are there. */
export const identityModule = (
  registry: () => readonly AnyOperation[],
  readStorage: ReadStorage,
): Module => ({
  domain: 'identity',
  operations: [
    ...ACCESS_OPERATIONS,
    ...TENANT_OPERATIONS,
    ...OWN_OPERATIONS,
    anyOperation(listPermissionsOperation(registry)),
    anyOperation(getSessionOperation),
    anyOperation(endSessionOperation),
    anyOperation(createSignInLinkOperation),
    anyOperation(vaultStatusOperation),
    anyOperation(rotateDataKeyOperation),
    anyOperation(masterKeyStatusOperation),
    anyOperation(rotateMasterKeyOperation),
    anyOperation(storageOperation(readStorage)),
  ],
  jobs: [anyJob(rotateDataKeyJob), anyJob(rotateMasterKeyJob)],
  publishes: [],
});
