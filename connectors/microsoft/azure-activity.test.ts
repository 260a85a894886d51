import { checkSource } from '@watchfloor/sdk/testing';
import { azureActivity } from './sources/azure-activity.ts';

checkSource(azureActivity, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['activity', 'resource-log'],
});
