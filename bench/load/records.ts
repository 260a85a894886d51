// The records of the load: what every figure of `npm run bench` is measured with.
//
// Twenty tenants send in turn. Of ten records of a tenant six are new alerts, three repeat one of these six as it was, and one is
// a later revision of one. Four vendors' forms take turns; bodies have 1.1 to 8 KB, most of them small, as real ones do; each
// names five entities, and its text holds two indicators that stand nowhere else. Deterministic: the n-th record of a run is the
// same in every run of that name, so that runs can be compared.

export const TENANTS = 20;
export const SOURCES = ['sentinel', 'crowdstrike', 'guardduty', 'generic'] as const;
export type LoadSource = (typeof SOURCES)[number];

/** Bytes of a body, by turns: of ten bodies five have about a kilobyte, one has eight. */
const SIZES = [1_100, 1_100, 1_300, 1_600, 1_800, 2_400, 3_000, 4_000, 5_500, 8_000] as const;

export interface LoadRecord {
  readonly tenant: number;
  readonly source: LoadSource;
  /** Name of the finding that it is about; the same for its repetitions and revisions. */
  readonly finding: string;
  readonly revision: number;
  readonly body: string;
  /** What accepting it must answer. */
  readonly outcome: 'queued' | 'deduplicated' | 'updated';
}

export interface LoadOptions {
  /** Tells runs apart, so that the records of one are not duplicates of another's. */
  readonly run: string;
  /** When the findings happened; those of a run lie within its day. */
  readonly at: Date;
}

const TURN = 10;
const NEW_OF_TURN = 6;
const REVISION_OF = 3;

/** The n-th record of a run. */
export function loadRecord(n: number, options: LoadOptions): LoadRecord {
  const tenant = n % TENANTS;
  const ofTenant = Math.floor(n / TENANTS);
  const turn = ofTenant - (ofTenant % TURN);
  const place = ofTenant % TURN;
  if (place < NEW_OF_TURN) return make(options, { tenant, id: ofTenant, revision: 1, outcome: 'queued' });
  if (place < TURN - 1) {
    return make(options, { tenant, id: turn + place - NEW_OF_TURN, revision: 1, outcome: 'deduplicated' });
  }
  return make(options, { tenant, id: turn + REVISION_OF, revision: 2, outcome: 'updated' });
}

interface Wanted {
  readonly tenant: number;
  readonly id: number;
  readonly revision: number;
  readonly outcome: LoadRecord['outcome'];
}

function make(options: LoadOptions, { tenant, id, revision, outcome }: Wanted): LoadRecord {
  const source = SOURCES[id % SOURCES.length] ?? 'generic';
  const size = SIZES[(id * 7 + tenant) % SIZES.length] ?? SIZES[0];
  const finding = makeFinding(options, { tenant, id, revision });
  const bare = JSON.stringify(FORMS[source](finding, ''));
  const padding = filler(Math.max(0, size - bare.length), id + tenant);
  return {
    tenant,
    source,
    finding: finding.id,
    revision,
    body: JSON.stringify(FORMS[source](finding, padding)),
    outcome,
  };
}

interface Finding {
  readonly id: string;
  readonly at: string;
  readonly later: string;
  readonly title: string;
  readonly rule: number;
  readonly text: string;
  readonly severity: number;
  readonly user: string;
  readonly host: string;
  readonly ip: string;
  readonly remote: string;
  readonly file: string;
}

const TITLES = [
  'Encoded PowerShell started by an Office program',
  'Credential dumping from LSASS memory',
  'Beaconing to a rare domain',
  'Impossible travel sign-in',
  'Ransomware file activity',
  'Port scan from an internal host',
  'Mail forwarding rule to an outside address',
  'Service installed on a server by a person',
  'Many failed sign-ins, then one that worked',
  'Public storage bucket read from abroad',
] as const;
const RULES = 400;
const USERS = 900;
const HOSTS = 700;

function makeFinding(
  { run, at }: LoadOptions,
  { tenant, id, revision }: Pick<Wanted, 'tenant' | 'id' | 'revision'>,
): Finding {
  const seed = tenant * 100_003 + id;
  const seconds = seed % 3_600;
  const hex = (seed * 2_654_435_761).toString(16).padStart(12, '0').slice(-12);
  return {
    id: `${run}-${tenant}-${id}`,
    at: new Date(at.getTime() - seconds * 1_000).toISOString(),
    later: new Date(at.getTime() - seconds * 1_000 + revision * 30_000).toISOString(),
    title: `${TITLES[seed % TITLES.length]}${revision > 1 ? ' (more activity)' : ''}`,
    rule: seed % RULES,
    text: `Seen at https://cdn-${hex}.example.net/load/${id} with ${hash(`${run}:${tenant}:${id}`)}.`,
    severity: revision > 1 ? 3 : seed % 4,
    user: `user${seed % USERS}@corp${tenant}.example.com`,
    host: `ws-${seed % HOSTS}.corp${tenant}.example.com`,
    ip: `10.${tenant}.${seed % 250}.${(id % 250) + 1}`,
    remote: `203.0.113.${(seed % 254) + 1}`,
    file: `C:\\Users\\Public\\run-${seed % 5_000}.exe`,
  };
}

