import { checkSource } from '@watchfloor/sdk/testing';
import { microsoft365 } from './sources/microsoft-365.ts';

checkSource(microsoft365, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['audit-record', 'audit-alert', 'intune'],
});
