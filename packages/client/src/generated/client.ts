// Generated from openapi.json by "npm run generate". Do not edit.

import type { CallOptions, Transport } from '../transport.ts';

export type Person = {
  id: string;
  email: string;
  name: string;
  role: string;
  /** Null unless you may manage people. */
  account: PersonAccount | null;
};

export type PersonAccount = {
  /** "invited": has neither signed in nor a way to, but for the one-time link. */
  status: "active" | "invited" | "deactivated";
  joined_at: string;
  last_seen_at: string | null;
  deactivated_at: string | null;
  /** Until when a one-time link of theirs can be used. */
  link_expires_at: string | null;
  /** Until when failed attempts keep them from signing in by password; a passkey goes on working. */
  locked_until: string | null;
  factors: {
    password: boolean;
    passkeys: number;
    totp: boolean;
    /** How many are left. */
    recovery_codes: number;
  };
};

export type OneTimeLink = {
  /** Path and query of the link, below the console address. Shown this once. */
  path: string;
  expires_at: string;
};

export type PersonSession = {
  id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
  /** How it began. */
  method: string;
  address: string | null;
  user_agent: string | null;
};

export type Role = {
  name: string;
  built_in: boolean;
  description: string;
  /** What it gives in this tenant. */
  permissions: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[];
  held_by: {
    people: number;
    keys: number;
    service_accounts: number;
    child_access: number;
  };
  /** For If-Match; null for a built-in role, which never changes. */
  version: number | null;
  updated_at: string | null;
  updated_by: string | null;
};

export type ApiKey = {
  id: string;
  name: string;
  /** The beginning and end of the key, to recognise it by. */
  hint: string;
  /** The account's, for a key of a service account. */
  role: string;
  /** Sources it may submit to; null means all. */
  sources: string[] | null;
  /** Permissions it is limited to; null means all of its role. */
  scopes: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[] | null;
  /** The service account or agent whose key it is. */
  account: {
    id: string;
    name: string;
    kind: "service" | "agent";
  } | null;
  /** "expiring": works for at most a week more; "disabled": its account is switched off. */
  status: "active" | "expiring" | "expired" | "revoked" | "disabled";
  /** The key that takes its place; this one works until it expires. */
  replaced_by: string | null;
  created_at: string;
  created_by: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
};

export type ServiceAccount = {
  id: string;
  name: string;
  /** "agent": a model acts by it, and never holds what an agent may not. */
  kind: "service" | "agent";
  role: string;
  description: string;
  status: "active" | "disabled";
  /** Keys of it that are neither revoked nor expired. */
  keys: number;
  last_used_at: string | null;
  created_at: string;
  created_by: string;
  disabled_at: string | null;
};

export type ChildAccess = {
  id: string;
  holder: {
    kind: "user" | "key";
    id: string;
    name: string;
  };
  /** Null: every customer's tenant, also those to come. */
  tenant: {
    id: string;
    slug: string;
    name: string;
  } | null;
  /** What they are there; a role of the tenant that gives the access. */
  role: string;
  created_at: string;
  created_by: string;
};

export type ChildTenant = {
  id: string;
  slug: string;
  name: string;
  status: "active" | "suspended" | "deleting";
  status_at: string | null;
  status_reason: string | null;
  created_at: string;
  quotas: {
    records_per_day: number | null;
    stored_bytes: number | null;
  };
  usage: {
    records_today: number;
    /** Records refused today because a quota was used up. */
    refused_today: number;
    stored_bytes: number;
  };
  /** Whether a legal hold stands in it, so that it cannot be deleted. */
  is_held: boolean;
};

export type TenantDeletion = {
  id: string;
  requested_at: string;
  requested_by: string;
  reason: string;
};

export type OwnTenant = {
  id: string;
  slug: string;
  name: string;
  settings: {
    time_zone: string;
    security: {
      require_second_factor: boolean;
      /** How long a session lasts at most. */
      session_hours: number;
      /** How long a session may stand still. */
      idle_minutes: number;
      sign_in_methods: ("password" | "passkey")[];
    };
  };
  /** Of the settings; 0 before anybody changed them. */
  version: number;
  quotas: {
    records_per_day: number | null;
    stored_bytes: number | null;
  };
  usage: {
    records_today: number;
    stored_bytes: number;
  };
};

export type RetentionClass = {
  class: "raw" | "evidence" | "decision" | "audit";
  /** Null: kept for good. */
  days: number | null;
  /** When a round was asked for that has not ended yet. */
  requested_at: string | null;
  /** Everything older than this was removed. */
  removed_before: string | null;
  removed_at: string | null;
  removed_rows: number;
};

export type LegalHold = {
  id: string;
  /** `tenant`, or the id of an alert. */
  subject: string;
  reason: string;
  placed_at: string;
  placed_by: string;
  lifted_at: string | null;
  lifted_by: string | null;
  lift_reason: string | null;
};

export type PasskeyRequestOptions = {
  challenge: string;
  rpId: string;
  timeout: number;
  userVerification: "required";
  allowCredentials: ({
    id: string;
    type: "public-key";
    transports: string[];
  })[];
};

export type Account = {
  id: string;
  name: string;
  email: string;
  /** False while the first owner has no e-mail of their own. */
  is_claimed: boolean;
  has_password: boolean;
  password_set_at: string | null;
  must_change_password: boolean;
  has_totp: boolean;
  /** Codes that are left. */
  recovery_codes: number;
  passkeys: Passkey[];
  /** When you last proved who you are in this session; changes need it to be fresh. */
  authenticated_at: string | null;
  memberships: ({
    tenant_id: string;
    slug: string;
    name: string;
    role: string;
    is_current: boolean;
  })[];
};

export type Passkey = {
  id: string;
  name: string;
  /** `multi_device` when it can be on several devices of its owner. */
  device_type: "single_device" | "multi_device";
  backed_up: boolean;
  created_at: string;
  last_used_at: string | null;
};

export type PasskeyCreationOptions = {
  challenge: string;
  rp: {
    id: string;
    name: string;
  };
  user: {
    id: string;
    name: string;
    displayName: string;
  };
  pubKeyCredParams: ({
    type: "public-key";
    alg: number;
  })[];
  timeout: number;
  attestation: "none";
  excludeCredentials: ({
    id: string;
    type: "public-key";
    transports: string[];
  })[];
  authenticatorSelection: {
    residentKey: "required";
    requireResidentKey: true;
    userVerification: "required";
  };
};

export type OwnSession = {
  id: string;
  tenant: {
    id: string;
    name: string;
  };
  /** How it began: link, password, password+totp, password+recovery, passkey. */
  method: string;
  address: string | null;
  user_agent: string | null;
  created_at: string;
  /** To the minute. */
  last_seen_at: string;
  expires_at: string;
  is_current: boolean;
};

export type Permission = {
  name: "alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage";
  text: string;
  operations: string[];
  /** False for what an agent never holds, whatever its role. */
  held_by_agents: boolean;
};

export type Session = {
  principal: {
    kind: "user" | "key" | "agent" | "system";
    id: string;
    name: string;
    role: string;
  };
  tenant: {
    id: string;
    slug: string;
    name: string;
  };
  permissions: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[];
};

export type VaultStatus = {
  /** Newest first, at most 100. */
  data_keys: ({
    id: string;
    version: number;
    /** The master key that wraps it; null when it is retired and nothing of it is kept. */
    master_key_id: string | null;
    /** Secrets that lie under it. */
    secrets: number;
    created_at: string;
    retired_at: string | null;
  })[];
  secrets: number;
  /** Secrets that a rotation has yet to move. */
  secrets_under_old_keys: number;
  rotating: boolean;
  /** When the newest data key took the place of another. */
  last_rotation_at: string | null;
};

export type MasterKeyStatus = {
  provider: "file" | "environment" | "transit";
  current_key_id: string;
  /** Master keys that wrap something. */
  keys: ({
    master_key_id: string;
    is_current: boolean;
    /** Data keys of tenants that it wraps. */
    tenant_keys: number;
    /** Keys of the installation that it wraps. */
    platform_keys: number;
  })[];
  /** What a rotation has yet to wrap anew. */
  keys_under_old_master_keys: number;
  last_rotation: {
    id: string;
    requested_at: string;
    requested_by: string;
    from_key_id: string;
    to_key_id: string | null;
    rewrapped: number;
    /** null while it is under way. */
    finished_at: string | null;
  } | null;
};

export type StorageReport = {
  at: string;
  server_version: string;
  database_bytes: number;
  /** At the last hourly look; null when the database is not on a disk of a server of ours. */
  disk_free_bytes: number | null;
  /** At the rate of the last week; null when that is not known, or nothing grows. */
  days_until_full: number | null;
  /** null when there is none, or when the login of the server may not see those of others. */
  oldest_transaction_seconds: number | null;
  /** Until PostgreSQL stops to protect itself from wraparound. */
  transactions_left: number;
  growth: {
    /** null until two hourly samples lie an hour apart. */
    since: string | null;
    bytes_per_day: number | null;
    bytes_per_day_last_day: number | null;
  };
  /** The largest first. */
  tables: ({
    name: string;
    /** Summed in this row; 0 for a table without any. */
    partitions: number;
    /** An estimate of PostgreSQL. */
    rows: number;
    dead_rows: number;
    table_bytes: number;
    index_bytes: number;
    /** Long values, which PostgreSQL keeps apart. */
    toast_bytes: number;
    vacuumed_at: string | null;
    analyzed_at: string | null;
    growth: {
      rows_per_day: number | null;
      bytes_per_day: number | null;
    };
  })[];
  /** Months of events and raw records. */
  partitions: ({
    name: string;
    parent: string;
    /** null for the one that takes what no month takes. */
    from: string | null;
    to: string | null;
    rows: number;
    bytes: number;
  })[];
  /** Retention of all tenants. */
  overdue: ({
    class: string;
    /** That have a time for this class. */
    tenants: number;
    /** Of these, under a legal hold. */
    held: number;
    /** By how much the oldest may be older than its time. */
    overdue_seconds: number;
  })[];
  /** What was removed past its use, of all tenants. */
  forgotten: ({
    kind: string;
    removed_rows: number;
    oldest_finished_at: string | null;
  })[];
};

export type AuditRecord = {
  id: string;
  at: string;
  event: string;
  actor: {
    kind: "user" | "key" | "agent" | "system";
    id: string;
    name: string;
    /** The tenant of an actor of another, such as a service provider; null for our own. */
    tenant_id: string | null;
  };
  /** The address that the request came from. */
  address: string | null;
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  request_id: string;
  /** Its place in the chain; null until it is sealed. */
  sequence: number | null;
  /** Before, after and reason were removed; the chain still proves what they were. */
  is_body_removed: boolean;
};

export type AuditVerification = {
  /** Nothing is wrong with what was covered by this call. */
  ok: boolean;
  /** Whether this call reached the end of what was asked for. */
  complete: boolean;
  /** What is wrong first. */
  broken: AuditBreak | null;
  covered: {
    first_sequence: number | null;
    last_sequence: number | null;
    links: number;
    /** Records looked up the other way round: whether each stands in the chain. */
    records: number;
  };
  checkpoints_checked: number;
  /** Bodies whose removal is on record. */
  bodies_removed: number;
  /** Records that wait for their place in the chain. */
  unsealed: number;
  next_cursor: string | null;
};

export type AuditBreak = {
  kind: "record_altered" | "record_missing" | "record_not_chained" | "link_altered" | "link_missing" | "checkpoint_mismatch";
  sequence: number | null;
  record_id: string | null;
  /** `fields`: who, when, what; `body`: before, after and reason. */
  part: "fields" | "body" | null;
  message: string;
};

export type AuditCheckpoint = {
  sequence: number;
  chain_hash: string;
  at: string;
  key_id: string;
  /** Ed25519, base64; over what docs/audit-format.md says. */
  signature: string;
};

export type AuditSigningKey = {
  /** First 16 hexadecimal digits of the SHA-256 of the key (SPKI, DER). */
  key_id: string;
  algorithm: "Ed25519";
  /** SPKI, PEM. */
  public_key: string;
};

export type TenantTombstone = {
  id: string;
  requested_at: string;
  requested_by: string;
  reason: string;
  /** Null while the deletion goes on. */
  deleted_at: string | null;
  /** Rows removed, by table. */
  counts: Record<string, number>;
  /** Null until the audit chain was closed. */
  audit: {
    /** Whether the hashes lead to what the checkpoint signed. */
    ok: boolean;
    records: number;
    last_sequence: number;
    chain_hash: string;
    signed_at: string;
    key_id: string;
  } | null;
};

