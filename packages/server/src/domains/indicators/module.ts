import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import type { Sources } from '../ingest/index.ts';
import { judgeEntityOperation, unjudgeEntityOperation } from './operations/judge-entity.ts';
import {
  deleteMappingOperation,
  listMappingsOperation,
  mappingOperations,
  updateMappingOperation,
} from './operations/manage-mappings.ts';
import { previewOperation } from './operations/preview-record.ts';
import { getEntityOperation, listEntitiesOperation } from './operations/read-entities.ts';

export function indicatorsModule(sources: Sources): Module {
  const mappings = mappingOperations(sources.catalogue);
  return {
    domain: 'indicators',
    operations: [
      anyOperation(listEntitiesOperation),
      anyOperation(getEntityOperation),
      anyOperation(judgeEntityOperation),
      anyOperation(unjudgeEntityOperation),
      anyOperation(listMappingsOperation),
      anyOperation(mappings.test),
      anyOperation(mappings.create),
      anyOperation(updateMappingOperation),
      anyOperation(deleteMappingOperation),
      anyOperation(previewOperation(sources)),
    ],
    jobs: [],
    publishes: [],
  };
}
