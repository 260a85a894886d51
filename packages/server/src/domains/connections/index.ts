// What other domains and the composition root may use of connections.

export { listSourceSettings, resolveInboxToken } from './connections.store.ts';
export { connectionsModule } from './module.ts';
export { secretPurpose } from './operations/manage-sources.ts';
export { refuseSignature } from './signature.ts';
