import { TreeItem, TreeItemCollapsibleState, type TreeDataProvider } from 'vscode';

const group = 'Group';

/**
 * Twenty rows that never change.
 * @param nested whether they are below one that is expanded, as tickets are below the row of their status
 */
export function fixedRows(nested: boolean): TreeDataProvider<string> {
  const names = Array.from({ length: 20 }, (_, index) => `Row ${index}`);
  return {
    getChildren: (name) => (nested && name === undefined ? [group] : names),
    getTreeItem: (name) =>
      new TreeItem(name, name === group ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None),
  };
}
