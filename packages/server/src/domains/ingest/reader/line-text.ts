// Free text of log lines: who, from where, to where. The strong shapes (addresses, mails, URLs, paths, hashes) are found
// anywhere and get their role from the words before them; names of users and hosts are taken only where a fixed phrase
// says that one follows (`for invalid user bob`, `session opened for user root by alice`), because every other guess
// would fill an analyst's page with verbs.
//
// All patterns are linear: no nested repetition, and every gap between two words is bounded.

import { FieldBag, type JsonObject, shapeOf } from '@watchfloor/sdk';

/** Text behind this is not searched; a longer message is a document, not a log line. */
const TEXT_MAX = 16_384;

/** Finds what a log message names. The keys are ordinary field names (`source_ip`, `user`), read like a vendor's. */
export function readText(message: string): JsonObject {
  const text = message.length > TEXT_MAX ? message.slice(0, TEXT_MAX) : message;
  const bag = new FieldBag();
  findAddresses(text, bag);
  findNamesWithAddress(text, bag);
  findUsers(text, bag);
  findHosts(text, bag);
  findCommand(text, bag);
  findDottedNames(text, bag);
  findStrongShapes(text, bag);
  return bag.toObject();
}

const IPV4 = /(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w-]|\.\d)/g;
const IPV6 = /(?<![\w:.])(?:[\da-fA-F]{0,4}:){2,7}[\da-fA-F]{0,4}(?:%\w{1,16})?(?![\w:]|\.\d)/g;

const SOURCE_WORD =
  /\b(?:from|src|source|client|clients|saddr|rhost|remote|peer|by|ruser|attacker|initiator|inbound|origin|caller|workstation)\b[^\w]*(?:ip|address|addr|host|client|user)?\W*$/i;
const DESTINATION_WORD =
  /(?:\b(?:to|dst|dest|destination|daddr|server|laddr|local|towards|toward|responder|relay|nexthop|target|victim)\b[^\w]*(?:ip|address|addr|host|server)?|->|=>|→|-->)\W*$/i;

