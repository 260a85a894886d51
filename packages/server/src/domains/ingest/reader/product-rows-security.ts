// Security products by the fields of their records: firewalls, proxies, sensors, endpoint protection, scanners. See
// product-row.ts for how to read a row of the table.

import { type ProductRow, readTable } from './product-row.ts';

export const SECURITY_ROWS: readonly ProductRow[] = readTable(`
stormshield|Stormshield|Network Security|event|network|95|startime fw tz
stormshield|Stormshield|Network Security|event|network|94|fw tz logtype
stormshield|Stormshield|Endpoint Security|-|endpoint|90|attributes.sourceprocess attributes.operator
sonicwall|SonicWall|SMA|event|network|90|id sn vpname usr
watchguard|WatchGuard|Firebox|event|network|85|msgid dispsrc
check-point|Check Point|Firewall|event|network|88|loguid originsicname
check-point|Check Point|Firewall|event|network|85|ifdir ifname loguid
check-point|Check Point|Firewall|event|network|84|layername ruleuid origin
check-point|Check Point|Harmony Mobile|alert|endpoint|90|mdmuuid devicerooted
check-point|Check Point|Harmony Email|-|email|90|entitypayload saas
check-point|Check Point|Harmony Email|-|email|88|confidenceindicator saas
forcepoint|Forcepoint|Web Security|event|network|88|wsedatetime
f5|F5|BIG-IP|event|network|92|supportid violations
f5|F5|BIG-IP|event|network|92|unithostname attacktype
f5|F5|BIG-IP|event|network|90|errdefsmsgno
f5|F5|BIG-IP|event|network|88|virtualname clientip httpmethod|pool server hostname uri
f5|F5|Distributed Cloud|-|network|90|vhname reqid seceventtype
imperva|Imperva|Cloud WAF|event|network|88|incapsulasiteid
imperva|Imperva|Cloud WAF|event|network|86|sitetag siteid qstr
imperva|Imperva|Cloud WAF|event|network|86|reqid visitorid clapp
citrix|Citrix|NetScaler|event|network|84|vserverserviceip clientip
cisco-umbrella|Cisco|Umbrella|event|network|90|policyidentity querytype internalip
cisco-umbrella|Cisco|Umbrella|event|network|88|blockedcategories identitytypes
cisco-amp|Cisco|Secure Endpoint|-|endpoint|95|connectorguid
cisco-amp|Cisco|Secure Endpoint|-|endpoint|93|eventtypeid computer
cisco-webex|Cisco|Webex|event|application|88|data.actoremail data.eventdescription
cisco-webex|Cisco|Webex|event|application|86|trackingid actororgname
cisco-sna|Cisco|Secure Network Analytics|alert|network|86|alarmtype sourcehostsnapshot
cisco-xdr|Cisco|Secure Cloud Analytics|alert|network|84|obscreatedcount sourceinfo
meraki|Cisco|Meraki|event|network|86|networkid clientmac occurredat
meraki|Cisco|Meraki|event|network|90|adminname adminid networkname page
duo|Cisco|Duo|event|identity|92|txid factor
duo|Cisco|Duo|event|identity|92|txid authdevice
aruba|HPE Aruba|ClearPass|event|identity|92|common.username
aruba|HPE Aruba|ClearPass|event|identity|92|common.nasipaddress
aruba|HPE Aruba|ClearPass|event|identity|92|common.requesttimestamp
fortinet|Fortinet|FortiAnalyzer|event|network|84|devid itime logid
fortinet|Fortinet|FortiClient EMS|event|endpoint|88|fctver deviceip
fortinet|Fortinet|FortiClient|event|endpoint|86|fctsn uid
fortinet|Fortinet|FortiSandbox|-|network|86|rsrc jobid fname risk
fortinet|Fortinet|FortiDDoS|alert|network|88|evecode evesubcode
fortinet|Fortinet|FortiEDR|-|endpoint|92|organization processpath autonomoussystem
fortinet|Fortinet|FortiEDR|-|endpoint|90|messagetype organization rawdataid
fortinet|Fortinet|FortiNDR|alert|network|86|devid malwarefamily virusname featuretype
ubiquiti|Ubiquiti|UniFi|event|network|84|key subsystem siteid
cato|Cato Networks|SASE Cloud|-|network|92|srcsitename eventtype
cato|Cato Networks|SASE Cloud|-|network|92|eventsubtype internalid
cato|Cato Networks|SASE Cloud|-|network|90|eventsubtype accountid|srcsite srcip
zscaler|Zscaler|Private Access|event|network|94|clientzen
zscaler|Zscaler|Private Access|event|network|93|connectionid servicegroup
zscaler|Zscaler|Private Access|event|network|92|zen logtimestamp customer
zscaler|Zscaler|Private Access|event|network|92|sessionid connector logtimestamp
zscaler|Zscaler|Private Access|event|network|90|modifiedby auditoperationtype
zscaler|Zscaler|Internet Access|event|network|92|urlclass urlcat
zscaler|Zscaler|Internet Access|event|network|90|urlsupercategory urlcategory
zscaler|Zscaler|Internet Access|event|network|88|reqsize respsize urlcat
zscaler|Zscaler|Internet Access|event|network|88|cdip csip dnatrulelabel
zscaler|Zscaler|Internet Access|event|network|88|dnsreq dnsresp
netskope|Netskope|Netskope|event|network|90|organizationunit traffictype
netskope|Netskope|Netskope|event|network|90|accessmethod traffictype
netskope|Netskope|Netskope|event|network|88|appcategory accessmethod
netskope|Netskope|Netskope|event|network|86|xcssite xcsdstip
netskope|Netskope|Netskope|event|network|85|csuripath xcsapp
skyhigh|Skyhigh Security|Cloud Access Security Broker|alert|cloud|88|riskseverity servicenames
skyhigh|Skyhigh Security|Secure Web Gateway|event|network|86|requestedpath requestedhost blockreason
iboss|iboss|Zero Trust|event|network|86|ibossuser
menlo|Menlo Security|Isolation|event|network|88|pereason xclientcountry
menlo|Menlo Security|Isolation|event|network|86|event.pereason
cloudflare|Cloudflare|Gateway|event|network|94|resolverdecision
cloudflare|Cloudflare|Gateway|event|network|92|policyname resolverdecision
cloudflare|Cloudflare|Gateway|event|network|90|deviceid sessionid transport srcip dstip
cloudflare|Cloudflare|Gateway|event|network|88|coloname queryname
cloudflare|Cloudflare|Gateway|event|network|88|httphost policyid deviceid
cloudflare|Cloudflare|Cloudflare|event|network|88|coloname|queryname clientip sourceip
cloudflare|Cloudflare|Audit|event|application|90|actoremail interface resourcetype
cloudflare|Cloudflare|Audit|event|application|90|actor.email interface owner
cloudflare|Cloudflare|Access|event|identity|90|appuid appdomain
cloudflare|Cloudflare|Access|event|identity|88|allowed appdomain rayid
akamai|Akamai|App & API Protector|-|network|95|attackdata httpmessage
akamai|Akamai|DataStream|event|network|90|reqhost reqpath cliip
akamai|Akamai|Guardicore|-|network|86|sourceassethash
akamai|Akamai|Enterprise Application Access|event|network|86|idpinfo accessdecision
fastly|Fastly|Next-Gen WAF|-|network|92|agentresponsecode
fastly|Fastly|Next-Gen WAF|-|network|90|serverhostname serverresponsecode|agentresponsecode tags
fastly|Fastly|Next-Gen WAF|event|application|86|eventtype msgdata
envoy|Envoy|Proxy|event|network|88|responseflags upstreamcluster
traefik|Traefik Labs|Traefik|event|network|92|downstreamstatus requesthost
caddy|Caddy|Caddy|event|network|90|request.remoteip request.host
kong|Kong|Gateway|event|network|92|latencies.kong
kong|Kong|Gateway|event|network|88|upstreamuri request latencies
haproxy|HAProxy|HAProxy|event|network|86|frontendname backendname
heroku|Salesforce|Heroku|event|cloud|86|dyno fwd
apigee|Google|Apigee|event|network|86|apiproxy developeremail
infoblox|Infoblox|Threat Defense|-|network|90|infobloxb1
infoblox|Infoblox|Threat Defense|-|network|88|infobloxdomaincat
infoblox|Infoblox|Threat Defense|-|network|86|feedname qname threatlevel
dnsfilter|DNSFilter|DNSFilter|event|network|84|requestaddress policyid domaincategory
darktrace|Darktrace|Darktrace|alert|network|92|breachurl
darktrace|Darktrace|Darktrace|alert|network|92|aianalystscore
darktrace|Darktrace|Darktrace|alert|network|90|incidenteventurl
darktrace|Darktrace|Darktrace|-|network|86|modelbreachtime
vectra|Vectra|Detect|alert|network|94|dtypevname detectionid
vectra|Vectra|Detect|-|network|93|dtypevname
vectra|Vectra|Detect|-|network|92|vectratimestamp
vectra|Vectra|Detect|-|network|90|headendaddr
vectra|Vectra|Detect|alert|network|90|detectioncategory dtype|triaged threat certainty
vectra|Vectra|Detect|alert|network|88|quadrant threat certainty
extrahop|ExtraHop|RevealX|alert|network|90|participants riskscore
extrahop|ExtraHop|RevealX|alert|network|88|appliancesid riskscore
gatewatcher|Gatewatcher|AionIQ|-|network|92|gcap
gatewatcher|Gatewatcher|AionIQ|-|network|92|observer.gcap
gatewatcher|Gatewatcher|AionIQ|-|network|90|sigflowaction
nozomi|Nozomi Networks|Guardian|alert|network|93|typeid ipsrc ipdst risk
nozomi|Nozomi Networks|Guardian|-|network|92|typeid ipsrc ipdst
nozomi|Nozomi Networks|Guardian|-|network|92|appliancehost typename
nozomi|Nozomi Networks|Guardian|-|network|88|labelsrc idsrc
claroty|Claroty|xDome|-|network|90|alerttypename devicesitename
claroty|Claroty|xDome|-|network|88|alerttypename alertname|deviceassetid alertid
dragos|Dragos|Platform|-|network|92|assetids occurredat|detectionquad
dragos|Dragos|Platform|alert|network|90|detectionquads
dragos|Dragos|Platform|-|network|90|detectionquad
armis|Armis|Centrix|-|network|90|activityuuids deviceids
armis|Armis|Centrix|-|network|88|alertid activityids
tenable-ot|Tenable|OT Security|-|network|84|srcassetname dstassetname
canary|Thinkst|Canary|alert|network|94|canaryname
canary|Thinkst|Canary|alert|network|90|logdata nodeid srchost
crowdsec|CrowdSec|CrowdSec|alert|network|92|scenariohash
crowdsec|CrowdSec|CrowdSec|alert|network|90|scenario source.scope
arbor|NETSCOUT|Arbor|-|network|88|importance misusetypes
corero|Corero|SmartWall|-|network|84|ruleblocked sflow
greynoise|GreyNoise|GreyNoise|event|network|84|noise riot classification
netflow|NetFlow|NetFlow|event|network|84|inbytes inpkts|ipv4srcaddr ipv6srcaddr
packetbeat|Elastic|Packetbeat|event|network|84|network.communityid event.dataset|flow.id
panos|Palo Alto Networks|Prisma Cloud|alert|cloud|88|alertrulename policytype
prisma-cloud|Palo Alto Networks|Prisma Cloud|alert|cloud|90|alertid policyname resourceid cloudtype
prisma-cloud|Palo Alto Networks|Prisma Cloud|alert|cloud|90|accountname policyname resourcename|resourcecloudservice alertstatus
prisma-cloud|Palo Alto Networks|Prisma Cloud|alert|cloud|88|alertid policyname resourcename
prisma-access|Palo Alto Networks|Prisma Access|event|network|86|virtuallocation logtype
trellix|Trellix|ePolicy Orchestrator|-|endpoint|94|epoevent
trellix|Trellix|ePolicy Orchestrator|-|endpoint|94|machineinfo
trellix|Trellix|ePolicy Orchestrator|-|endpoint|93|threateventid
trellix|Trellix|ePolicy Orchestrator|-|endpoint|92|analyzername threatname
trellix|Trellix|ePolicy Orchestrator|-|endpoint|90|analyzerdatversion
trellix|Trellix|EDR|-|endpoint|88|maguid|threatid hostname
trellix|Trellix|Network Security|alert|network|92|alert.explanation
trellix|Trellix|Network Security|alert|network|90|appliance alert
trend-micro|Trend Micro|Vision One|alert|endpoint|91|filters entitytype detail
trend-micro|Trend Micro|Vision One|-|endpoint|90|entitytype filters detail
trend-micro|Trend Micro|Vision One|-|endpoint|90|detectiondatetime filters|detail endpoint uuid
trend-micro|Trend Micro|Vision One|-|endpoint|88|endpointguid eventsubid
trend-micro|Trend Micro|Vision One|-|endpoint|88|endpointhostname objectcmd
trend-micro|Trend Micro|Vision One|event|application|84|loggeddatetime loggeduser accesstype
trend-micro|Trend Micro|Vision One|-|endpoint|90|riskeventname
trend-micro|Trend Micro|Email Security|event|email|90|mailid policyaction
trend-micro|Trend Micro|Email Security|event|email|88|gentime sender mailid
trend-micro|Trend Micro|Cloud One|-|endpoint|88|trendmicrodstenant
trend-micro|Trend Micro|Apex Central|-|endpoint|86|cncounterfilename
symantec|Broadcom|Endpoint Security|-|endpoint|92|featurename productname devicename
symantec|Broadcom|Endpoint Security|-|endpoint|92|featureuid productuid
symantec|Broadcom|Endpoint Security|-|endpoint|88|deviceuid typeid logtime
carbon-black|VMware|Carbon Black|alert|endpoint|92|backendtimestamp deviceexternalip
carbon-black|VMware|Carbon Black|alert|endpoint|90|deviceinternalip deviceexternalip threatid
carbon-black|VMware|Carbon Black|alert|endpoint|94|orgkey backendtimestamp
carbon-black|VMware|Carbon Black|alert|endpoint|92|orgkey threatid
carbon-black|VMware|Carbon Black|alert|endpoint|92|alerturl orgkey
carbon-black|VMware|Carbon Black|-|endpoint|90|deviceexternalip processguid
carbon-black|VMware|Carbon Black|alert|endpoint|88|watchlists iocid
carbon-black|VMware|Carbon Black|alert|endpoint|88|deviceinfo threatinfo|eventtime eventdescription
cybereason|Cybereason|Cybereason|-|endpoint|92|guidstring simplevalues
cybereason|Cybereason|Cybereason|alert|endpoint|90|malopid
cybereason|Cybereason|Cybereason|alert|endpoint|90|malopdetectiontype
cybereason|Cybereason|Cybereason|-|endpoint|88|decisionstatuses machines
cylance|BlackBerry|CylancePROTECT|-|endpoint|90|cylancescore
cylance|BlackBerry|CylancePROTECT|-|endpoint|88|eventtype eventname devicename|zonenames policyname
eset|ESET|PROTECT|-|endpoint|92|sourceuuid eventtype
eset|ESET|PROTECT|-|endpoint|90|occured eventtype
bitdefender|Bitdefender|GravityZone|-|endpoint|95|computerfqdn
bitdefender|Bitdefender|GravityZone|-|endpoint|94|module computerip
bitdefender|Bitdefender|GravityZone|-|endpoint|92|params.events jsonrpc
bitdefender|Bitdefender|GravityZone|-|endpoint|88|bitdefendergzmodule
kaspersky|Kaspersky|Security Center|-|endpoint|92|etdn hdn
kaspersky|Kaspersky|Security Center|-|endpoint|90|etdn hip
kaspersky|Kaspersky|Security Center|-|endpoint|88|tdn etdn
withsecure|WithSecure|Elements|-|endpoint|92|persistenceid servertimestamp
withsecure|WithSecure|Elements|-|endpoint|90|servertimestamp clienttimestamp
withsecure|WithSecure|Elements|alert|endpoint|90|incidentpublicid
withsecure|WithSecure|Elements|-|endpoint|88|organization.name engine
harfanglab|HarfangLab|EDR|-|endpoint|95|agent.agentid
harfanglab|HarfangLab|EDR|-|endpoint|92|securityeventid agent
harfanglab|HarfangLab|EDR|-|endpoint|90|processuniqueid agent
harfanglab|HarfangLab|EDR|alert|endpoint|90|alertuniqueid
harfanglab|HarfangLab|EDR|alert|endpoint|88|alertsubtype rulelevel
tehtris|TEHTRIS|EDR|-|endpoint|95|rflid
tehtris|TEHTRIS|EDR|-|endpoint|88|lvl module eventid
tanium|Tanium|Threat Response|alert|endpoint|92|matchdetails
tanium|Tanium|Threat Response|alert|endpoint|90|inteltype intelname
tanium|Tanium|Tanium|-|endpoint|86|computername computerip intelid
panda|WatchGuard|EPDR|-|endpoint|92|muid machinename
panda|WatchGuard|EPDR|-|endpoint|90|parenthash childhash
panda|WatchGuard|EPDR|-|endpoint|88|pandatimestatus
panda|WatchGuard|EPDR|-|endpoint|88|securityevent accountid|machinename hostname
malwarebytes|Malwarebytes|Nebula|-|endpoint|88|machineid threatname|scanid machinename
malwarebytes|Malwarebytes|Nebula|-|endpoint|86|detectionid endpointid machinename
deepinstinct|Deep Instinct|Deep Instinct|-|endpoint|88|recordeddeviceinfo
webroot|OpenText|Webroot|-|endpoint|84|malwaregroup pathname filemd5
acronis|Acronis|Cyber Protect|-|endpoint|84|tenantid receivedat severity details
sophos|Sophos|Central|-|endpoint|92|endpointid endpointtype customerid
sophos|Sophos|Central|-|endpoint|90|sourceinfo endpointid
sophos|Sophos|Central|-|endpoint|88|customerid sourceinfo
sophos|Sophos|Central|alert|endpoint|88|managedagent allowedactions
sophos|Sophos|Central|-|endpoint|86|type endpointid suser
sophos|Sophos|Firewall|event|network|92|devicemodel logcomponent
sentinelone|SentinelOne|Singularity|event|endpoint|93|srcprocname
sentinelone|SentinelOne|Singularity|event|endpoint|93|src.process.name
sentinelone|SentinelOne|Singularity|event|endpoint|93|src.process.image.path
sentinelone|SentinelOne|Singularity|event|endpoint|92|endpoint.name agent.uuid
sentinelone|SentinelOne|Singularity|event|endpoint|92|mgmt.id site.id
sentinelone|SentinelOne|Singularity|event|endpoint|90|meta.traceid event.type
sentinelone|SentinelOne|Singularity|alert|endpoint|92|agentdetectioninfo
sentinelone|SentinelOne|Singularity|alert|endpoint|90|agentrealtimeinfo
sentinelone|SentinelOne|Singularity|event|endpoint|88|activityuuid activitytype
cortex-xdr|Palo Alto Networks|Cortex XDR|alert|endpoint|90|xdrurl
jamf|Jamf|Protect|alert|endpoint|90|input.eventtype input.match
jamf|Jamf|Protect|alert|endpoint|88|input.match.event
jamf|Jamf|Pro|event|endpoint|90|webhook.webhookevent
jamf|Jamf|Pro|event|endpoint|88|webhook event
kandji|Kandji|Kandji|event|endpoint|84|blueprintid deviceserialnumber
lookout|Lookout|Mobile Endpoint Security|-|endpoint|88|enterpriseguid
lookout|Lookout|Mobile Endpoint Security|alert|endpoint|86|threat.classification device
zimperium|Zimperium|MTD|alert|endpoint|90|threat.name deviceinfo
zimperium|Zimperium|MTD|alert|endpoint|88|eventfullname forensics
pradeo|Pradeo|Mobile Threat Defense|-|endpoint|86|deviceosfamily reportid
ivanti|Ivanti|Neurons for MDM|event|endpoint|84|devicewifimac partitionid
mobileiron|Ivanti|EPMM|event|endpoint|84|actoruuid subjecttype
workspace-one|Omnissa|Workspace ONE|event|endpoint|86|devicefriendlyname enrollmentuser
tenable|Tenable|Vulnerability Management|-|application|90|plugin asset
tenable|Tenable|Vulnerability Management|-|application|90|asset.uuid plugin.id
tenable|Tenable|Vulnerability Management|-|application|88|pluginid pluginname|assetuuid dnsname
qualys|Qualys|Vulnerability Management|-|application|90|detection.qid
qualys|Qualys|Vulnerability Management|-|application|90|qid|dns netbios ip title ipaddress hostid
rapid7|Rapid7|InsightVM|-|application|86|vulnerabilityid assetid|riskscore
rapid7|Rapid7|InsightIDR|alert|siem|88|investigationid alerttype|rrn
alsid|Tenable|Identity Exposure|alert|identity|90|codename devianceid
cyberwatch|Cyberwatch|Vulnerability Manager|-|application|84|cvecode computername
bitsight|Bitsight|Security Performance Management|-|application|88|rolledupobservationid
securityscorecard|SecurityScorecard|SecurityScorecard|-|application|84|scorecardid
detectify|Detectify|Surface Monitoring|-|application|84|findinguuid scanprofiletoken
snyk|Snyk|Snyk|event|application|84|groupid orgid event created
veracode|Veracode|Veracode|-|application|82|findingcategory cweid
github|GitHub|Advanced Security|alert|application|88|alert.rule repository
github|GitHub|Advanced Security|alert|application|86|alert.secrettype repository
`);
