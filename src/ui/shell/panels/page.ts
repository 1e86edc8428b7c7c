import { env, Uri, window, type ViewColumn, type Webview, type WebviewPanel } from 'vscode';

/** The pages that the build makes: `dist/webview/<name>.js` and `.css`. */
export type PageName = 'form' | 'detail' | 'chat' | 'statistics' | 'bulk';

export interface PageOptions {
  readonly viewType: string;
  readonly page: PageName;
  readonly title: string;
  readonly column: ViewColumn;
  readonly preserveFocus?: boolean;
}

/** The only place that creates panels. The page sends `ready` before it can receive messages. */
export function openPage(
  extensionUri: Uri,
  { viewType, page, title, column, preserveFocus = false }: PageOptions,
): WebviewPanel {
  const panel = window.createWebviewPanel(
    viewType,
    title,
    { viewColumn: column, preserveFocus },
    { enableFindWidget: true },
  );
  fillPage(panel, extensionUri, page);
  return panel;
}

/** Loads a page into a panel, which may be restored after a reload. */
export function fillPage(panel: WebviewPanel, extensionUri: Uri, page: PageName): void {
  const dist = Uri.joinPath(extensionUri, 'dist', 'webview');
  panel.webview.options = { enableScripts: true, enableForms: true, localResourceRoots: [dist] };
  panel.iconPath = Uri.joinPath(extensionUri, 'media', 'livechat.svg');
  panel.webview.html = pageHtml(panel.webview, dist, page);
}

/**
 * The HTML contains only URLs and the nonce: texts and values are sent later and set as text content. The policy
 * allows no inline script or style, and no other origin.
 */
function pageHtml(webview: Webview, dist: Uri, page: PageName): string {
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
  <main id="page"></main>
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
