// The parameters of a Workspace event: names and values, in the forms they come in, and what each names.
// https://developers.google.com/workspace/admin/reports/v1/appendix/activity/admin-event-names and the pages beside it.
//
// There are over a thousand names. Those that do not say by themselves what they hold stand in a table; the others follow
// Google's habit of naming (`…_email`, `…_ip_address`, `…_url`, `…_domain`).

import type { EntityCollector, EntityRole, EntityType, JsonObject, JsonValue } from '@watchfloor/sdk';
import { addAccount } from './accounts.ts';
import { asText, isObject, itemsOf, spellingsOf } from './fields.ts';

/** A parameter with its values as texts; what is nested (a message) is left as it is. */
export interface Parameter {
  /** In lower case: the admin log writes names in capitals. */
  readonly name: string;
  readonly values: readonly string[];
  readonly nested: readonly JsonObject[];
}

const VALUE_FIELDS = spellingsOf([
  'value',
  'multiValue',
  'multiStrValue',
  'intValue',
  'multiIntValue',
  'boolValue',
  'multiBoolValue',
  'messageValue',
  'multiMessageValue',
]);

/**
 * The parameters of one event: Google's list of `{name, value | multiValue | intValue | boolValue | messageValue}`, or an object
 * from name to value, as log pipelines flatten it.
 */
export function parametersOf(raw: JsonValue | undefined): readonly Parameter[] {
  if (isObject(raw)) return Object.entries(raw).map(([name, value]) => parameterFrom(name, itemsOf(value)));
  const parameters: Parameter[] = [];
  for (const item of itemsOf(raw)) {
    if (!isObject(item)) continue;
    const values: JsonValue[] = [];
    for (const [key, value] of Object.entries(item)) {
      if (!VALUE_FIELDS.has(key)) continue;
      if (Array.isArray(value)) for (const one of itemsOf(value)) values.push(one);
      else if (value !== undefined && value !== null) values.push(value);
    }
    parameters.push(parameterFrom(asText(item['name']), values));
  }
  return parameters;
}

function parameterFrom(name: string, values: readonly JsonValue[]): Parameter {
  const texts: string[] = [];
  const nested: JsonObject[] = [];
  for (const value of values) {
    const text = asText(value);
    if (text !== '') texts.push(text);
    else if (isObject(value)) nested.push(value);
  }
  return { name: name.slice(0, 200).toLowerCase(), values: texts, nested };
}

/** The first value of a parameter; '' when it is not there. */
export function parameterText(parameters: readonly Parameter[], name: string): string {
  return parameters.find((parameter) => parameter.name === name)?.values[0] ?? '';
}

type Kind = EntityType | 'account' | 'none';
type Meaning = readonly [kind: Kind, role: EntityRole];

const meanings = (kind: Kind, role: EntityRole, names: string): [string, Meaning][] =>
  names.split(/\s+/).map((name) => [name, [kind, role]]);

const MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ...meanings(
    'account',
    'target',
    `user_email target_user target_users affected_email_address new_owner previous_owner resource_owner_email owner_email
     resource_recipients member_id event_guest grantee_email subscriber_calendar_id on_behalf_of account_user requester_email
     user_name login_user_name profile_user_name device_user trigger_user delegate_email assignee assignee_email
     target_user_email collaborator editors viewers recipients added_user removed_user`,
  ),
  ...meanings('account', 'actor', 'actor actor_email initiated_by delegate_user_email'),
  ...meanings('account', 'related', 'organizer_email organizer_calendar_id calendar_id host_email'),
  // The address of a group is no user.
  ...meanings(
    'email',
    'target',
    'group_email group_id group new_group_email old_group_email nickname user_nickname',
  ),
  ...meanings(
    'email',
    'destination',
    'email_forwarding_destination_address email_monitor_dest_email forwarding_address recipient_email email_log_search_recipient',
  ),
  ...meanings('email', 'source', 'sender_email email_log_search_sender sender'),
  ...meanings(
    'host',
    'target',
    'device_name device_machine_name machine_name device_fqdn browser_machine_name',
  ),
  ...meanings('cloud_resource', 'target', 'doc_id asset_id dataset_id note_name site_name'),
  ...meanings('cloud_resource', 'related', 'app_name client_id oauth_client_id'),
  ...meanings(
    'domain',
    'target',
    'domain_name target_domain domain_alias secondary_domain_name new_domain link_domain',
  ),
  ...meanings('sha256', 'related', 'content_hash attachment_hash download_hash file_hash sha256'),
  ...meanings('md5', 'related', 'attachment_md5_hash md5_hash'),
  ...meanings(
    'url',
    'related',
    'url tab_url page_url attachment_url web_address site_location referrer src_url referral_url',
  ),
  ...meanings('file_path', 'related', 'content_name download_path file_path'),
  // Names that end like one of the habits and mean something else.
  ...meanings(
    'none',
    'related',
    'old_value new_value api_client_name email_export_include_deleted is_external email_link_id message_id has_email',
  ),
]);

