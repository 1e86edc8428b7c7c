/**
 * JSON for a `<script type="application/json">` of a page. `<` could end that element, U+2028 and U+2029 end lines, and
 * the editor replaces texts that begin like a URL of its old schemes anywhere in the HTML of a page.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]|-(?=(?:webview-)?resource:)/gi, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