export type AuditSink = {
  id: string;
  name: string;
  url: string;
  format: "jsonl" | "splunk_hec";
  has_authorization: boolean;
  is_signed: boolean;
  /** refused: the address may not be called; nothing is sent until the sink is changed. */
  state: "active" | "paused" | "refused";
  /** Place in the chain up to which the collector has confirmed. */
  confirmed_to: number;
  delivered: number;
  /** Records that were pruned before they could be delivered. */
  missed: number;
  lag: {
    records: number;
    /** Since the oldest waiting record was sealed; 0 when none waits. */
    seconds: number;
  };
  /** Failures in a row. */
  failures: number;
  next_attempt_at: string;
  last_delivered_at: string | null;
  last_error: string | null;
  last_error_at: string | null;
  /** The last test that was asked for. */
  test: {
    is_running: boolean;
    at: string | null;
    /** Null when the last test was taken. */
    error: string | null;
  };
  created_at: string;
  created_by: string;
  updated_at: string;
  updated_by: string;
  version: number;
};

export type Source = {
  id: string;
  vendor: string;
  product: string;
  summary: string;
  documentation: string;
  ingest_path: string;
  /** Required body signature; null when none is set. */
  signature: "timestamped" | "body" | null;
};

export type Alert = {
  id: string;
  tenant: string;
  title: string;
  description: string;
  category: string;
  severity: "critical" | "high" | "medium" | "low" | "informational";
  vendor_severity: "critical" | "high" | "medium" | "low" | "informational";
  status: "new" | "triaging" | "investigating" | "escalated" | "resolved" | "auto_resolved";
  verdict: "true_positive" | "benign_true_positive" | "false_positive" | "undetermined" | null;
  resolution_type: "manual" | "automated" | "pending";
  close_reason: string | null;
  assignee: string | null;
  notes: string;
  case_id: string | null;
  source: string;
  vendor: string;
  product: string;
  sensor: "endpoint" | "identity" | "network" | "cloud" | "email" | "application" | "siem" | "unknown";
  source_ref: string | null;
  rule: {
    id: string | null;
    name: string | null;
  };
  occurred_at: string;
  received_at: string;
  resolved_at: string | null;
  tactics: string[];
  techniques: string[];
  entities: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
  })[];
  indicators: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    /** From where an address that is not public can be reached. */
    scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
    /** What is known of the value by itself; it marks and never drops. */
    known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
    /** The list that knows it. */
    list?: string;
  })[];
  labels: string[];
  flags: ("time_in_future" | "time_missing" | "severity_unknown" | "depth_limit" | "entities_capped" | "text_cleaned" | "text_cut" | "best_effort")[];
  duplicate_count: number;
  revision: number;
  first_seen: string;
  last_seen: string;
  /** How far triage has come. `failed`: its work failed for good and lies in a dead letter; `discarded`: somebody discarded that letter. */
  stage: "accepted" | "evidence" | "decided" | "failed" | "discarded";
  disposition: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved" | null;
  recommended_disposition: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved" | null;
  risk_score: number | null;
  confidence: {
    score: number;
    label: "low" | "medium" | "high";
    factors: ({
      id: string;
      label: string;
      points: number;
    })[];
  } | null;
  narrative: string | null;
  links: ({
    label: string;
    url: string;
  })[];
  version: number;
};

export type AlertFacets = {
  /** Alerts that fulfil all filters. */
  total: number;
  /** `newest`: more alerts than could be looked at; each count is of the newest 10,000 that the filter leads to, and so the least there is. */
  counted: "exact" | "newest";
  /** Of how many alerts at most was counted; null when exact. */
  looked_at_max: number | null;
  /** How many alerts have each value, under all filters but the one on the facet itself. */
  facets: {
    severity: ({
      value: "critical" | "high" | "medium" | "low" | "informational";
      count: number;
    })[];
    status: ({
      value: "new" | "triaging" | "investigating" | "escalated" | "resolved" | "auto_resolved";
      count: number;
    })[];
    source: ({
      value: string;
      count: number;
    })[];
    /** The recommended one; null where nothing is decided yet. */
    disposition: ({
      value: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved" | null;
      count: number;
    })[];
    verdict: ({
      value: "true_positive" | "benign_true_positive" | "false_positive" | "undetermined" | null;
      count: number;
    })[];
  };
};

export type Comment = {
  id: string;
  at: string;
  author: {
    kind: "user" | "key" | "agent" | "system";
    id: string;
    name: string;
  };
  body: string;
};

export type TimelineEntry = {
  at: string;
  kind: "received" | "repeated" | "revised" | "decided" | "changed" | "closed" | "reopened" | "commented";
  /** Who or what did it: a person, a key, or the part of the system. */
  actor: string;
  summary: string;
  details: Record<string, unknown>;
};

export type RawRecord = {
  id: string;
  revision: number;
  received_at: string;
  source: string;
  content_type: string;
  size_bytes: number;
  sha256: string;
  /** The record as received; bytes that are not UTF-8 are shown as U+FFFD. */
  body: string;
  /** Whether `body` holds every byte; false when some were not UTF-8. */
  exact: boolean;
};

export type OcsfFinding = {
  /** 1 create, 2 update, 3 close. */
  activity_id: number;
  activity_name: string;
  category_uid: 2;
  category_name: "Findings";
  class_uid: 2004;
  class_name: "Detection Finding";
  type_uid: number;
  type_name: string;
  /** 1 informational to 5 critical. */
  severity_id: number;
  severity: string;
  /** When it occurred, in milliseconds since 1970. */
  time: number;
  message: string;
  /** True for an open alert; false for an event and for what is closed. */
  is_alert: boolean;
  count?: number;
  status_id?: number;
  status?: string;
  status_detail?: string;
  comment?: string;
  assignee?: Record<string, unknown>;
  verdict_id?: number;
  verdict?: string;
  priority_id?: number;
  priority?: string;
  confidence_id?: number;
  confidence?: string;
  confidence_score?: number;
  risk_score?: number;
  metadata: {
    version: "1.5.0";
    uid: string;
    product: {
      name: string;
      vendor_name?: string;
    };
    event_code?: string;
    correlation_uid?: string;
    tenant_uid: string;
    log_name: string;
    /** Milliseconds since 1970. */
    logged_time: number;
    labels?: string[];
    profiles?: string[];
    extensions?: Record<string, unknown>[];
    loggers: Record<string, unknown>[];
  };
  finding_info: {
    uid: string;
    /** The vendor’s own id. */
    uid_alt?: string;
    title: string;
    desc?: string;
    types?: string[];
    analytic?: Record<string, unknown>;
    attacks?: Record<string, unknown>[];
    /** Milliseconds since 1970. */
    created_time: number;
    /** Milliseconds since 1970. */
    first_seen_time?: number;
    /** Milliseconds since 1970. */
    last_seen_time?: number;
    /** Milliseconds since 1970. */
    modified_time?: number;
    /** Deep link into the vendor’s console. */
    src_url?: string;
  };
  /** The entities, by role; `name` is the role. */
  evidences?: Record<string, unknown>[];
  resources?: Record<string, unknown>[];
  vulnerabilities?: Record<string, unknown>[];
  observables?: ({
    name: string;
    type_id: number;
    type: string;
    value: string;
  })[];
  /** What OCSF has no field for, `kind` (alert or event) among it. */
  unmapped: {
    watchfloor: Record<string, unknown>;
  };
};

export type AlertEvent = {
  id: string;
  tenant: string;
  title: string;
  description: string;
  category: string;
  action: string;
  outcome: "success" | "failure" | "unknown";
  severity: "critical" | "high" | "medium" | "low" | "informational";
  source: string;
  vendor: string;
  product: string;
  sensor: "endpoint" | "identity" | "network" | "cloud" | "email" | "application" | "siem" | "unknown";
  source_ref: string | null;
  rule: {
    id: string | null;
    name: string | null;
  };
  occurred_at: string;
  received_at: string;
  tactics: string[];
  techniques: string[];
  entities: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
  })[];
  labels: string[];
  flags: ("time_in_future" | "time_missing" | "severity_unknown" | "depth_limit" | "entities_capped" | "text_cleaned" | "text_cut" | "best_effort")[];
  links: ({
    label: string;
    url: string;
  })[];
};

export type ChildAlert = {
  id: string;
  tenant: string;
  title: string;
  description: string;
  category: string;
  severity: "critical" | "high" | "medium" | "low" | "informational";
  vendor_severity: "critical" | "high" | "medium" | "low" | "informational";
  status: "new" | "triaging" | "investigating" | "escalated" | "resolved" | "auto_resolved";
  verdict: "true_positive" | "benign_true_positive" | "false_positive" | "undetermined" | null;
  resolution_type: "manual" | "automated" | "pending";
  close_reason: string | null;
  assignee: string | null;
  notes: string;
  case_id: string | null;
  source: string;
  vendor: string;
  product: string;
  sensor: "endpoint" | "identity" | "network" | "cloud" | "email" | "application" | "siem" | "unknown";
  source_ref: string | null;
  rule: {
    id: string | null;
    name: string | null;
  };
  occurred_at: string;
  received_at: string;
  resolved_at: string | null;
  tactics: string[];
  techniques: string[];
  entities: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
  })[];
  indicators: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    /** From where an address that is not public can be reached. */
    scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
    /** What is known of the value by itself; it marks and never drops. */
    known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
    /** The list that knows it. */
    list?: string;
  })[];
  labels: string[];
  flags: ("time_in_future" | "time_missing" | "severity_unknown" | "depth_limit" | "entities_capped" | "text_cleaned" | "text_cut" | "best_effort")[];
  duplicate_count: number;
  revision: number;
  first_seen: string;
  last_seen: string;
  /** How far triage has come. `failed`: its work failed for good and lies in a dead letter; `discarded`: somebody discarded that letter. */
  stage: "accepted" | "evidence" | "decided" | "failed" | "discarded";
  disposition: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved" | null;
  recommended_disposition: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved" | null;
  risk_score: number | null;
  confidence: {
    score: number;
    label: "low" | "medium" | "high";
    factors: ({
      id: string;
      label: string;
      points: number;
    })[];
  } | null;
  narrative: string | null;
  links: ({
    label: string;
    url: string;
  })[];
  version: number;
  customer: {
    id: string;
    slug: string;
    name: string;
  };
};

export type ChildAlertFacets = {
  /** Alerts that fulfil all filters. */
  total: number;
  /** `newest`: more alerts than could be looked at; each count is of the newest 10,000 that the filter leads to, and so the least there is. */
  counted: "exact" | "newest";
  /** Of how many alerts at most was counted; null when exact. */
  looked_at_max: number | null;
  /** How many alerts have each value, under all filters but the one on the facet itself. */
  facets: {
    severity: ({
      value: "critical" | "high" | "medium" | "low" | "informational";
      count: number;
    })[];
    status: ({
      value: "new" | "triaging" | "investigating" | "escalated" | "resolved" | "auto_resolved";
      count: number;
    })[];
    source: ({
      value: string;
      count: number;
    })[];
    /** The recommended one; null where nothing is decided yet. */
    disposition: ({
      value: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved" | null;
      count: number;
    })[];
    verdict: ({
      value: "true_positive" | "benign_true_positive" | "false_positive" | "undetermined" | null;
      count: number;
    })[];
  };
  /** Alerts of each customer that fulfil all filters. */
  customers: ({
    customer: {
      id: string;
      slug: string;
      name: string;
    };
    total: number;
    counted: "exact" | "newest";
  })[];
  /** Tenants that should have been in the answer and are not. */
  not_included: ({
    tenant: {
      id: string;
      slug: string;
      name: string;
    };
    reason: "too_slow" | "failed" | "too_many";
  })[];
};

export type WorkStatus = {
  /** What waits and runs for this tenant, every class, also those in which nothing waits. */
  queue: ({
    /** The first runs first; `again` is work that failed before. */
    class: "critical" | "high" | "medium" | "low" | "informational" | "maintenance" | "again" | "events";
    jobs: number;
    /** Alerts and events in these jobs. */
    records: number;
    running: number;
    /** Jobs that failed and wait for their next turn. */
    retrying: number;
    /** Since the oldest was put there; 0 when there is none. */
    oldest_seconds: number;
  })[];
  jobs: number;
  records: number;
  /** Since the oldest was put there; 0 when there is none. */
  oldest_seconds: number;
  workers: {
    /** Of the whole installation. */
    alive: number;
    /** Since a worker was last heard of; null when none ever was. */
    heard_seconds: number | null;
  };
  /** Alerts that stand still for 30 s and that no job carries. The sweeper puts them back to work. */
  stuck: ({
    stage: "accepted" | "evidence" | "revision";
    /** 500 also stands for more. */
    alerts: number;
    oldest_at: string;
  })[];
  /** Open ones: neither replayed nor discarded. */
  dead_letters: number;
};

