// What other domains and the composition root may use of ingest.

export { findContentHash, lockKey } from './accept.store.ts';
export { type Accepter, makeAccepter } from './accepter.ts';
export { fieldsOf, openRaw } from './open-raw.ts';
export { parseVendorJson } from './parse-json.ts';
export { makeReceiver, type ReceiveAnswer, type Receiver } from './receive.ts';
export { SUBMIT_SOURCE, type Submission, submitAlert, submitInput } from './receivers/submit.ts';
export { AUTO, makeSources, type Sources } from './sources.ts';
export { splitTable } from './split-table.ts';
export { makeStorable } from './storable.ts';
