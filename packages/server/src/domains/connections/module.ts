import type { SourceAdapter } from '@watchfloor/sdk';
import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { sourceOperations } from './operations/manage-sources.ts';

export function connectionsModule(sources: readonly SourceAdapter[]): Module {
  const operations = sourceOperations(sources);
  return {
    domain: 'connections',
    operations: [
      anyOperation(operations.list),
      anyOperation(operations.setSecret),
      anyOperation(operations.removeSecret),
      anyOperation(operations.setup),
    ],
    jobs: [],
    publishes: [],
  };
}
