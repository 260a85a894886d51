// What other domains and the composition root may use of ingest.

export type { AcceptItem } from './accept.store.ts';
export { findContentHash, lockKey } from './accept.store.ts';
export { type Accepter, type AcceptOutcome, type AroundWrite, makeAccepter } from './accepter.ts';
export { ingestModule } from './module.ts';
export { fieldsOf, openRaw } from './open-raw.ts';
export { parseVendorJson } from './parse-json.ts';
export { makeReceiver, type ReceiveAnswer, type Receiver } from './receive.ts';
export { SUBMIT_SOURCE, type Submission, submitAlert, submitInput } from './receivers/submit.ts';
export { AUTO, makeSources, type Sources } from './sources.ts';
export { splitTable } from './split-table.ts';
export { makeStorable } from './storable.ts';
export { buryWork } from './work/bury.ts';
export { countOpenLetters } from './work/dead-letter.store.ts';
export {
  countWorkers,
  enqueueStuck,
  findStuck,
  STUCK_AFTER_SECONDS,
  WORKER_SILENT_SECONDS,
} from './work/work.store.ts';
export { WORK_CLASSES, type WorkClass, workClassOf } from './work/work-class.ts';
