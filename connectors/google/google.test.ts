import { checkSource } from '@watchfloor/sdk/testing';
import { googleCloud } from './sources/google-cloud.ts';
import { googleScc } from './sources/google-scc.ts';
import { googleSecops } from './sources/google-secops.ts';
import { googleWorkspace } from './sources/google-workspace.ts';

const fixturesDir = new URL('./fixtures/', import.meta.url);

checkSource(googleSecops, { fixturesDir, forms: ['detection', 'udm-event', 'soar-alert', 'asset-alert'] });
checkSource(googleWorkspace, { fixturesDir, forms: ['activity', 'bigquery-row', 'workspace-alert'] });
checkSource(googleCloud, { fixturesDir, forms: ['log-entry'] });
checkSource(googleScc, { fixturesDir, forms: ['finding'] });
