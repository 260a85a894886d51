import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { documentRuleOperation, getRuleOperation, listRulesOperation } from './operations/detection-rules.ts';

export const detectModule: Module = {
  domain: 'detect',
  operations: [
    anyOperation(listRulesOperation),
    anyOperation(getRuleOperation),
    anyOperation(documentRuleOperation),
  ],
  jobs: [],
  publishes: [],
};
