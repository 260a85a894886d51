// What a few programs of every Unix write in a form of their own, where a general phrase would be a guess: the name before
// the colon of sudo, the `name=` of useradd.

import { FieldBag, type JsonObject } from '@watchfloor/sdk';

const PHRASES: readonly { readonly program: RegExp; readonly pattern: RegExp; readonly field: string }[] = [
  { program: /^sudo$/, pattern: /^\s{0,12}([\w.@\\-]{1,64}) : /, field: 'actor_user' },
  {
    program: /^(?:user|group)(?:add|mod|del)$|^adduser$/,
    pattern: /\bname=([\w.@$-]{1,64})/,
    field: 'target_user',
  },
  { program: /^(?:passwd|chpasswd|chage)/, pattern: /\bfor ([\w.@$-]{1,64})\b/, field: 'target_user' },
  {
    program: /^dhcpd$|^dhclient$|^dnsmasq-dhcp$/,
    pattern: /(?:[\da-f]{2}:){5}[\da-f]{2} \(?([A-Za-z0-9][\w.-]{1,62})\)?(?: via|$)/i,
    field: 'host',
  },
  { program: /^smbd_audit$/, pattern: /^\s{0,4}([\w.\\-]{1,64})\|[\da-fA-F.:]{3,45}\|/, field: 'user' },
  { program: /^SymantecServer$/, pattern: /^([A-Za-z0-9][\w.-]{1,62}),/, field: 'host' },
  { program: /^exim4?$/, pattern: /\bH=\(?([A-Za-z0-9][\w.-]{1,252})\)? [[(]/, field: 'source_host' },
];

/** Exim writes its own files without a header of syslog. */
const EXIM_LINE = /\bH=\(?[\w.-]{1,253}\)? [[(].{0,200}(?: [FP]=| rejected )/;

/** Fields of a message whose program is known; empty for every other program. */
export function readProgramText(program: string | null, message: string): JsonObject {
  const name = program ?? (EXIM_LINE.test(message.slice(0, 2_000)) ? 'exim' : null);
  if (name === null) return {};
  const bag = new FieldBag();
  for (const phrase of PHRASES) {
    if (!phrase.program.test(name)) continue;
    const match = phrase.pattern.exec(message.slice(0, 2_000));
    if (match !== null) bag.add(phrase.field, match[1] ?? '');
  }
  return bag.toObject();
}
