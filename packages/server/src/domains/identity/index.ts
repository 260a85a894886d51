// What other domains and the composition root may use of identity.

export { hintOf, newApiKey, newToken, SESSION_HOURS, SIGN_IN_LINK_MINUTES } from './credentials.ts';
export {
  ensureDefaultTenant,
  insertApiKey,
  insertSession,
  insertSignInLink,
  listApiKeys,
  redeemSignInLink,
  resolveApiKey,
  resolveSession,
  touchApiKeys,
  touchSession,
} from './identity.store.ts';
export { identityModule } from './module.ts';