// What a name ends in, when the table does not know it.
const HABITS: readonly (readonly [ending: RegExp, kind: Kind, role: EntityRole])[] = [
  [/(?:^|_)(?:email|emails|email_address|email_addresses)$/, 'account', 'target'],
  [/(?:^|_)(?:ip|ip_address|ip_addresses)$/, 'ip', 'source'],
  [/(?:^|_)(?:url|urls)$/, 'url', 'related'],
  [/(?:^|_)domain$/, 'domain', 'related'],
  [/(?:^|_)(?:host_?name|machine_name)$/, 'host', 'target'],
  [/(?:^|_)sha256$/, 'sha256', 'related'],
];

const MEANING_OF = new Map<string, Meaning | null>();
const REMEMBERED_MAX = 5_000;

/** The habits are tried once for each name; names come from outside, so the memory has a limit. */
function meaningOf(name: string): Meaning | null {
  const known = MEANINGS.get(name) ?? MEANING_OF.get(name);
  if (known !== undefined) return known;
  const habit = HABITS.find(([ending]) => ending.test(name));
  const meaning: Meaning | null = habit === undefined ? null : [habit[1], habit[2]];
  if (MEANING_OF.size < REMEMBERED_MAX) MEANING_OF.set(name, meaning);
  return meaning;
}

export function addParameters(parameters: readonly Parameter[], collector: EntityCollector): void {
  for (const { name, values } of parameters) {
    if (values.length === 0) continue;
    if (name === 'owner') addOwner(values, parameters, collector);
    else if (name === 'identifier') {
      const isEmail = parameterText(parameters, 'identifier_type') === 'email_address';
      for (const value of isEmail ? values : []) addAccount(collector, value, 'related');
    } else {
      const meaning = meaningOf(name);
      if (meaning !== null) addValues(values, meaning, collector);
    }
  }
}

function addValues(values: readonly string[], [kind, role]: Meaning, collector: EntityCollector): void {
  for (const value of values) {
    if (kind === 'account') for (const part of addressList(value)) addAccount(collector, part, role);
    else if (kind === 'host') collector.addTyped(value, role, 'host');
    else if (kind === 'file_path' && value.includes('://')) collector.add('url', value, role);
    else if (kind !== 'none') collector.add(kind, value, role);
  }
}

/** Several addresses stand in one value between commas; names with commas stay whole. */
function addressList(value: string): readonly string[] {
  return value.includes('@') && value.includes(',') ? value.split(',').map((part) => part.trim()) : [value];
}

/** The owner of a file is an account, or a shared drive under its name. */
function addOwner(
  values: readonly string[],
  parameters: readonly Parameter[],
  collector: EntityCollector,
): void {
  const isDrive = ['owner_is_shared_drive', 'owner_is_team_drive'].some(
    (name) => parameterText(parameters, name) === 'true',
  );
  for (const value of values) {
    if (isDrive && !value.includes('@')) collector.add('cloud_resource', value, 'related');
    else addAccount(collector, value, 'target');
  }
}
