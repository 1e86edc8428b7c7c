import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BySide } from './comparison';
import { ListeningHost } from './listeningHost';

/** Deliveries of 1.3 KB after which an event store deletes its oldest events: it keeps 128 MB, once 16 MB. */
export const fullStore = 110_000;
/** Requests under way at the same time. */
export const connections = 32;

export interface HostChoices {
  /** See `HostOptions`. */
  readonly shortenedTimerMs?: number;
}

/**
 * Runs some work with a listening extension over a new folder, and ends it.
 * @param extensionDir folder of a built extension
 */
export async function withHost<T>(
  extensionDir: string,
  choices: HostChoices,
  work: (host: ListeningHost) => Promise<T>,
): Promise<T> {
  const storageDir = mkdtempSync(path.join(tmpdir(), 'bench-profile-'));
  try {
    const host = await ListeningHost.start({ extensionDir, storageDir, ...choices });
    try {
      return await work(host);
    } finally {
      await host.close();
    }
  } finally {
    rmSync(storageDir, { recursive: true, force: true });
  }
}

/** The same with both builds. */
export async function withHostPair<T>(
  builds: BySide<string>,
  choices: HostChoices,
  work: (hosts: BySide<ListeningHost>) => Promise<T>,
): Promise<T> {
  return await withHost(builds.other, choices, (other) =>
    withHost(builds.here, choices, (here) => work({ other, here })),
  );
}
