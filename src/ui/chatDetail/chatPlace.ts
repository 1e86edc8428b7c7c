import { l10n, ViewColumn, type Uri, type WebviewPanel } from 'vscode';
import { panelTypes } from '../../manifest';
import { createPanel, fillPage } from '../shell/panels/page';
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

/** A new panel, or that of the preview. */
export function chatPlace(extensionUri: Uri, { preserveFocus, isPreview, reuse }: HowToShow): ChatPlace {
  if (!(reuse instanceof ChatPanel)) {
    const webviewPanel = createPanel({
      viewType: panelTypes.chat,
      title: l10n.t('Chat'),
      column: ViewColumn.Active,
      preserveFocus,
    });
    const load = (first?: readonly unknown[]): void => fillPage(webviewPanel, extensionUri, 'chat', first);
    return { webviewPanel, isPreview, hasPage: false, load };
  }
  const { hasPage } = reuse;
  const webviewPanel = reuse.release();
  if (!webviewPanel.visible || !(preserveFocus || webviewPanel.active)) {
    webviewPanel.reveal(undefined, preserveFocus);
  }
  return { webviewPanel, isPreview, hasPage };
}
