// Identity providers, mail, clouds, software as a service, databases and servers by the fields of their records. See
// product-row.ts for how to read a row of the table.

import { type ProductRow, readTable } from './product-row.ts';

export const SERVICE_ROWS: readonly ProductRow[] = readTable(`
auth0|Okta|Auth0|event|identity|92|data.logid data.type
auth0|Okta|Auth0|event|identity|90|data.clientid data.ip
auth0|Okta|Auth0|event|identity|88|logid type clientid
auth0|Okta|Auth0|event|identity|88|logid clientname
jumpcloud|JumpCloud|Directory Insights|event|identity|92|initiatedby eventtype|organization clientip service
jumpcloud|JumpCloud|Directory Insights|event|identity|90|initiatedby clientip
keycloak|Red Hat|Keycloak|event|identity|92|realmid clientid
keycloak|Red Hat|Keycloak|event|identity|90|realmid type|ipaddress authdetails operationtype
pingone|Ping Identity|PingOne|event|identity|90|recordedat actors
pingone|Ping Identity|PingOne|event|identity|88|actors resources action|recordedat correlationid
pingone|Ping Identity|PingOne|event|identity|86|createdat actors action.type
lastpass|LastPass|Business|event|application|86|username ipaddress action data|time
bitwarden|Bitwarden|Bitwarden|event|application|92|actinguserid
dashlane|Dashlane|Dashlane|event|application|86|authoruserid logtype
keeper|Keeper Security|Keeper|event|application|92|auditevent remoteaddress
keeper|Keeper Security|Keeper|event|application|90|enterpriseid remoteaddress clientversion
onepassword|1Password|1Password|event|application|92|vaultuuid
onepassword|1Password|1Password|event|application|90|actoruuid objectuuid
onepassword|1Password|1Password|event|application|90|sessionuuid|targetuser client
cyberark|CyberArk|Identity Security Platform|event|identity|92|auditcode servicename
cyberark|CyberArk|Identity Security Platform|event|identity|90|auditcode audittype
cyberark|CyberArk|Identity|event|identity|90|whenoccurred directoryservicename
cyberark|CyberArk|Identity|event|identity|86|whenoccurred eventtype
cyberark|CyberArk|Endpoint Privilege Manager|-|endpoint|90|sourceprocesscommandline agentid
cyberark|CyberArk|Endpoint Privilege Manager|-|endpoint|88|aggregatedby|computername agentid
cyberark|CyberArk|Endpoint Privilege Manager|-|endpoint|88|totalevents affectedcomputers
beyondtrust|BeyondTrust|Remote Support|event|identity|92|whoip when
beyondtrust|BeyondTrust|Privileged Remote Access|event|identity|90|who when event site
beyondtrust|BeyondTrust|Password Safe|event|identity|86|eventsubject objectid workgroupid
delinea|Delinea|Secret Server|event|identity|88|secretname username|folderid itemname
delinea|Delinea|Secret Server|event|identity|84|secretid eventaction
sailpoint|SailPoint|Identity Security Cloud|event|identity|92|trackingnumber technicalname
sailpoint|SailPoint|Identity Security Cloud|event|identity|90|technicalname operation
saviynt|Saviynt|Identity Cloud|event|identity|84|accessedby objecttype eventtime
silverfort|Silverfort|Silverfort|-|identity|84|silverfort
wallix|WALLIX|Bastion|event|identity|92|psid type
wallix|WALLIX|Bastion|event|identity|86|accountuid targetip sessionid
stealthbits|Netwrix|Auditor|-|identity|88|monitoringplan
netwrix|Netwrix|Auditor|-|identity|88|auditrecordid datasource|objecttype who
netwrix|Netwrix|Auditor|-|identity|86|who where what when workstation
varonis|Varonis|DatAdvantage|alert|application|88|threatmodelname
ubika|UBIKA|WAAP|-|network|92|context.reverseproxyname
ubika|UBIKA|WAAP|-|network|90|request.ipsrc context.tunnelname
varonis|Varonis|DatAdvantage|-|application|86|ruleid alertseverity filerserver
teleport|Gravitational|Teleport|event|identity|90|clustername code ei
teleport|Gravitational|Teleport|event|identity|88|clustername event uid
twingate|Twingate|Twingate|event|network|90|remotenetwork connector
tailscale|Tailscale|Tailscale|event|network|94|eventgroupid
tailscale|Tailscale|Tailscale|event|network|88|virtualtraffic
kolide|1Password|Device Trust|event|endpoint|84|actorname targetname|targetid description
hashicorp-vault|HashiCorp|Vault|event|application|92|request.mountpoint
hashicorp-vault|HashiCorp|Vault|event|application|90|auth.policies request.operation
hashicorp-boundary|HashiCorp|Boundary|event|identity|88|datacontenttype specversion|data.requestinfo data.op
mimecast|Mimecast|Mimecast|event|email|92|acc aggregateid
mimecast|Mimecast|Mimecast|event|email|92|acc acode
mimecast|Mimecast|Mimecast|event|email|92|acode aggregateid
mimecast|Mimecast|Mimecast|event|email|92|processingid aggregateid
mimecast|Mimecast|Mimecast|event|email|90|senderenvelope
mimecast|Mimecast|Mimecast|event|email|88|auditevent.auditid|auditevent.audittype
mimecast|Mimecast|Mimecast|event|email|86|audittype eventinfo
vade|Hornetsecurity|Vade for M365|-|email|92|overdict
vade|Hornetsecurity|Vade for M365|-|email|90|smtpfrom returnpathaddress
vade|Hornetsecurity|Vade for M365|-|email|88|senderip fromheader
vade|Hornetsecurity|Vade Cloud|-|email|88|filterstatus transport
vade|Hornetsecurity|Vade Cloud|-|email|86|sender hfrom status
retarus|Retarus|Email Security|event|email|92|rmxid
retarus|Retarus|Email Security|event|email|88|mimeid sourceip
abnormal|Abnormal Security|Abnormal|alert|email|92|abxmessageid
abnormal|Abnormal Security|Abnormal|alert|email|90|abxmessageidstr
abnormal|Abnormal Security|Abnormal|alert|email|90|abxcaseid|threatid caseid
abnormal|Abnormal Security|Abnormal|alert|email|88|attacktype attackvector|summaryinsights attackstrategy
ironscales|IRONSCALES|IRONSCALES|alert|email|86|affectedmailboxescount
tessian|Proofpoint|Tessian|alert|email|86|guardian|outboundemaildetails inboundemaildetails
proofpoint|Proofpoint|TAP|-|email|92|threatsinfomap
proofpoint|Proofpoint|TAP|-|email|90|qid spamscore phishscore
proofpoint|Proofpoint|TAP|-|email|90|clickip clicktime
proofpoint|Proofpoint|Isolation|event|network|90|pageurl zone|contentcategory disposition
proofpoint|Proofpoint|CASB|-|cloud|86|alertname accessdeviceinfo
proofpoint|Proofpoint|Protection Server|event|email|90|msgparts
proofpoint|Proofpoint|Protection Server|event|email|88|sm.msgid
mailinblack|Mailinblack|Protect|event|email|86|mibid
hornetsecurity|Hornetsecurity|Email Security|event|email|88|commpartner owner
docker|Docker|Docker|event|cloud|88|actor.attributes scope
datadog|Datadog|Audit Trail|event|application|90|attributes.attributes.evt
spycloud|SpyCloud|SpyCloud|alert|identity|92|spycloudpublishdate
safenet|Thales|SafeNet Trusted Access|event|identity|90|context.globalaccessid
glimps|GLIMPS|Malware|-|application|88|ismalware malwares
windows-dhcp|Microsoft|DHCP Server|event|network|82|qresult ipaddress
message-trace|Microsoft|Exchange|event|email|92|messagetraceid
message-trace|Microsoft|Exchange|event|email|90|senderaddress recipientaddress|fromip toip messageid
sendgrid|Twilio|SendGrid|event|email|88|sgeventid
sendgrid|Twilio|SendGrid|event|email|86|sgmessageid
mailgun|Sinch|Mailgun|event|email|84|eventdata.deliverystatus
gitlab|GitLab|Audit|event|application|92|authorid entityid entitytype
gitlab|GitLab|Audit|event|application|90|entitypath authorname
gitlab|GitLab|GitLab|event|application|86|meta.callerid
gitlab|GitLab|GitLab|event|application|84|controller remoteip correlationid
bitbucket|Atlassian|Bitbucket|event|application|88|affectedobjects type|author auditaction
jira|Atlassian|Audit|event|application|90|objectitem|changedvalues authorkey
jira|Atlassian|Audit|event|application|90|affectedobjects auditaction
jira|Atlassian|Audit|event|application|88|changedvalues author|auditaction summary
atlassian|Atlassian|Audit|event|application|88|attributes.action attributes.time
notion|Notion|Notion|event|application|86|event.workspaceid event.actor
figma|Figma|Figma|event|application|82|actor entity action context timestamp
miro|Miro|Miro|event|application|84|createdby object context.organization
monday|monday.com|monday.com|event|application|82|accountid useragent activitymetadata
airtable|Airtable|Airtable|event|application|84|origin.ipaddress modelid
docusign|Docusign|Monitor|event|application|86|accountid siteid object action|ipaddress
docusign|Docusign|eSignature|event|application|84|envelopeid envelopestatus
workday|Workday|Workday|event|application|90|taskdisplayname systemaccount
workday|Workday|Workday|event|application|88|activityaction requesttime
smartsheet|Smartsheet|Smartsheet|event|application|84|eventtimestamp requestuserid objecttype
hubspot|HubSpot|HubSpot|event|application|82|actinguser occurredat
datadog|Datadog|Audit Trail|event|application|84|usr evt
datadog|Datadog|Cloud SIEM|alert|siem|84|signalid workflow
pagerduty|PagerDuty|PagerDuty|event|application|84|actors rootresource
launchdarkly|LaunchDarkly|LaunchDarkly|event|application|84|accesses titleverb
vercel|Vercel|Vercel|event|application|82|deploymentid projectid proxy
netlify|Netlify|Netlify|event|application|82|actorname traitsteam
slack|Slack|Audit|event|application|90|context.location.domain
slack|Slack|Audit|event|application|88|actor.user entity context
slack|Slack|Access|event|application|84|datefirst datelast username
zoom|Zoom|Zoom|event|application|90|categorytype operator
zoom|Zoom|Zoom|event|application|88|clienttype email ipaddress|version type
zoom|Zoom|Zoom|event|application|84|payload.accountid payload.object
zoom|Zoom|Zoom|event|application|84|accountid payload event
box|Box|Events|event|application|92|createdby eventtype|source ipaddress additionaldetails
box|Box|Shield|alert|application|88|additionaldetails.shieldalert
dropbox|Dropbox|Team Events|event|application|90|eventcategory.tag
egnyte|Egnyte|Egnyte|event|application|82|sourcepath targetpath actioninfo
citrix-sharefile|Progress|ShareFile|event|application|82|sharefile
servicenow|ServiceNow|ServiceNow|event|application|88|sysid|syscreatedon tablename sysupdatedby
servicenow|ServiceNow|ServiceNow|event|application|86|tablename documentkey fieldname
zendesk|Zendesk|Audit|event|application|90|changedescription
zendesk|Zendesk|Audit|event|application|88|actorname sourcelabel|actionlabel ipaddress
salesforce|Salesforce|Event Monitoring|event|application|90|eventtype runtime useridderived
salesforce|Salesforce|Event Monitoring|event|application|88|eventidentifier loginkey
salesforce|Salesforce|Event Monitoring|event|application|86|organizationid userid runtime
salesforce|Salesforce|Setup Audit Trail|event|application|84|delegateuser section
netsuite|Oracle|NetSuite|event|application|84|oldvalue newvalue recordid context setby
oci|Oracle|OCI Audit|event|cloud|92|data.compartmentid
oci|Oracle|OCI Audit|event|cloud|90|data.identity.principalname
oci|Oracle|OCI|event|cloud|88|oracle.compartmentid
ibm-cloud|IBM|Cloud Activity Tracker|event|cloud|92|logsourcecrn
ibm-cloud|IBM|Cloud Activity Tracker|event|cloud|88|initiator.id observer|typeuri target
alibaba|Alibaba Cloud|ActionTrail|event|cloud|92|acsregion
alibaba|Alibaba Cloud|ActionTrail|event|cloud|90|event.acsregion
digitalocean|DigitalOcean|DigitalOcean|event|cloud|82|dropletid
ovh|OVHcloud|OVHcloud|event|cloud|84|authdetails|nichandle
azure-firewall|Microsoft|Azure Firewall|event|network|90|properties.msg category
gcp-ids|Google|Cloud IDS|alert|network|96|jsonpayload.alertseverity
gcp-firewall|Google|VPC Firewall|event|network|96|jsonpayload.ruledetails
aws-network-firewall|AWS|Network Firewall|-|network|94|firewallname event
azure-nsg|Microsoft|Azure NSG|event|network|92|properties.flows
azure-nsg|Microsoft|Azure NSG|event|network|92|flowlogresourceid
azure-frontdoor|Microsoft|Azure Front Door|event|network|92|properties.trackingreference
azure-frontdoor|Microsoft|Azure Front Door|event|network|92|properties.policymode properties.clientip
azure-gateway|Microsoft|Azure Application Gateway|event|network|90|properties.requesturi properties.clientip
azure-sql|Microsoft|Azure SQL|event|application|90|properties.serverprincipalname
azure-mysql|Microsoft|Azure Database|event|application|90|properties.eventclass properties.user
azure-keyvault|Microsoft|Azure Key Vault|event|cloud|90|properties.requesturi properties.httpstatuscode
azure-storage|Microsoft|Azure Storage|event|cloud|90|uri calleripaddress
defender-cloud-apps|Microsoft|Defender for Cloud Apps|-|cloud|86|eventtypevalue appname
mde-vulnerability|Microsoft|Defender Vulnerability Management|-|endpoint|84|machineid cveid
mongodb-atlas|MongoDB|Atlas|event|application|94|eventtypename
mongodb|MongoDB|MongoDB|event|application|94|atype
mongodb|MongoDB|MongoDB|event|application|90|s c ctx msg
elasticsearch|Elastic|Elasticsearch|event|application|88|origin.address event.action
elasticsearch|Elastic|Elasticsearch|event|application|88|origin.type event.type|request.id node.id
opensearch|OpenSearch|OpenSearch|event|application|92|auditcategory
mysql|Oracle|MySQL|event|application|92|auditrecord
mysql|Oracle|MySQL|event|application|88|commandclass connectionid
mysql|Oracle|MySQL|event|application|88|class event connectionid
mariadb|MariaDB|MariaDB|event|application|84|serverhost connectionid queryid
postgresql|PostgreSQL|PostgreSQL|event|application|88|errorseverity backendtype
postgresql|PostgreSQL|PostgreSQL|event|application|86|dbname remotehost|sessionid statement
oracle|Oracle|Database|event|application|92|dbusername|actionname unifiedauditpolicies
oracle|Oracle|Database|event|application|92|dbid entryid
oracle|Oracle|Database|event|application|88|databaseuser
mssql|Microsoft|SQL Server|event|application|92|serverprincipalname
mssql|Microsoft|SQL Server|event|application|90|sessionserverprincipalname
snowflake|Snowflake|Snowflake|event|application|92|reportedclientversion
snowflake|Snowflake|Snowflake|event|application|90|firstauthenticationfactor
databricks|Databricks|Databricks|event|cloud|92|useridentity servicename actionname
databricks|Databricks|Databricks|event|cloud|88|workspaceid servicename actionname
bigquery|Google|BigQuery|event|cloud|84|protopayload.servicedata
guardium|IBM|Guardium|alert|application|88|baselinequery
guardium|IBM|Guardium|-|application|86|dbusername servertype
imperva-dam|Imperva|Data Security|-|application|84|dbusername eventsource
kafka|Apache|Kafka|event|application|82|principal resourcename authorizationinfo
kubernetes-audit|Kubernetes|Audit|event|cloud|92|auditid verb
kubernetes|Kubernetes|Events|event|cloud|84|involvedobject reason
docker|Docker|Docker|event|cloud|84|containerid containername|log
openshift|Red Hat|OpenShift|event|cloud|80|kubernetes.namespacename docker
falco|Falco|Falco|alert|endpoint|95|outputfields rule
sysdig|Sysdig|Secure|alert|cloud|90|ruletags|machineid containerid
sysdig|Sysdig|Secure|alert|cloud|86|rulename fields hostname|source
sysdig|Sysdig|Secure|alert|cloud|90|content.ruletags
sysdig|Sysdig|Secure|alert|cloud|88|content.fields agentid
aqua|Aqua Security|Aqua|-|cloud|86|imagehash resourcetype
lacework|Lacework|Lacework|alert|cloud|90|eventid eventname eventtype summary
lacework|Lacework|Lacework|alert|cloud|88|alertid alerttype derivedfields
lacework|Lacework|Lacework|alert|cloud|88|alertid alerttype alertinfo
lacework|Lacework|Lacework|alert|cloud|88|eventcategory eventmodel|eventactor eventid
orca|Orca Security|Orca|alert|cloud|92|alertid assetuniqueid
orca|Orca Security|Orca|alert|cloud|90|state.alertid
orca|Orca Security|Orca|alert|cloud|88|assetname riskfindings|state findings
wiz|Wiz|Wiz|alert|cloud|90|entitysnapshot
upwind|Upwind|Upwind|alert|cloud|84|cloudaccountid threatdetails
appomni|AppOmni|AppOmni|alert|application|92|appomnialert
obsidian|Obsidian Security|Obsidian|alert|application|82|obsidian
code42|Mimecast|Incydr|-|application|92|filecategory exposure
code42|Mimecast|Incydr|-|application|92|filecategory fileowner
code42|Mimecast|Incydr|-|application|92|oshostname fileowner
code42|Mimecast|Incydr|-|application|88|filename useruid|deviceusername exposure
nutanix|Nutanix|Prism|event|cloud|92|affectedentitylist
vmware|VMware|vCenter|event|cloud|84|vcenter eventtypeid
veeam|Veeam|Backup & Replication|-|application|92|categoryid instanceid
veeam|Veeam|Backup & Replication|-|application|90|vbrhostname
rubrik|Rubrik|Security Cloud|-|application|86|objecttype eventseriesid|clusteruuid clusterid
cohesity|Cohesity|DataProtect|-|application|88|clusterinfo entityname
commvault|Commvault|Commvault|-|application|86|alertname|jobid clientname commcell
druva|Druva|inSync|event|application|82|insyncuserid
sap|SAP|Enterprise Threat Detection|-|application|86|triggeringeventcount
sap|SAP|Security Audit Log|event|application|86|slgmand
sap|SAP|Security Audit Log|event|application|86|slguser|slgdattim slgltrm2
sap-btp|SAP|BTP Audit|event|cloud|86|formatversion orgid spaceid
cpanel|cPanel|cPanel|event|application|80|cpuser
wordpress|WordPress|WordPress|event|application|82|wsalid
openai|OpenAI|Audit|event|application|84|effectiveat actor|project type
anthropic|Anthropic|Activity|event|application|80|actor organizationid
windows-dns|Microsoft|DNS Server|event|network|84|queryname remoteip|qtype xid
windows-firewall|Microsoft|Windows Firewall|event|network|84|srcip dstip tcpflags
powershell|Microsoft|PowerShell|event|endpoint|84|scriptblocktext
adfs|Microsoft|AD FS|event|identity|86|adfsauditevent
journald|Linux|journald|event|endpoint|80|syslogidentifier
journald|Linux|journald|event|endpoint|80|syslogidentifier hostname
auditd|Linux|auditd|event|endpoint|88|auditd.messagetype
auditd|Linux|auditd|event|endpoint|84|auid ses
auditbeat|Elastic|Auditbeat|event|endpoint|86|auditd.data
openldap|OpenLDAP|slapd|event|identity|80|conn op
cisco-ftd|Cisco|Secure Firewall|event|network|86|accesscontrolrulename
cisco-ftd|Cisco|Secure Firewall|event|network|84|initiatorip responderip
`);
