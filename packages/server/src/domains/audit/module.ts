import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { listAuditOperation } from './operations/list-audit.ts';

export const auditModule: Module = {
  domain: 'audit',
  operations: [anyOperation(listAuditOperation)],
  jobs: [],
  publishes: [],
};