export type DeadLetter = {
  id: string;
  /** The job that failed, such as `records.accepted`. */
  job: string;
  /** Where the work stopped. `none`: nothing was left to do when it was given up; `unknown`: from a release before. */
  stage: "accepted" | "evidence" | "revision" | "event" | "other" | "none" | "unknown";
  state: "open" | "replayed" | "discarded";
  error: {
    /** What the error is called, with the database’s code where it has one. */
    class: string;
    /** What it said, with credentials cut out. */
    message: string;
  };
  /** Runs in all, those before a batch was split included. */
  attempts: number;
  first_failed_at: string;
  last_failed_at: string;
  tenant: string;
  /** Alerts that the work was about; one may have been deleted since. */
  alerts: string[];
  events: string[];
  /** The first letter, when a replay of it failed again. */
  replay_of: string | null;
  /** The letter that the replay of this one ended in. */
  followed_by: string | null;
  replayed_at: string | null;
  replayed_by: string | null;
  discarded_at: string | null;
  discarded_by: string | null;
  discard_reason: string | null;
};

export type DeadLetterDetail = {
  id: string;
  /** The job that failed, such as `records.accepted`. */
  job: string;
  /** Where the work stopped. `none`: nothing was left to do when it was given up; `unknown`: from a release before. */
  stage: "accepted" | "evidence" | "revision" | "event" | "other" | "none" | "unknown";
  state: "open" | "replayed" | "discarded";
  error: {
    /** What the error is called, with the database’s code where it has one. */
    class: string;
    /** What it said, with credentials cut out. */
    message: string;
  };
  /** Runs in all, those before a batch was split included. */
  attempts: number;
  first_failed_at: string;
  last_failed_at: string;
  tenant: string;
  /** Alerts that the work was about; one may have been deleted since. */
  alerts: string[];
  events: string[];
  /** The first letter, when a replay of it failed again. */
  replay_of: string | null;
  /** The letter that the replay of this one ended in. */
  followed_by: string | null;
  replayed_at: string | null;
  replayed_by: string | null;
  discarded_at: string | null;
  discarded_by: string | null;
  discard_reason: string | null;
  /** As the job was given it. */
  payload: Record<string, unknown>;
};

export type Entity = {
  id: string;
  type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
  value: string;
  /** From where an address that is not public can be reached. */
  scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
  /** What is known of the value by itself; it marks and never drops. */
  known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
  /** The list that knows it. */
  list?: string;
  first_seen: string;
  last_seen: string | null;
  /** Alerts that name it in the days asked for, counted up to `counted_to`. */
  alerts: number;
  events: number;
  counted_to: number;
};

export type EntityDetail = {
  id: string;
  type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
  value: string;
  /** From where an address that is not public can be reached. */
  scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
  /** What is known of the value by itself; it marks and never drops. */
  known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
  /** The list that knows it. */
  list?: string;
  first_seen: string;
  last_seen: string | null;
  /** Alerts that name it in the days asked for, counted up to `counted_to`. */
  alerts: number;
  events: number;
  counted_to: number;
  /** What people of this tenant say of it. */
  judgement: EntityJudgement | null;
  days: number;
  /** Its newest alerts by severity, up to `counted_to`. */
  severities: Record<string, number>;
  related: ({
    id: string;
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    /** From where an address that is not public can be reached. */
    scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
    /** What is known of the value by itself; it marks and never drops. */
    known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
    /** The list that knows it. */
    list?: string;
    /** Alerts and events of the newest hundred each that name both. */
    shared: number;
  })[];
};

export type EntityJudgement = {
  /** `benign` joins alerts no more; `watch` and `malicious` are shown and change no score. */
  verdict: "benign" | "watch" | "malicious";
  note: string;
  expires_at: string | null;
  judged_at: string;
  judged_by: string;
};

export type FieldMapping = {
  id: string;
  source: string | null;
  path: string;
  type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
  role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
  conversion: "none" | "split" | "url_host" | "email_domain" | "strip_port" | "integer_ip" | "base64" | "find";
  note: string;
  enabled: boolean;
  /** What it found in stored records when it was last saved. */
  tested: {
    tested_at: string;
    records: number;
    /** Records that have something at the path. */
    matched: number;
    values: number;
    refused: number;
  };
  created_at: string;
  created_by: string;
  updated_at: string;
  updated_by: string;
  version: number;
};

export type FieldMappingTest = {
  /** Records that were read. */
  records: number;
  /** Records that have something at the path. */
  matched: number;
  /** Values that are valid for the type, repeats counted. */
  values: number;
  /** Values that are not. */
  refused: number;
  found: ({
    value: string;
    times: number;
  })[];
  unusable: ({
    raw: string;
    times: number;
  })[];
};

export type RecordPreview = {
  /** The source that read it; `auto` finds it. */
  source: string;
  kind: "alert" | "event";
  vendor: string;
  product: string;
  source_ref: string | null;
  title: string;
  description: string;
  category: string;
  severity: "critical" | "high" | "medium" | "low" | "informational";
  sensor: "endpoint" | "identity" | "network" | "cloud" | "email" | "application" | "siem" | "unknown";
  occurred_at: string | null;
  /** Of an event. */
  action: string | null;
  outcome: "success" | "failure" | "unknown" | null;
  rule: {
    id: string | null;
    name: string | null;
  };
  tactics: string[];
  techniques: string[];
  labels: string[];
  links: ({
    label: string;
    url: string;
  })[];
  flags: ("time_in_future" | "time_missing" | "severity_unknown" | "depth_limit" | "entities_capped" | "text_cleaned" | "text_cut" | "best_effort")[];
  passes: {
    /** First: what the source reads as entities. */
    adapter: ({
      type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
      value: string;
      role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
    })[];
    /** Second: what title, description and commands say beyond that. */
    texts: ({
      type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
      value: string;
      /** From where an address that is not public can be reached. */
      scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
      /** What is known of the value by itself; it marks and never drops. */
      known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
      /** The list that knows it. */
      list?: string;
    })[];
    /** Third: what the mappings find in the raw record, saved ones and those of this request. */
    mappings: ({
      path: string;
      type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
      role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
      conversion: "none" | "split" | "url_host" | "email_domain" | "strip_port" | "integer_ip" | "base64" | "find";
      raw: string;
      /** Empty when the raw value is not of the type. */
      values: string[];
    })[];
  };
  entities: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    role: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
  })[];
  indicators: ({
    type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
    value: string;
    /** From where an address that is not public can be reached. */
    scope?: "private" | "loopback" | "link_local" | "multicast" | "reserved" | "documentation" | "unspecified";
    /** What is known of the value by itself; it marks and never drops. */
    known?: "known_good" | "test" | "scanner" | "shared_service" | "popular";
    /** The list that knows it. */
    list?: string;
  })[];
};

export type DetectionRule = {
  id: string;
  source: string;
  /** As the `rule` filter of alerts takes it: the vendor’s id, or the name where there is no id. */
  key: string;
  /** The vendor’s id. */
  external_id: string | null;
  name: string;
  vendor: string;
  product: string;
  /** Of its newest alert. */
  severity: "critical" | "high" | "medium" | "low" | "informational";
  tactics: string[];
  techniques: string[];
  /** What the vendor says that it detects. */
  description: string | null;
  /** The rule’s page at the vendor. */
  url: string | null;
  first_seen: string;
  /** To the minute. */
  last_seen: string;
  /** Whether somebody has written documentation. */
  documented: boolean;
  version: number;
  /** Alerts received in the days asked for. */
  alerts: number;
};

export type DetectionRuleDetail = {
  id: string;
  source: string;
  /** As the `rule` filter of alerts takes it: the vendor’s id, or the name where there is no id. */
  key: string;
  /** The vendor’s id. */
  external_id: string | null;
  name: string;
  vendor: string;
  product: string;
  /** Of its newest alert. */
  severity: "critical" | "high" | "medium" | "low" | "informational";
  tactics: string[];
  techniques: string[];
  /** What the vendor says that it detects. */
  description: string | null;
  /** The rule’s page at the vendor. */
  url: string | null;
  first_seen: string;
  /** To the minute. */
  last_seen: string;
  /** Whether somebody has written documentation. */
  documented: boolean;
  version: number;
  alerts: number;
  days: number;
  /** Days with alerts, oldest first. */
  volume: ({
    day: string;
    alerts: number;
  })[];
  verdicts: {
    true_positive: number;
    benign_true_positive: number;
    false_positive: number;
    undetermined: number;
  };
  /** Markdown of the tenant’s own people. */
  documentation: string;
  documented_at: string | null;
  documented_by: string | null;
};

export type Decision = {
  id: string;
  alert_id: string;
  version: number;
  phase: "provisional" | "final";
  alert_revision: number;
  as_of: string;
  /** SHA-256 over the stored inputs with sorted keys. */
  inputs_hash: string;
  inputs: Record<string, unknown>;
  policy_version: number;
  engine_version: string;
  risk_score: number;
  recommended_disposition: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved";
  disposition: "critical_immediate" | "suspicious_escalate" | "requires_investigation" | "benign_auto_resolved";
  confidence: {
    score: number;
    label: "low" | "medium" | "high";
    factors: ({
      id: string;
      label: string;
      points: number;
    })[];
  };
  factors: ({
    /** Name of the factor, such as `severity` or `floor.critical`. */
    id: string;
    label: string;
    /** What it added to the score; negative where it took away. */
    points: number;
    /** Why, in one sentence with the values it saw. */
    detail: string;
    /** What to open: `field:severity`, `entity:ip:192.0.2.1`, `rule:…`, `policy:3`. */
    evidence: string[];
  })[];
  narrative: string;
  supersedes: number | null;
};

export type TriagePolicy = {
  version: number;
  body: {
    weights: {
      severity: {
        critical: number;
        high: number;
        medium: number;
        low: number;
        informational: number;
      };
      /** Impact, credential access or exfiltration is mapped. */
      technique_high_impact: number;
      /** Another technique or tactic is mapped. */
      technique_other: number;
      /** For each other alert within the window that shares an entity. */
      linked_alert: number;
      /** Most that linked alerts may add together. */
      linked_alerts_max: number;
      /** Linked alerts show further tactics. */
      tactic_progression: number;
      /** Taken times the lower bound of the rule’s false-positive rate. */
      rule_false_positive: number;
      /** Verdicts a rule needs before its history counts. */
      rule_history_min: number;
    };
    floors: {
      /** Least score of a critical alert. */
      critical: number;
      /** Least score of a critical endpoint finding of a high-impact technique. */
      critical_endpoint_high_impact: number;
    };
    bands: {
      critical_immediate: number;
      suspicious_escalate: number;
      requires_investigation: number;
    };
    correlation: {
      window_hours: number;
    };
  };
  /** Null for the version every tenant starts with. */
  created_at: string | null;
  created_by: string;
};