/** The last words before a position decide; an interface name as in `inside:192.0.2.1` is looked through. */
function roleBefore(text: string, index: number): 'source' | 'destination' | null {
  let before = text.slice(Math.max(0, index - 60), index);
  before = before
    .replace(/[\w.-]{1,40}[:(@[]$/, '')
    .replace(/\b(?:unknown|localhost|[\w-]+(?:\.[\w-]+){1,8})\W{0,2}$/, '');
  if (DESTINATION_WORD.test(before)) return 'destination';
  return SOURCE_WORD.test(before) ? 'source' : null;
}

const VERSION_WORD = /\b(?:version|ver|v|release|build|firmware|mask|netmask|subnet|oid)\W*$/i;

function findAddresses(text: string, bag: FieldBag): void {
  for (const pattern of text.includes(':') ? [IPV4, IPV6] : [IPV4]) {
    if (pattern === IPV4 && !text.includes('.')) continue;
    for (const match of text.matchAll(pattern)) {
      const isWhole = pattern === IPV4 || match[0].includes('::') || match[0].split(':').length >= 8;
      if (match[0].length < 3 || !isWhole) continue;
      if (VERSION_WORD.test(text.slice(Math.max(0, match.index - 16), match.index))) continue;
      const role = roleBefore(text, match.index);
      bag.add(role === null ? 'ip' : `${role}_ip`, match[0]);
    }
  }
}

const NAME_WITH_ADDRESS =
  /(?<![\w.@-])([A-Za-z0-9_](?:[\w-]{0,62}[\w])?(?:\.[\w-]{1,63}){0,8})(?:\[(?=[\d.]{7,15}\]|[\da-fA-F]{0,4}:[\da-fA-F:.]{2,42}\])| \((?=(?:\d{1,3}\.){3}\d{1,3}\)))/g;

/** `mail.example.com[192.0.2.1]`, `host7 (192.0.2.7)`. */
function findNamesWithAddress(text: string, bag: FieldBag): void {
  if (!text.includes('[') && !text.includes(' (')) return;
  for (const match of text.matchAll(NAME_WITH_ADDRESS)) {
    const name = match[1] ?? '';
    if (!/[a-z]/i.test(name) || !isHostWord(name)) continue;
    const role = roleBefore(text, match.index);
    bag.add(role === null ? 'host' : `${role}_host`, name);
  }
}

const USER_NAME = '["\'`<(\\[]{0,2}([\\p{L}\\p{N}_][\\p{L}\\p{N}_.@\\\\$+-]{0,127})';

/** Phrases that announce a user name, and the field it becomes. */
const USER_PHRASES: readonly {
  readonly pattern: RegExp;
  readonly field: string;
  readonly isSure: boolean;
}[] = [
  {
    pattern: new RegExp(
      `\\b(?:Accepted|Failed|Postponed|Partial) [\\w/-]{2,40} for (?:invalid user |illegal user )?${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:invalid|illegal|unknown|authenticating|existing|new|remote|locked) user:? ${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: true,
  },
  {
    pattern: new RegExp(
      `\\b(?:user|username|user name|user id|account|account name|login|login name|admin|administrator|logname|uname)(?: ?[:=] ?| is | )${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: false,
  },
  {
    pattern: new RegExp(
      `\\b(?:login|logon|logout|logoff|auth|authentication|authorization|access|attempts?|exceeded|failures?|failed|granted|denied|succeeded|sessions?|password|connection|session (?:opened|closed))(?: [\\w-]{1,20}){0,2} (?:for|of|as) (?:the )?(?:user |account |admin )?${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: false,
  },
  {
    pattern: new RegExp(
      `\\b(?:by|as|logged in as|logged on as|run as|executed as) (?:user |admin )?${USER_NAME}(?= on | from | via | at |\\()`,
      'giu',
    ),
    field: 'actor_user',
    isSure: false,
  },
  { pattern: new RegExp(`\\bchanging from ${USER_NAME}`, 'giu'), field: 'actor_user', isSure: true },
  {
    pattern: new RegExp(`\\b(?:changing from \\S{1,64}|SU \\S{1,64}) to ${USER_NAME}`, 'giu'),
    field: 'target_user',
    isSure: true,
  },
  {
    pattern: /\b(?:login|logon|auth\w{0,12})\b[^[\]]{0,40}: ?\[([^\]/\s]{1,64})[\]/]/gi,
    field: 'user',
    isSure: true,
  },
  { pattern: new RegExp(`\\bBAD SU ${USER_NAME}`, 'gu'), field: 'actor_user', isSure: true },
  { pattern: new RegExp(`\\bsu for \\S{1,64} by ${USER_NAME}`, 'gu'), field: 'actor_user', isSure: true },
  { pattern: new RegExp(`\\bsu for ${USER_NAME}`, 'gu'), field: 'target_user', isSure: true },
  {
    pattern: /\(([\w.@-]{1,64})\) (?:CMD|MAIL|LIST|REPLACE|BEGIN EDIT|END EDIT|RELOAD)\b/g,
    field: 'user',
    isSure: true,
  },
  {
    pattern:
      /^\s{0,8}([\w.@\\-]{1,64}) : (?=TTY=|(?:[\w ]{1,60} ; )?(?:TTY|PWD)=|user NOT in sudoers|\d+ incorrect)/g,
    field: 'actor_user',
    isSure: true,
  },
  {
    pattern: /(?<![\w.@-])([a-z_][\w.-]{0,31})@(?=(?:\d{1,3}\.){3}\d{1,3}\b)/gi,
    field: 'user',
    isSure: true,
  },
];

const DOMAIN_BACKSLASH_USER =
  /(?<![\w\\:/.-])([A-Za-z][\w.-]{0,30}\\[\p{L}\w][\p{L}\w.$@-]{0,63})(?![\\/\w])/gu;

function findUsers(text: string, bag: FieldBag): void {
  for (const phrase of USER_PHRASES) {
    for (const match of text.matchAll(phrase.pattern)) {
      const name = (match[1] ?? '').replace(/[.\\-]+$/, '');
      const isQuoted = /["'`<[(]/.test(
        text[match.index + match[0].length - (match[1] ?? '').length - 1] ?? ' ',
      );
      if (isQuoted && name.length > 1) bag.add(phrase.field, name);
      else if (phrase.isSure ? !PHRASE_WORDS.has(name.toLowerCase()) : isNameWord(name, match[0]))
        bag.add(phrase.field, name);
    }
  }
  if (text.includes('\\')) {
    for (const match of text.matchAll(DOMAIN_BACKSLASH_USER)) {
      const before = text.slice(Math.max(0, match.index - 80), match.index);
      // A directory with a space in its name (`C:\\Program Files\\Common`) is no account.
      if (!/(?:[A-Za-z]:|\\)\\[^"'<>|,;\t\n]*$/.test(before)) bag.add('user', match[1] ?? '');
    }
  }
}

/** Words that follow `user` or `for` in sentences and are not names. */
const PHRASE_WORDS: ReadonlySet<string> = new Set(
  `a account accounts action activity added agent all an and any application are as at attempt attempts auth authenticated
  authentication authorization be been but by can cannot change changed client closed command connected connection console
  control could created credentials data defined deleted denied did disabled disconnected does domain due entry error expired
  failed failure failures for from group groups had has have host id identity if in incorrect info information input
  interaction interface invalid is it its limit list local locked logged login logins logoff logon logout lookup machine
  management manager mode module name names new no not null object of on or out password permission permissions policy port
  privilege profile reason rejected remote removed request requested requests role roles root_login ruser service session
  set setting settings space status successful successfully that the this through timeout timed to token tried type
  unauthorized unknown unlocked unsuccessful update updated user username users using via was were when which while who will
  with within without method authenticator ssh2 ssh connecting`.split(/\s+/),
);

/** A word that can be a name where the phrase alone is weak: not a function word, and no sentence mark in it. */
function isNameWord(name: string, phrase: string): boolean {
  if (name.length < 2 || PHRASE_WORDS.has(name.toLowerCase())) return false;
  // `User attempted`, `user sign-in`: after a bare `user` the shape of a verb or noun is taken for one.
  const isBare = /^(?:user|account|login|admin|administrator) \S+$/i.test(phrase);
  if (isBare && name.length > 5 && /(?:ed|ing|tion|tions|ment|ity|ance|ence|ly|less)$/i.test(name))
    return false;
  if (/^(?:sign|log)-?(?:in|on|out|off|up)/i.test(name)) return false;
  return !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) && !/^[\d.]+$/.test(name) && !/^0x[\da-f]+$/i.test(name);
}

const HOST_PHRASE =
  /\b(from|to|on|for|by)? ?(?:host|hostname|host name|computer|workstation|machine|node|server|client|device)(?: name)?(?: ?[:=] ?| is | )["'(<]?([A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})/gi;

function findHosts(text: string, bag: FieldBag): void {
  for (const match of text.matchAll(HOST_PHRASE)) {
    const name = match[2] ?? '';
    // Without a digit, dot or capital a word after `server` is a word.
    if (!/[\d.A-Z]/.test(name) || !/[A-Za-z]/.test(name) || !isHostWord(name)) continue;
    if (!/[\d.-]/.test(name) && !/^[A-Z]{3,}$/.test(name)) continue;
    const preposition = (match[1] ?? '').toLowerCase();
    bag.add(
      preposition === 'from' ? 'source_host' : preposition === 'to' ? 'destination_host' : 'host',
      name,
    );
  }
}

const COMMAND =
  /\b(?:command|cmd|commandline|command line)(?: ?[:=] ?| )(?:'([^']{2,2000})'|"([^"]{2,2000})"|(?<=[:=] ?)(\S.{1,2000}))/i;

/** `command 'show users'`, `cmd: show logging`: unquoted only behind a colon, and then to the end. */
function findCommand(text: string, bag: FieldBag): void {
  const match = COMMAND.exec(text);
  if (match !== null) bag.add('command', (match[1] ?? match[2] ?? match[3] ?? '').trim());
}

function isHostWord(name: string): boolean {
  return (
    !INTERFACE.test(name) &&
    !PHRASE_WORDS.has(name.toLowerCase()) &&
    !/^(?:localhost|from|client|server|port|pid|tid|line)$/i.test(name)
  );
}

/** Terminals, ports and network interfaces stand where hosts do. */
const INTERFACE =
  /^(?:vty|tty|pts|con|aux|console|vlan|port|eth|ethernet|gi|te|fa|hu|po|ge|xe|et|lo|bond|eno|ens|gigabit\w*|tengig\w*|serial|tunnel|wan|lan|mgmt|interface|line|conn_id|session)[\d/._-]*$/i;

const DOTTED_NAME = /(?<![\w.@/\\=-])[A-Za-z0-9_](?:[\w-]{0,62}\.){1,8}[A-Za-z]{2,24}(?![\w@\\(=-]|\.\w)/g;

/** Dotted names in prose: a public suffix, and not the shape of a file. */
function findDottedNames(text: string, bag: FieldBag): void {
  if (!text.includes('.')) return;
  for (const match of text.matchAll(DOTTED_NAME)) {
    const name = match[0];
    const last = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
    if (shapeOf(name) !== 'domain' && !/^(?:local|lan|internal|corp|intra|localdomain|home)$/.test(last))
      continue;
    const role = roleBefore(text, match.index);
    bag.add(role === null ? 'domain' : `${role}_domain`, name);
  }
}

const URL = /\b(?:https?|ftp|ftps|sftp|hxxps?):\/\/[^\s"'<>|\\^`{}]{3,2000}/gi;
const EMAIL = /(?<![\w.+-])[\w.+=-]{1,64}@[A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){1,8}(?![\w@-])/g;
const MAC =
  /(?<![\w:.-])(?:[\da-fA-F]{2}(?:[:-][\da-fA-F]{2}){5}|[\da-fA-F]{4}\.[\da-fA-F]{4}\.[\da-fA-F]{4})(?![\w:-]|\.\w)/g;
const HASH = /(?<![\w-])(?:[\da-fA-F]{128}|[\da-fA-F]{64}|[\da-fA-F]{40}|[\da-fA-F]{32})(?![\w-])/g;
const CVE = /\bCVE-\d{4}-\d{4,10}\b/gi;
const REGISTRY = /\b(?:HKEY_[A-Z_]{5,20}|HKLM|HKCU|HKCR|HKU)\\[^\s"'<>|]{2,500}/g;
const WINDOWS_PATH =
  /(?<![\w/\\])(?:[A-Za-z]:\\|\\\\\?\\|\\Device\\)(?:[^\s"'<>|*?:;,\\]{1,80}(?: [^\s"'<>|*?:;,\\]{1,80}){0,4}\\){0,24}[^\s"'<>|*?:;,\\]{1,200}/g;

const SHAPES: readonly { readonly hint: string; readonly pattern: RegExp; readonly field: string }[] = [
  { hint: '://', pattern: URL, field: 'url' },
  { hint: '@', pattern: EMAIL, field: 'email' },
  { hint: '', pattern: MAC, field: 'mac' },
  { hint: '', pattern: HASH, field: 'hash' },
  { hint: '-', pattern: CVE, field: 'cve' },
  { hint: '\\', pattern: REGISTRY, field: 'registry_key' },
  { hint: '\\', pattern: WINDOWS_PATH, field: 'file_path' },
];

function findStrongShapes(text: string, bag: FieldBag): void {
  for (const shape of SHAPES) {
    if (!text.includes(shape.hint)) continue;
    for (const match of text.matchAll(shape.pattern))
      bag.add(shape.field, match[0].replace(/[.,;:!)\]]+$/, ''));
  }
}
