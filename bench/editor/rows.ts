import { window, type ExtensionContext } from 'vscode';
import { fixedRows } from './fixedRows';

/** Manifest of the extension. */
interface Manifest {
  readonly nested: boolean;
}

/** The least that an extension with a list can do. */
export function activate({ extension, subscriptions }: ExtensionContext): void {
  const { nested } = extension.packageJSON as Manifest;
  const treeDataProvider = fixedRows(nested);
  subscriptions.push(window.createTreeView('benchRows.rows', { treeDataProvider }));
}
