import { checkSource } from '@watchfloor/sdk/testing';
import { cloudtrail } from './sources/cloudtrail.ts';
import { guardduty } from './sources/guardduty.ts';
import { securityHub } from './sources/security-hub.ts';

const fixturesDir = new URL('./fixtures/', import.meta.url);

checkSource(guardduty, { fixturesDir, forms: ['guardduty-finding', 'guardduty-event', 'guardduty-scan'] });
checkSource(securityHub, { fixturesDir, forms: ['asff', 'hub-event', 'hub-insight'] });
checkSource(cloudtrail, {
  fixturesDir,
  forms: ['cloudtrail', 'cloudtrail-insight', 'cloudtrail-delivery', 'cloudtrail-row'],
});
