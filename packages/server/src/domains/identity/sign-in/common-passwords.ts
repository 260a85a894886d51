// Passwords that are tried first. A list of whole passwords would hold few of twelve characters and more; what people do to reach
// that length is take a word of every such list once or twice and put digits or a sign to its ends, or walk along the keyboard. So
// the list holds the words and the walks, and the pattern is looked for: a thousand listed passwords and the tens of thousands made
// of them in the same way.

const WORDS = new Set(
  `password passwort passw0rd passphrase contrasena motdepasse senha parola haslo heslo wachtwoord losenord salasana sifre
  welcome willkommen bienvenue welkom login logon signin admin administrator root superuser sysadmin system server sysop toor
  user username guest test testing tester temp temporary default changeme change secret geheim private letmein letme in open opensesame
  sesame access allow enter master mypass mypassword pass word words iloveyou loveyou iloveu lovely lover love liebe amour
  dragon monkey sunshine shadow princess football baseball basketball soccer hockey tennis golf superman batman spiderman
  ironman starwars startrek matrix pokemon pikachu naruto minecraft fortnite roblox zelda mario sonic tetris warcraft
  hunter ranger trustno one trustnoone whatever nothing something anything everything computer internet network laptop
  windows linux ubuntu android iphone samsung google facebook twitter instagram linkedin youtube microsoft apple oracle cisco
  amazon netflix dropbox adobe yahoo gmail hotmail outlook office security secure cyber hacker hacking watchfloor soc analyst
  incident alert alerts company corporate business work worker employee manager director boss team support helpdesk service
  database backup production prod staging develop developer demo sample example training student teacher school college university
  michael michelle jennifer jessica jordan joshua matthew daniel andrew anthony thomas robert charlie george william james john
  david richard joseph christopher nicholas alexander benjamin jonathan samantha elizabeth amanda ashley nicole melissa stephanie
  patricia maria anna laura sarah hannah emma olivia sophie sophia isabella charlotte martin peter paul stefan andreas thomas
  markus mohammed ahmed carlos juan jose luis fernando roberto francisco alejandro mercedes ferrari porsche corvette mustang
  harley yamaha honda toyota nissan bmw audi volkswagen chelsea liverpool arsenal manchester barcelona realmadrid juventus
  bayern dortmund yankees cowboys steelers eagles lakers bulls rangers tigers lions panthers dolphins patriots raiders redskins
  summer winter spring autumn fall sommer herbst fruehling monday tuesday wednesday thursday friday saturday sunday january
  february march april may june july august september october november december today tomorrow yesterday forever always never
  hello hallo hola bonjour ciao goodbye thankyou please sorry happy birthday christmas freedom family friends friend
  mother father mummy daddy brother sister baby angel angels devil jesus christ god heaven hell church blessed faith hope peace
  money dollar euro bitcoin lottery lucky winner champion killer ninja pirate wizard warrior knight king queen prince player
  gamer rocket rainbow flower flowers orange banana apple cherry peaches cookie chocolate coffee cheese pepper ginger butter
  chicken purple yellow green blue red black white silver golden gold diamond crystal platinum tiger lion eagle falcon phoenix wolf
  bear panda rabbit kitty puppy doggy butterfly dolphin turtle spider snake horse scorpion buster maggie bailey harley cooper
  tucker rocky lucky max bella daisy sophie molly toby sammy simba smokey oliver ginger oscar milo jasper
  london paris berlin munich vienna zurich madrid moscow newyork boston chicago dallas houston texas california florida america
  england scotland ireland france germany austria switzerland italia italy espana spain brasil brazil mexico canada australia
  india china japan russia poland turkey country world earth planet galaxy universe moon stars sun star water fire thunder
  lightning storm snow blizzard ocean river mountain forest garden music guitar piano metallica slipknot nirvana beatles
  eminem rockstar superstar awesome amazing beautiful sexy fuckyou fuckoff fuck bitch asshole shit biteme blowme loser
  stupid crazy cool hot super mega ultra power strong great best number`.split(/\s+/),
);

/** Rows of keyboards, forwards; walks along them go both ways. */
const ROWS = [
  '12345678901234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'yxcvbnm',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'abcdefghijklmnopqrstuvwxyz',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  'zaq12wsxcde34rfv',
  'a1b2c3d4e5f6g7h8',
  '147258369',
  '159357',
];
const WALKS = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);
const WALK_MIN = 3;
const UNIT_MAX = 4;
/** Different words or walks of which a password may be made up and still be a common one. */
const PIECES_MAX = 2;

const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '1': 'i',
  '!': 'i',
  '0': 'o',
  '5': 's',
  $: 's',
  '7': 't',
};

/** Whether the password is a common one or is made of few of them in a usual way. */
export function isCommonPassword(password: string): boolean {
  const lower = password.toLowerCase();
  const bare = lower.replaceAll(/[^\p{L}\p{N}]/gu, '');
  if (new Set(lower).size <= 2 || isRepetition(bare)) return true;
  const core = bare.replace(/^\d+|\d+$/g, '').replace(/\d+$/, '');
  const plain = lower
    .replaceAll(/[@431!05$7]/g, (sign) => LOOKALIKES[sign] ?? '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
  return [bare, core, plain, withoutEnds(lower)].some((text) => text !== '' && isMadeOfCommon(text));
}

/** Signs and digits at the ends taken off, then look-alikes read as letters: `P@ssw0rd2026!` is `password`. */
function withoutEnds(lower: string): string {
  return lower
    .replaceAll(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '')
    .replaceAll(/[@431!05$7]/g, (sign) => LOOKALIKES[sign] ?? '')
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/** `abcabcabcabc`: one short unit again and again. */
function isRepetition(text: string): boolean {
  for (let length = 1; length <= UNIT_MAX; length += 1) {
    const unit = text.slice(0, length);
    if (text.length > length && unit.repeat(Math.ceil(text.length / length)).startsWith(text)) return true;
  }
  return false;
}

/** Whether the text falls into words and walks alone, at most two different ones. */
function isMadeOfCommon(text: string): boolean {
  // For each place: the fewest different pieces up to there, as the sets that reach it.
  const reached: (ReadonlySet<string> | null)[] = [
    new Set(),
    ...Array.from({ length: text.length }, () => null),
  ];
  for (let start = 0; start < text.length; start += 1) {
    const pieces = reached[start];
    if (!pieces) continue;
    for (let end = start + 2; end <= text.length; end += 1) {
      const piece = text.slice(start, end);
      if (!isPiece(piece)) continue;
      const next = new Set([...pieces, piece]);
      if (next.size <= PIECES_MAX && next.size < (reached[end]?.size ?? PIECES_MAX + 1)) reached[end] = next;
    }
  }
  return reached[text.length] !== null;
}

function isPiece(piece: string): boolean {
  if (WORDS.has(piece) || /^(?:19|20)\d\d$/.test(piece)) return true;
  return piece.length >= WALK_MIN && WALKS.some((walk) => walk.includes(piece));
}
