import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EventEmitter, Uri } from './values';

type Values = Record<string, unknown>;

export interface ContextOptions {
  /** Folder of the extension: its `package.json` and `dist`. */
  readonly extensionDir: string;
  /** What the editor keeps for the extension, so that the next process of the same folder finds it. */
  readonly storageDir: string;
}

/** What `activate` gets. */
export function createContext({ extensionDir, storageDir }: ContextOptions) {
  const globalStorage = path.join(storageDir, 'globalStorage');
  mkdirSync(globalStorage, { recursive: true });
  const packageJSON: unknown = JSON.parse(readFileSync(path.join(extensionDir, 'package.json'), 'utf8'));
  const extensionUri = Uri.file(extensionDir);
  return {
    subscriptions: [] as { dispose(): unknown }[],
    extension: { id: 'livechat-desk.livechat-desk', packageJSON, extensionUri, extensionPath: extensionDir },
    extensionUri,
    extensionPath: extensionDir,
    extensionMode: 1,
    globalStorageUri: Uri.file(globalStorage),
    storageUri: Uri.file(path.join(storageDir, 'workspaceStorage')),
    logUri: Uri.file(path.join(storageDir, 'logs')),
    globalState: memento(path.join(storageDir, 'globalState.json')),
    workspaceState: memento(path.join(storageDir, 'workspaceState.json')),
    secrets: secretStorage(path.join(storageDir, 'secrets.json')),
    asAbsolutePath: (relative: string) => path.join(extensionDir, relative),
  };
}

/** Values in a JSON file, written with each change. */
function stored(file: string): { readonly values: Values; readonly save: () => void } {
  const values = read(file);
  return { values, save: () => writeFileSync(file, JSON.stringify(values)) };
}

function read(file: string): Values {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Values;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return {};
    throw thrown;
  }
}

function memento(file: string) {
  const { values, save } = stored(file);
  return {
    keys: () => Object.keys(values),
    get: (key: string, fallback?: unknown): unknown => values[key] ?? fallback,
    update: (key: string, value: unknown) => {
      values[key] = value;
      save();
      return Promise.resolve();
    },
    setKeysForSync: () => undefined,
  };
}

function secretStorage(file: string) {
  const { values, save } = stored(file);
  const changed = new EventEmitter<{ readonly key: string }>();
  const put = (key: string, value: string | undefined): Promise<void> => {
    values[key] = value;
    save();
    changed.fire({ key });
    return Promise.resolve();
  };
  return {
    get: (key: string) => Promise.resolve(values[key]),
    store: (key: string, value: string) => put(key, value),
    delete: (key: string) => put(key, undefined),
    keys: () => Promise.resolve(Object.keys(values).filter((key) => values[key] !== undefined)),
    onDidChange: changed.event,
  };
}
