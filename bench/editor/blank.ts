import {
  authentication,
  commands,
  Disposable,
  lm,
  StatusBarAlignment,
  TreeItem,
  window,
  type ExtensionContext,
} from 'vscode';
import { fixedRows } from './fixedRows';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly authentication?: readonly { readonly id: string; readonly label: string }[];
    readonly languageModelTools?: readonly { readonly name: string }[];
  };
}

const nothing = (): undefined => undefined;

/**
 * The whole of an extension that registers what the manifest beside it contributes, with handlers that do nothing and
 * fixed rows in its first view: the least that an extension with such a manifest can cost.
 */
export function activate({ extension, subscriptions: own }: ExtensionContext): void {
  const { activationEvents, contributes } = extension.packageJSON as Manifest;
  own.push(window.createOutputChannel('Blank', { log: true }));
  own.push(window.createStatusBarItem('blank', StatusBarAlignment.Left));
  own.push(window.registerUriHandler({ handleUri: nothing }));
  for (const { command } of contributes.commands) own.push(commands.registerCommand(command, nothing));
  for (const [index, { id }] of Object.values(contributes.views).flat().entries()) {
    const empty = { getChildren: () => [], getTreeItem: () => new TreeItem('') };
    const treeDataProvider = index === 0 ? fixedRows(true) : empty;
    own.push(window.createTreeView(id, { treeDataProvider }));
  }
  for (const { id, label } of contributes.authentication ?? []) {
    own.push(
      authentication.registerAuthenticationProvider(id, label, {
        onDidChangeSessions: () => new Disposable(nothing),
        getSessions: () => Promise.resolve([]),
        createSession: () => Promise.reject(new Error('Not implemented.')),
        removeSession: () => Promise.resolve(),
      }),
    );
  }
  for (const { name } of contributes.languageModelTools ?? []) {
    own.push(lm.registerTool(name, { invoke: nothing }));
  }
  for (const type of activationEvents.flatMap((event) => event.split('onWebviewPanel:').slice(1))) {
    own.push(
      window.registerWebviewPanelSerializer(type, { deserializeWebviewPanel: () => Promise.resolve() }),
    );
  }
}
