// Phrases of log messages that announce a user name, as data. A phrase is only tried on a text that has one of its hints
// (lower case): most messages have none of them, and a look for a word is much cheaper than a pattern.

export interface UserPhrase {
  readonly hints: readonly string[];
  readonly pattern: RegExp;
  /** The field that the name becomes. */
  readonly field: 'user' | 'actor_user' | 'target_user';
  /** Nothing but a name can follow, so that only the plainest words of sentences are refused. */
  readonly isSure: boolean;
}

const USER_NAME = '["\'`<(\\[]{0,2}([\\p{L}\\p{N}_][\\p{L}\\p{N}_.@\\\\$+-]{0,127})';

export const USER_PHRASES: readonly UserPhrase[] = [
  {
    hints: ['accepted', 'failed', 'postponed', 'partial'],
    pattern: new RegExp(
      `\\b(?:Accepted|Failed|Postponed|Partial) [\\w/-]{2,40} for (?:invalid user |illegal user )?${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: true,
  },
  {
    hints: ['user'],
    pattern: new RegExp(
      `\\b(?:invalid|illegal|unknown|authenticating|existing|new|remote|locked) user:? ${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: true,
  },
  {
    hints: ['user', 'account', 'login', 'admin', 'logname', 'uname'],
    pattern: new RegExp(
      `\\b(?:user|username|user name|user id|account|account name|login|login name|admin|administrator|logname|uname)(?: ?[:=] ?| is | )${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: false,
  },
  {
    hints: [
      'benutzer ',
      'utilisateur ',
      'usuario ',
      'usuário ',
      'utente ',
      'gebruiker ',
      'compte ',
      'konto ',
    ],
    pattern: new RegExp(
      `(?<![\\p{L}])(?:benutzer|utilisateur|usuario|usuário|utente|gebruiker|compte|konto)(?: ?[:=] ?| )${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: false,
  },
  {
    hints: [' for ', ' of ', ' as '],
    pattern: new RegExp(
      `\\b(?:login|logon|logout|logoff|auth|authentication|authorization|access|attempts?|exceeded|failures?|failed|granted|denied|succeeded|sessions?|password|connection|session (?:opened|closed))(?: [\\w-]{1,20}){0,2} (?:for|of|as) (?:the )?(?:user |account |admin (?!from |on |at |via |by ))?${USER_NAME}`,
      'giu',
    ),
    field: 'user',
    isSure: false,
  },
  {
    hints: ['by ', 'as '],
    pattern: new RegExp(
      `\\b(?:by|as|logged in as|logged on as|run as|executed as) (?:user |admin )?${USER_NAME}(?= on | from | via | at |\\()`,
      'giu',
    ),
    field: 'actor_user',
    isSure: false,
  },
  {
    hints: ['changing from '],
    pattern: new RegExp(`\\bchanging from ${USER_NAME}`, 'giu'),
    field: 'actor_user',
    isSure: true,
  },
  {
    hints: ['changing from ', 'su '],
    pattern: new RegExp(`\\b(?:changing from \\S{1,64}|SU \\S{1,64}) to ${USER_NAME}`, 'giu'),
    field: 'target_user',
    isSure: true,
  },
  {
    hints: ['login', 'logon', 'auth'],
    pattern: /\b(?:login|logon|auth\w{0,12})\b[^[\]]{0,40}: ?\[([^\]/\s]{1,64})[\]/]/gi,
    field: 'user',
    isSure: true,
  },
  {
    hints: ['bad su '],
    pattern: new RegExp(`\\bBAD SU ${USER_NAME}`, 'gu'),
    field: 'actor_user',
    isSure: true,
  },
  {
    hints: ['su for '],
    pattern: new RegExp(`\\bsu for \\S{1,64} by ${USER_NAME}`, 'gu'),
    field: 'actor_user',
    isSure: true,
  },
  {
    hints: ['su for '],
    pattern: new RegExp(`\\bsu for ${USER_NAME}`, 'gu'),
    field: 'target_user',
    isSure: true,
  },
  {
    hints: [') '],
    pattern: /\(([\w.@-]{1,64})\) (?:CMD|MAIL|LIST|REPLACE|BEGIN EDIT|END EDIT|RELOAD)\b/g,
    field: 'user',
    isSure: true,
  },
  {
    hints: [' : '],
    pattern:
      /^\s{0,8}([\w.@\\-]{1,64}) : (?=TTY=|(?:[\w ]{1,60} ; )?(?:TTY|PWD)=|user NOT in sudoers|\d+ incorrect)/g,
    field: 'actor_user',
    isSure: true,
  },
  {
    // PostgreSQL's usual prefix: `jdoe@shop FATAL:`.
    hints: [' log:', ' fatal:', ' error:', ' warning:', ' statement:', ' detail:'],
    pattern: /(?<![\w.@-])([\w.-]{1,63})@[\w.-]{1,63} (?:LOG|FATAL|ERROR|WARNING|STATEMENT|DETAIL):/g,
    field: 'user',
    isSure: true,
  },
  {
    hints: [' for krbtgt/', ' for '],
    pattern: /(?<![\w.@/-])([\w.-]{1,64}@[A-Z][A-Z0-9.-]{2,80}) for [\w-]{1,40}\//g,
    field: 'user',
    isSure: true,
  },
  {
    hints: ['] peer connection', '] ok login', '] fail login', '] ok upload', '] ok download', '] ok delete'],
    pattern: /\[([\w.@-]{1,64})\] (?:Peer Connection Initiated|(?:OK|FAIL) [A-Z]{4,10}:)/g,
    field: 'user',
    isSure: true,
  },
  {
    hints: [' using '],
    pattern:
      /\b(?:log(?:ged)? ?in|sign(?:ed)? ?in|authenticated) using ([\w.@\\-]{2,64})(?=,|;|$| from\b| via\b| on\b)/gi,
    field: 'user',
    isSure: true,
  },
  {
    hints: ['@'],
    pattern: /@(?=(?:\d{1,3}\.){3}\d{1,3}\b)(?<=(?<![\w.@-])([a-z_][\w.-]{0,31})@)/gi,
    field: 'user',
    isSure: true,
  },
];
