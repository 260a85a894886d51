import { anyJob } from '../../kernel/job.ts';
import type { Module } from '../../kernel/module.ts';
import { anyOperation } from '../../kernel/operation.ts';
import { decideAcceptedJob } from './jobs/decide-accepted.ts';
import { getPolicyOperation, updatePolicyOperation } from './operations/manage-policy.ts';
import { listDecisionsOperation, replayDecisionOperation } from './operations/read-decisions.ts';

export const triageModule: Module = {
  domain: 'triage',
  operations: [
    anyOperation(listDecisionsOperation),
    anyOperation(replayDecisionOperation),
    anyOperation(getPolicyOperation),
    anyOperation(updatePolicyOperation),
  ],
  jobs: [anyJob(decideAcceptedJob)],
  publishes: ['alert.closed@1', 'alert.decided@1', 'alert.reopened@1'],
};