/** Every operation of the API, grouped as their ids are. */
export interface Operations {
  readonly account: {
    /** Add the passkey that the browser has made. */
    addPasskey(input: {
      /** Names the step; good once, for five minutes. */
      challenge: string;
      response: {
        id: string;
        rawId: string;
        type: "public-key";
        response: {
          clientDataJSON: string;
          attestationObject: string;
          transports?: string[];
        };
      };
      /** To recognise it by, such as the device it is on. */
      name: string;
    }, options?: CallOptions): Promise<Passkey>;
    /** Begin to add a passkey: what the browser needs to make one. */
    beginPasskey(input?: Record<string, never>, options?: CallOptions): Promise<{
      /** Names the step; good once, for five minutes. */
      challenge: string;
      options: PasskeyCreationOptions;
    }>;
    /** Begin to set up one-time codes: the seed, shown in this answer only. */
    beginTotp(input?: Record<string, never>, options?: CallOptions): Promise<{
      /** The seed in base32, to type into an authenticator app. */
      secret: string;
      /** The same as an otpauth address, to show as a QR code. */
      uri: string;
    }>;
    /** Switch one-time codes on by a first code; gives recovery codes, shown in this answer only. */
    confirmTotp(input: {
      code: string;
    }, options?: CallOptions): Promise<{
      /** Each good once, in place of a one-time code. Shown this once. */
      recovery_codes: string[];
    }>;
    /** Your own account: name, e-mail, and what you sign in with. */
    get(input?: Record<string, never>, options?: CallOptions): Promise<Account>;
    /** New recovery codes, shown in this answer only; the old ones are good for nothing then. */
    newRecoveryCodes(input?: Record<string, never>, options?: CallOptions): Promise<{
      /** Each good once, in place of a one-time code. Shown this once. */
      recovery_codes: string[];
    }>;
    /** Remove one of your passkeys, never the last thing you sign in with. */
    removePasskey(input: {
      id: string;
    }, options?: CallOptions): Promise<{
      removed: true;
    }>;
    /** Switch one-time codes off; their recovery codes go with them. */
    removeTotp(input?: Record<string, never>, options?: CallOptions): Promise<{
      removed: true;
    }>;
    /** Rename one of your passkeys. */
    renamePasskey(input: {
      id: string;
      /** To recognise it by, such as the device it is on. */
      name: string;
    }, options?: CallOptions): Promise<Passkey>;
    /** Set or change your password; your other sessions end. */
    setPassword(input: {
      /** 12 to 128 characters of any kind, none of the common passwords, not your e-mail or name. */
      password: string;
      /** Needed when there is one. */
      current_password?: string;
    }, options?: CallOptions): Promise<{
      ended_sessions: number;
    }>;
    /** Change your name; the first owner also gives their e-mail by it. */
    update(input?: {
      name?: string;
      /** Taken while it is still owner@localhost. */
      email?: string;
    }, options?: CallOptions): Promise<Account>;
  };
  readonly alerts: {
    /** Write a comment on an alert. */
    addComment(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
      body: string;
    }, options?: CallOptions): Promise<Comment>;
    /** Close an alert with a verdict and a reason. */
    close(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
      verdict: "true_positive" | "benign_true_positive" | "false_positive" | "undetermined";
      /** Why, in your words or as one of: malicious_confirmed, benign_expected, known_change, misconfigured_rule, inaccurate_data, duplicate, test, insufficient_data, policy, other. */
      reason: string;
      note?: string;
    }, options?: CallOptions): Promise<Alert>;
    /** Comments of an alert, oldest first (the newest 500). */
    comments(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<Comment[]>;
    /** Every decision about an alert with its inputs and factors, newest first. */
    decisions(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<Decision[]>;
    /** Delete an alert for good: its records, revisions, decisions, comments, words and links. */
    delete(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
      /** Why; it stays in the audit log. */
      reason: string;
    }, options?: CallOptions): Promise<{
      deleted: true;
      revisions: number;
      comments: number;
      decisions: number;
    }>;
    /** Count alerts by severity, status, source, disposition and verdict, under the filters of the list. */
    facets(input?: {
      status?: string | string[];
      severity?: string | string[];
      source?: string | string[];
      /** Recommended disposition. */
      disposition?: string | string[];
      verdict?: string | string[];
      /** Exact assignee, `me`, or `none` for unassigned. */
      assignee?: string;
      label?: string;
      /** ATT&CK id; a technique also finds its sub-techniques. */
      technique?: string;
      /** The vendor’s id of the rule, or its name where it has no id. */
      rule?: string;
      /** `type:value`, such as `ip:192.0.2.1`. */
      entity?: string;
      risk_min?: number;
      /** Received at or after. */
      from?: string;
      /** Received before. */
      to?: string;
      /** Words, addresses, hashes: all must occur. `word*` finds a beginning, `"two words"` a phrase, `host:ws-1` a field. */
      q?: string;
    }, options?: CallOptions): Promise<AlertFacets>;
    /** Read one alert. */
    get(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<Alert>;
    /** List alerts, filtered, searched and sorted. */
    list(input?: {
      /** Rows of a page, 1 to 200. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      status?: string | string[];
      severity?: string | string[];
      source?: string | string[];
      /** Recommended disposition. */
      disposition?: string | string[];
      verdict?: string | string[];
      /** Exact assignee, `me`, or `none` for unassigned. */
      assignee?: string;
      label?: string;
      /** ATT&CK id; a technique also finds its sub-techniques. */
      technique?: string;
      /** The vendor’s id of the rule, or its name where it has no id. */
      rule?: string;
      /** `type:value`, such as `ip:192.0.2.1`. */
      entity?: string;
      risk_min?: number;
      /** Received at or after. */
      from?: string;
      /** Received before. */
      to?: string;
      /** Words, addresses, hashes: all must occur. `word*` finds a beginning, `"two words"` a phrase, `host:ws-1` a field. */
      q?: string;
      sort?: "received_at" | "occurred_at" | "severity" | "risk_score";
      order?: "asc" | "desc";
    }, options?: CallOptions): Promise<{
      data: Alert[];
      next_cursor: string | null;
    }>;
    /** One alert as an OCSF 1.5 Detection Finding. */
    ocsf(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<OcsfFinding>;
    /** The records of an alert exactly as received, newest revision first. */
    raw(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<RawRecord[]>;
    /** Reopen a closed alert. */
    reopen(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
      /** Why it must be looked at again. */
      reason: string;
    }, options?: CallOptions): Promise<Alert>;
    /** What happened to an alert, oldest first. */
    timeline(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<TimelineEntry[]>;
    /** Change status, assignee, severity, labels or note of an alert. */
    update(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
      /** Closing and reopening have operations of their own. */
      status?: "new" | "triaging" | "investigating" | "escalated" | "resolved" | "auto_resolved";
      /** Name or e-mail; `me` is you; null takes the assignment back. */
      assignee?: string | null;
      severity?: "critical" | "high" | "medium" | "low" | "informational";
      /** Replaces all labels. */
      labels?: string[];
      /** Becomes the note and a comment. */
      note?: string;
    }, options?: CallOptions): Promise<Alert>;
  };
  readonly audit: {
    /** Signed states of the chain of audit records, newest first. */
    checkpoints(input?: {
      limit?: number;
      cursor?: string;
    }, options?: CallOptions): Promise<{
      data: AuditCheckpoint[];
      next_cursor: string | null;
    }>;
    /** One audit record. */
    get(input: {
      id: string;
    }, options?: CallOptions): Promise<AuditRecord>;
    /** Audit records, newest first. */
    list(input?: {
      limit?: number;
      cursor?: string;
      /** `alert:<uuid>`, `key:<uuid>` and so on. */
      subject?: string;
      /** Events that begin so: `alert.closed`, or `alert.`. */
      event?: string;
      actor_id?: string;
      actor_kind?: "user" | "key" | "agent" | "system";
      request_id?: string;
      /** Not before this time. */
      from?: string;
      /** Before this time. */
      to?: string;
      /** Part of the subject or of the actor’s name. A page looks at 50,000 records: it may hold few or none and still have a cursor. */
      q?: string;
    }, options?: CallOptions): Promise<{
      data: AuditRecord[];
      next_cursor: string | null;
    }>;
    /** Seal what waits and sign the chain of audit records as it stands now. */
    makeCheckpoint(input?: Record<string, never>, options?: CallOptions): Promise<AuditCheckpoint>;
    /** The public key that checkpoints are signed with now. */
    signingKey(input?: Record<string, never>, options?: CallOptions): Promise<AuditSigningKey>;
    /** Verify the chain of audit records: whether any was altered, removed or put in. */
    verify(input?: {
      /** Links to look at in this call; `next_cursor` goes on behind them. */
      limit?: number;
      cursor?: string;
      /** Begin at this link, and take the one before it as it is. */
      from_sequence?: number;
      /** End at this link, and do not look for records outside the chain. */
      to_sequence?: number;
    }, options?: CallOptions): Promise<AuditVerification>;
  };
  readonly auditSinks: {
    /** Send the audit records to a collector by HTTP, from now on or from the beginning. */
    create(input: {
      name: string;
      /** https, and a public host unless the installation allows it. */
      url: string;
      format?: "jsonl" | "splunk_hec";
      authorization?: string | null;
      /** Sign each message; the secret is made here and shown once. */
      sign?: boolean;
      from?: "now" | "beginning";
    }, options?: CallOptions): Promise<{
      id: string;
      name: string;
      url: string;
      format: "jsonl" | "splunk_hec";
      has_authorization: boolean;
      is_signed: boolean;
      /** refused: the address may not be called; nothing is sent until the sink is changed. */
      state: "active" | "paused" | "refused";
      /** Place in the chain up to which the collector has confirmed. */
      confirmed_to: number;
      delivered: number;
      /** Records that were pruned before they could be delivered. */
      missed: number;
      lag: {
        records: number;
        /** Since the oldest waiting record was sealed; 0 when none waits. */
        seconds: number;
      };
      /** Failures in a row. */
      failures: number;
      next_attempt_at: string;
      last_delivered_at: string | null;
      last_error: string | null;
      last_error_at: string | null;
      /** The last test that was asked for. */
      test: {
        is_running: boolean;
        at: string | null;
        /** Null when the last test was taken. */
        error: string | null;
      };
      created_at: string;
      created_by: string;
      updated_at: string;
      updated_by: string;
      version: number;
      /** Shown this once, when it was made by this call. */
      signing_secret: string | null;
    }>;
    /** Send no more records to a collector, and forget its credentials. */
    delete(input: {
      id: string;
    }, options?: CallOptions): Promise<AuditSink>;
    /** One collector. */
    get(input: {
      id: string;
    }, options?: CallOptions): Promise<AuditSink>;
    /** Collectors that the audit records are sent to, how far they are, and what hinders them. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<AuditSink[]>;
    /** Send a test message; it is sent after the answer, and the sink then says how it went. */
    test(input: {
      id: string;
    }, options?: CallOptions): Promise<AuditSink>;
    /** Change, pause or resume a collector; its place in the records stays. */
    update(input: {
      id: string;
      name?: string;
      /** https, and a public host unless the installation allows it. */
      url?: string;
      format?: "jsonl" | "splunk_hec";
      /** null takes it away. */
      authorization?: string | null;
      signing?: "keep" | "renew" | "stop";
      /** false pauses; true sends again, also after a refusal. */
      enabled?: boolean;
    }, options?: CallOptions): Promise<{
      id: string;
      name: string;
      url: string;
      format: "jsonl" | "splunk_hec";
      has_authorization: boolean;
      is_signed: boolean;
      /** refused: the address may not be called; nothing is sent until the sink is changed. */
      state: "active" | "paused" | "refused";
      /** Place in the chain up to which the collector has confirmed. */
      confirmed_to: number;
      delivered: number;
      /** Records that were pruned before they could be delivered. */
      missed: number;
      lag: {
        records: number;
        /** Since the oldest waiting record was sealed; 0 when none waits. */
        seconds: number;
      };
      /** Failures in a row. */
      failures: number;
      next_attempt_at: string;
      last_delivered_at: string | null;
      last_error: string | null;
      last_error_at: string | null;
      /** The last test that was asked for. */
      test: {
        is_running: boolean;
        at: string | null;
        /** Null when the last test was taken. */
        error: string | null;
      };
      created_at: string;
      created_by: string;
      updated_at: string;
      updated_by: string;
      version: number;
      /** Shown this once, when it was made by this call. */
      signing_secret: string | null;
    }>;
  };
  readonly childAccess: {
    /** Let a person or a key of this tenant act in a customer's tenant, or in all. */
    grant(input: {
      /** A person (user_…) or a key (key_…) of this tenant. */
      holder: string;
      /** A customer's tenant; null means all, also those to come. */
      tenant?: string | null;
      role: string;
    }, options?: CallOptions): Promise<ChildAccess>;
    /** Who of this tenant may act in which customer's tenant, and as what. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<ChildAccess[]>;
    /** Take back access to customers' tenants; counts within a second. */
    revoke(input: {
      id: string;
    }, options?: CallOptions): Promise<{
      revoked: true;
    }>;
  };
  readonly children: {
    /** List alerts of all customers whose alerts the caller may read, as one queue. */
    alerts(input?: {
      /** Rows of a page, 1 to 200. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      status?: string | string[];
      severity?: string | string[];
      source?: string | string[];
      /** Recommended disposition. */
      disposition?: string | string[];
      verdict?: string | string[];
      /** Exact assignee, `me`, or `none` for unassigned. */
      assignee?: string;
      label?: string;
      /** ATT&CK id; a technique also finds its sub-techniques. */
      technique?: string;
      /** The vendor’s id of the rule, or its name where it has no id. */
      rule?: string;
      /** `type:value`, such as `ip:192.0.2.1`. */
      entity?: string;
      risk_min?: number;
      /** Received at or after. */
      from?: string;
      /** Received before. */
      to?: string;
      /** Words, addresses, hashes: all must occur. `word*` finds a beginning, `"two words"` a phrase, `host:ws-1` a field. */
      q?: string;
      sort?: "received_at" | "occurred_at" | "severity" | "risk_score";
      order?: "asc" | "desc";
      /** Short names of the tenants; all that you may read when left out. */
      tenants?: string | string[];
    }, options?: CallOptions): Promise<{
      data: ChildAlert[];
      next_cursor: string | null;
      /** Tenants that should have been in the answer and are not. */
      not_included: ({
        tenant: {
          id: string;
          slug: string;
          name: string;
        };
        reason: "too_slow" | "failed" | "too_many";
      })[];
    }>;
    /** Count alerts of all customers whose alerts the caller may read, as alerts.facets does. */
    facets(input?: {
      status?: string | string[];
      severity?: string | string[];
      source?: string | string[];
      /** Recommended disposition. */
      disposition?: string | string[];
      verdict?: string | string[];
      /** Exact assignee, `me`, or `none` for unassigned. */
      assignee?: string;
      label?: string;
      /** ATT&CK id; a technique also finds its sub-techniques. */
      technique?: string;
      /** The vendor’s id of the rule, or its name where it has no id. */
      rule?: string;
      /** `type:value`, such as `ip:192.0.2.1`. */
      entity?: string;
      risk_min?: number;
      /** Received at or after. */
      from?: string;
      /** Received before. */
      to?: string;
      /** Words, addresses, hashes: all must occur. `word*` finds a beginning, `"two words"` a phrase, `host:ws-1` a field. */
      q?: string;
      /** Short names of the tenants; all that you may read when left out. */
      tenants?: string | string[];
    }, options?: CallOptions): Promise<ChildAlertFacets>;
    /** Open alerts of each customer whose alerts the caller may read, by severity. */
    summary(input?: {
      /** Short names of the tenants; all that you may read when left out. */
      tenants?: string | string[];
    }, options?: CallOptions): Promise<{
      tenants: ({
        tenant: {
          id: string;
          slug: string;
          name: string;
        };
        open: Record<string, number>;
        oldest_open_at: string | null;
      })[];
      /** Tenants that should have been in the answer and are not. */
      not_included: ({
        tenant: {
          id: string;
          slug: string;
          name: string;
        };
        reason: "too_slow" | "failed" | "too_many";
      })[];
    }>;
  };
  readonly deadLetters: {
    /** Leave the work of a letter undone; letter and alert stay and say so. */
    discard(input: {
      /** Id of the letter: `letter_` and 32 hex digits. */
      id: string;
      reason: string;
    }, options?: CallOptions): Promise<DeadLetterDetail>;
    /** One dead letter with its payload. */
    get(input: {
      /** Id of the letter: `letter_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<DeadLetterDetail>;
    /** Work that failed for good, the latest failure first. */
    list(input?: {
      /** Rows of a page, 1 to 200. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      job?: string;
      stage?: string | string[];
      /** Failed for the last time at or after. */
      from?: string;
      /** Failed for the last time before. */
      to?: string;
      state?: string | string[];
    }, options?: CallOptions): Promise<{
      data: DeadLetter[];
      next_cursor: string | null;
    }>;
    /** Do the work of a letter again; also of a discarded one. */
    replay(input: {
      /** Id of the letter: `letter_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<DeadLetterDetail>;
    /** Do the work of open letters again, the oldest first, at most 500 at once. */
    replayMany(input?: {
      job?: string;
      stage?: ("accepted" | "evidence" | "revision" | "event" | "other" | "none" | "unknown")[];
      /** Failed for the last time at or after. */
      from?: string;
      /** Failed for the last time before. */
      to?: string;
      limit?: number;
    }, options?: CallOptions): Promise<{
      replayed: number;
      /** Open letters that the filter lets pass and that were not replayed. */
      remaining: number;
    }>;
  };
  readonly decisions: {
    /** Decide again from the stored inputs and compare with the stored decision. */
    replay(input: {
      /** Id of the alert: `alert_` and 32 hex digits. */
      id: string;
      version: number;
    }, options?: CallOptions): Promise<{
      /** Whether every part of the outcome is the same, bit for bit. */
      identical: boolean;
      /** Whether the stored inputs still have the hash they were decided with. */
      inputs_intact: boolean;
      engine_version: string;
      stored_hash: string;
      replayed_hash: string;
    }>;
  };
  readonly detectionRules: {
    /** Write what analysts should know about a rule. */
    document(input: {
      /** Id of the rule: `rule_` and 32 hex digits. */
      id: string;
      /** Markdown; replaces what was there. */
      documentation: string;
    }, options?: CallOptions): Promise<DetectionRuleDetail>;
    /** One rule: what it detects, how often it fired, what its alerts proved to be, and what your people wrote about it. */
    get(input: {
      /** Id of the rule: `rule_` and 32 hex digits. */
      id: string;
      /** Days back that are counted, 1 to 365. */
      days?: number;
    }, options?: CallOptions): Promise<DetectionRuleDetail>;
    /** Rules of the products that sent alerts, by when they last fired or by how often. */
    list(input?: {
      /** Rows of a page, 1 to 200. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      source?: string | string[];
      /** Exact key, as an alert has it in its rule. */
      rule?: string;
      /** Part of the name or key. */
      q?: string;
      sort?: "last_seen" | "alerts";
      /** Days back that are counted, 1 to 365. */
      days?: number;
    }, options?: CallOptions): Promise<{
      data: DetectionRule[];
      next_cursor: string | null;
    }>;
  };
  readonly egress: {
    /** Whether this server would call an address, and why not; calls nobody. */
    check(input: {
      url: string;
    }, options?: CallOptions): Promise<{
      allowed: boolean;
      reason: "bad_url" | "scheme" | "credentials" | "port" | "host" | "metadata" | "not_public" | "too_many_addresses" | "too_many_redirects" | "redirect_scheme" | "address_changed" | "unresolved" | "connect_failed" | "connect_timeout" | "timeout" | "tls" | "broken_off" | "bad_answer" | "redirect_method" | "request_too_large" | "headers_too_large" | "response_too_large" | "stopped" | null;
      message: string | null;
    }>;
  };
  readonly entities: {
    /** One entity: what is known of it, how often records named it of late, and what stands beside it. */
    get(input: {
      /** `entity_` and 32 hex digits, or `type:value` such as `ip:192.0.2.1`. */
      id: string;
      /** Days back that are counted, 1 to 90. */
      days?: number;
    }, options?: CallOptions): Promise<EntityDetail>;
    /** Say what an entity is to you: benign, to be watched, or malicious; replaces what was said before. */
    judge(input: {
      /** `entity_` and 32 hex digits, or `type:value` such as `ip:192.0.2.1`. */
      id: string;
      verdict: "benign" | "watch" | "malicious";
      note?: string;
      /** From then on it is as if nothing had been said. */
      expires_at?: string | null;
    }, options?: CallOptions): Promise<{
      id: string;
      judgement: EntityJudgement | null;
    }>;
    /** Users, hosts, addresses and all else that records named: newest first, or by the beginning of the value. */
    list(input?: {
      /** Rows of a page, 1 to 200. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      /** A value or its beginning; defanged spellings are understood. */
      q?: string;
      type?: string | string[];
      /** Days back that are counted, 1 to 90. */
      days?: number;
    }, options?: CallOptions): Promise<{
      data: Entity[];
      next_cursor: string | null;
    }>;
    /** Take back what was said of an entity. */
    unjudge(input: {
      /** `entity_` and 32 hex digits, or `type:value` such as `ip:192.0.2.1`. */
      id: string;
    }, options?: CallOptions): Promise<{
      id: string;
      judgement: EntityJudgement | null;
    }>;
  };
  readonly events: {
    /** Read one event. */
    get(input: {
      id: string;
    }, options?: CallOptions): Promise<AlertEvent>;
    /** List events, latest first by the time they happened. */
    list(input?: {
      /** Rows of a page, 1 to 200. */
      limit?: number;
      /** `next_cursor` of the page before. */
      cursor?: string;
      source?: string | string[];
      /** `type:value`, such as `ip:192.0.2.1`. */
      entity?: string;
      /** Occurred at or after. */
      from?: string;
      /** Occurred before. */
      to?: string;
    }, options?: CallOptions): Promise<{
      data: AlertEvent[];
      next_cursor: string | null;
    }>;
    /** One event as an OCSF 1.5 Detection Finding that is no alert. */
    ocsf(input: {
      id: string;
    }, options?: CallOptions): Promise<OcsfFinding>;
    /** The record of an event exactly as received. */
    raw(input: {
      id: string;
    }, options?: CallOptions): Promise<RawRecord[]>;
  };
  readonly fieldMappings: {
    /** Map a raw field to an entity, for what arrives from now on; tested on the newest 200 records first. */
    create(input: {
      /** Source whose records are meant; null for those of every source. */
      source?: string | null;
      /** `a.b.c` finds nested and dotted keys and enters lists; `*` is any key, `[0]` one element. */
      path: string;
      type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
      role?: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
      /** `none`: the value as it stands; `split`: a list in one text, cut at commas, semicolons, bars and white space; `url_host`: the host of a URL; `email_domain`: the domain of an e-mail address; `strip_port`: an address or name before its port; `integer_ip`: an IPv4 address written as one whole number; `base64`: text in Base64; `find`: every value of the type that occurs in a text */
      conversion?: "none" | "split" | "url_host" | "email_domain" | "strip_port" | "integer_ip" | "base64" | "find";
      note?: string;
      enabled?: boolean;
    }, options?: CallOptions): Promise<FieldMapping>;
    /** Delete a mapping; entities that it found stay on their alerts and events. */
    delete(input: {
      id: string;
    }, options?: CallOptions): Promise<FieldMapping>;
    /** The tenant's own mappings of raw fields to entities. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<FieldMapping[]>;
    /** What a mapping would find in the newest stored records; stores nothing. */
    test(input: {
      /** Source whose records are meant; null for those of every source. */
      source?: string | null;
      /** `a.b.c` finds nested and dotted keys and enters lists; `*` is any key, `[0]` one element. */
      path: string;
      type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
      role?: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
      /** `none`: the value as it stands; `split`: a list in one text, cut at commas, semicolons, bars and white space; `url_host`: the host of a URL; `email_domain`: the domain of an e-mail address; `strip_port`: an address or name before its port; `integer_ip`: an IPv4 address written as one whole number; `base64`: text in Base64; `find`: every value of the type that occurs in a text */
      conversion?: "none" | "split" | "url_host" | "email_domain" | "strip_port" | "integer_ip" | "base64" | "find";
      /** Newest records to read, 1 to 200. */
      records?: number;
    }, options?: CallOptions): Promise<FieldMappingTest>;
    /** Change or switch off a mapping; what it is a mapping of stays. */
    update(input: {
      id: string;
      role?: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
      conversion?: "none" | "split" | "url_host" | "email_domain" | "strip_port" | "integer_ip" | "base64" | "find";
      note?: string;
      enabled?: boolean;
    }, options?: CallOptions): Promise<FieldMapping>;
  };
  readonly keys: {
    /** Create an API key, at most as strong as its maker; its text is in this answer only. */
    create(input: {
      name: string;
      /** A built-in role or one of the tenant; "ingest" when left out. */
      role?: string;
      /** Permissions of its role that it is limited to; null means all of them. */
      scopes?: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[] | null;
      /** Sources it may submit to; null means all. */
      sources?: string[] | null;
      /** The service account or agent whose key it is; its role is that of the account. */
      account?: string | null;
      expires_at?: string | null;
    }, options?: CallOptions): Promise<{
      id: string;
      name: string;
      /** The beginning and end of the key, to recognise it by. */
      hint: string;
      /** The account's, for a key of a service account. */
      role: string;
      /** Sources it may submit to; null means all. */
      sources: string[] | null;
      /** Permissions it is limited to; null means all of its role. */
      scopes: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[] | null;
      /** The service account or agent whose key it is. */
      account: {
        id: string;
        name: string;
        kind: "service" | "agent";
      } | null;
      /** "expiring": works for at most a week more; "disabled": its account is switched off. */
      status: "active" | "expiring" | "expired" | "revoked" | "disabled";
      /** The key that takes its place; this one works until it expires. */
      replaced_by: string | null;
      created_at: string;
      created_by: string;
      expires_at: string | null;
      revoked_at: string | null;
      last_used_at: string | null;
      /** The key itself, shown this once. */
      key: string;
    }>;
    /** One API key, without its text. */
    get(input: {
      id: string;
    }, options?: CallOptions): Promise<ApiKey>;
    /** List API keys, newest first. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<ApiKey[]>;
    /** Revoke an API key; it stops working within a second. */
    revoke(input: {
      id: string;
    }, options?: CallOptions): Promise<ApiKey>;
    /** Make a new key with the same settings; the old one goes on for a while. Its text is in this answer only. */
    rotate(input: {
      id: string;
      /** How long the old key goes on, at most a week; never longer than it would have. */
      overlap_hours?: number;
    }, options?: CallOptions): Promise<{
      id: string;
      name: string;
      /** The beginning and end of the key, to recognise it by. */
      hint: string;
      /** The account's, for a key of a service account. */
      role: string;
      /** Sources it may submit to; null means all. */
      sources: string[] | null;
      /** Permissions it is limited to; null means all of its role. */
      scopes: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[] | null;
      /** The service account or agent whose key it is. */
      account: {
        id: string;
        name: string;
        kind: "service" | "agent";
      } | null;
      /** "expiring": works for at most a week more; "disabled": its account is switched off. */
      status: "active" | "expiring" | "expired" | "revoked" | "disabled";
      /** The key that takes its place; this one works until it expires. */
      replaced_by: string | null;
      created_at: string;
      created_by: string;
      expires_at: string | null;
      revoked_at: string | null;
      last_used_at: string | null;
      /** The key itself, shown this once. */
      key: string;
    }>;
    /** Rename an API key, change the sources it may submit to, or narrow its scopes. */
    update(input: {
      id: string;
      name?: string;
      /** Sources it may submit to; null means all. */
      sources?: string[] | null;
      /** Permissions of its role that it is limited to; null means all of them. */
      scopes?: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[] | null;
    }, options?: CallOptions): Promise<ApiKey>;
  };
  readonly legalHolds: {
    /** Lift a legal hold. */
    lift(input: {
      id: string;
      reason: string;
    }, options?: CallOptions): Promise<LegalHold>;
    /** Legal holds, standing ones first. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<LegalHold[]>;
    /** Keep this tenant, or one alert with all that hangs on it, from being removed. */
    place(input: {
      /** Null: the whole tenant. */
      alert_id?: string | null;
      reason: string;
    }, options?: CallOptions): Promise<LegalHold>;
  };
  readonly people: {
    /** Switch a person off in this tenant: their sessions and links end at once. */
    deactivate(input: {
      id: string;
      /** Why, for the audit log. */
      reason?: string;
    }, options?: CallOptions): Promise<Person>;
    /** End one session of a person. */
    endSession(input: {
      id: string;
      session: string;
    }, options?: CallOptions): Promise<{
      ended: true;
    }>;
    /** Sign a person out of this tenant everywhere. */
    endSessions(input: {
      id: string;
    }, options?: CallOptions): Promise<{
      ended: number;
    }>;
    /** One person of this tenant with their account. */
    get(input: {
      id: string;
    }, options?: CallOptions): Promise<Person>;
    /** Make somebody a member of this tenant; a one-time link for them is in this answer only. */
    invite(input: {
      email: string;
      name: string;
      role: string;
    }, options?: CallOptions): Promise<{
      id: string;
      email: string;
      name: string;
      role: string;
      /** Null unless you may manage people. */
      account: PersonAccount | null;
      /** Null for somebody whom another tenant knows: they sign in with what they have there. */
      link: OneTimeLink | null;
    }>;
    /** People of this tenant: those who may act in it, and for those who manage people all, with their accounts. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<Person[]>;
    /** Let a person act in this tenant again. */
    reactivate(input: {
      id: string;
      /** Why, for the audit log. */
      reason?: string;
    }, options?: CallOptions): Promise<Person>;
    /** Take a person out of this tenant; what they did here keeps their name. */
    remove(input: {
      id: string;
    }, options?: CallOptions): Promise<{
      removed: true;
    }>;
    /** Take away every way in which a person signs in, end their sessions, and make a new one-time link, shown in this answer only. */
    reset(input: {
      id: string;
      /** Why, for the audit log. */
      reason?: string;
    }, options?: CallOptions): Promise<{
      link: OneTimeLink;
      removed: {
        passwords: number;
        passkeys: number;
        totp: number;
        recovery_codes: number;
        sessions: number;
      };
    }>;
    /** Where a person is signed in to this tenant. */
    sessions(input: {
      id: string;
    }, options?: CallOptions): Promise<PersonSession[]>;
    /** Let somebody try to sign in again who was locked out by failed attempts. */
    unlock(input: {
      id: string;
      /** Why, for the audit log. */
      reason?: string;
    }, options?: CallOptions): Promise<{
      unlocked: true;
    }>;
    /** Change a person's role, or the name of somebody who has not signed in yet. */
    update(input: {
      id: string;
      role?: string;
      name?: string;
      /** Why, for the audit log. */
      reason?: string;
    }, options?: CallOptions): Promise<Person>;
  };
  readonly permissions: {
    /** Every permission, what it allows in a sentence, and which operations need it. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<Permission[]>;
  };
  readonly policies: {
    /** The triage policy in force: weights, floors, bands. */
    getTriage(input?: Record<string, never>, options?: CallOptions): Promise<TriagePolicy>;
    /** Make a new version of the triage policy; decisions made so far stay as they are. */
    updateTriage(input: {
      body: {
        weights: {
          severity: {
            critical: number;
            high: number;
            medium: number;
            low: number;
            informational: number;
          };
          /** Impact, credential access or exfiltration is mapped. */
          technique_high_impact: number;
          /** Another technique or tactic is mapped. */
          technique_other: number;
          /** For each other alert within the window that shares an entity. */
          linked_alert: number;
          /** Most that linked alerts may add together. */
          linked_alerts_max: number;
          /** Linked alerts show further tactics. */
          tactic_progression: number;
          /** Taken times the lower bound of the rule’s false-positive rate. */
          rule_false_positive: number;
          /** Verdicts a rule needs before its history counts. */
          rule_history_min: number;
        };
        floors: {
          /** Least score of a critical alert. */
          critical: number;
          /** Least score of a critical endpoint finding of a high-impact technique. */
          critical_endpoint_high_impact: number;
        };
        bands: {
          critical_immediate: number;
          suspicious_escalate: number;
          requires_investigation: number;
        };
        correlation: {
          window_hours: number;
        };
      };
      reason: string;
    }, options?: CallOptions): Promise<TriagePolicy>;
  };
  readonly records: {
    /** What would be read in a record, pass by pass; stores nothing. */
    preview(input?: {
      /** As in /v1/ingest/{source}. */
      source?: string;
      /** A JSON object or a line of text, as the vendor sends it. */
      record?: string | Record<string, unknown>;
      /** In its place: the stored record of this alert. */
      alert?: string;
      /** In its place: the stored record of this event. */
      event?: string;
      /** Mappings to try beside the saved ones. */
      mappings?: ({
        /** Source whose records are meant; null for those of every source. */
        source?: string | null;
        /** `a.b.c` finds nested and dotted keys and enters lists; `*` is any key, `[0]` one element. */
        path: string;
        type: "ip" | "domain" | "host" | "user" | "email" | "url" | "md5" | "sha1" | "sha256" | "sha512" | "mac" | "process_path" | "file_path" | "command_line" | "registry_key" | "cve" | "technique" | "asn" | "cloud_resource" | "bitcoin";
        role?: "actor" | "target" | "source" | "destination" | "observer" | "parent" | "related";
        /** `none`: the value as it stands; `split`: a list in one text, cut at commas, semicolons, bars and white space; `url_host`: the host of a URL; `email_domain`: the domain of an e-mail address; `strip_port`: an address or name before its port; `integer_ip`: an IPv4 address written as one whole number; `base64`: text in Base64; `find`: every value of the type that occurs in a text */
        conversion?: "none" | "split" | "url_host" | "email_domain" | "strip_port" | "integer_ip" | "base64" | "find";
      })[];
    }, options?: CallOptions): Promise<RecordPreview>;
  };
  readonly retention: {
    /** How long each class of data is kept, and what was removed. */
    get(input?: Record<string, never>, options?: CallOptions): Promise<RetentionClass[]>;
    /** What a round of retention would remove now. */
    preview(input?: Record<string, never>, options?: CallOptions): Promise<{
      /** A hold on the whole tenant: nothing is removed until it is lifted. */
      is_held: boolean;
      /** Any hold keeps every audit record. */
      is_audit_held: boolean;
      classes: ({
        class: "raw" | "evidence" | "decision" | "audit";
        days: number | null;
        before: string | null;
        /** Rows that would go, by kind. */
        counts: Record<string, number>;
        /** Whether a count stopped at 100000. */
        is_more: boolean;
      })[];
    }>;
    /** Remove what is older than it is to be kept, now instead of within the hour. */
    run(input?: {
      classes?: ("raw" | "evidence" | "decision" | "audit")[];
    }, options?: CallOptions): Promise<RetentionClass[]>;
    /** Change how long a class of data is kept. */
    update(input?: {
      /** Records as received. */
      raw?: number | null;
      /** Events, and the words and links of closed alerts. */
      evidence?: number | null;
      /** Closed alerts with everything that hangs on them. */
      decision?: number | null;
      /** Audit records, up to a signed checkpoint. */
      audit?: number | null;
    }, options?: CallOptions): Promise<RetentionClass[]>;
  };
  readonly roles: {
    /** Make a role of this tenant from permissions that you hold yourself. */
    create(input: {
      /** Lower case, digits and hyphens; none of the built-in names. */
      name: string;
      description?: string;
      permissions: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[];
    }, options?: CallOptions): Promise<Role>;
    /** Delete a role of this tenant that nobody holds any more. */
    delete(input: {
      name: string;
    }, options?: CallOptions): Promise<{
      deleted: true;
    }>;
    /** Built-in roles and those of this tenant, with what they give and how many hold them. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<Role[]>;
    /** Change a role of this tenant, for all who hold it; counts within a second. */
    update(input: {
      name: string;
      description?: string;
      permissions?: ("alerts:read" | "alerts:update" | "alerts:delete" | "alerts:ingest" | "cases:read" | "cases:create" | "cases:update" | "playbooks:read" | "playbooks:execute" | "playbooks:manage" | "integrations:read" | "integrations:manage" | "observables:read" | "observables:manage" | "ai:use" | "users:manage" | "api_keys:manage" | "settings:manage" | "retention:manage" | "audit:read" | "tenants:manage" | "installation:manage")[];
    }, options?: CallOptions): Promise<Role>;
  };
  readonly serviceAccounts: {
    /** Make a service account or an agent: a principal of its own, whose keys may change. */
    create(input: {
      name: string;
      kind: "service" | "agent";
      role: string;
      description?: string;
    }, options?: CallOptions): Promise<ServiceAccount>;
    /** Switch a service account off: all its keys stop working within a second. */
    disable(input: {
      id: string;
    }, options?: CallOptions): Promise<ServiceAccount>;
    /** Let a service account act again, with the keys it has. */
    enable(input: {
      id: string;
    }, options?: CallOptions): Promise<ServiceAccount>;
    /** One service account or agent. */
    get(input: {
      id: string;
    }, options?: CallOptions): Promise<ServiceAccount>;
    /** Service accounts and agents of this tenant. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<ServiceAccount[]>;
    /** Change the name, description or role of a service account; its keys follow within a second. */
    update(input: {
      id: string;
      name?: string;
      description?: string;
      role?: string;
    }, options?: CallOptions): Promise<ServiceAccount>;
  };
  readonly session: {
    /** Begin to prove again who you are with a passkey: the challenge for it to sign. */
    beginProof(input?: Record<string, never>, options?: CallOptions): Promise<{
      /** Names the step; good once, for five minutes. */
      challenge: string;
      options: PasskeyRequestOptions;
    }>;
    /** Sign out: ends the session of this cookie. */
    end(input?: Record<string, never>, options?: CallOptions): Promise<{
      ended: boolean;
    }>;
    /** Who you are here, and what you may do. */
    get(input?: Record<string, never>, options?: CallOptions): Promise<Session>;
    /** Prove again who you are, by one of password, one-time code and passkey: a fresh session in place of this one. */
    refreshProof(input?: {
      password?: string;
      /** A one-time code. */
      code?: string;
      /** Answer to session.begin-proof. */
      passkey?: {
        /** Names the step; good once, for five minutes. */
        challenge: string;
        response: {
          id: string;
          rawId: string;
          type: "public-key";
          response: {
            clientDataJSON: string;
            authenticatorData: string;
            signature: string;
            userHandle?: string | null;
          };
        };
      };
    }, options?: CallOptions): Promise<{
      authenticated_at: string;
    }>;
    /** Go on in another of your tenants: a new session there, this one ends. */
    switch(input: {
      /** Id or short name of the tenant. */
      tenant: string;
    }, options?: CallOptions): Promise<{
      tenant: {
        id: string;
        slug: string;
        name: string;
      };
    }>;
  };
  readonly sessions: {
    /** Your sessions in all your tenants, newest first. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<OwnSession[]>;
    /** End one of your sessions, or with no id all but this one. */
    revoke(input?: {
      id?: string;
    }, options?: CallOptions): Promise<{
      ended: number;
    }>;
  };
  readonly signIn: {
    /** Sign in with the token of a one-time link. */
    link(input: {
      token: string;
    }, options?: CallOptions): Promise<{
      status: "signed_in";
      /** `welcome` when the person has neither password nor passkey yet. */
      next: "welcome" | "console";
    }>;
    /** Sign in with a passkey, which counts as two factors. */
    passkey(input: {
      /** Names the step; good once, for five minutes. */
      challenge: string;
      response: {
        id: string;
        rawId: string;
        type: "public-key";
        response: {
          clientDataJSON: string;
          authenticatorData: string;
          signature: string;
          userHandle?: string | null;
        };
      };
    }, options?: CallOptions): Promise<{
      status: "signed_in";
      /** An admin has asked for a new password. */
      must_change_password: boolean;
    }>;
    /** Begin to sign in with a passkey: the challenge for it to sign. */
    passkeyOptions(input?: Record<string, never>, options?: CallOptions): Promise<{
      /** Names the step; good once, for five minutes. */
      challenge: string;
      options: PasskeyRequestOptions;
    }>;
    /** Sign in with e-mail and password; with a second factor, the first of two steps. */
    password(input: {
      email: string;
      password: string;
    }, options?: CallOptions): Promise<{
      status: "signed_in";
      /** An admin has asked for a new password. */
      must_change_password: boolean;
    } | {
      status: "second_factor";
      /** Names the step; good once, for five minutes. */
      challenge: string;
      methods: ("totp" | "recovery_code" | "passkey")[];
      expires_at: string;
    }>;
    /** Second step of signing in without the device: a recovery code, which is used up by it. */
    recoveryCode(input: {
      /** Names the step; good once, for five minutes. */
      challenge: string;
      code: string;
    }, options?: CallOptions): Promise<{
      status: "signed_in";
      /** An admin has asked for a new password. */
      must_change_password: boolean;
    }>;
    /** Second step of signing in: a one-time code. */
    totp(input: {
      /** Names the step; good once, for five minutes. */
      challenge: string;
      code: string;
    }, options?: CallOptions): Promise<{
      status: "signed_in";
      /** An admin has asked for a new password. */
      must_change_password: boolean;
    }>;
  };
  readonly signInLinks: {
    /** Create a one-time sign-in link for a person of this tenant. */
    create(input?: {
      /** Whose link it is. */
      email?: string;
    }, options?: CallOptions): Promise<{
      /** Path and query of the link, below the console address. */
      path: string;
      expires_at: string;
    }>;
  };
  readonly sources: {
    /** Sources that this server reads, and whether each requires a signature. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<Source[]>;
    /** No longer require a body signature from a source. */
    removeSecret(input: {
      /** Name of the source, as in /v1/ingest/{source}. */
      source: string;
    }, options?: CallOptions): Promise<Source>;
    /** Require a body signature from a source, with this secret. */
    setSecret(input: {
      /** Name of the source, as in /v1/ingest/{source}. */
      source: string;
      scheme?: "timestamped" | "body";
      /** Made here and shown once when left out. */
      secret?: string;
    }, options?: CallOptions): Promise<{
      id: string;
      vendor: string;
      product: string;
      summary: string;
      documentation: string;
      ingest_path: string;
      /** Required body signature; null when none is set. */
      signature: "timestamped" | "body" | null;
      /** Only when it was made here. */
      secret: string | null;
    }>;
    /** How to make the vendor send to this server, with a secret address when headers cannot be set. */
    setup(input: {
      /** Name of the source, as in /v1/ingest/{source}. */
      source: string;
      /** Revoke the addresses that the source has so far. */
      replace?: boolean;
    }, options?: CallOptions): Promise<{
      source: Source;
      /** Secret address, shown this once; it needs no header. */
      token_path: string;
      /** Markdown; `{url}` stands for the full address. */
      instructions: string;
      revoked: number;
    }>;
  };
  readonly system: {
    /** Size and growth of the database, its months, and what is behind with being removed. */
    storage(input?: Record<string, never>, options?: CallOptions): Promise<StorageReport>;
  };
  readonly tenant: {
    /** This tenant: its settings, quotas and usage. */
    get(input?: Record<string, never>, options?: CallOptions): Promise<OwnTenant>;
    /** Change the name, the time zone or the rules of signing in of this tenant. */
    updateSettings(input?: {
      name?: string;
      time_zone?: string;
      security?: {
        require_second_factor?: boolean;
        /** How long a session lasts at most. */
        session_hours?: number;
        /** How long a session may stand still. */
        idle_minutes?: number;
        sign_in_methods?: ("password" | "passkey")[];
      };
    }, options?: CallOptions): Promise<OwnTenant>;
  };
  readonly tenants: {
    /** Make a tenant below this one, with settings, quotas, first owner and first key. */
    create(input: {
      slug: string;
      name: string;
      owner_email?: string;
      /** The e-mail address when left out. */
      owner_name?: string;
      settings?: {
        time_zone?: string;
        security?: {
          require_second_factor?: boolean;
          /** How long a session lasts at most. */
          session_hours?: number;
          /** How long a session may stand still. */
          idle_minutes?: number;
          sign_in_methods?: ("password" | "passkey")[];
        };
      };
      quotas?: {
        /** Records accepted a day (UTC), repeated ones included; null for no limit. */
        records_per_day?: number | null;
        /** Bytes of raw records kept, as stored; null for no limit. */
        stored_bytes?: number | null;
      };
      retention?: {
        /** Records as received. */
        raw?: number | null;
        /** Events, and the words and links of closed alerts. */
        evidence?: number | null;
        /** Closed alerts with everything that hangs on them. */
        decision?: number | null;
        /** Audit records, up to a signed checkpoint. */
        audit?: number | null;
      };
      /** A first API key of the tenant. */
      key?: {
        name: string;
        role?: "owner" | "admin" | "lead" | "senior" | "analyst" | "viewer" | "auditor" | "ingest";
        sources?: string[] | null;
      };
    }, options?: CallOptions): Promise<{
      tenant: ChildTenant;
      owner: {
        id: string;
        /** One-time link, shown this once; null in a repetition, and for somebody whom another tenant knows. */
        link: {
          path: string;
          expires_at: string;
        } | null;
      } | null;
      key: {
        id: string;
        hint: string;
        /** Shown this once; null in a repetition. */
        key: string | null;
      } | null;
    }>;
    /** Delete a tenant below this one with everything in it, for good. */
    delete(input: {
      /** Id of the tenant: `tenant_` and 32 hex digits. */
      id: string;
      /** The short name of the tenant, so that none is deleted by a slip. */
      confirm: string;
      reason: string;
    }, options?: CallOptions): Promise<TenantDeletion>;
    /** A tenant below this one, with its state, quotas and usage. */
    get(input: {
      /** Id of the tenant: `tenant_` and 32 hex digits. */
      id: string;
    }, options?: CallOptions): Promise<ChildTenant>;
    /** The tenants below this one, with their state, quotas and usage. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<ChildTenant[]>;
    /** Let a suspended tenant go on. */
    resume(input: {
      /** Id of the tenant: `tenant_` and 32 hex digits. */
      id: string;
      reason: string;
    }, options?: CallOptions): Promise<ChildTenant>;
    /** Suspend a tenant: its credentials stop within a second, its data stays. */
    suspend(input: {
      /** Id of the tenant: `tenant_` and 32 hex digits. */
      id: string;
      reason: string;
    }, options?: CallOptions): Promise<ChildTenant>;
    /** Rename a tenant below this one, or change its quotas. */
    update(input: {
      /** Id of the tenant: `tenant_` and 32 hex digits. */
      id: string;
      name?: string;
      quotas?: {
        /** Records accepted a day (UTC), repeated ones included; null for no limit. */
        records_per_day?: number | null;
        /** Bytes of raw records kept, as stored; null for no limit. */
        stored_bytes?: number | null;
      };
    }, options?: CallOptions): Promise<ChildTenant>;
    /** What is left of a deleted tenant, and whether the hashes of its audit records still verify. */
    verifyTombstone(input: {
      id: string;
    }, options?: CallOptions): Promise<TenantTombstone>;
  };
  readonly vault: {
    /** Which master keys wrap how many keys of the installation, and the last rotation. */
    masterKeyStatus(input?: Record<string, never>, options?: CallOptions): Promise<MasterKeyStatus>;
    /** Make a new data key for this tenant and move its secrets to it; they stay readable meanwhile. */
    rotateDataKey(input?: Record<string, never>, options?: CallOptions): Promise<VaultStatus>;
    /** Wrap every data key of the installation under a new master key; secrets stay readable meanwhile. */
    rotateMasterKey(input?: Record<string, never>, options?: CallOptions): Promise<MasterKeyStatus>;
    /** The data keys of this tenant, and whether a rotation is under way. */
    status(input?: Record<string, never>, options?: CallOptions): Promise<VaultStatus>;
  };
  readonly work: {
    /** What waits, runs, stands still and has failed in this tenant, and whether workers are alive. */
    status(input?: Record<string, never>, options?: CallOptions): Promise<WorkStatus>;
  };
}

export function makeOperations(transport: Transport): Operations {
  return {
    account: {
      addPasskey: (input, options) => transport({"method":"POST","path":"/v1/account/passkeys","query":false,"page":false}, input ?? {}, options),
      beginPasskey: (input, options) => transport({"method":"POST","path":"/v1/account/passkeys/options","query":false,"page":false}, input ?? {}, options),
      beginTotp: (input, options) => transport({"method":"POST","path":"/v1/account/totp","query":false,"page":false}, input ?? {}, options),
      confirmTotp: (input, options) => transport({"method":"POST","path":"/v1/account/totp/confirm","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/account","query":true,"page":false}, input ?? {}, options),
      newRecoveryCodes: (input, options) => transport({"method":"POST","path":"/v1/account/recovery-codes","query":false,"page":false}, input ?? {}, options),
      removePasskey: (input, options) => transport({"method":"DELETE","path":"/v1/account/passkeys/{id}","query":true,"page":false}, input ?? {}, options),
      removeTotp: (input, options) => transport({"method":"DELETE","path":"/v1/account/totp","query":true,"page":false}, input ?? {}, options),
      renamePasskey: (input, options) => transport({"method":"PATCH","path":"/v1/account/passkeys/{id}","query":false,"page":false}, input ?? {}, options),
      setPassword: (input, options) => transport({"method":"POST","path":"/v1/account/password","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/account","query":false,"page":false}, input ?? {}, options),
    },
    alerts: {
      addComment: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/comments","query":false,"page":false}, input ?? {}, options),
      close: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/close","query":false,"page":false}, input ?? {}, options),
      comments: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/comments","query":true,"page":false}, input ?? {}, options),
      decisions: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/decisions","query":true,"page":false}, input ?? {}, options),
      delete: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/delete","query":false,"page":false}, input ?? {}, options),
      facets: (input, options) => transport({"method":"GET","path":"/v1/alerts/facets","query":true,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/alerts","query":true,"page":true}, input ?? {}, options),
      ocsf: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/ocsf","query":true,"page":false}, input ?? {}, options),
      raw: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/raw","query":true,"page":false}, input ?? {}, options),
      reopen: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/reopen","query":false,"page":false}, input ?? {}, options),
      timeline: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/timeline","query":true,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/alerts/{id}","query":false,"page":false}, input ?? {}, options),
    },
    audit: {
      checkpoints: (input, options) => transport({"method":"GET","path":"/v1/audit/checkpoints","query":true,"page":true}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/audit/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/audit","query":true,"page":true}, input ?? {}, options),
      makeCheckpoint: (input, options) => transport({"method":"POST","path":"/v1/audit/checkpoints","query":false,"page":false}, input ?? {}, options),
      signingKey: (input, options) => transport({"method":"GET","path":"/v1/audit/signing-key","query":true,"page":false}, input ?? {}, options),
      verify: (input, options) => transport({"method":"POST","path":"/v1/audit/verify","query":false,"page":false}, input ?? {}, options),
    },
    auditSinks: {
      create: (input, options) => transport({"method":"POST","path":"/v1/audit-sinks","query":false,"page":false}, input ?? {}, options),
      delete: (input, options) => transport({"method":"DELETE","path":"/v1/audit-sinks/{id}","query":true,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/audit-sinks/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/audit-sinks","query":true,"page":false}, input ?? {}, options),
      test: (input, options) => transport({"method":"POST","path":"/v1/audit-sinks/{id}/test","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/audit-sinks/{id}","query":false,"page":false}, input ?? {}, options),
    },
    childAccess: {
      grant: (input, options) => transport({"method":"POST","path":"/v1/child-access","query":false,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/child-access","query":true,"page":false}, input ?? {}, options),
      revoke: (input, options) => transport({"method":"DELETE","path":"/v1/child-access/{id}","query":true,"page":false}, input ?? {}, options),
    },
    children: {
      alerts: (input, options) => transport({"method":"GET","path":"/v1/children/alerts","query":true,"page":true}, input ?? {}, options),
      facets: (input, options) => transport({"method":"GET","path":"/v1/children/alerts/facets","query":true,"page":false}, input ?? {}, options),
      summary: (input, options) => transport({"method":"GET","path":"/v1/children/summary","query":true,"page":false}, input ?? {}, options),
    },
    deadLetters: {
      discard: (input, options) => transport({"method":"POST","path":"/v1/dead-letters/{id}/discard","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/dead-letters/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/dead-letters","query":true,"page":true}, input ?? {}, options),
      replay: (input, options) => transport({"method":"POST","path":"/v1/dead-letters/{id}/replay","query":false,"page":false}, input ?? {}, options),
      replayMany: (input, options) => transport({"method":"POST","path":"/v1/dead-letters/replay","query":false,"page":false}, input ?? {}, options),
    },
    decisions: {
      replay: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/decisions/{version}/replay","query":true,"page":false}, input ?? {}, options),
    },
    detectionRules: {
      document: (input, options) => transport({"method":"PATCH","path":"/v1/detection-rules/{id}","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/detection-rules/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/detection-rules","query":true,"page":true}, input ?? {}, options),
    },
    egress: {
      check: (input, options) => transport({"method":"POST","path":"/v1/egress/check","query":false,"page":false}, input ?? {}, options),
    },
    entities: {
      get: (input, options) => transport({"method":"GET","path":"/v1/entities/{id}","query":true,"page":false}, input ?? {}, options),
      judge: (input, options) => transport({"method":"PUT","path":"/v1/entities/{id}/judgement","query":false,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/entities","query":true,"page":true}, input ?? {}, options),
      unjudge: (input, options) => transport({"method":"DELETE","path":"/v1/entities/{id}/judgement","query":true,"page":false}, input ?? {}, options),
    },
    events: {
      get: (input, options) => transport({"method":"GET","path":"/v1/events/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/events","query":true,"page":true}, input ?? {}, options),
      ocsf: (input, options) => transport({"method":"GET","path":"/v1/events/{id}/ocsf","query":true,"page":false}, input ?? {}, options),
      raw: (input, options) => transport({"method":"GET","path":"/v1/events/{id}/raw","query":true,"page":false}, input ?? {}, options),
    },
    fieldMappings: {
      create: (input, options) => transport({"method":"POST","path":"/v1/field-mappings","query":false,"page":false}, input ?? {}, options),
      delete: (input, options) => transport({"method":"DELETE","path":"/v1/field-mappings/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/field-mappings","query":true,"page":false}, input ?? {}, options),
      test: (input, options) => transport({"method":"POST","path":"/v1/field-mappings/test","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/field-mappings/{id}","query":false,"page":false}, input ?? {}, options),
    },
    keys: {
      create: (input, options) => transport({"method":"POST","path":"/v1/keys","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/keys/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/keys","query":true,"page":false}, input ?? {}, options),
      revoke: (input, options) => transport({"method":"DELETE","path":"/v1/keys/{id}","query":true,"page":false}, input ?? {}, options),
      rotate: (input, options) => transport({"method":"POST","path":"/v1/keys/{id}/rotate","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/keys/{id}","query":false,"page":false}, input ?? {}, options),
    },
    legalHolds: {
      lift: (input, options) => transport({"method":"POST","path":"/v1/legal-holds/{id}/lift","query":false,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/legal-holds","query":true,"page":false}, input ?? {}, options),
      place: (input, options) => transport({"method":"POST","path":"/v1/legal-holds","query":false,"page":false}, input ?? {}, options),
    },
    people: {
      deactivate: (input, options) => transport({"method":"POST","path":"/v1/people/{id}/deactivate","query":false,"page":false}, input ?? {}, options),
      endSession: (input, options) => transport({"method":"DELETE","path":"/v1/people/{id}/sessions/{session}","query":true,"page":false}, input ?? {}, options),
      endSessions: (input, options) => transport({"method":"DELETE","path":"/v1/people/{id}/sessions","query":true,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/people/{id}","query":true,"page":false}, input ?? {}, options),
      invite: (input, options) => transport({"method":"POST","path":"/v1/people","query":false,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/people","query":true,"page":false}, input ?? {}, options),
      reactivate: (input, options) => transport({"method":"POST","path":"/v1/people/{id}/reactivate","query":false,"page":false}, input ?? {}, options),
      remove: (input, options) => transport({"method":"DELETE","path":"/v1/people/{id}","query":true,"page":false}, input ?? {}, options),
      reset: (input, options) => transport({"method":"POST","path":"/v1/people/{id}/reset","query":false,"page":false}, input ?? {}, options),
      sessions: (input, options) => transport({"method":"GET","path":"/v1/people/{id}/sessions","query":true,"page":false}, input ?? {}, options),
      unlock: (input, options) => transport({"method":"POST","path":"/v1/people/{id}/unlock","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/people/{id}","query":false,"page":false}, input ?? {}, options),
    },
    permissions: {
      list: (input, options) => transport({"method":"GET","path":"/v1/permissions","query":true,"page":false}, input ?? {}, options),
    },
    policies: {
      getTriage: (input, options) => transport({"method":"GET","path":"/v1/policies/triage","query":true,"page":false}, input ?? {}, options),
      updateTriage: (input, options) => transport({"method":"PUT","path":"/v1/policies/triage","query":false,"page":false}, input ?? {}, options),
    },
    records: {
      preview: (input, options) => transport({"method":"POST","path":"/v1/records/preview","query":false,"page":false}, input ?? {}, options),
    },
    retention: {
      get: (input, options) => transport({"method":"GET","path":"/v1/retention","query":true,"page":false}, input ?? {}, options),
      preview: (input, options) => transport({"method":"GET","path":"/v1/retention/preview","query":true,"page":false}, input ?? {}, options),
      run: (input, options) => transport({"method":"POST","path":"/v1/retention/run","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/retention","query":false,"page":false}, input ?? {}, options),
    },
    roles: {
      create: (input, options) => transport({"method":"POST","path":"/v1/roles","query":false,"page":false}, input ?? {}, options),
      delete: (input, options) => transport({"method":"DELETE","path":"/v1/roles/{name}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/roles","query":true,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/roles/{name}","query":false,"page":false}, input ?? {}, options),
    },
    serviceAccounts: {
      create: (input, options) => transport({"method":"POST","path":"/v1/service-accounts","query":false,"page":false}, input ?? {}, options),
      disable: (input, options) => transport({"method":"POST","path":"/v1/service-accounts/{id}/disable","query":false,"page":false}, input ?? {}, options),
      enable: (input, options) => transport({"method":"POST","path":"/v1/service-accounts/{id}/enable","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/service-accounts/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/service-accounts","query":true,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/service-accounts/{id}","query":false,"page":false}, input ?? {}, options),
    },
    session: {
      beginProof: (input, options) => transport({"method":"POST","path":"/v1/session/proof/options","query":false,"page":false}, input ?? {}, options),
      end: (input, options) => transport({"method":"DELETE","path":"/v1/session","query":true,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/session","query":true,"page":false}, input ?? {}, options),
      refreshProof: (input, options) => transport({"method":"POST","path":"/v1/session/proof","query":false,"page":false}, input ?? {}, options),
      switch: (input, options) => transport({"method":"POST","path":"/v1/session/switch","query":false,"page":false}, input ?? {}, options),
    },
    sessions: {
      list: (input, options) => transport({"method":"GET","path":"/v1/sessions","query":true,"page":false}, input ?? {}, options),
      revoke: (input, options) => transport({"method":"POST","path":"/v1/sessions/revoke","query":false,"page":false}, input ?? {}, options),
    },
    signIn: {
      link: (input, options) => transport({"method":"POST","path":"/v1/sign-in/link","query":false,"page":false}, input ?? {}, options),
      passkey: (input, options) => transport({"method":"POST","path":"/v1/sign-in/passkey","query":false,"page":false}, input ?? {}, options),
      passkeyOptions: (input, options) => transport({"method":"POST","path":"/v1/sign-in/passkey/options","query":false,"page":false}, input ?? {}, options),
      password: (input, options) => transport({"method":"POST","path":"/v1/sign-in/password","query":false,"page":false}, input ?? {}, options),
      recoveryCode: (input, options) => transport({"method":"POST","path":"/v1/sign-in/recovery-code","query":false,"page":false}, input ?? {}, options),
      totp: (input, options) => transport({"method":"POST","path":"/v1/sign-in/totp","query":false,"page":false}, input ?? {}, options),
    },
    signInLinks: {
      create: (input, options) => transport({"method":"POST","path":"/v1/sign-in-links","query":false,"page":false}, input ?? {}, options),
    },
    sources: {
      list: (input, options) => transport({"method":"GET","path":"/v1/sources","query":true,"page":false}, input ?? {}, options),
      removeSecret: (input, options) => transport({"method":"DELETE","path":"/v1/sources/{source}/secret","query":true,"page":false}, input ?? {}, options),
      setSecret: (input, options) => transport({"method":"PUT","path":"/v1/sources/{source}/secret","query":false,"page":false}, input ?? {}, options),
      setup: (input, options) => transport({"method":"POST","path":"/v1/sources/{source}/setup","query":false,"page":false}, input ?? {}, options),
    },
    system: {
      storage: (input, options) => transport({"method":"GET","path":"/v1/system/storage","query":true,"page":false}, input ?? {}, options),
    },
    tenant: {
      get: (input, options) => transport({"method":"GET","path":"/v1/tenant","query":true,"page":false}, input ?? {}, options),
      updateSettings: (input, options) => transport({"method":"PATCH","path":"/v1/tenant","query":false,"page":false}, input ?? {}, options),
    },
    tenants: {
      create: (input, options) => transport({"method":"POST","path":"/v1/tenants","query":false,"page":false}, input ?? {}, options),
      delete: (input, options) => transport({"method":"POST","path":"/v1/tenants/{id}/delete","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/tenants/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/tenants","query":true,"page":false}, input ?? {}, options),
      resume: (input, options) => transport({"method":"POST","path":"/v1/tenants/{id}/resume","query":false,"page":false}, input ?? {}, options),
      suspend: (input, options) => transport({"method":"POST","path":"/v1/tenants/{id}/suspend","query":false,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/tenants/{id}","query":false,"page":false}, input ?? {}, options),
      verifyTombstone: (input, options) => transport({"method":"GET","path":"/v1/tenants/{id}/tombstone","query":true,"page":false}, input ?? {}, options),
    },
    vault: {
      masterKeyStatus: (input, options) => transport({"method":"GET","path":"/v1/vault/master-key","query":true,"page":false}, input ?? {}, options),
      rotateDataKey: (input, options) => transport({"method":"POST","path":"/v1/vault/rotate-data-key","query":false,"page":false}, input ?? {}, options),
      rotateMasterKey: (input, options) => transport({"method":"POST","path":"/v1/vault/rotate-master-key","query":false,"page":false}, input ?? {}, options),
      status: (input, options) => transport({"method":"GET","path":"/v1/vault","query":true,"page":false}, input ?? {}, options),
    },
    work: {
      status: (input, options) => transport({"method":"GET","path":"/v1/work","query":true,"page":false}, input ?? {}, options),
    },
  };
}
