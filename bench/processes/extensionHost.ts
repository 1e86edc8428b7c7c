// An extension host without an editor: loads a packaged extension over the stand-in for `vscode`, activates it and
// then does what its parent asks. Started by `support/extensionHost.ts`.
import { realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as editorStandIn from '../editorStandIn/vscode';
import { collectGarbage, endWithParent, monotonicMs, notify } from '../support/children';
import type { HostOptions, HostReady, HostRequest, HostResult, TimedCommand } from '../support/extensionHost';

interface Extension {
  readonly activate: (context: unknown) => unknown;
  readonly deactivate?: () => Promise<void>;
}

const options = JSON.parse(process.argv[2] ?? '{}') as HostOptions;
const { extensionDir, storageDir, settings, shortenedTimerMs } = options;
const require = createRequire(import.meta.url);
endWithParent();

if (shortenedTimerMs !== undefined) {
  const { setTimeout: original } = globalThis;
  const shortened = (callback: () => void, ms?: number): NodeJS.Timeout =>
    original(callback, ms === shortenedTimerMs ? 0 : ms);
  globalThis.setTimeout = Object.assign(shortened, { __promisify__: original.__promisify__ });
}

// Resolved by NODE_PATH, as the extension's own `require('vscode')` is.
const { standIn, commands } = require('vscode') as typeof editorStandIn;
standIn.changeSettings(settings);
standIn.onDidShowMessage((text) => notify({ toast: text, at: monotonicMs() }));
const context = standIn.createContext({ extensionDir, storageDir });

const file = path.join(extensionDir, 'dist', 'extension.js');
const begun = performance.now();
const extension = require(file) as Extension;
const loaded = performance.now();
await extension.activate(context);
const activated = performance.now();
const loadedByActivate = loadedBytes();

const requests: Readonly<Record<HostRequest['ask'], (argument: unknown) => unknown>> = {
  settings: (changes) => standIn.changeSettings(changes as Readonly<Record<string, unknown>>),
  command: async (argument) => {
    const [id, ...rest] = argument as [string, ...unknown[]];
    return await commands.executeCommand(id, ...rest);
  },
  timedCommand: async (argument) => {
    const [id, ...rest] = argument as [string, ...unknown[]];
    const sentAt = performance.now();
    const result = await commands.executeCommand(id, ...rest);
    return { ms: performance.now() - sentAt, items: itemsOf(result) } satisfies TimedCommand;
  },
  memory: () => {
    collectGarbage();
    return process.memoryUsage().rss;
  },
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  },
  loadedBytes,
  close: async () => {
    await extension.deactivate?.();
    for (const item of context.subscriptions) item.dispose();
    setImmediate(() => process.exit());
  },
};

/** Size of the bundles of the extension that are loaded. */
function loadedBytes(): number {
  const dist = path.dirname(realpathSync(file)) + path.sep;
  const files = Object.keys(require.cache).filter((name) => name.startsWith(dist));
  return files.reduce((sum, name) => sum + statSync(name).size, 0);
}

/** The length of a list, or of the tickets of a page. */
function itemsOf(result: unknown): number | undefined {
  if (Array.isArray(result)) return result.length;
  const { tickets } = (result ?? {}) as { readonly tickets?: unknown };
  return Array.isArray(tickets) ? tickets.length : undefined;
}

async function answer({ id, ask, argument }: HostRequest): Promise<HostResult> {
  try {
    return { id, value: await requests[ask](argument) };
  } catch (thrown) {
    const { message, code } = thrown as { readonly message?: string; readonly code?: string };
    return { id, error: { message: message ?? String(thrown), code, log: standIn.logLines.slice(-20) } };
  }
}

process.on('message', (request: HostRequest) => void answer(request).then(notify));
notify({ loadMs: loaded - begun, activateMs: activated - loaded, loadedByActivate } satisfies HostReady);
