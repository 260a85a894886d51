// What other domains and the composition root may use of audit.

export { insertAuditRecord } from './audit.store.ts';
export { countUnsealed } from './chain.store.ts';
export { EXPORT_FORMATS, type ExportRequest, exportLines, prepareExport } from './export.ts';
export { auditModule } from './module.ts';
export {
  type BodyRemoval,
  type ClosedChain,
  closeChain,
  type PruneParts,
  type Pruning,
  pruneAudit,
  type Remover,
  removeBodies,
  verifyHashes,
} from './prune.ts';
export { SEAL_BATCH, type SealParts, sealAll, sealBatch, sealNow, sealScope } from './seal.ts';
export { type DeliveryParts, deliverAuditRecords } from './sinks/deliver.ts';
export { type FileVerification, verifyExport } from './verify-file.ts';
export { listWaitingTenants, type WaitingTenant } from './waiting.store.ts';
