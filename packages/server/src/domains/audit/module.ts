import type { CheckUrl } from '../../kernel/egress.ts';
import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import {
  listCheckpointsOperation,
  makeCheckpointOperation,
  readSigningKeyOperation,
} from './operations/checkpoints.ts';
import { getAuditOperation, listAuditOperation } from './operations/list-audit.ts';
import { verifyAuditOperation } from './operations/verify-audit.ts';
import { verifyTombstoneOperation } from './operations/verify-tombstone.ts';
import {
  deleteSinkOperation,
  getSinkOperation,
  listSinksOperation,
  sinkOperations,
  testSinkOperation,
} from './sinks/operations/manage-sinks.ts';

/** The module, with the guard's check of addresses that are only stored here. */
export function auditModule(checkUrl: CheckUrl): Module {
  const sinks = sinkOperations(checkUrl);
  return {
    domain: 'audit',
    operations: [
      anyOperation(listAuditOperation),
      anyOperation(getAuditOperation),
      anyOperation(verifyAuditOperation),
      anyOperation(listCheckpointsOperation),
      anyOperation(makeCheckpointOperation),
      anyOperation(readSigningKeyOperation),
      anyOperation(verifyTombstoneOperation),
      anyOperation(listSinksOperation),
      anyOperation(getSinkOperation),
      anyOperation(sinks.create),
      anyOperation(sinks.update),
      anyOperation(deleteSinkOperation),
      anyOperation(testSinkOperation),
    ],
    jobs: [],
    publishes: [],
  };
}
