// Escaped, because most of them are invisible in an editor.
const lineBreaks = /\r\n?|[\u2028\u2029\u0085]/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Characters without a glyph: the Unicode property, which includes bidirectional controls and the whole tag block, and
 * what is blank without having the property. Joiners and variation selectors depend on their neighbors.
 */
const invisible =
  /(?![\u200c\u200d\ufe0e\ufe0f])[\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{13430}-\u{1345f}\u{16fe4}\u{1d159}\u{e0000}-\u{e0fff}]/gu;

const joiner = /[\u200c\u200d\ufe0e\ufe0f]/;

/** Scripts in which a joiner between two letters changes how they are drawn. */
const joiningScripts = [
  ...['Adlm', 'Arab', 'Mong', 'Nkoo', 'Rohg', 'Syrc'],
  ...['Bali', 'Beng', 'Cakm', 'Deva', 'Gujr', 'Guru', 'Java', 'Khmr', 'Knda', 'Limb', 'Mlym', 'Mtei', 'Mymr'],
  ...['Newa', 'Orya', 'Sinh', 'Sund', 'Taml', 'Telu', 'Tibt'],
];

/** Compiled lazily, because it takes milliseconds and few texts have a joiner. */
let joiners: RegExp | undefined;

/** Matches joiners and variation selectors. Those that have a visible effect, so never two in a row, are captured. */
function compileJoiners(): RegExp {
  const pictograph = '\\p{Extended_Pictographic}';
  const letter = `(?=[\\p{L}\\p{M}])[${joiningScripts.map((script) => `\\p{scx=${script}}`).join('')}]`;
  const visible = [
    '(?<=(?![0-9#*])\\p{Emoji})[\\ufe0e\\ufe0f]',
    '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
    `(?<=${pictograph}[\\ufe0f\\p{Emoji_Modifier}]?)\\u200d(?=${pictograph})`,
    `(?<=${letter})[\\u200c\\u200d](?=${letter})`,
  ];
  return new RegExp(`(${visible.join('|')})|${joiner.source}`, 'gu');
}

/**
 * Removes characters that could deceive a reader or carry hidden data: bidirectional overrides, invisible and control
 * characters. Line breaks become `\n`; tabs stay, and so do joiners and variation selectors that scripts and emoji need.
 */
export function plainText(text: string): string {
  const plain = withPlainLineBreaks(text).replace(invisible, '').replace(controls, '');
  if (!joiner.test(plain)) return plain;
  joiners ??= compileJoiners();
  return plain.replace(joiners, (_found, kept?: string) => kept ?? '');
}

/** The number of characters that `plainText` removes; line breaks of another kind do not count. */
export function countRemoved(text: string): number {
  return Array.from(withPlainLineBreaks(text)).length - Array.from(plainText(text)).length;
}

/** Spaces of other widths, also the one at which no line breaks: they look like a plain space. */
const specialSpaces = /(?! )\p{Space_Separator}/gu;

export function withPlainSpaces(text: string): string {
  return text.replace(specialSpaces, ' ');
}

/** The number of characters that `withPlainSpaces` replaces. */
export function countSpecialSpaces(text: string): number {
  return text.match(specialSpaces)?.length ?? 0;
}

function withPlainLineBreaks(text: string): string {
  return text.replace(lineBreaks, '\n');
}

/** In UTF-16 code units; longer than any `length`. */
const longest = 20_000;

/** Created lazily and once, because creating it is expensive. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Plain text on one line, for rows, toasts and titles.
 * @param length maximum in user-perceived characters; a longer text is cut and ends with an ellipsis
 */
export function oneLine(text: string, length = 120): string {
  // A text that is much longer is cut first, because rows are drawn often.
  const line = plainText(text.slice(0, longest)).replace(/\s+/g, ' ').trim();
  if (line.length <= length && text.length <= longest) return line;
  // A user-perceived character may consist of many code units, so the text is cut twice.
  const start = line.slice(0, length * 16);
  segmenter ??= new Intl.Segmenter();
  const characters = Array.from(segmenter.segment(start), ({ segment }) => segment);
  const isWhole = start.length === line.length && text.length <= longest;
  if (characters.length <= length && isWhole) return line;
  // A joiner at the cut lost the letter that it needs.
  return `${plainText(characters.slice(0, length - 1).join('')).trimEnd()}…`;
}

/**
 * Escapes `$(name)`, which VS Code renders as an icon in quick picks and the status bar. Elsewhere the backslash
 * would be visible.
 */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/**
 * Text of others in the prompt or the validation message of an input box, which draw icons and links, also of commands
 * (docs/behaviour.md).
 */
export function escapePrompt(text: string): string {
  return escapeIcons(text).replaceAll('](', '] (');
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Isolates right-to-left text, so that it does not reorder the surrounding line. */
export function isolateRtl(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/** Whether a text has another one on lines of its own. @param separator between two texts */
export function hasText(text: string, part: string, separator = '\n'): boolean {
  return `${separator}${text}${separator}`.includes(`${separator}${part}${separator}`);
}

/** Both texts, unless the second one has the first already. */
export function joinedTexts(first: string, second: string, separator = '\n'): string {
  if (first === '' || hasText(second, first, separator)) return second;
  return [first, second].filter(Boolean).join(separator);
}

/**
 * A text without another one that has lines of its own in it, and without the line break that separated the two; else
 * unchanged.
 */
export function withoutText(text: string, part: string, separator = '\n'): string {
  if (part === '') return text;
  const at = `${separator}${text}${separator}`.lastIndexOf(`${separator}${part}${separator}`);
  if (at < 0) return text;
  return [text.slice(0, Math.max(0, at - 1)), text.slice(at + part.length + 1)]
    .filter(Boolean)
    .join(separator);
}
