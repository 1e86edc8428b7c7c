// Written as escapes, since most of them cannot be seen in an editor.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const invisible = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * A customer's text without what could deceive a reader: bidirectional overrides, invisible and control
 * characters. Line breaks and tabs stay. Joiners (U+200C, U+200D) stay too: scripts and emoji need them.
 */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(bidi, '')
    .replace(invisible, '')
    .replace(controls, '');
}

/** Made when a text is first cut, and once: it costs more than cutting does. */
let segmenter: Intl.Segmenter | undefined;

/**
 * The same on one line of at most `length` characters, for rows, toasts and titles.
 * @param length counted in characters as a reader sees them; a longer text ends with an ellipsis
 */
export function oneLine(text: string, length = 120): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  // One character can be made of any number of marks, so the cut is made twice.
  const start = line.slice(0, length * 16);
  segmenter ??= new Intl.Segmenter();
  const characters = Array.from(segmenter.segment(start), ({ segment }) => segment);
  if (characters.length <= length && start.length === line.length) return line;
  return `${characters
    .slice(0, length - 1)
    .join('')
    .trimEnd()}…`;
}

/**
 * Takes the icons out of a text for places where the editor turns `$(name)` into one: quick picks and the
 * status bar. Both show an escaped `\\$(name)` as it was typed; elsewhere the backslash would be seen.
 */
export function noIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Keeps a right-to-left text from turning round what stands beside it on the same line. */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}
