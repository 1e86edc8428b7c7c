import { TabInputWebview, window, type WebviewPanel } from 'vscode';
import type { App } from '../app';
import { PreviewTab } from './previewTab';

/** The preview tab of the window, which the bundles of all panels share. */
export function previewTabOf(app: App): PreviewTab {
  return (app.shared.previewTab ??= new PreviewTab(app.clock, isPinned, (isActive) =>
    app.keys.set('livechat.preview', isActive),
  ));
}

function isPinned({ viewType, title }: WebviewPanel): boolean {
  return window.tabGroups.all
    .flatMap((group) => group.tabs)
    .some(
      ({ input, isPinned: pinned, label }) =>
        pinned && label === title && input instanceof TabInputWebview && input.viewType.endsWith(viewType),
    );
}
