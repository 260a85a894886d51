// What other domains and the composition root may use of audit.

export { insertAuditRecord } from './audit.store.ts';
export { auditModule } from './module.ts';
