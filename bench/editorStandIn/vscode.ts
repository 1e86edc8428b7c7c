// A stand-in for the `vscode` module, for measurements in plain Node: it has what the extension uses while it starts
// and listens, and draws nothing. What it lacks is `undefined`, so that a use of it fails at once.
import { randomUUID } from 'node:crypto';
import { createContext } from './extensionContext';
import { neverFires, nothingToDispose, type Uri } from './values';
import { logLines, onDidShowMessage } from './window';
import { changeSettings } from './workspace';

export * from './values';
export { window } from './window';
export { workspace } from './workspace';

type Handler = (...args: readonly unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const commands = {
  registerCommand: (id: string, handler: Handler) => {
    if (handlers.has(id)) throw new Error(`The command ${id} exists already.`);
    handlers.set(id, handler);
    return { dispose: () => handlers.delete(id) };
  },
  /** The editor's own commands do nothing. */
  executeCommand: async (id: string, ...args: readonly unknown[]): Promise<unknown> => {
    const handler = handlers.get(id);
    if (!handler && id.startsWith('livechat.')) throw new Error(`The command ${id} does not exist.`);
    return await handler?.(...args);
  },
};

export const env = {
  appName: 'stand-in',
  language: 'en',
  // The same in each process: what the extension keeps in its folder belongs to this machine.
  machineId: 'bench',
  sessionId: randomUUID(),
  uriScheme: 'vscode',
  uiKind: 1,
  remoteName: undefined,
  clipboard: { readText: () => Promise.resolve(''), writeText: () => Promise.resolve() },
  openExternal: () => Promise.resolve(false),
  asExternalUri: (uri: Uri) => Promise.resolve(uri),
};

type Message = string | { readonly message: string; readonly args?: readonly unknown[] };

export const l10n = {
  t: (message: Message, ...args: readonly unknown[]): string => {
    const text = typeof message === 'string' ? message : message.message;
    const values: readonly unknown[] = typeof message === 'string' ? args : (message.args ?? []);
    return text.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)]));
  },
};

export const authentication = {
  registerAuthenticationProvider: () => nothingToDispose,
  getSession: () => Promise.resolve(undefined),
  onDidChangeSessions: neverFires,
};

export const extensions = { all: [], getExtension: () => undefined, onDidChange: neverFires };

export const lm = { registerTool: () => nothingToDispose };

/** For the program that loaded the extension; the editor has nothing of the kind. */
export const standIn = { createContext, changeSettings, onDidShowMessage, logLines };
