import {
  authentication,
  commands,
  Disposable,
  EventEmitter,
  FileType,
  lm,
  Uri,
  window,
  workspace,
} from 'vscode';
import type {
  AuthenticationProvider,
  ExtensionContext,
  LanguageModelTool,
  SecretStorageChangeEvent,
  TreeDataProvider,
} from 'vscode';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ownExtension } from './extensionFixture';
import { Replaced } from './replaced';

type Handler = (...args: unknown[]) => unknown;

/** A second instance of the built extension, whose secret storage, log and trees a test can read. */
export class SecondWindow {
  readonly secrets = new Map<string, string>();
  readonly state = new Map<string, unknown>();
  readonly log: string[] = [];
  /** While set, the secret storage rejects all calls with these keys, as with a locked keyring. */
  locked: (key: string) => boolean = () => false;
  readonly trees = new Map<string, TreeDataProvider<unknown>>();
  readonly tools = new Map<string, LanguageModelTool<object>>();
  provider: AuthenticationProvider | undefined;
  /** The extension's files that were loaded until its activation ended. */
  loadedAtStart: readonly string[] = [];
  private deactivate: () => Promise<void> = () => Promise.resolve();
  private readonly handlers = new Map<string, Handler>();
  private readonly subscriptions: { dispose(): unknown }[] = [];
  private readonly secretChanged = new EventEmitter<SecretStorageChangeEvent>();
  /** The extension's storage folder. */
  readonly folder = Uri.joinPath(workspace.workspaceFolders?.[0]?.uri ?? Uri.file('/'), 'state');

  /** @param around wraps the activation, e.g. to watch it */
  open(around: (activate: () => void) => void = (activate) => activate()): void {
    const dist = path.join(ownExtension().extensionPath, 'dist');
    const load = createRequire(path.join(dist, 'extension.js'));
    const kept = new Map(Object.entries(load.cache).filter(([file]) => file.startsWith(dist)));
    for (const file of kept.keys()) Reflect.deleteProperty(load.cache, file);
    const replaced = this.replaceEndpoints();
    try {
      around(() => {
        const copy = load('./extension.js') as {
          activate(context: ExtensionContext): void;
          deactivate(): Promise<void>;
        };
        this.deactivate = () => copy.deactivate();
        copy.activate(this.context());
      });
      this.loadedAtStart = Object.keys(load.cache).filter((file) => file.startsWith(dist));
    } finally {
      replaced.restore();
      for (const [file, module] of kept) load.cache[file] = module;
    }
  }

  run(command: string, ...args: unknown[]): Promise<unknown> {
    const handler = this.handlers.get(command);
    assert.ok(handler, `no command ${command}`);
    return Promise.resolve(handler(...args));
  }

  /** Closes the window and opens it again. @param between runs while it is closed */
  async restart(between: () => void): Promise<void> {
    await this.end();
    between();
    this.open();
  }

  async close(): Promise<void> {
    await this.end();
    this.secretChanged.dispose();
    const entries = await workspace.fs.readDirectory(Uri.joinPath(this.folder, '..'));
    const made = entries.some(([name, type]) => name === 'state' && type === FileType.Directory);
    if (made) await workspace.fs.delete(this.folder, { recursive: true });
  }

  private async end(): Promise<void> {
    await this.deactivate();
    for (const one of this.subscriptions.splice(0).reverse()) await one.dispose();
  }

  private context(): ExtensionContext {
    const { secrets, state, secretChanged } = this;
    const unlocked = (key: string): Promise<void> =>
      this.locked(key) ? Promise.reject(new Error('The keyring is locked.')) : Promise.resolve();
    const memento = {
      get: (key: string) => state.get(key),
      update: (key: string, value: unknown) => {
        state.set(key, value);
        return Promise.resolve();
      },
    };
    const context = {
      subscriptions: this.subscriptions,
      extension: ownExtension(),
      extensionUri: ownExtension().extensionUri,
      globalStorageUri: this.folder,
      secrets: {
        get: async (key: string) => {
          await unlocked(key);
          return secrets.get(key);
        },
        store: async (key: string, value: string) => {
          await unlocked(key);
          secrets.set(key, value);
          secretChanged.fire({ key });
        },
        delete: async (key: string) => {
          await unlocked(key);
          secrets.delete(key);
          secretChanged.fire({ key });
        },
        onDidChange: secretChanged.event,
      },
      globalState: memento,
      workspaceState: memento,
    };
    return context as unknown as ExtensionContext;
  }

  /** Redirects registrations that the editor allows only once per name, during the activation. */
  private replaceEndpoints(): Replaced {
    const replaced = new Replaced();
    const nothing = new Disposable(() => undefined);
    replaced.member(commands, 'registerCommand', (id: string, handler: Handler) => {
      this.handlers.set(id, handler);
      return nothing;
    });
    const write = (line: string): number => this.log.push(line);
    const channel = {
      trace: write,
      debug: write,
      info: write,
      warn: write,
      error: write,
      show: () => undefined,
    };
    const createChannel = () => ({ ...channel, dispose: () => undefined });
    replaced.member(
      window,
      'createOutputChannel',
      createChannel as unknown as typeof window.createOutputChannel,
    );
    const createView = (id: string, options: { treeDataProvider: TreeDataProvider<unknown> }) => {
      this.trees.set(id, options.treeDataProvider);
      return {
        visible: true,
        onDidChangeVisibility: () => nothing,
        onDidExpandElement: () => nothing,
        onDidCollapseElement: () => nothing,
        dispose: () => undefined,
      };
    };
    replaced.member(window, 'createTreeView', createView as unknown as typeof window.createTreeView);
    const createItem = () => ({ show: () => undefined, dispose: () => undefined });
    replaced.member(
      window,
      'createStatusBarItem',
      createItem as unknown as typeof window.createStatusBarItem,
    );
    replaced.member(window, 'registerUriHandler', () => nothing);
    const registerTool = (name: string, tool: LanguageModelTool<object>): Disposable => {
      this.tools.set(name, tool);
      return nothing;
    };
    replaced.member(lm, 'registerTool', registerTool as typeof lm.registerTool);
    replaced.member(window, 'registerWebviewPanelSerializer', () => nothing);
    replaced.member(workspace, 'registerTextDocumentContentProvider', () => nothing);
    replaced.member(
      authentication,
      'registerAuthenticationProvider',
      (_id: string, _label: string, provider: AuthenticationProvider) => {
        this.provider = provider;
        return nothing;
      },
    );
    return replaced;
  }
}
