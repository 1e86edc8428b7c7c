import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type FSWatcher, watch } from 'node:fs';
import type { Disposable } from '../base/disposable';
import { errorMessage, type Log } from '../base/log';
import { type Topic, topics } from './schema';

export interface ChangeWatcherOptions {
  readonly folder: string;
  readonly connection: DatabaseSync;
  readonly log: Log;
}

/**
 * Detects commits of other connections, without polling: a file watcher reports writes to the database's files,
 * `PRAGMA data_version` shows whether another connection committed, and the table `topics` what changed.
 */
export class ChangeWatcher implements Disposable {
  private watcher: FSWatcher | undefined;
  private readonly dataVersion: StatementSync;
  private readonly topicVersions: StatementSync;
  private seen: unknown;
  private known: ReadonlyMap<string, unknown>;
  private pending: NodeJS.Immediate | undefined;
  private isOver = false;

  constructor(private readonly options: ChangeWatcherOptions) {
    const { connection } = options;
    this.dataVersion = connection.prepare('PRAGMA data_version');
    this.topicVersions = connection.prepare('SELECT topic, version FROM topics');
    this.seen = this.dataVersion.get()?.data_version;
    this.known = this.versions();
  }

  /** @param onChange called with the topics that other connections changed since the last call */
  start(onChange: (changed: ReadonlySet<Topic>) => void): void {
    const { folder, log } = this.options;
    const look = (name: string | null): void => {
      if (name !== null && !name.startsWith(databaseFile)) return;
      // One commit causes several writes, which are handled together.
      this.pending ??= setImmediate(() => {
        this.pending = undefined;
        if (!this.isOver) onChange(this.changes());
      });
    };
    try {
      this.watcher = watch(folder, { persistent: false }, (_event, name) => look(name));
      this.watcher.on('error', (error) => this.fail(error));
    } catch (thrown) {
      this.fail(thrown);
    }
    if (!this.watcher) log.warn('Storage: changes by other windows are not noticed.');
  }

  dispose(): void {
    this.isOver = true;
    this.watcher?.close();
    if (this.pending) clearImmediate(this.pending);
  }

  private changes(): ReadonlySet<Topic> {
    const changed = new Set<Topic>();
    try {
      const version = this.dataVersion.get()?.data_version;
      if (version === this.seen) return changed;
      this.seen = version;
      const now = this.versions();
      for (const topic of topics) if (now.get(topic) !== this.known.get(topic)) changed.add(topic);
      this.known = now;
    } catch (thrown) {
      this.fail(thrown);
    }
    return changed;
  }

  private versions(): ReadonlyMap<string, unknown> {
    return new Map(this.topicVersions.all().map(({ topic, version }) => [String(topic), version]));
  }

  private fail(thrown: unknown): void {
    this.options.log.warn(`Storage: a change could not be read (${errorMessage(thrown)}).`);
  }
}

/** Name of the database in the extension's global storage folder; SQLite's own files beside it begin with it. */
export const databaseFile = 'desk.db';
