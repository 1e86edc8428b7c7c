import { env, Uri, window, type ViewColumn, type Webview, type WebviewPanel } from 'vscode';
import { embeddedJson } from './embeddedJson';

/** The pages that the build makes: `dist/webview/<name>.js` and `.css`. */
export type PageName = 'form' | 'detail' | 'chat' | 'statistics' | 'bulk';

export interface PageOptions {
  readonly viewType: string;
  readonly page: PageName;
  readonly title: string;
  readonly column: ViewColumn;
  readonly preserveFocus?: boolean;
}

/** The only place that creates panels. */
export function createPanel({
  viewType,
  title,
  column,
  preserveFocus = false,
}: Omit<PageOptions, 'page'>): WebviewPanel {
  return window.createWebviewPanel(
    viewType,
    title,
    { viewColumn: column, preserveFocus },
    { enableFindWidget: true },
  );
}

/** Creates a panel with a page. The page sends `ready` before it can receive messages. */
export function openPage(extensionUri: Uri, { page, ...options }: PageOptions): WebviewPanel {
  const panel = createPanel(options);
  fillPage(panel, extensionUri, page);
  return panel;
}

/**
 * Loads a page into a panel, which may be restored after a reload.
 * @param first messages that the page receives at once
 */
export function fillPage(
  panel: WebviewPanel,
  extensionUri: Uri,
  page: PageName,
  first?: readonly unknown[],
): void {
  const dist = Uri.joinPath(extensionUri, 'dist', 'webview');
  panel.webview.options = { enableScripts: true, enableForms: true, localResourceRoots: [dist] };
  panel.iconPath = Uri.joinPath(extensionUri, 'media', 'livechat.svg');
  panel.webview.html = pageHtml(panel.webview, dist, page, first);
}

/**
 * The HTML contains only URLs, the nonce, and messages as JSON, whose texts and values the page sets as text content. The
 * policy allows no inline script or style, and no other origin.
 */
function pageHtml(
  webview: Webview,
  dist: Uri,
  page: PageName,
  first: readonly unknown[] | undefined,
): string {
  const nonce = newNonce();
  const script = webview.asWebviewUri(Uri.joinPath(dist, `${page}.js`)).toString();
  const style = webview.asWebviewUri(Uri.joinPath(dist, `${page}.css`)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ');
  const data =
    first === undefined
      ? ''
      : `
  <script type="application/json" id="first">${embeddedJson({ id: nonce, messages: first })}</script>`;
  return `<!DOCTYPE html>
<html lang="${languageTag(env.language)}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
  <title>LiveChat</title>
</head>
<body>
  <main id="page"></main>${data}
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

function languageTag(language: string): string {
  return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(language) ? language : 'en';
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
