import { existsSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/workbench/childProcesses.mjs';
import type { EditorName } from '../../../scripts/workbench/editorVersions.mjs';
import { extensionHosts } from '../../../scripts/workbench/extensionHosts.mjs';
import { openBrowser } from '../../../scripts/workbench/openBrowser.mjs';
import { vsixFile } from '../../../scripts/workbench/project.mjs';
import { quietSettings } from '../../../scripts/workbench/settings.mjs';
import { type Server, startServer } from '../../../scripts/workbench/startServer.mjs';
import { keepBrowserCache, takeBrowserCache } from './browserCache';
import { patienceMs } from './eventually';
import { record, saveEvidence } from './openWorkbenches';
import { simulateHighContrast, themeSettings } from './theme';
import { type WorkbenchWindow, windowOf } from './workbenchWindow';

export interface WorkbenchOptions {
  readonly version?: EditorName;
  /** User settings, in addition to those of all tests. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Display language, e.g. `pt-br`. */
  readonly locale?: 'en' | 'pt-br';
  /** Installs the packaged extension, unless `false`; a path installs another one. */
  readonly vsix?: boolean | string;
  /** Unpacked extensions to install in addition. */
  readonly extensionDirs?: readonly string[];
  /** The folder to open; by default none. */
  readonly folder?: string;
  /** A profile folder that is kept for the next start; by default a temporary one. */
  readonly profileDir?: string;
  /** Additional environment variables of the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** Opens folders in Restricted Mode. */
  readonly workspaceTrust?: boolean;
  /** The extensions that the editor comes with: by default few, so that it starts faster. */
  readonly builtIn?: 'all' | 'few';
  /** Only whoever has the address can open the editor, as after `npm start`. */
  readonly needsToken?: boolean;
}

export interface Workbench extends WorkbenchWindow {
  readonly context: BrowserContext;
  readonly url: string;
  readonly userDataDir: string;
  /** Another window of the same editor and browser profile. */
  newWindow(): Promise<WorkbenchWindow>;
  /** Kills all extension hosts, or the one with this process id. */
  killExtensionHost(pid?: number): void;
  /** Process ids of the extension hosts, oldest first. */
  extensionHosts(): number[];
  /** The output of the server and the pages so far. */
  log(): string;
  dispose(): Promise<void>;
}

/** Opens a window and waits until it is ready. */
async function openWindow(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page
    .locator('.monaco-workbench .part.statusbar .statusbar-item')
    .first()
    .waitFor({ timeout: 60_000 });
}

/** Waits for a server and a browser; if one does not start, the other is ended. */
async function bothOf(
  starting: Promise<Server>,
  opening: Promise<BrowserContext>,
): Promise<[Server, BrowserContext]> {
  const [server, context] = await Promise.allSettled([starting, opening]);
  if (server.status === 'fulfilled' && context.status === 'fulfilled') return [server.value, context.value];
  if (server.status === 'fulfilled') await server.value.dispose();
  if (context.status === 'fulfilled') await context.value.close();
  throw server.status === 'rejected'
    ? server.reason
    : context.status === 'rejected'
      ? context.reason
      : undefined;
}

export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { vsix = true, locale = 'en' } = options;
  const packaged = vsix === true ? vsixFile : vsix;
  const profileDir = options.profileDir ?? temporaryFolder('desk-');
  const browserProfile = path.join(profileDir, 'browser');
  // In a profile that is used again, the address of the editor must not change.
  const port = existsSync(browserProfile) ? undefined : await takeBrowserCache(browserProfile);
  const pageLog: string[] = [];
  // At the same time, since each waits for its own process.
  const [server, context] = await bothOf(
    startServer({
      ...(options.version === undefined ? {} : { version: options.version }),
      settings: { ...quietSettings, ...themeSettings, ...options.settings },
      profileDir,
      ...(port === undefined ? {} : { port }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(locale === 'en' ? {} : { locale }),
      ...(packaged === false ? {} : { vsix: packaged }),
      ...(options.extensionDirs === undefined ? {} : { extensionDirs: options.extensionDirs }),
      workspaceTrust: options.workspaceTrust ?? false,
      needsToken: options.needsToken ?? false,
      builtIn: options.builtIn ?? 'few',
    }),
    openBrowser(browserProfile, locale === 'en' ? 'en-US' : 'pt-BR'),
  ).catch((error: unknown) => {
    removeProfile();
    throw error;
  });
  try {
    await simulateHighContrast(context);
    context.setDefaultTimeout(patienceMs);
    context.on('console', (message) => pageLog.push(`${message.type()}: ${message.text()}`));
    const address = new URL(server.url);
    if (options.folder === undefined) address.searchParams.set('ew', 'true');
    else address.searchParams.set('folder', options.folder);
    return await open(context, address.href);
  } catch (error) {
    await close();
    throw error;
  }

  async function close(): Promise<void> {
    await context.close();
    await server.dispose();
    if (options.profileDir === undefined) keepBrowserCache(browserProfile, server.port);
    removeProfile();
  }

  function removeProfile(): void {
    if (options.profileDir === undefined) removeTemporaryFolder(profileDir);
  }

  async function open(browser: BrowserContext, address: string): Promise<Workbench> {
    const first = windowOf(browser.pages()[0] ?? (await browser.newPage()), server.userDataDir);
    const log = () => `${server.output()}\n--- page ---\n${pageLog.join('\n')}`;
    const recorded = record({ pages: () => browser.pages(), log });
    const workbench: Workbench = {
      ...first,
      context: browser,
      url: server.url,
      userDataDir: server.userDataDir,
      newWindow: async () => {
        const page = await browser.newPage();
        await openWindow(page, address);
        return windowOf(page, server.userDataDir);
      },
      extensionHosts: () => extensionHosts(server.pid),
      killExtensionHost: (pid) => {
        const pids = pid === undefined ? extensionHosts(server.pid) : [pid];
        if (pids.length === 0) throw new Error('No extension host runs.');
        for (const each of pids) process.kill(each, 'SIGKILL');
      },
      log,
      dispose: async () => {
        recorded.dispose();
        await close();
      },
    };
    try {
      await openWindow(first.page, address);
    } catch (error) {
      await saveEvidence('start of a workbench');
      recorded.dispose();
      throw error;
    }
    return workbench;
  }
}
