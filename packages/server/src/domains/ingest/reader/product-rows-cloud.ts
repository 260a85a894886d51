// Records of clouds and of what watches them. See product-row.ts for how to read a row.

import { type ProductRow, row } from './product-row.ts';

export const CLOUD_ROWS: readonly ProductRow[] = [
  // Amazon
  row('aws-cloudtrail|AWS|CloudTrail', ['event', 'cloud', 'eventsource eventname'], {
    any: 'eventversion awsregion useridentity.type recipientaccountid sourceipaddress',
  }),
  row('aws-cloudtrail|AWS|CloudTrail', ['event', 'cloud', 'awsregion eventname'], { confidence: 80 }),
  row('aws-cloudtrail|AWS|CloudTrail', ['event', 'cloud', 'recipientaccountid eventversion awsregion']),
  row('aws-guardduty|AWS|GuardDuty', ['alert', 'cloud', 'schemaversion accountid service.detectorid'], {
    confidence: 95,
  }),
  row('aws-guardduty|AWS|GuardDuty', ['alert', 'cloud', 'service.servicename'], {
    where: { 'service.servicename': /^guardduty$/i },
    confidence: 96,
  }),
  row('aws-guardduty|AWS|GuardDuty', ['alert', 'cloud', 'partition accountid severity type'], {
    where: { type: /^[A-Za-z]+:[A-Za-z0-9]+\/|^AttackSequence:/ },
  }),
  row('aws-security-hub|AWS|Security Hub', ['alert', 'cloud', 'productarn awsaccountid generatorid'], {
    confidence: 95,
  }),
  row('aws-security-hub|AWS|Security Hub', ['alert', 'cloud', 'productarn findingproviderfields'], {
    confidence: 95,
  }),
  row('aws-eventbridge|AWS|EventBridge', ['event', 'cloud', 'detailtype detail source account'], {
    confidence: 70,
  }),
  row('aws-vpc-flow|AWS|VPC Flow Logs', ['event', 'network', 'srcaddr dstaddr'], {
    any: 'interfaceid vpcid logstatus pktsrcaddr instanceid subnetid action',
  }),
  row('aws-route53|AWS|Route 53 Resolver', ['event', 'network', 'queryname querytype srcids']),
  row('aws-route53|AWS|Route 53 Resolver', ['event', 'network', 'querytimestamp queryname rcode']),
  row('aws-waf|AWS|WAF', ['event', 'network', 'webaclid httprequest']),
  row('aws-waf|AWS|WAF', ['event', 'network', 'terminatingruleid']),
  row('aws-s3-access|AWS|S3 Server Access Logs', ['event', 'cloud', 'bucket requester operation']),
  row('aws-s3-access|AWS|S3 Server Access Logs', ['event', 'cloud', 'bucketowner bucket'], {
    confidence: 88,
  }),
  row('aws-alb|AWS|Elastic Load Balancing', ['event', 'network', 'targetgrouparn']),
  row('aws-cloudfront|AWS|CloudFront', ['event', 'network', 'xedgelocation']),
  row('aws-cloudfront|AWS|CloudFront', ['event', 'network', 'xedgeresulttype']),
  row('aws-bedrock|AWS|Bedrock', ['event', 'cloud', 'modelid schematype operation']),
  row('aws-bedrock|AWS|Bedrock', ['event', 'cloud', 'modelid input output requestid']),
  row('aws-cloudwatch-logs|AWS|CloudWatch Logs', ['event', 'cloud', 'messagetype logevents'], {
    confidence: 75,
  }),
  row('aws-inspector|AWS|Inspector', ['alert', 'cloud', 'findingarn inspectorscore']),
  row('aws-macie|AWS|Macie', ['alert', 'cloud', 'classificationdetails resourcesaffected']),
  row('aws-config|AWS|Config', ['event', 'cloud', 'configurationitem messagetype']),
  // Kubernetes
  row('kubernetes-audit|Kubernetes|Audit', ['event', 'cloud', 'objectref verb'], { confidence: 92 }),
  row('kubernetes-audit|Kubernetes|Audit', ['event', 'cloud', 'auditid stage requesturi'], {
    confidence: 92,
  }),
  row('kubernetes-audit|Kubernetes|Audit', ['event', 'cloud', 'kind verb'], {
    where: { kind: /^Event$/ },
    confidence: 85,
  }),
  row('kubernetes-audit|Kubernetes|Audit', ['event', 'cloud', 'requesturi responsestatus verb'], {
    confidence: 88,
  }),
  row('kubernetes-audit|Kubernetes|Audit', ['event', 'cloud', 'apiversion kind'], {
    where: { apiversion: /^audit\.k8s\.io\// },
    confidence: 93,
  }),
  row('falco|Falco|Falco', ['alert', 'endpoint', 'outputfields priority rule'], { confidence: 95 }),
  // Microsoft
  row('sentinel|Microsoft|Sentinel', ['alert', 'siem', 'systemalertid'], { confidence: 95 }),
  row('sentinel|Microsoft|Sentinel', ['alert', 'siem', 'vendororiginalid alertname providername'], {
    confidence: 95,
  }),
  row('sentinel|Microsoft|Sentinel', ['alert', 'siem', 'incidentnumber'], {
    any: 'relatedanalyticruleids incidentname providerincidentid incidenturl',
    confidence: 95,
  }),
  row('sentinel|Microsoft|Sentinel', ['alert', 'siem', 'properties.incidentnumber'], { confidence: 95 }),
  row('sentinel|Microsoft|Sentinel', ['alert', 'siem', 'type etag'], {
    where: { type: /Microsoft\.SecurityInsights/i },
    confidence: 95,
  }),
  row('sentinel|Microsoft|Sentinel', ['alert', 'siem', 'object.properties.incidentnumber'], {
    confidence: 95,
  }),
  row('defender-xdr|Microsoft|Defender XDR', ['alert', 'endpoint', 'detectionsource servicesource'], {
    confidence: 92,
  }),
  row('defender-xdr|Microsoft|Defender XDR', ['alert', 'endpoint', 'odatatype'], {
    where: { odatatype: /microsoft\.graph\.security\.(?:alert|incident)/i },
    confidence: 95,
  }),
  row('defender-xdr|Microsoft|Defender XDR', ['alert', 'endpoint', 'incidentid machineid detectionsource'], {
    confidence: 92,
  }),
  row('defender-xdr|Microsoft|Defender XDR', ['alert', 'endpoint', 'category properties'], {
    where: { category: /^AdvancedHunting-Alert(?:Info|Evidence)/ },
    confidence: 95,
  }),
  row('defender-xdr|Microsoft|Defender XDR', ['event', 'endpoint', 'category properties'], {
    where: { category: /^AdvancedHunting-/ },
    confidence: 94,
  }),
  row('defender-xdr|Microsoft|Defender XDR', ['event', 'endpoint', 'actiontype initiatingprocessfilename'], {
    confidence: 85,
  }),
  row(
    'defender-xdr|Microsoft|Defender XDR',
    ['event', 'endpoint', 'deviceid devicename actiontype reportid'],
    { confidence: 88 },
  ),
  row(
    'defender-xdr|Microsoft|Defender XDR',
    ['alert', 'endpoint', 'firstactivitydatetime createddatetime title'],
    {
      confidence: 80,
    },
  ),
  row(
    'entra-id|Microsoft|Entra ID',
    ['event', 'identity', 'activitydisplayname initiatedby targetresources'],
    { confidence: 95 },
  ),
  row('entra-id|Microsoft|Entra ID', ['event', 'identity', 'userprincipalname conditionalaccessstatus'], {
    confidence: 92,
  }),
  row('entra-id|Microsoft|Entra ID', ['event', 'identity', 'category properties'], {
    where: {
      category:
        /^(?:(?:NonInteractiveUser|ServicePrincipal|ManagedIdentity|ADFS)?SignInLogs|AuditLogs|ProvisioningLogs)$/i,
    },
    confidence: 88,
  }),
  row('entra-id|Microsoft|Entra ID Protection', ['alert', 'identity', 'riskeventtype risklevel'], {
    confidence: 92,
  }),
  row('intune|Microsoft|Intune', ['event', 'application', 'category tenantid properties'], {
    where: { category: /^(?:DeviceComplianceOrg|OperationalLogs|Devices|Windows365AuditLogs)$/i },
    confidence: 88,
  }),
  row('intune|Microsoft|Intune', ['event', 'application', 'category properties.deviceid'], {
    where: { category: /^(?:DeviceComplianceOrg|Devices)$/i },
    confidence: 89,
  }),
  row('intune|Microsoft|Intune', ['event', 'application', 'properties.intuneaccountid'], { confidence: 92 }),
  row('intune|Microsoft|Intune', ['event', 'application', 'properties.actor category'], {
    where: {
      category: /^AuditLogs$/i,
      operationname: /ManagedDevice|DeviceCompliance|DeviceConfiguration|MobileApp|Intune/,
    },
    confidence: 93,
  }),
  row('microsoft-365|Microsoft|Microsoft 365', ['event', 'application', 'recordtype workload operation'], {
    confidence: 95,
  }),
  row(
    'microsoft-365|Microsoft|Microsoft 365',
    ['event', 'application', 'creationtime operation organizationid'],
    {
      any: 'userkey usertype recordtype clientip objectid',
      confidence: 92,
    },
  ),
  row('azure-activity|Microsoft|Azure Activity', ['event', 'cloud', 'operationname resourceid'], {
    any: 'calleripaddress correlationid resulttype category',
    confidence: 85,
  }),
  row('azure-activity|Microsoft|Azure Activity', ['event', 'cloud', 'operationnamevalue'], {
    confidence: 92,
  }),
  row('kubernetes-audit|Kubernetes|Audit', ['event', 'cloud', 'category operationname'], {
    where: { category: /^kube-(?:audit|apiserver)/ },
    confidence: 95,
  }),
  row(
    'defender-for-cloud|Microsoft|Defender for Cloud',
    ['alert', 'cloud', 'alerturi compromisedentity productname'],
    {
      confidence: 88,
    },
  ),
  row('exchange|Microsoft|Exchange', ['event', 'email', 'senderaddress recipientaddress messagetraceid']),
  row('exchange|Microsoft|Exchange', ['event', 'email', 'networkmessageid senderfromaddress'], {
    confidence: 88,
  }),
  // Google
  row('gcp-audit|Google|Cloud Audit Logs', ['event', 'cloud', 'protopayload'], { confidence: 94 }),
  row('gcp-load-balancing|Google|Cloud Load Balancing', ['event', 'network', 'httprequest jsonpayload'], {
    where: { 'resource.type': /http_load_balancer|l7_lb/ },
    confidence: 94,
  }),
  row('gcp-load-balancing|Google|Cloud Load Balancing', ['event', 'network', 'httprequest insertid'], {
    confidence: 86,
  }),
  row('gcp-vpc-flow|Google|VPC Flow Logs', ['event', 'network', 'jsonpayload.connection'], {
    confidence: 94,
  }),
  row('gcp|Google|Cloud Logging', ['event', 'cloud', 'insertid logname'], { confidence: 82 }),
  row('gcp-scc|Google|Security Command Center', ['alert', 'cloud', 'finding.canonicalname'], {
    confidence: 94,
  }),
  row('gcp-scc|Google|Security Command Center', ['alert', 'cloud', 'finding notificationconfigname'], {
    confidence: 94,
  }),
  row('google-workspace|Google|Workspace', ['event', 'application', 'kind id.applicationname'], {
    confidence: 95,
  }),
  row('google-workspace|Google|Workspace', ['event', 'application', 'id.applicationname actor'], {
    confidence: 94,
  }),
  row('google-workspace|Google|Workspace', ['event', 'application', 'id.applicationname'], {
    confidence: 80,
  }),
  row('google-workspace|Google|Workspace', ['alert', 'application', 'alertid customerid data source'], {
    confidence: 88,
  }),
];
