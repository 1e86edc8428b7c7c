// Escaped, because most of them are invisible in an editor.
const bidi = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const invisible = /[\u00ad\u180e\u200b\u2060-\u2064\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Removes characters that could deceive a reader: bidirectional overrides, invisible and control characters. Line
 * breaks and tabs stay, and so do joiners (U+200C, U+200D), which scripts and emoji need.
 */
export function plainText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(bidi, '')
    .replace(invisible, '')
    .replace(controls, '');
}

/** Created lazily and once, because creating it is expensive. */
let segmenter: Intl.Segmenter | undefined;

/**
 * Plain text on one line, for rows, toasts and titles.
 * @param length maximum in user-perceived characters; a longer text is cut and ends with an ellipsis
 */
export function oneLine(text: string, length = 120): string {
  const line = plainText(text).replace(/\s+/g, ' ').trim();
  if (line.length <= length) return line;
  // A user-perceived character may consist of many code units, so the text is cut twice.
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
 * Escapes `$(name)`, which VS Code renders as an icon in quick picks and the status bar. Elsewhere the backslash
 * would be visible.
 */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** Isolates right-to-left text, so that it does not reorder the surrounding line. */
export function isolateRtl(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}
