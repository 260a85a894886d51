// What ends the rows of each table. No table may grow for ever because nobody thought of its end: a test compares this list with the
// catalogue, and a table that is added without an answer fails it.

import type { RetentionClass } from '../domains/identity/index.ts';
import type { ForgetKind } from './forget-rows.ts';

export type RowEnd =
  /** A tenant's own time for this class (retention.ts). */
  | { readonly by: 'retention'; readonly class: RetentionClass }
  /** Past its use, whatever the tenant wants kept (forget-rows.ts). */
  | { readonly by: 'forgetting'; readonly kind: ForgetKind }
  /** With the row of another table that it belongs to. */
  | { readonly by: 'parent'; readonly table: string }
  /** By the product itself, elsewhere: where, and when. */
  | { readonly by: 'product'; readonly how: string }
  /** Kept until the tenant or person goes: why it stays small. */
  | { readonly by: 'owner'; readonly small: string };

const retention = (name: RetentionClass): RowEnd => ({ by: 'retention', class: name });
const forgetting = (kind: ForgetKind): RowEnd => ({ by: 'forgetting', kind });
const parent = (table: string): RowEnd => ({ by: 'parent', table });
const product = (how: string): RowEnd => ({ by: 'product', how });
const owner = (small: string): RowEnd => ({ by: 'owner', small });

const BY_HAND = 'made by people, one at a time';

export const ROW_ENDS: Readonly<Record<string, RowEnd>> = {
  alert: retention('decision'),
  alert_comment: parent('alert'),
  alert_count: owner('one for each combination of what is counted'),
  alert_count_delta: product('the scheduler merges them into the counts'),
  alert_revision: parent('alert'),
  alert_search: retention('evidence'),
  api_key: owner(`${BY_HAND}; a revoked one stays, since audit records name it`),
  audit_checkpoint: owner('one in five minutes in which something was recorded; proves what was pruned'),
  audit_link: retention('audit'),
  audit_record: retention('audit'),
  audit_signing_key: owner('one for each rotation'),
  audit_sink: product('removed by hand'),
  audit_unsealed: product('the sealer, within a second'),
  child_access: product('removed by hand, or with its holder'),
  custom_role: product('removed by hand'),
  data_key: owner('one for each rotation; a retired one keeps nothing of itself'),
  dead_letter: forgetting('dead_letter'),
  decision: parent('alert'),
  dedup_key: forgetting('dedup_key'),
  detection_rule: owner('one for each rule of a product'),
  detection_rule_day: forgetting('detection_rule_day'),
  domain_event: forgetting('domain_event'),
  entity: forgetting('entity'),
  entity_judgement: owner(BY_HAND),
  entity_link: retention('evidence'),
  event: retention('evidence'),
  field_mapping: product('removed by hand'),
  forget_progress: owner('one for each kind'),
  idempotency_key: forgetting('idempotency_key'),
  inbox_token: owner(`${BY_HAND}; a revoked one stays to say so`),
  legal_hold: owner(`${BY_HAND}; a lifted one proves what was kept and why`),
  master_key_rotation: owner('one for each rotation'),
  membership: product('removed by hand'),
  passkey: parent('person'),
  person: product('with the last tenant they are a member of'),
  person_credential: parent('person'),
  platform_data_key: owner('one for each rotation'),
  platform_setting: owner('one for each name'),
  rate_bucket: product('the scheduler, as soon as they are full again'),
  raw_record: retention('raw'),
  recovery_code: parent('person'),
  retention_class: owner('four'),
  rule_outcome: owner('four for each rule'),
  schema_migration: owner('one for each migration'),
  secret: product('with what it belongs to'),
  service_account: owner(`${BY_HAND}; a disabled one stays, since audit records name it`),
  session: forgetting('session'),
  sign_in_challenge: product('an hour later by the next sign-in, a day later by the scheduler'),
  sign_in_link: forgetting('sign_in_link'),
  sign_in_throttle: product('a day later by the next sign-in, or by the scheduler'),
  source_setting: owner('one for each source'),
  storage_sample: product('the scheduler, after 35 days'),
  tenant: product('deletion of the tenant'),
  tenant_limit: owner('two'),
  tenant_setting: owner(`${BY_HAND}; each version is what was in force then`),
  tenant_tombstone: owner('one for each deleted tenant; must outlive it'),
  tenant_usage: owner('one a day; what is stored is the sum of them'),
  tombstone_link: parent('tenant_tombstone'),
  triage_policy: owner(`${BY_HAND}; a decision names the version it was made under`),
};
