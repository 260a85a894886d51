// Undoes defanging: the spellings analysts use so that a malicious address is neither clicked nor resolved
// (hxxp://evil[.]example, 192.0.2[.]1, user[at]example[dot]com, evil\.example). A handful of passes, each one regular
// expression without nested or adjacent unbounded repetition, so that the whole is linear in the length of the text.
//
// Where a dot was written with a mark is worth knowing afterwards: nobody defangs a file name, so `transfer[.]sh` is a
// host where `transfer.sh` could be a script. `refangMarked` therefore also gives the positions of those dots.

export interface RefangedText {
  readonly text: string;
  /** Positions in `text`, ascending, of dots that were written with a defanging mark. */
  readonly dots: readonly number[];
}

// Any of these, or a scheme that is written in another way than `http://`, must be present for a pass to find work; most texts
// have none and come back untouched.
const ANY_MARK =
  /[[({<]\s?(?:[.:@/,]|dot\b|at\b|d0t\b|www|https?)|[.:]\s?[\])}>]|\\[./]|(?!http)h[x*_tz]{2}p|hx{1,2}p|htp|fxps?:|meow|:\/\/\s|:\\\\|[\u200b\u00ad\ufeff\uff0e\u3002\u2024]|:\/\/\d+,|:\/\/[\w-]+,|\.\[/i;
/** What the passes find work in once a text has a scheme, beside the marks above. */
const MARK_BESIDE_SCHEME = /[\u200c-\u200d\u2060]|:\/\/\[|[[({<] ?punkt/i;

const INVISIBLE = /[\u200b-\u200d\u2060\u00ad\ufeff]/g;
const FOREIGN_DOTS = /(?<=[\w-])[\uff0e\u3002\u2024](?=[\w-])/g;
const SEPARATORS = /\[(:\/{0,2}|\/{1,2})\]|\((:\/{0,2})\)|\{(:\/{0,2})\}|<(:\/\/)>/g;
const AT_MARKS = / ?[[({<] ?(?:@|at) ?[\])}>] ?/gi;
const ESCAPED_SLASHES = /\\\//g;
const SCHEMES = /(?<![a-z0-9])(?:\[https?\]|h[x*_tz]{2}p|hx{1,2}p|htp|meow)(s?)(?:\[s\])? ?: ?[\\/]{2} ?/gi;
const SCHEME_FTP = /(?<![a-z0-9])fxp(s?):\/\//gi;
const BACKSLASHED_SCHEME = /(?<![a-z0-9])(https?|ftp):\\{2,4}(?=[\w[])/gi;
const SPACED_SCHEME = /(https?:\/\/) {1,2}(?=[\w-]{1,63}\.[\w])/gi;
// `http://example,com/` and `http://192,168,0,1`: only right behind a scheme and only if the host has no dot.
const COMMA_HOST = /(:\/\/)([\w-]{1,63}(?:,[\w-]{1,63}){1,8})(?=[:/\s"']|$)/g;
const ESCAPED_DOTS = /(?:(?<=:\/\/)|(?<![\w\\.:/-]))[\w-]{1,63}(?:\\?\.[\w-]{1,63}){1,12}(?![\w\\])/g;
const OPEN_HOST = /(:\/\/)\[(?=[a-z0-9-]{1,63}\.[a-z])/gi;
const DOT_MARKS =
  /\.? ?(?:[[({<]{1,2} ?(?:\.|,|dot|d0t|punkt) ?[\])}>]{1,2}) ?\.?(?=[\w[({<-])|(?<=\w) ?\[\. ?(?=\w)|(?<=\w) ?\. ?\](?=\w)|\.\[(?=[a-z]{2,12}\])/gi;

/**
 * The text with defanged addresses made plain: `hxxp`, `[.]`, `(.)`, `{.}`, `[dot]`, `[at]`, `[@]`, `[:]`, `[://]`, `[/]`,
 * `\.`, a lone `[.` or `.]`, and mixtures. Text without such marks comes back as it is. Linear in its length.
 */
export function refang(text: string): string {
  return refangMarked(text).text;
}

/** As `refang`, together with the positions of the dots that carried a mark. */
export function refangMarked(text: string): RefangedText {
  if (!ANY_MARK.test(text) && !hasUnusualScheme(text)) return { text, dots: [] };
  const plain = text
    .replace(INVISIBLE, '')
    .replace(FOREIGN_DOTS, '[.]')
    .replace(SEPARATORS, '$1$2$3$4')
    .replace(AT_MARKS, '@');
  const unescaped = plain.includes(':\\/\\/') ? plain.replace(ESCAPED_SLASHES, '/') : plain;
  const schemed = unescaped
    .replace(SCHEMES, 'http$1://')
    .replace(SCHEME_FTP, 'ftp$1://')
    .replace(BACKSLASHED_SCHEME, '$1://')
    .replace(SPACED_SCHEME, '$1')
    .replace(OPEN_HOST, '$1')
    .replace(COMMA_HOST, (_whole, scheme: string, host: string) => scheme + host.replaceAll(',', '[.]'));
  const dotted = schemed.includes('\\.')
    ? schemed.replace(ESCAPED_DOTS, (name) => name.replaceAll('\\.', '[.]'))
    : schemed;
  return replaceDots(dotted);
}

/** Whether a text with `http` in it has work for the passes: plain `http://` and `https://` are as they should be. */
function hasUnusualScheme(text: string): boolean {
  if (!text.includes('http') && !/http/i.test(text)) return false;
  if (MARK_BESIDE_SCHEME.test(text)) return true;
  SCHEMES.lastIndex = 0;
  for (let match = SCHEMES.exec(text); match !== null; match = SCHEMES.exec(text)) {
    if (match[0] === 'http://' || match[0] === 'https://') continue;
    SCHEMES.lastIndex = 0;
    return true;
  }
  return false;
}

function replaceDots(text: string): RefangedText {
  const dots: number[] = [];
  const pieces: string[] = [];
  let length = 0;
  let done = 0;
  for (const match of text.matchAll(DOT_MARKS)) {
    const piece = text.slice(done, match.index);
    dots.push(length + piece.length);
    pieces.push(piece);
    length += piece.length + 1;
    done = match.index + match[0].length;
  }
  return done === 0 ? { text, dots } : { text: [...pieces, text.slice(done)].join('.'), dots };
}
