import { env, Uri, window, workspace, type ViewColumn, type WebviewPanel } from 'vscode';
import { pageHtml, type PageFiles } from './pageHtml';

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
 * @param files of the page if they were read, so that the editor need not fetch them
 */
export function fillPage(
  panel: WebviewPanel,
  extensionUri: Uri,
  page: PageName,
  first?: readonly unknown[],
  files?: PageFiles,
): void {
  const { webview } = panel;
  const dist = webviewFolder(extensionUri);
  const addressOf = (type: string): string =>
    webview.asWebviewUri(Uri.joinPath(dist, `${page}.${type}`)).toString();
  webview.options = { enableScripts: true, enableForms: true, localResourceRoots: [dist] };
  panel.iconPath = Uri.joinPath(extensionUri, 'media', 'livechat.svg');
  webview.html = pageHtml({
    ...{ nonce: newNonce(), language: env.language, source: webview.cspSource },
    addresses: { script: addressOf('js'), style: addressOf('css') },
    ...(files && { files }),
    ...(first && { first }),
  });
}

/** Reads the files of a page. @throws the editor's error */
export async function readPageFiles(extensionUri: Uri, page: PageName): Promise<PageFiles> {
  const read = async (type: string): Promise<string> => {
    const file = Uri.joinPath(webviewFolder(extensionUri), `${page}.${type}`);
    return new TextDecoder().decode(await workspace.fs.readFile(file));
  };
  const [script, style] = await Promise.all([read('js'), read('css')]);
  return { script, style };
}

function webviewFolder(extensionUri: Uri): Uri {
  return Uri.joinPath(extensionUri, 'dist', 'webview');
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
