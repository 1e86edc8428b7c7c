import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removeTemporaryFolder, temporaryFolder } from '../../../scripts/workbench/childProcesses.mjs';
import { processWide } from '../../../scripts/workbench/processWide.mjs';
import { freePort } from '../../../scripts/workbench/startServer.mjs';

/** What a closed browser has cached of the editor. */
interface BrowserCache {
  readonly folder: string;
  /** The browser caches by address, so the cache is of use only for a server on the same port. */
  readonly port: number;
}

/** Downloaded files and compiled scripts, in the browser's profile. Nothing that a page stores is kept. */
const folders = ['Cache', 'Code Cache'].map((name) => path.join('Default', name));

/** A new browser loads the editor from this cache in about half the time. */
const kept = processWide('browser cache', (): { cache?: BrowserCache } => ({}));

/**
 * Moves the cache of the browser that was closed last into a new browser profile.
 * @returns the port for the editor's server; undefined without a cache or if the port is taken
 */
export async function takeBrowserCache(profile: string): Promise<number | undefined> {
  const { cache } = kept;
  if (!cache) return undefined;
  // The next workbench, if it is started before this one is closed, starts without a cache.
  delete kept.cache;
  try {
    await freePort(cache.port);
  } catch {
    removeTemporaryFolder(cache.folder);
    return undefined;
  }
  move(cache.folder, profile);
  removeTemporaryFolder(cache.folder);
  return cache.port;
}

/** Keeps the cache of a closed browser for the next one. */
export function keepBrowserCache(profile: string, port: number): void {
  if (kept.cache) return;
  const folder = temporaryFolder('desk-');
  move(profile, folder);
  kept.cache = { folder, port };
}

function move(from: string, to: string): void {
  for (const name of folders) {
    if (!existsSync(path.join(from, name))) continue;
    mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
    rmSync(path.join(to, name), { recursive: true, force: true });
    renameSync(path.join(from, name), path.join(to, name));
  }
}
