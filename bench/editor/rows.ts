import { TreeItem, window, type ExtensionContext } from 'vscode';

/** The least that an extension with a list can do: twenty rows that never change. */
export function activate({ subscriptions }: ExtensionContext): void {
  const names = Array.from({ length: 20 }, (_, index) => `Row ${index}`);
  const treeDataProvider = { getChildren: () => names, getTreeItem: (name: string) => new TreeItem(name) };
  subscriptions.push(window.createTreeView('benchRows.rows', { treeDataProvider }));
}
