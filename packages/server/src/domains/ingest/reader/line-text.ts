// Free text of log lines: who, from where, to where. The strong shapes (addresses, mails, URLs, paths, hashes) are found
// anywhere and get their role from the words before them; names of users and hosts are taken only where a fixed phrase
// says that one follows (`for invalid user bob`, `session opened for user root by alice`), because every other guess
// would fill an analyst's page with verbs.
//
// All patterns are linear: no nested repetition, and every gap between two words is bounded.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';
import { HINT_MIN, HintIndex } from './hint-index.ts';
import { isHostWord, PHRASE_WORDS } from './host-words.ts';
import {
  findAddresses,
  findDottedNames,
  findNamesWithAddress,
  findStrongShapes,
  TEXT_MAX,
} from './text-shapes.ts';
import { USER_PHRASES, type UserPhrase } from './user-phrases.ts';

/** Finds what a log message names. The keys are ordinary field names (`source_ip`, `user`), read like a vendor's. */
export function readText(message: string): JsonObject {
  const text = message.length > TEXT_MAX ? message.slice(0, TEXT_MAX) : message;
  const lower = text.toLowerCase();
  const bag = new FieldBag();
  findAddresses(text, bag);
  findNamesWithAddress(text, bag);
  const hints = new Set(HINTS.find(lower));
  USER_PHRASES.forEach((phrase, index) => {
    if (hints.has(index) || SHORT_HINTS[index]?.some((hint) => lower.includes(hint)) === true)
      findUsers(text, phrase, bag);
  });
  findQualifiedUsers(text, bag);
  if (hints.has(HOST_HINT)) findHosts(text, bag);
  if (lower.includes('command') || lower.includes('cmd')) findCommand(text, bag);
  if (text.includes(' HTTP/')) findRequest(text, bag);
  findDottedNames(text, bag);
  findStrongShapes(text, bag);
  return bag.toObject();
}

const HOST_HINT = -1;
const HINTS = new HintIndex<number>();
/** Hints too short for the index, by the position of their phrase. */
const SHORT_HINTS = USER_PHRASES.map((phrase) => phrase.hints.filter((hint) => hint.length < HINT_MIN));

for (const [index, phrase] of USER_PHRASES.entries()) {
  for (const hint of phrase.hints) if (hint.length >= HINT_MIN) HINTS.add(hint, index);
}
for (const hint of ['host', 'computer', 'workstation', 'machine', 'node', 'server', 'client', 'device'])
  HINTS.add(hint, HOST_HINT);

function findUsers(text: string, phrase: UserPhrase, bag: FieldBag): void {
  for (const match of text.matchAll(phrase.pattern)) {
    const name = (match[1] ?? '').replace(/[.\\-]+$/, '');
    const end = match.index + match[0].length;
    const isQuoted = /["'`<[(]/.test(text[end - (match[1] ?? '').length - 1] ?? ' ');
    if (isQuoted && name.length > 1) bag.add(phrase.field, name);
    else if (phrase.isSure) {
      if (!PHRASE_WORDS.has(name.toLowerCase())) bag.add(phrase.field, name);
    } else if (isNameWord(name, match[0]) && isNameInSentence(name, match[0], text.slice(end, end + 24)))
      bag.add(phrase.field, name);
  }
}

// Entered at the backslash, from which the domain is looked for backwards.
const QUALIFIED_USER =
  /\\(?<=(?<![\w\\:/.-])([A-Za-z][\w.-]{0,30})\\)([\p{L}\w][\p{L}\w.$@-]{0,63})(?![\\/\w])/gu;

/** `CONTOSO\jdoe`, wherever it stands. */
function findQualifiedUsers(text: string, bag: FieldBag): void {
  if (!text.includes('\\')) return;
  for (const match of text.matchAll(QUALIFIED_USER)) {
    const start = match.index - (match[1] ?? '').length;
    const before = text.slice(Math.max(0, start - 80), start);
    // A directory with a space in its name (`C:\\Program Files\\Common`) is no account.
    if (!/(?:[A-Za-z]:|\\)\\[^"'<>|,;\t\n]*$/.test(before)) bag.add('user', `${match[1]}\\${match[2]}`);
  }
}

/** A word that can be a name where the phrase alone is weak: not a function word, and no sentence mark in it. */
function isNameWord(name: string, phrase: string): boolean {
  if (name.length < 2 || PHRASE_WORDS.has(name.toLowerCase())) return false;
  // `User attempted`, `user sign-in`: after a bare `user` the shape of a verb or noun is taken for one.
  const isBare = /^(?:user|account|login|admin|administrator|by|as) \S+$/i.test(phrase);
  if (
    isBare &&
    name.length > 5 &&
    /(?:ed|ing|tion|tions|ment|ity|ance|ence|ly|less|overy|age|out|ness|up|word|ship)$/i.test(name)
  )
    return false;
  if (/^(?:sign|log)-?(?:in|on|out|off|up)/i.test(name)) return false;
  return !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name) && !/^[\d.]+$/.test(name) && !/^0x[\da-f]+$/i.test(name);
}

const HOST_PHRASE =
  /\b(from|to|on|for|by)? ?(?:host|hostname|host name|computer|workstation|machine|node|server|client|device)(?: name)?(?: ?[:=] ?| is | )["'(<]?([A-Za-z0-9][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})/gi;

/** What log messages go on with behind a user's name. */
const BEHIND_NAME =
  /^["'`>)\]]?(?:$|\s*[-([|=<{]|[\s,;:.)\]]*(?:$|[\d[({"'<=/\\|]|(?:log(?:ged|in|on|out|off)?|sign(?:ed|ing)?|has|had|was|is|from|on|at|by|via|through|using|failed|failure|success\w*|succeeded|authenticated|authentication|connect(?:ed|ion)|disconnected|added|deleted|modified|changed|removed|created|updated|executed|ran|running|locked|unlocked|not|denied|rejected|accepted|granted|tried|attempted|requested|does|did|cannot|could|will|would|session|ip|host|src|client|port|tty|uid|group|domain|and|password|account|terminated|opened|closed|entered|exited|performed|accessed|assigned|started|stopped|reset|enabled|disabled|von|mit|depuis|de|desde|ha|hat|wurde|est|a)\b))/i;

/**
 * Behind a bare `user` stands a name or any other noun: `user jdoe logged in`, `user behavior analytics`. A plain word in
 * small letters counts when the sentence goes on as log messages do.
 */
function isNameInSentence(name: string, phrase: string, behind: string): boolean {
  if (/[:=]\s?\S*$/.test(phrase) || !/^[a-z]{3,}$/.test(name)) return true;
  return BEHIND_NAME.test(behind);
}

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

const REQUEST = /\b(?:GET|POST|HEAD|PUT|DELETE|PATCH|OPTIONS) (\/[^\s"]{0,2000}) HTTP\/\d/;

/** `"GET /index.html HTTP/1.1"` among other things. */
function findRequest(text: string, bag: FieldBag): void {
  const target = REQUEST.exec(text)?.[1];
  if (target !== undefined) bag.add('url', target);
}

/** `command 'show users'`, `cmd: show logging`: unquoted only behind a colon, and then to the end. */
function findCommand(text: string, bag: FieldBag): void {
  const match = COMMAND.exec(text);
  if (match !== null) bag.add('command', (match[1] ?? match[2] ?? match[3] ?? '').trim());
}
