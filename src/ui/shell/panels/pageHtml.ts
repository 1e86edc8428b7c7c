import { embeddedJson } from './embeddedJson';

/** Script and style of a page, as texts or as addresses. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

export interface PageHtmlOptions {
  readonly nonce: string;
  /** The editor's language. */
  readonly language: string;
  /** What the editor serves files from, for the policy. */
  readonly source: string;
  readonly addresses: PageFiles;
  /** To be part of the HTML: the editor takes longer to fetch two files than to draw a page. */
  readonly files?: PageFiles;
  /** Messages that the page receives at once. */
  readonly first?: readonly unknown[];
}

/**
 * The HTML of a page contains its script and style or their addresses, the nonce, and messages as JSON, whose texts and
 * values the page sets as text content. The policy allows no script without the nonce, no style but the page's and no
 * other origin.
 */
export function pageHtml({ nonce, language, source, addresses, files, first }: PageHtmlOptions): string {
  const inner = files && Object.values(files).every(mayBeInHtml) ? files : undefined;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${inner ? `'nonce-${nonce}'` : source}`,
    `font-src ${source}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const data =
    first === undefined
      ? ''
      : `
  <script type="application/json" id="first">${embeddedJson({ id: nonce, messages: first })}</script>`;
  const style = inner
    ? `<style nonce="${nonce}">${inner.style}</style>`
    : `<link rel="stylesheet" href="${addresses.style}">`;
  const script = inner
    ? `<script nonce="${nonce}">${inner.script}</script>`
    : `<script nonce="${nonce}" src="${addresses.script}"></script>`;
  return `<!DOCTYPE html>
<html lang="${languageTag(language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  ${style}
  <title>LiveChat</title>
</head>
<body>
  <main id="page"></main>${data}
  ${script}
</body>
</html>`;
}

/** Nothing that ends its element, begins a comment, or is like a URL that the editor replaces (`embeddedJson`). */
function mayBeInHtml(text: string): boolean {
  return !/<\/(?:script|style)|<!--|resource:/i.test(text);
}

function languageTag(language: string): string {
  return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : 'en';
}
