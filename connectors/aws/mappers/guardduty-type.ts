// What a GuardDuty finding type says: `ThreatPurpose:ResourceTypeAffected/ThreatFamilyName.DetectionMechanism!Artifact`.
// https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html
//
// The tactic of each purpose is AWS's own, as its table of the types in Security Hub gives it (`TTPs/Defense Evasion/Stealth:…`):
// https://docs.aws.amazon.com/guardduty/latest/ug/securityhub-integration.html

import { tacticOf } from '@watchfloor/sdk';

export interface FindingType {
  /** The type as GuardDuty writes it: the id of the rule. */
  readonly id: string;
  /** For people: `Unauthorized access: malicious IP caller (IAM user)`. */
  readonly name: string;
  readonly tactics: readonly string[];
  /** The purpose in lower-case words joined by underscores. */
  readonly category: string;
  /** Where GuardDuty's documentation describes the type. */
  readonly url: string;
}

interface Parts {
  readonly purpose: string;
  readonly resource: string;
  readonly family: string;
}

const TYPE_MAX = 300;

/** Reads a finding type; null when the text is not of the form. */
export function findingTypeOf(text: string): FindingType | null {
  const parts = partsOf(text);
  if (parts === null) return null;
  const purpose = wordsOf(parts.purpose);
  return {
    id: text,
    name: `${sentence(purpose)}: ${wordsOf(parts.family)} (${resourceName(parts.resource)})`,
    tactics: tacticsOf(parts),
    category: purpose.replaceAll(/[^a-z0-9]+/gi, '_').toLowerCase(),
    url: `${DOCUMENTS}${documentOf(parts)}`,
  };
}

const DOCUMENTS = 'https://docs.aws.amazon.com/guardduty/latest/ug/';

// The page of each kind of resource, and what its anchors call the kind; '' where the anchors follow no rule.
const PAGES: ReadonlyMap<string, readonly [page: string, anchor: string]> = new Map([
  ['EC2', ['guardduty_finding-types-ec2.html', 'ec2']],
  ['IAMUser', ['guardduty_finding-types-iam.html', 'iam']],
  ['S3', ['guardduty_finding-types-s3.html', 's3']],
  ['Kubernetes', ['guardduty-finding-types-eks-audit-logs.html', '']],
  ['Runtime', ['findings-runtime-monitoring.html', '']],
  ['Lambda', ['lambda-protection-finding-types.html', '']],
  ['RDS', ['findings-rds-protection.html', '']],
]);

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html */
function documentOf({ purpose, resource, family }: Parts): string {
  if (purpose === 'AttackSequence') return 'guardduty-attack-sequence-finding-types.html';
  if (family.startsWith('MaliciousFile')) return malwareDocument(purpose, family);
  const [page, anchor] = PAGES.get(resource) ?? ['guardduty_finding-types-active.html', ''];
  if (anchor === '') return page;
  // `Backdoor:EC2/C&CActivity.B!DNS` is `backdoor-ec2-ccactivitybdns`.
  return `${page}#${purpose.toLowerCase()}-${anchor}-${family.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}`;
}

/** Malware on a volume, in an object as it was uploaded, or in a backup, which the artifact behind the mark tells. */
function malwareDocument(purpose: string, family: string): string {
  if (family.includes('!')) return 'findings-malware-protection-backup.html';
  return purpose === 'Object'
    ? 'gdu-malware-protection-s3-finding-types.html'
    : 'findings-malware-protection.html';
}

function partsOf(text: string): Parts | null {
  if (text.length > TYPE_MAX) return null;
  const colon = text.indexOf(':');
  const slash = text.indexOf('/', colon);
  if (colon <= 0 || slash < 0) return null;
  const parts = {
    purpose: text.slice(0, colon),
    resource: text.slice(colon + 1, slash),
    family: text.slice(slash + 1),
  };
  return /^[A-Za-z]+$/.test(parts.purpose) && /^[A-Za-z0-9]+$/.test(parts.resource) && parts.family !== ''
    ? parts
    : null;
}

