import { checkSource } from '@watchfloor/sdk/testing';
import { entraId } from './sources/entra-id.ts';

checkSource(entraId, {
  fixturesDir: new URL('./fixtures/', import.meta.url),
  forms: ['sign-in', 'directory-audit', 'risk-detection', 'risky-principal', 'provisioning', 'graph-call'],
});
