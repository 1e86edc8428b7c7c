import { l10n, ViewColumn, type Uri, type WebviewPanel } from 'vscode';
import { Lazy } from '../../core/base/lazy';
import { logRejection } from '../../core/base/log';
import { panelTypes } from '../../manifest';
import type { App } from '../shell/app';
import { createPanel, fillPage, readPageFiles } from '../shell/panels/page';
import type { PageFiles } from '../shell/panels/pageHtml';
import type { HowToShow } from '../shell/panels/previewTab';
import { ChatPanel } from './chatPanel';

/** The editor's panel for a chat. */
export interface ChatPlace {
  readonly webviewPanel: WebviewPanel;
  readonly isPreview: boolean;
  /** Whether the panel has a page that showed another chat. */
  readonly hasPage: boolean;
  /** Loads the page of a new panel, with its first messages. */
  readonly load?: (first?: readonly unknown[]) => void;
}

/** What pages are loaded from. */
export interface ChatPages {
  readonly extensionUri: Uri;
  /** Script and style of the page, once they were read. */
  readonly files: PageFiles | undefined;
}

/** Begins to read the files of the page. The editor fetches them for a panel that is opened before. */
export function chatPages({ context: { extensionUri }, log }: Pick<App, 'context' | 'log'>): ChatPages {
  const files = new Lazy(() => readPageFiles(extensionUri, 'chat'));
  logRejection(files.get(), log);
  return {
    extensionUri,
    get files() {
      return files.value;
    },
  };
}

/** A new panel, or that of the preview. */
export function chatPlace(pages: ChatPages, { preserveFocus, isPreview, reuse }: HowToShow): ChatPlace {
  if (!(reuse instanceof ChatPanel)) {
    const webviewPanel = createPanel({
      viewType: panelTypes.chat,
      title: l10n.t('Chat'),
      column: ViewColumn.Active,
      preserveFocus,
    });
    const load = (first?: readonly unknown[]): void =>
      fillPage(webviewPanel, pages.extensionUri, 'chat', first, pages.files);
    return { webviewPanel, isPreview, hasPage: false, load };
  }
  const { hasPage } = reuse;
  const webviewPanel = reuse.release();
  if (!webviewPanel.visible || !(preserveFocus || webviewPanel.active)) {
    webviewPanel.reveal(undefined, preserveFocus);
  }
  return { webviewPanel, isPreview, hasPage };
}
