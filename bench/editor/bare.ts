import { commands, TreeItem, ViewColumn, window, type ExtensionContext, type WebviewPanel } from 'vscode';
import { bareNames } from '../support/bareNames';

/** The least that an extension with a list and a page can do: fixed rows, and one panel that names the selected one. */
export function activate({ subscriptions }: ExtensionContext): void {
  const treeDataProvider = {
    getChildren: () => [...bareNames],
    getTreeItem: (name: string) => {
      const item = new TreeItem(name);
      item.command = { command: 'benchBare.show', title: 'Show', arguments: [name] };
      return item;
    },
  };
  let panel: WebviewPanel | undefined;
  const show = (name: string): void => {
    panel ??= openPanel();
    panel.title = name;
    void panel.webview.postMessage(name);
  };
  subscriptions.push(
    window.createTreeView('benchBare.rows', { treeDataProvider }),
    commands.registerCommand('benchBare.show', show),
  );
}

function openPanel(): WebviewPanel {
  const showOptions = { viewColumn: ViewColumn.Active, preserveFocus: true };
  const panel = window.createWebviewPanel('benchBare.page', '', showOptions, { enableScripts: true });
  // The same elements as in the page of a ticket, which `ticketMarksScript` looks at.
  panel.webview.html = `<!DOCTYPE html><h1></h1><p class="meta"><span class="dim"></span></p><script>
    addEventListener('message', ({ data }) => {
      document.querySelector('h1').textContent = data;
      document.querySelector('.dim').textContent = data;
    });</script>`;
  return panel;
}
