// What other domains and the composition root may use of connections.

export { listSourceSettings, listTenantsWithSealedSecrets, resolveInboxToken } from './connections.store.ts';
export { connectionsModule } from './module.ts';
export { refuseSignature } from './signature.ts';
export { moveSealedSecrets, sourceSecretPurpose } from './source-secret.ts';
