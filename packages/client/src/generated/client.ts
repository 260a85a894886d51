// Generated from openapi.json by "npm run generate". Do not edit.

import type { CallOptions, Transport } from '../transport.ts';

export type Session = {
  principal: {
    kind: "user" | "key" | "system";
    id: string;
    name: string;
    role: string;
  };
  tenant: {
    id: string;
    slug: string;
    name: string;
  };
  permissions: ("alerts:read" | "alerts:update" | "alerts:ingest" | "integrations:read" | "integrations:manage" | "observables:read" | "api_keys:manage" | "users:manage" | "settings:manage" | "audit:read")[];
};

export type Person = {
  id: string;
  email: string;
  name: string;
  role: string;
};

export type ApiKey = {
  id: string;
  name: string;
  /** The beginning and end of the key, to recognise it by. */
  hint: string;
  role: string;
  /** Sources it may submit to; null means all. */
  sources: string[] | null;
  created_at: string;
  created_by: string;
  expires_at: string | null;
  revoked_at: string | null;
  last_used_at: string | null;
};

export type AuditRecord = {
  id: string;
  at: string;
  event: string;
  actor: {
    kind: "user" | "key" | "system";
    id: string;
    name: string;
  };
  subject: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
  request_id: string;
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
  stage: "accepted" | "evidence" | "decided";
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

export type Comment = {
  id: string;
  at: string;
  author: {
    kind: "user" | "key" | "system";
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
      /** Words, addresses, hashes: all must occur; `word*` finds a beginning. */
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
    /** Audit records, newest first. */
    list(input?: {
      limit?: number;
      cursor?: string;
      /** `alert:<uuid>`, `key:<uuid>` and so on. */
      subject?: string;
    }, options?: CallOptions): Promise<{
      data: AuditRecord[];
      next_cursor: string | null;
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
  readonly entities: {
    /** One entity: what is known of it, how often records named it of late, and what stands beside it. */
    get(input: {
      /** `entity_` and 32 hex digits, or `type:value` such as `ip:192.0.2.1`. */
      id: string;
      /** Days back that are counted, 1 to 90. */
      days?: number;
    }, options?: CallOptions): Promise<EntityDetail>;
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
    /** Create an API key; its text is in this answer only. */
    create(input: {
      name: string;
      role?: "admin" | "analyst" | "viewer" | "ingest";
      /** Sources it may submit to; null means all. */
      sources?: string[] | null;
      expires_at?: string | null;
    }, options?: CallOptions): Promise<{
      id: string;
      name: string;
      /** The beginning and end of the key, to recognise it by. */
      hint: string;
      role: string;
      /** Sources it may submit to; null means all. */
      sources: string[] | null;
      created_at: string;
      created_by: string;
      expires_at: string | null;
      revoked_at: string | null;
      last_used_at: string | null;
      /** The key itself, shown this once. */
      key: string;
    }>;
    /** List API keys, newest first. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<ApiKey[]>;
    /** Revoke an API key. */
    revoke(input: {
      id: string;
    }, options?: CallOptions): Promise<ApiKey>;
  };
  readonly people: {
    /** People who may act in this tenant, for assignment. */
    list(input?: Record<string, never>, options?: CallOptions): Promise<Person[]>;
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
  readonly session: {
    /** Sign out: ends the session of this cookie. */
    end(input?: Record<string, never>, options?: CallOptions): Promise<{
      ended: boolean;
    }>;
    /** Who you are here, and what you may do. */
    get(input?: Record<string, never>, options?: CallOptions): Promise<Session>;
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
}

export function makeOperations(transport: Transport): Operations {
  return {
    alerts: {
      addComment: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/comments","query":false,"page":false}, input ?? {}, options),
      close: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/close","query":false,"page":false}, input ?? {}, options),
      comments: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/comments","query":true,"page":false}, input ?? {}, options),
      decisions: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/decisions","query":true,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/alerts","query":true,"page":true}, input ?? {}, options),
      ocsf: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/ocsf","query":true,"page":false}, input ?? {}, options),
      raw: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/raw","query":true,"page":false}, input ?? {}, options),
      reopen: (input, options) => transport({"method":"POST","path":"/v1/alerts/{id}/reopen","query":false,"page":false}, input ?? {}, options),
      timeline: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/timeline","query":true,"page":false}, input ?? {}, options),
      update: (input, options) => transport({"method":"PATCH","path":"/v1/alerts/{id}","query":false,"page":false}, input ?? {}, options),
    },
    audit: {
      list: (input, options) => transport({"method":"GET","path":"/v1/audit","query":true,"page":true}, input ?? {}, options),
    },
    decisions: {
      replay: (input, options) => transport({"method":"GET","path":"/v1/alerts/{id}/decisions/{version}/replay","query":true,"page":false}, input ?? {}, options),
    },
    detectionRules: {
      document: (input, options) => transport({"method":"PATCH","path":"/v1/detection-rules/{id}","query":false,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/detection-rules/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/detection-rules","query":true,"page":true}, input ?? {}, options),
    },
    entities: {
      get: (input, options) => transport({"method":"GET","path":"/v1/entities/{id}","query":true,"page":false}, input ?? {}, options),
      list: (input, options) => transport({"method":"GET","path":"/v1/entities","query":true,"page":true}, input ?? {}, options),
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
      list: (input, options) => transport({"method":"GET","path":"/v1/keys","query":true,"page":false}, input ?? {}, options),
      revoke: (input, options) => transport({"method":"DELETE","path":"/v1/keys/{id}","query":true,"page":false}, input ?? {}, options),
    },
    people: {
      list: (input, options) => transport({"method":"GET","path":"/v1/people","query":true,"page":false}, input ?? {}, options),
    },
    policies: {
      getTriage: (input, options) => transport({"method":"GET","path":"/v1/policies/triage","query":true,"page":false}, input ?? {}, options),
      updateTriage: (input, options) => transport({"method":"PUT","path":"/v1/policies/triage","query":false,"page":false}, input ?? {}, options),
    },
    records: {
      preview: (input, options) => transport({"method":"POST","path":"/v1/records/preview","query":false,"page":false}, input ?? {}, options),
    },
    session: {
      end: (input, options) => transport({"method":"DELETE","path":"/v1/session","query":true,"page":false}, input ?? {}, options),
      get: (input, options) => transport({"method":"GET","path":"/v1/session","query":true,"page":false}, input ?? {}, options),
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
  };
}
