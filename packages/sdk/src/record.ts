// The record model: what every source yields, whatever product it reads.
//
// Words used here (docs/glossary.md has them all):
//   record     what a vendor sent, kept as received;
//   event      something that happened (a sign-in, a DNS query): feeds risk and detection, never stands in a queue;
//   alert      a finding of a product or of our own detection: a person or a policy decides about it;
//   entity     a thing the record names (a user, a host, an address), with the role it played;
//   indicator  the subset of entities and text that one can look up or block, found by extraction.
//
// Fields that are stored or sent are snake_case: the same noun stands in the column, the JSON and the type, so
// there is no mapping layer to drift. Everything else in the code base is camelCase.

import type { AddressScope } from './values/address.ts';

/** Types shared by entities and indicators. The order is part of the contract; add at the end only. */
export const ENTITY_TYPES = [
  'ip',
  'domain',
  'host',
  'user',
  'email',
  'url',
  'md5',
  'sha1',
  'sha256',
  'sha512',
  'mac',
  'process_path',
  'file_path',
  'command_line',
  'registry_key',
  'cve',
  'technique',
  'asn',
  'cloud_resource',
  'bitcoin',
] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** Severities from worst to least; `SEVERITIES.indexOf` is not a rank, use `severityRank`. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** 5 for critical down to 1 for informational: sorts and compares severities. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.length - SEVERITIES.indexOf(severity);
}

/**
 * What part an entity played. `actor` did it, `target` it was done to; `source` and `destination` are the two ends of a
 * connection or message; `observer` reported it (the sensor, the log server); `parent` is the process above; `related`
 * when the record names the thing but not its part.
 */
export const ENTITY_ROLES = [
  'actor',
  'target',
  'source',
  'destination',
  'observer',
  'parent',
  'related',
] as const;
export type EntityRole = (typeof ENTITY_ROLES)[number];

export interface Entity {
  readonly type: EntityType;
  /** Canonical form, as `canonicalValue` gives it. */
  readonly value: string;
  readonly role: EntityRole;
}

/**
 * What is known of a value by itself, without asking anybody. It marks and never drops: `scope` for an address that is not
 * public, `known` for a value on one of the lists that come with the product, with the name of the list.
 */
export interface IndicatorMark {
  readonly scope?: Exclude<AddressScope, 'public'>;
  readonly known?: 'known_good' | 'test' | 'scanner' | 'shared_service' | 'popular';
  readonly list?: string;
}

export interface Indicator extends IndicatorMark {
  readonly type: EntityType;
  readonly value: string;
}

/** Which kind of sensor found it; decides which severity floors apply. */
export const SENSORS = [
  'endpoint',
  'identity',
  'network',
  'cloud',
  'email',
  'application',
  'siem',
  'unknown',
] as const;
export type Sensor = (typeof SENSORS)[number];

export const VERDICTS = ['true_positive', 'benign_true_positive', 'false_positive', 'undetermined'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The vendor's own closure of an alert, taken over when it arrives. */
export interface VendorClosure {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly at: string | null;
}

export interface Rule {
  readonly id: string | null;
  /** The vendor's name for people; never an id. */
  readonly name: string | null;
  /** What the vendor says the rule detects, when the record carries it. */
  readonly description?: string | null;
  /** Absolute https URL of the rule's page: in the vendor's console, else in its documentation. */
  readonly url?: string | null;
}

export interface Link {
  readonly label: string;
  /** Absolute https URL of the vendor's console, never fetched by us. */
  readonly url: string;
}

/**
 * Something the reader had to do to the record and that an analyst should know. `time_in_future`: occurred_at lay more than
 * five minutes ahead and was clamped; `time_missing`: no time found, receive time used; `severity_unknown`: the vendor gave
 * none we know, medium assumed; `depth_limit`: extraction stopped at depth 64; `entities_capped`: more than 200 entities;
 * `text_cleaned`: characters that cannot be stored (U+0000, lone surrogates) were replaced; `text_cut`: an over-long text was
 * cut; `best_effort`: no mapping for this product, fields were recognised by name and shape.
 */
export const RECORD_FLAGS = [
  'time_in_future',
  'time_missing',
  'severity_unknown',
  'depth_limit',
  'entities_capped',
  'text_cleaned',
  'text_cut',
  'best_effort',
] as const;
export type RecordFlag = (typeof RECORD_FLAGS)[number];

interface NormalizedBase {
  readonly vendor: string;
  readonly product: string;
  /** The vendor's own id of this alert or event; null when it has none (identity is then a fingerprint of the content). */
  readonly source_ref: string | null;
  readonly title: string;
  readonly description: string;
  /** Lower-case words of what it is about, such as `authentication`, `malware`, `initial_access`; '' when unknown. */
  readonly category: string;
  readonly severity: Severity;
  readonly sensor: Sensor;
  /** ISO 8601 UTC with milliseconds; null when the record carries no time. */
  readonly occurred_at: string | null;
  readonly entities: readonly Entity[];
  readonly labels: readonly string[];
  readonly links: readonly Link[];
  readonly flags: readonly RecordFlag[];
  /** ATT&CK tactic short names (`credential-access`) and technique ids (`T1110`, `T1110.003`). */
  readonly tactics: readonly string[];
  readonly techniques: readonly string[];
  readonly rule: Rule;
}

export interface NormalizedAlert extends NormalizedBase {
  readonly kind: 'alert';
  /** Set when the vendor itself has closed the alert. */
  readonly closure: VendorClosure | null;
}

export interface NormalizedEvent extends NormalizedBase {
  readonly kind: 'event';
  /** What was done, in the vendor's own word (`user.session.start`). */
  readonly action: string;
  readonly outcome: 'success' | 'failure' | 'unknown';
}

export type NormalizedRecord = NormalizedAlert | NormalizedEvent;
