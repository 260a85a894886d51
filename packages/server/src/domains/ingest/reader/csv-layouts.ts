// Published layouts of lines without field names. Each row names the columns in order; an empty name is a column that says
// nothing about who, where or what. Sources:
//   Palo Alto Networks, PAN-OS Administrator's Guide, "Syslog Field Descriptions"
//   AWS, VPC Flow Logs, default format version 2
//   Microsoft, IIS log file format; Network Policy Server, "Interpret NPS Database Format Log Files"
//   Intersect Alliance, Snare for Windows agent, event format
//   Microsoft, W3C extended log file format, the default fields of IIS 7 and later
//   Broadcom, ProxySG, "Access Log Formats", the main format
//   Zeek, "Log files": every log begins with the same six columns

export interface CsvLayout {
  readonly name: string;
  readonly matches: (columns: readonly string[]) => boolean;
  readonly names: readonly string[];
}

function names(text: string): readonly string[] {
  return text
    .trim()
    .split(/[\s]+/)
    .map((word) => (word === '.' ? '' : word));
}

/** The columns every PAN-OS log begins with. */
const PAN_HEAD = '. receive_time device_serial log_type subtype . time';
const PAN_FLOW = `${PAN_HEAD} source_ip destination_ip source_nat_ip destination_nat_ip rule_name source_user
  destination_user application_name vsys_id source_zone destination_zone . . . . session_id . source_port destination_port
  source_nat_port destination_nat_port . protocol action`;

function pan(type: string, columns: string): CsvLayout {
  return {
    name: `pan-os ${type.toLowerCase()}`,
    matches: (values) =>
      values[3] === type && /^\d{4}\/\d\d\/\d\d |^\d{1,2}\/\d{1,2}\/\d\d /.test(values[1] ?? ''),
    names: names(columns),
  };
}

const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*::?[\da-f:.]*)$/i;

export const CSV_LAYOUTS: readonly CsvLayout[] = [
  pan(
    'TRAFFIC',
    `${PAN_FLOW} bytes bytes_sent bytes_received packets start_time . category . . . source_country destination_country . . .
     end_reason . . . . . observer_hostname`,
  ),
  pan(
    'THREAT',
    `${PAN_FLOW} url_or_file threat_name category severity direction . . source_country destination_country . . . file_sha256
     . . user_agent file_type forwarded_ip referer sender mail_subject recipient . . . . . . observer_hostname`,
  ),
  pan(
    'SYSTEM',
    `${PAN_HEAD} vsys_id event_name object . . module severity message . . . . . . . observer_hostname`,
  ),
  pan(
    'CONFIG',
    `${PAN_HEAD} source_ip vsys_id command user client outcome config_path . . . . . . . observer_hostname`,
  ),
  pan(
    'USERID',
    `${PAN_HEAD} vsys_id source_ip user data_source_name event_name . . . . . . . . . . . . . observer_hostname`,
  ),
  pan(
    'GLOBALPROTECT',
    `${PAN_HEAD} vsys_id event_name stage auth_method tunnel_type source_user source_country source_hostname source_ip . private_ip
     . host_id . client_version client_os . . reason error message outcome location`,
  ),
  pan(
    'HIPMATCH',
    `${PAN_HEAD} source_user vsys_id source_hostname client_os source_ip match_name . match_type . . . . . . . . . observer_hostname`,
  ),
  pan(
    'AUTHENTICATION',
    `${PAN_HEAD} vsys_id source_ip user . object policy_name . . . . . message client_type event_name . . . . . . . . observer_hostname`,
  ),
  pan(
    'AUTH',
    `${PAN_HEAD} vsys_id source_ip user . object policy_name . . . . . message client_type event_name . . . . . . . . observer_hostname`,
  ),
  pan('DECRYPTION', PAN_FLOW),
  {
    name: 'aws vpc flow',
    matches: (values) => /^\d{1,2}$/.test(values[0] ?? '') && /^eni-/.test(values[2] ?? ''),
    names: names(
      'version account_id interface_id source_ip destination_ip source_port destination_port protocol packets bytes time end_time action log_status',
    ),
  },
  {
    name: 'iis',
    matches: (values) => values.length >= 15 && /^W3SVC\d+$/.test(values[4] ?? ''),
    names: names(
      'source_ip user date clock site_name observer_hostname destination_ip time_taken bytes_received bytes_sent status win32_status method url query',
    ),
  },
  {
    name: 'iis w3c',
    matches: (values) =>
      /^\d{4}-\d\d-\d\d$/.test(values[0] ?? '') &&
      ADDRESS.test(values[2] ?? '') &&
      /^[A-Z]{3,10}$/.test(values[3] ?? ''),
    names: names(
      'date clock destination_ip method url query destination_port user source_ip user_agent referer status substatus win32_status time_taken',
    ),
  },
  {
    name: 'bluecoat main',
    matches: (values) =>
      /^\d{4}-\d\d-\d\d$/.test(values[0] ?? '') &&
      ADDRESS.test(values[3] ?? '') &&
      /^(?:OBSERVED|DENIED|PROXIED)$/.test(values[7] ?? ''),
    names: names(
      `date clock time_taken source_ip user auth_group exception_id action category referer status cache_action method content_type
       scheme destination_host destination_port uri_path uri_query uri_extension user_agent destination_ip`,
    ),
  },
  {
    name: 'mariadb audit',
    matches: (values) =>
      /^\d{8} \d\d:\d\d:\d\d$/.test(values[0] ?? '') && /^[A-Z_]{4,15}$/.test(values[6] ?? ''),
    names: names('time observer_hostname user source_address . . action database query outcome'),
  },
  {
    name: 'zeek conn',
    matches: (values) =>
      /^\d{10}\.\d{3,9}$/.test(values[0] ?? '') && /^C[A-Za-z0-9]{14,18}$/.test(values[1] ?? ''),
    names: names('time uid source_ip source_port destination_ip destination_port'),
  },
  {
    name: 'nps',
    matches: (values) => values.length > 20 && /^(?:IAS|RAS)$/.test(values[1] ?? ''),
    names: names(
      `observer_hostname service date clock packet_type user fully_qualified_user called_station_id calling_station_id callback_number
       framed_ip_address nas_identifier nas_ip_address nas_port client_vendor client_ip_address client_friendly_name`,
    ),
  },
  {
    name: 'snare for windows',
    matches: (values) => values[0] === 'MSWinEventLog' && values.length >= 12,
    names: names(
      '. . channel . time event_id provider user . event_type observer_hostname category data message record_number',
    ),
  },
];