/** 64 hexadecimal digits that differ from text to text; a stand-in for a file's SHA-256, and no security hangs on it. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  let digits = '';
  for (let round = 0; round < 8; round += 1) {
    for (let index = 0; index < text.length; index += 1) {
      state = Math.imul(state ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
    state = Math.imul(state ^ (round + 1), 0x9e3779b1) >>> 0;
    digits += state.toString(16).padStart(8, '0');
  }
  return digits;
}

const WORDS =
  'process started by parent with command line observed on device after sign in from network address while policy was in audit mode and the account had no second factor'.split(
    ' ',
  );

/** Plain words of about this many characters: what vendors' long descriptions are made of. */
function filler(length: number, seed: number): string {
  let text = '';
  for (let index = seed; text.length < length; index += 1) text += `${WORDS[(index * 7) % WORDS.length]} `;
  return text.slice(0, length);
}

type Form = (finding: Finding, padding: string) => object;

const FORMS: Readonly<Record<LoadSource, Form>> = {
  sentinel: (finding, padding) => ({
    Type: 'SecurityAlert',
    VendorName: 'Microsoft',
    ProviderName: 'ASI Scheduled Alerts',
    ProductName: 'Azure Sentinel',
    SystemAlertId: finding.id,
    AlertName: finding.title,
    DisplayName: finding.title,
    AlertType: `rule-${finding.rule}`,
    AlertSeverity: ['Low', 'Medium', 'High', 'High'][finding.severity],
    Description: `${finding.text} ${padding}`,
    StartTime: finding.at,
    TimeGenerated: finding.later,
    Tactics: 'Execution',
    Techniques: '["T1059"]',
    Entities: JSON.stringify([
      { $id: '1', Name: finding.user, Type: 'account' },
      { $id: '2', HostName: finding.host, Type: 'host' },
      { $id: '3', Address: finding.ip, Type: 'ip' },
      { $id: '4', Address: finding.remote, Type: 'ip' },
      { $id: '5', Name: finding.file, Type: 'file' },
    ]),
    Status: 'New',
  }),
  crowdstrike: (finding, padding) => ({
    agent_id: hash(finding.host).slice(0, 32),
    cid: '6f0cc699a4ea36192350e891a7ade795',
    composite_id: `6f0cc699a4ea36192350e891a7ade795:ind:${finding.id}`,
    id: `ind:${finding.id}`,
    confidence: 80,
    cmdline: finding.file,
    filepath: finding.file,
    created_timestamp: finding.at,
    timestamp: finding.at,
    updated_timestamp: finding.later,
    name: `Rule${finding.rule}`,
    display_name: finding.title,
    description: `${finding.text} ${padding}`,
    tactic: 'Execution',
    technique: 'PowerShell',
    technique_id: 'T1059.001',
    severity: [20, 45, 70, 90][finding.severity],
    severity_name: ['Low', 'Medium', 'High', 'Critical'][finding.severity],
    status: 'new',
    type: 'ldt',
    product: 'epp',
    platform: 'Windows',
    device: {
      device_id: hash(finding.host).slice(0, 32),
      external_ip: finding.remote,
      hostname: finding.host,
      local_ip: finding.ip,
      platform_name: 'Windows',
    },
    user_name: finding.user,
  }),
  guardduty: (finding, padding) => ({
    schemaVersion: '2.0',
    accountId: '111122223333',
    region: 'eu-west-3',
    partition: 'aws',
    id: finding.id,
    arn: `arn:aws:guardduty:eu-west-3:111122223333:detector/a1b2c3d4/finding/${finding.id}`,
    type: `Recon:EC2/Portscan${finding.rule}`,
    resource: {
      resourceType: 'Instance',
      instanceDetails: {
        instanceId: `i-${hash(finding.host).slice(0, 17)}`,
        networkInterfaces: [
          {
            privateDnsName: finding.host,
            privateIpAddress: finding.ip,
            publicIp: finding.remote.replace('203.0.113', '198.51.100'),
          },
        ],
        tags: [{ key: 'Owner', value: finding.user }],
      },
    },
    service: {
      serviceName: 'guardduty',
      eventFirstSeen: finding.at,
      eventLastSeen: finding.later,
      archived: false,
      count: 3,
      action: {
        actionType: 'NETWORK_CONNECTION',
        networkConnectionAction: {
          connectionDirection: 'OUTBOUND',
          protocol: 'TCP',
          remoteIpDetails: { ipAddressV4: finding.remote },
        },
      },
    },
    severity: [2, 5, 8, 8][finding.severity],
    createdAt: finding.at,
    updatedAt: finding.later,
    title: finding.title,
    description: `${finding.text} ${padding}`,
  }),
  generic: (finding, padding) => ({
    id: finding.id,
    title: finding.title,
    severity: ['low', 'medium', 'high', 'critical'][finding.severity],
    description: `${finding.text} ${padding}`,
    occurred_at: finding.at,
    updated_at: finding.later,
    rule: { id: `load-${finding.rule}`, name: finding.title },
    vendor: 'Example',
    product: 'Example Sensor',
    entities: [
      { type: 'user', value: finding.user, role: 'actor' },
      { type: 'host', value: finding.host, role: 'target' },
      { type: 'ip', value: finding.ip, role: 'source' },
      { type: 'ip', value: finding.remote, role: 'destination' },
      { type: 'file_path', value: finding.file },
    ],
  }),
};
