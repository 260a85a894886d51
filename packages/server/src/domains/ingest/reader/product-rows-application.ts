// Records of identity providers and of software as a service. See product-row.ts for how to read a row.

import { type ProductRow, row } from './product-row.ts';

export const APPLICATION_ROWS: readonly ProductRow[] = [
  // Identity
  row('okta|Okta|System Log', ['event', 'identity', 'legacyeventtype'], { confidence: 95 }),
  row('okta|Okta|System Log', ['event', 'identity', 'authenticationcontext client outcome'], {
    confidence: 95,
  }),
  row('okta|Okta|System Log', ['event', 'identity', 'published actor eventtype'], { confidence: 92 }),
  row('okta|Okta|System Log', ['event', 'identity', 'debugcontext'], { confidence: 90 }),
  row('okta|Okta|System Log', ['event', 'identity', 'securitycontext outcome actor'], { confidence: 90 }),
  row('auth0|Okta|Auth0', ['event', 'identity', 'logid type clientname tenantname'], { confidence: 85 }),
  row('onelogin|OneLogin|OneLogin', ['event', 'identity', 'eventtypeid actorusername'], { confidence: 92 }),
  row('onelogin|OneLogin|OneLogin', ['event', 'identity', 'eventtypeid userid'], { confidence: 80 }),
  row('duo|Cisco|Duo', ['event', 'identity', 'accessdevice factor'], { confidence: 94 }),
  row('duo|Cisco|Duo', ['event', 'identity', 'isotimestamp username'], { confidence: 85 }),
  row('duo|Cisco|Duo', ['event', 'identity', 'object action username description'], { confidence: 80 }),
  row('duo|Cisco|Duo', ['event', 'identity', 'factor integration result'], { confidence: 88 }),
  row('onepassword|1Password|1Password', ['event', 'application', 'itemuuid vaultuuid'], { confidence: 95 }),
  row('onepassword|1Password|1Password', ['event', 'application', 'sessionuuid targetuser'], {
    confidence: 92,
  }),
  row('teleport|Gravitational|Teleport', ['event', 'identity', 'ei event code'], { confidence: 92 }),
  row('teleport|Gravitational|Teleport', ['event', 'identity', 'code event uid'], {
    where: { code: /^T[A-Z0-9]{3,6}[IWE]$/i },
    confidence: 92,
  }),
  row('hashicorp-vault|HashiCorp|Vault', ['event', 'application', 'auth.clienttoken request'], {
    confidence: 90,
  }),
  row('hashicorp-boundary|HashiCorp|Boundary', ['event', 'identity', 'specversion data.requestinfo'], {
    confidence: 85,
  }),
  // Software as a service
  row('github|GitHub|Audit', ['event', 'application', 'action org'], {
    any: 'actor repo actorlocation documentid',
    confidence: 88,
  }),
  row('github|GitHub|Audit', ['event', 'application', 'documentid action'], { confidence: 90 }),
  row('github|GitHub|Audit', ['event', 'application', 'action repo actor'], { confidence: 85 }),
  row('github|GitHub|Webhook', ['event', 'application', 'repository pusher'], { confidence: 88 }),
  row('github|GitHub|Webhook', ['event', 'application', 'repository.fullname sender'], { confidence: 85 }),
  row('github|GitHub|Webhook', ['event', 'application', 'workflowrun action'], { confidence: 88 }),
  row('gitlab|GitLab|Audit', ['event', 'application', 'authorid entitytype details'], { confidence: 85 }),
  row('atlassian|Atlassian|Audit', ['event', 'application', 'attributes.action attributes.actor'], {
    confidence: 88,
  }),
  row('anthropic|Anthropic|Activity', ['event', 'application', 'organizationid type actor.type createdat'], {
    confidence: 82,
  }),
  row('appomni|AppOmni|AppOmni', ['alert', 'application', 'appomni'], { confidence: 94 }),
  row('dropbox|Dropbox|Team Events', ['event', 'application', 'involvenonteammember'], { confidence: 95 }),
  row('dropbox|Dropbox|Team Events', ['event', 'application', 'eventtype.tag actor'], { confidence: 88 }),
  row(
    'salesforce|Salesforce|Event Monitoring',
    ['event', 'application', 'organizationid timestampderived useridderived'],
    { confidence: 94 },
  ),
  row('salesforce|Salesforce|Event Monitoring', ['event', 'application', 'eventtype timestampderived'], {
    confidence: 92,
  }),
  row('snowflake|Snowflake|Snowflake', ['event', 'application', 'querytext querytype'], { confidence: 90 }),
  row('snowflake|Snowflake|Snowflake', ['event', 'application', 'reportedclienttype'], { confidence: 94 }),
  row('snowflake|Snowflake|Snowflake', ['event', 'application', 'granteename grantedby'], { confidence: 90 }),
  row('snowflake|Snowflake|Snowflake', ['event', 'application', 'warehousename'], { confidence: 85 }),
  row('slack|Slack|Audit', ['event', 'application', 'context.location entity action'], { confidence: 85 }),
  row('slack|Slack|Audit', ['event', 'application', 'datecreate action actor entity'], { confidence: 88 }),
  row('zoom|Zoom|Operation Log', ['event', 'application', 'operationdetail operator'], { confidence: 85 }),
  row('box|Box|Events', ['event', 'application', 'eventtype createdby source'], { confidence: 75 }),
  row('asana|Asana|Audit', ['event', 'application', 'actor.actortype resource.resourcetype'], {
    confidence: 85,
  }),
  row('zendesk|Zendesk|Audit', ['event', 'application', 'actorid sourcetype changedescription'], {
    confidence: 85,
  }),
  row('servicenow|ServiceNow|ServiceNow', ['event', 'application', 'sysid sysupdatedon'], { confidence: 85 }),
  row('netsuite|Oracle|OCI Audit', ['event', 'cloud', 'data.identity eventtypeversion'], { confidence: 85 }),
  row('wiz|Wiz|Wiz', ['event', 'cloud', 'actionparameters requestid serviceaccount'], { confidence: 94 }),
  row('wiz|Wiz|Wiz', ['event', 'cloud', 'actionparameters action'], { confidence: 85 }),
  row('wiz|Wiz|Wiz', ['alert', 'cloud', 'sourcerule entitysnapshot'], { confidence: 95 }),
  row('wiz|Wiz|Wiz', ['alert', 'cloud', 'control issue resource'], { confidence: 92 }),
  row('wiz|Wiz|Wiz', ['alert', 'cloud', 'rulematch triggeringevents'], { confidence: 95 }),
  row('wiz|Wiz|Wiz', ['alert', 'cloud', 'targetexternalid analyzedat rule'], { confidence: 94 }),
  row('wiz|Wiz|Wiz', ['alert', 'cloud', 'vulnerableasset'], { confidence: 94 }),
  row('lacework|Lacework|Lacework', ['alert', 'cloud', 'eventactor eventmodel'], { confidence: 88 }),
  row('orca|Orca Security|Orca', ['alert', 'cloud', 'assetuniqueid alertlabels'], { confidence: 88 }),
  row('prisma-cloud|Palo Alto Networks|Prisma Cloud', ['alert', 'cloud', 'policy.policyid resource.rrn'], {
    confidence: 92,
  }),
  row('snyk|Snyk|Snyk', ['event', 'application', 'groupid orgid event'], { confidence: 75 }),
  row('tines|Tines|Audit', ['event', 'application', 'operationname tenantid useremail'], { confidence: 80 }),
];
