// Records of endpoints and of the products that gather alerts. See product-row.ts for how to read a row.

import { type ProductRow, row } from './product-row.ts';

export const ENDPOINT_ROWS: readonly ProductRow[] = [
  // Windows and Sysmon in their many wrappings
  row('sysmon|Microsoft|Sysmon', ['event', 'endpoint', 'channel'], {
    where: { channel: /Sysmon/i },
    confidence: 96,
  }),
  row('sysmon|Microsoft|Sysmon', ['event', 'endpoint', 'winlog.channel'], {
    where: { 'winlog.channel': /Sysmon/i },
    confidence: 96,
  }),
  row('sysmon|Microsoft|Sysmon', ['event', 'endpoint', 'event.system.channel'], {
    where: { 'event.system.channel': /Sysmon/i },
    confidence: 96,
  }),
  row('sysmon|Microsoft|Sysmon', ['event', 'endpoint', 'processguid utctime'], { confidence: 90 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'eventid channel'], { confidence: 92 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'winlog.channel'], { confidence: 92 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'winlog.eventid'], { confidence: 92 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'winlog'], { confidence: 88 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'event.system'], { confidence: 92 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'eventid sourcename'], { confidence: 88 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'eventid providername'], {
    confidence: 88,
  }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'eventid computer'], { confidence: 80 }),
  row('windows|Microsoft|Windows Event Log', ['event', 'endpoint', 'system.eventid'], { confidence: 85 }),
  row('nps|Microsoft|Network Policy Server', ['event', 'identity', 'fullyqualifieduser packettype'], {
    confidence: 90,
  }),
  row('iis|Microsoft|IIS', ['event', 'network', 'csuristem csmethod'], { confidence: 75 }),
  row('iis|Microsoft|IIS', ['event', 'network', 'sitename observerhostname method'], { confidence: 75 }),
  row('iis|Microsoft|IIS', ['event', 'network', 'substatus win32status'], { confidence: 80 }),
  // Elastic, Splunk, other SIEMs
  row('elastic|Elastic|Elastic Security', ['alert', 'siem', 'kibana.alert.uuid'], { confidence: 96 }),
  row('elastic|Elastic|Elastic Security', ['alert', 'siem', 'kibana.alert.rule.name'], { confidence: 96 }),
  row('elastic|Elastic|Elastic Security', ['alert', 'siem', 'kibana.alert'], { confidence: 96 }),
  row('elastic|Elastic|Elastic Security', ['alert', 'siem', 'signal.rule'], { confidence: 94 }),
  row('splunk|Splunk|Enterprise Security', ['alert', 'siem', 'searchname result'], { confidence: 95 }),
  row('splunk|Splunk|Enterprise Security', ['alert', 'siem', 'searchname sid'], { confidence: 92 }),
  row('splunk|Splunk|Enterprise Security', ['alert', 'siem', 'eventid ruletitle'], { confidence: 92 }),
  row('splunk|Splunk|Enterprise Security', ['alert', 'siem', 'searchname urgency'], { confidence: 92 }),
  row('splunk|Splunk|Enterprise Security', ['alert', 'siem', 'source securitydomain'], { confidence: 85 }),
  row('chronicle|Google|SecOps', ['alert', 'siem', 'detection rulename'], { confidence: 75 }),
  row('chronicle|Google|SecOps', ['alert', 'siem', 'collectionelements detection'], { confidence: 95 }),
  row('chronicle|Google|SecOps', ['alert', 'siem', 'type detection'], {
    where: { type: /^(?:RULE|UPPERCASE_|GCTI_)?DETECTION/ },
    confidence: 92,
  }),
  row('chronicle|Google|SecOps', ['event', 'siem', 'udm.metadata'], { confidence: 92 }),
  row('chronicle|Google|SecOps', ['event', 'siem', 'metadata.eventtype principal'], { confidence: 85 }),
  row('wazuh|Wazuh|Wazuh', ['alert', 'siem', 'rule.level agent.id'], {
    any: 'manager.name decoder.name fulllog location',
    confidence: 95,
  }),
  row('wazuh|Wazuh|Wazuh', ['alert', 'siem', 'rule.firedtimes'], { confidence: 95 }),
  row('qradar|IBM|QRadar', ['alert', 'siem', 'offensetype'], { confidence: 90 }),
  row('qradar|IBM|QRadar', ['alert', 'siem', 'offensesource'], { confidence: 90 }),
  row('panther|Panther|Audit', ['event', 'application', 'actionname actionparams actionresult'], {
    confidence: 92,
  }),
  row('sumo-logic|Sumo Logic|Cloud SIEM', ['alert', 'siem', 'insightid readableid'], { confidence: 90 }),
  row('rapid7|Rapid7|InsightIDR', ['alert', 'siem', 'rrn alerttypedescription'], { confidence: 85 }),
  row('ocsf|OCSF|OCSF', ['alert', 'unknown', 'classuid findinginfo'], { confidence: 92 }),
  row('ocsf|OCSF|OCSF', ['alert', 'unknown', 'classuid finding'], { confidence: 92 }),
  row('ocsf|OCSF|OCSF', ['event', 'unknown', 'classuid categoryuid'], { confidence: 88 }),
  // Endpoint
  row('crowdstrike|CrowdStrike|Falcon', ['alert', 'endpoint', 'metadata.eventtype event'], {
    where: {
      'metadata.eventtype': /Detection|Incident|IdentityProtection|Recon|XdrDetection|DataProtection/,
    },
    confidence: 96,
  }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'metadata.customeridstring'], {
    confidence: 94,
  }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'metadata.eventcreationtime event'], {
    confidence: 92,
  }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'eventsimplename'], { confidence: 95 }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'event.eventsimplename'], { confidence: 95 }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'aid cid'], { confidence: 90 }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'fdreventtype'], { confidence: 90 }),
  row('crowdstrike|CrowdStrike|Falcon', ['alert', 'endpoint', 'compositeid'], {
    any: 'aggregateid agentid patternid',
    confidence: 94,
  }),
  row('crowdstrike|CrowdStrike|Falcon', ['alert', 'endpoint', 'detectionid behaviors'], { confidence: 94 }),
  row('crowdstrike|CrowdStrike|Falcon', ['alert', 'endpoint', 'falconhostlink'], { confidence: 92 }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'metadata.detectionidstring'], {
    confidence: 92,
  }),
  row('crowdstrike|CrowdStrike|Falcon', ['event', 'endpoint', 'currentlocalip firstdiscovereddate'], {
    confidence: 85,
  }),
  row('sentinelone|SentinelOne|Singularity', ['alert', 'endpoint', 'threatinfo agentrealtimeinfo'], {
    confidence: 96,
  }),
  row('sentinelone|SentinelOne|Singularity', ['alert', 'endpoint', 'threatinfo agentdetectioninfo'], {
    confidence: 96,
  }),
  row('sentinelone|SentinelOne|Singularity', ['alert', 'endpoint', 'alertinfo agentdetectioninfo'], {
    confidence: 95,
  }),
  row('sentinelone|SentinelOne|Singularity', ['event', 'application', 'activitytype primarydescription'], {
    confidence: 88,
  }),
  row('cortex-xdr|Palo Alto Networks|Cortex XDR', ['alert', 'endpoint', 'matchingstatus alertid'], {
    confidence: 94,
  }),
  row('cortex-xdr|Palo Alto Networks|Cortex XDR', ['alert', 'endpoint', 'incidentid xdrurl'], {
    confidence: 94,
  }),
  row(
    'cortex-xdr|Palo Alto Networks|Cortex XDR',
    ['event', 'endpoint', 'actorprocessimagename actorprocesscommandline'],
    { confidence: 85 },
  ),
  row('carbon-black|VMware|Carbon Black', ['alert', 'endpoint', 'legacyalertid'], { confidence: 90 }),
  row('carbon-black|VMware|Carbon Black', ['event', 'endpoint', 'cbserver'], { confidence: 92 }),
  row('binaryalert|Airbnb|BinaryAlert', ['alert', 'endpoint', 'matchedrules fileinfo'], { confidence: 90 }),
  row('trend-micro|Trend Micro|Vision One', ['alert', 'endpoint', 'workbenchid'], { confidence: 92 }),
  row('trend-micro|Trend Micro|Vision One', ['alert', 'endpoint', 'impactscope matchedrules'], {
    confidence: 92,
  }),
  row('sophos|Sophos|Central', ['alert', 'endpoint', 'coreremedyitems'], { confidence: 88 }),
  row('cybereason|Cybereason|Cybereason', ['alert', 'endpoint', 'malopid'], { confidence: 88 }),
  row('osquery|osquery|osquery', ['event', 'endpoint', 'columns name action'], { confidence: 90 }),
  row('osquery|osquery|osquery', ['event', 'endpoint', 'hostidentifier calendartime'], { confidence: 92 }),
  row('jamf|Jamf|Jamf Protect', ['alert', 'endpoint', 'input.match input.host'], { confidence: 88 }),
  row('auditbeat|Elastic|Auditbeat', ['event', 'endpoint', 'agent.type'], {
    where: { 'agent.type': /^auditbeat$/ },
    confidence: 90,
  }),
  row('packetbeat|Elastic|Packetbeat', ['event', 'network', 'agent.type'], {
    where: { 'agent.type': /^packetbeat$/ },
    confidence: 90,
  }),
  row('packetbeat|Elastic|Packetbeat', ['event', 'network', 'timestamp bytesin transport'], {
    confidence: 70,
  }),
  row('sophos|Sophos|Central', ['alert', 'endpoint', 'endpointid type'], {
    where: {
      type: /^Event::Endpoint::(?:Threat|Core(?:Pua|Hmpa|System)?(?:Detection|::)|HmpaExploit|WebControlViolation|CoreDetection)/,
    },
    confidence: 94,
  }),
  row('lookout|Lookout|Mobile Endpoint Security', ['alert', 'endpoint', 'enterpriseguid type'], {
    where: { type: /^THREAT$/ },
    confidence: 94,
  }),
  row('withsecure|WithSecure|Elements', ['alert', 'endpoint', 'servertimestamp engine severity'], {
    where: {
      severity: /^(?:critical|fatal|warning|high)/i,
      engine: /scan|guard|exploit|edr|browsing|amsi|tampering/i,
    },
    confidence: 94,
  }),
  // Linux
  row('auditd|Linux|auditd', ['event', 'endpoint', 'auditd'], { confidence: 80 }),
  row('journald|Linux|journald', ['event', 'endpoint', 'systemdunit'], { confidence: 78 }),
  row('nextcloud|Nextcloud|Nextcloud', ['event', 'application', 'reqid remoteaddr app'], { confidence: 85 }),
];