/** Purposes without a tactic, which together with those that have one are the documented list. */
const OTHER_PURPOSES: ReadonlySet<string> = new Set([
  'attacksequence',
  'behavior',
  'object',
  'pentest',
  'policy',
  'unauthorizedaccess',
]);

/** Whether the text is a finding type with a purpose that GuardDuty documents. */
export function isFindingType(text: string): boolean {
  const parts = partsOf(text);
  if (parts === null || !/^[A-Z]/.test(parts.family)) return false;
  return OTHER_PURPOSES.has(parts.purpose.toLowerCase()) || tacticsOf(parts).length > 0;
}

// Purposes that are not themselves names of ATT&CK tactics. Those left out (Behavior, Policy, PenTest, Object,
// UnauthorizedAccess, AttackSequence) have no tactic of their own.
const TACTICS: ReadonlyMap<string, readonly string[]> = new Map([
  ['backdoor', ['command-and-control']],
  ['cryptocurrency', ['command-and-control', 'impact']],
  ['recon', ['discovery']],
  ['resourceconsumption', ['impact']],
  ['stealth', ['defense-evasion']],
  ['trojan', ['command-and-control']],
]);

// Families whose tactic is another than that of their purpose.
const FAMILY_TACTICS: readonly (readonly [family: string, tactic: string])[] = [
  ['DenialOfService', 'impact'],
  ['DropPoint', 'exfiltration'],
  ['DriveBySourceTraffic', 'initial-access'],
  ['SSHBruteForce', 'initial-access'],
  ['RDPBruteForce', 'initial-access'],
];
const OVERRIDDEN: ReadonlySet<string> = new Set(['backdoor', 'trojan', 'unauthorizedaccess']);

function tacticsOf({ purpose, family }: Parts): readonly string[] {
  const key = purpose.toLowerCase();
  const own = OVERRIDDEN.has(key) && FAMILY_TACTICS.find(([prefix]) => family.startsWith(prefix));
  if (own) return [own[1]];
  const known = TACTICS.get(key);
  if (known !== undefined) return known;
  const tactic = tacticOf(purpose);
  return tactic === null ? [] : [tactic];
}

const RESOURCE_NAMES: ReadonlyMap<string, string> = new Map([
  ['IAMUser', 'IAM user'],
  ['Kubernetes', 'Kubernetes'],
  ['Runtime', 'runtime'],
  ['Container', 'container'],
]);

function resourceName(resource: string): string {
  return RESOURCE_NAMES.get(resource) ?? resource;
}

/** `InstanceCredentialExfiltration.OutsideAWS` as `instance credential exfiltration, outside AWS`. */
function wordsOf(text: string): string {
  return text
    .split(/[.!]/)
    .filter((part) => part !== '')
    .map(splitWords)
    .join(', ');
}

function splitWords(part: string): string {
  return part
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(' ')
    .map((word) => (/^[A-Z0-9&]+s?$/.test(word) ? word : word.toLowerCase()))
    .join(' ');
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The GuardDuty type behind a type in Security Hub's form (`TTPs/Defense Evasion/Stealth:IAMUser-CloudTrailLoggingDisabled`),
 * which writes a hyphen for the slash and sometimes leaves the purpose to the category before it; '' when it is none.
 */
export function typeFromHub(text: string): string {
  if (text.length > TYPE_MAX) return '';
  const full = /(?:^|\/)([A-Za-z]+):([A-Za-z0-9]+)[-/]([^/]+)$/.exec(text);
  if (full !== null) return `${full[1]}:${full[2]}/${full[3]}`;
  const bare = /^TTPs\/([A-Za-z ]+)\/([A-Za-z0-9]+)-([^/:]+)$/.exec(text);
  return bare === null ? '' : `${(bare[1] ?? '').replaceAll(' ', '')}:${bare[2]}/${bare[3]}`;
}
