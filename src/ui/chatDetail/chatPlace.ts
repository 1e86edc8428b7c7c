import { l10n, ViewColumn, type Uri, type WebviewPanel } from 'vscode';
import { panelTypes } from '../../manifest';
import { openPage } from '../shell/panels/page';
import type { HowToShow } from '../shell/panels/previewTab';
import { ChatPanel } from './chatPanel';

/** The editor's panel for a chat. */
export interface ChatPlace {
  readonly webviewPanel: WebviewPanel;
  readonly isPreview: boolean;
  /** Whether the panel has a page that showed another chat. */
  readonly hasPage: boolean;
}

/** A new panel, or that of the preview. */
export function chatPlace(extensionUri: Uri, { preserveFocus, isPreview, reuse }: HowToShow): ChatPlace {
  if (!(reuse instanceof ChatPanel)) {
    const webviewPanel = openPage(extensionUri, {
      viewType: panelTypes.chat,
      page: 'chat',
      title: l10n.t('Chat'),
      column: ViewColumn.Active,
      preserveFocus,
    });
    return { webviewPanel, isPreview, hasPage: false };
  }
  const { hasPage } = reuse;
  const webviewPanel = reuse.release();
  if (!webviewPanel.visible || !(preserveFocus || webviewPanel.active)) {
    webviewPanel.reveal(undefined, preserveFocus);
  }
  return { webviewPanel, isPreview, hasPage };
}
