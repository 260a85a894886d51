// Every data set that is measured against a bundled source, a line for each source.

import type { DataSet } from '../data-set.ts';
import { azureActivitySets } from './azure-activity.ts';
import { cefSets } from './cef.ts';
import { cloudtrailSets } from './cloudtrail.ts';
import { crowdstrikeSets } from './crowdstrike.ts';
import { defenderXdrSets } from './defender-xdr.ts';
import { ecsSets } from './ecs.ts';
import { elasticSets } from './elastic.ts';
import { entraIdSets } from './entra-id.ts';
import { githubSets } from './github.ts';
import { googleCloudSets } from './google-cloud.ts';
import { googleSecopsSets } from './google-secops.ts';
import { googleWorkspaceSets } from './google-workspace.ts';
import { guarddutySets } from './guardduty.ts';
import { microsoft365Sets } from './microsoft-365.ts';
import { ocsfSets } from './ocsf.ts';
import { oktaSets } from './okta.ts';
import { securityHubSets } from './security-hub.ts';
import { sentinelSets } from './sentinel.ts';
import { splunkSets } from './splunk.ts';
import { suricataSets } from './suricata.ts';
import { wazuhSets } from './wazuh.ts';
import { windowsSets } from './windows.ts';
import { zeekSets } from './zeek.ts';

export const DATA_SETS: readonly DataSet[] = [
  ...oktaSets,
  ...sentinelSets,
  ...defenderXdrSets,
  ...entraIdSets,
  ...microsoft365Sets,
  ...azureActivitySets,
  ...crowdstrikeSets,
  ...wazuhSets,
  ...suricataSets,
  ...zeekSets,
  ...windowsSets,
  ...guarddutySets,
  ...securityHubSets,
  ...cloudtrailSets,
  ...elasticSets,
  ...ecsSets,
  ...splunkSets,
  ...ocsfSets,
  ...cefSets,
  ...googleSecopsSets,
  ...googleWorkspaceSets,
  ...googleCloudSets,
  ...githubSets,
];
