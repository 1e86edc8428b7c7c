// `vscode.workspace`: settings that the program that loaded the extension can change, and the real file system.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EventEmitter, neverFires, nothingToDispose, type Disposable, type Uri } from './values';

const values = new Map<string, unknown>();
const changed = new EventEmitter<{ affectsConfiguration: (section: string) => boolean }>();

/** Changes settings as a user does: listeners are notified. */
export function changeSettings(changes: Readonly<Record<string, unknown>>): void {
  const keys = Object.keys(changes);
  for (const key of keys) values.set(key, changes[key]);
  changed.fire({
    affectsConfiguration: (section) => keys.some((key) => key === section || key.startsWith(`${section}.`)),
  });
}

function getConfiguration(section?: string) {
  const keyOf = (key: string): string => (section === undefined ? key : `${section}.${key}`);
  return {
    get: (key: string, fallback?: unknown): unknown =>
      values.has(keyOf(key)) ? values.get(keyOf(key)) : fallback,
    has: (key: string) => values.has(keyOf(key)),
    inspect: (key: string) => ({ key: keyOf(key), globalValue: values.get(keyOf(key)) }),
    update: (key: string, value: unknown) => {
      changeSettings({ [keyOf(key)]: value });
      return Promise.resolve();
    },
  };
}

function createFileSystemWatcher() {
  const events = { onDidCreate: neverFires, onDidChange: neverFires, onDidDelete: neverFires };
  return { ...events, dispose: () => undefined };
}

const fs = {
  createDirectory: async (uri: Uri) => {
    await mkdir(uri.fsPath, { recursive: true });
  },
  readFile: (uri: Uri) => readFile(uri.fsPath),
  writeFile: async (uri: Uri, bytes: Uint8Array) => {
    await mkdir(path.dirname(uri.fsPath), { recursive: true });
    await writeFile(uri.fsPath, bytes);
  },
  delete: (uri: Uri) => rm(uri.fsPath, { recursive: true, force: true }),
  stat: async (uri: Uri) => {
    const { size, mtimeMs, ctimeMs } = await stat(uri.fsPath);
    return { type: 1, size, mtime: mtimeMs, ctime: ctimeMs };
  },
};

export const workspace = {
  isTrusted: true,
  workspaceFolders: undefined,
  textDocuments: [],
  fs,
  getConfiguration,
  onDidChangeConfiguration: changed.event,
  createFileSystemWatcher,
  registerTextDocumentContentProvider: (): Disposable => nothingToDispose,
};
