// Every bundled source, in the order in which `auto` asks them (the surest answer wins, an earlier one on a tie). The
// generator adds a line here: `npm run new source <vendor> <source>`.
import type { SourceAdapter } from '@watchfloor/sdk';
import { cloudtrail } from './aws/sources/cloudtrail.ts';
import { guardduty } from './aws/sources/guardduty.ts';
import { securityHub } from './aws/sources/security-hub.ts';
import { crowdstrike } from './crowdstrike/sources/crowdstrike.ts';
import { ecs } from './elastic/sources/ecs.ts';
import { elastic } from './elastic/sources/elastic.ts';
import { github } from './github/sources/github.ts';
import { googleCloud } from './google/sources/google-cloud.ts';
import { googleScc } from './google/sources/google-scc.ts';
import { googleSecops } from './google/sources/google-secops.ts';
import { googleWorkspace } from './google/sources/google-workspace.ts';
import { azureActivity } from './microsoft/sources/azure-activity.ts';
import { defenderXdr } from './microsoft/sources/defender-xdr.ts';
import { entraId } from './microsoft/sources/entra-id.ts';
import { microsoft365 } from './microsoft/sources/microsoft-365.ts';
import { sentinel } from './microsoft/sources/sentinel.ts';
import { ocsf } from './ocsf/sources/ocsf.ts';
import { okta } from './okta/sources/okta.ts';
import { sentinelone } from './sentinelone/sources/sentinelone.ts';
import { splunk } from './splunk/sources/splunk.ts';
import { suricata } from './suricata/sources/suricata.ts';
import { wazuh } from './wazuh/sources/wazuh.ts';
import { windows } from './windows/sources/windows.ts';
import { zeek } from './zeek/sources/zeek.ts';

export const bundledSources: readonly SourceAdapter[] = [
  okta,
  sentinel,
  defenderXdr,
  entraId,
  microsoft365,
  azureActivity,
  crowdstrike,
  sentinelone,
  wazuh,
  suricata,
  zeek,
  windows,
  guardduty,
  securityHub,
  cloudtrail,
  elastic,
  ecs,
  splunk,
  googleSecops,
  googleWorkspace,
  googleCloud,
  googleScc,
  github,
  ocsf,
];
