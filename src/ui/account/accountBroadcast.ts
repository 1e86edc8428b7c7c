import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Log } from '../../core/base/log';
import { decodeAccount, type Account } from '../../core/domain/account';
import type { AccountChange, AccountSignal } from '../../core/stores/accountStore';

const fileName = 'accounts.json';
/** A window that missed more than this has been asleep for long, and looks at everything when it wakes. */
const keptChanges = 20;

const changeKinds: readonly AccountChange['kind'][] = ['added', 'removed', 'activated', 'amended'];

interface Written extends AccountChange {
  /** Tells a change that this window has seen from one that it has not. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Tells the other windows of this machine that an account was added, removed or made active. Secrets have an
 * event of their own, but not every editor raises it in windows that are already open; a file in the
 * extension's folder reaches them all. It names accounts and holds no secret.
 */
export class AccountBroadcast implements AccountSignal, Disposable {
  private readonly owned = new DisposableStore();
  private readonly received = this.owned.add(new Emitter<AccountChange>());
  readonly onDidReceive = this.received.event;
  private readonly seen = new Set<string>();
  private readonly file: Uri;
  private reading = Promise.resolve();
  /** What happened before this window opened is in its state already. */
  private readonly openedAt = Date.now();

  constructor(
    private readonly folder: Uri,
    private readonly log: Log,
  ) {
    this.file = Uri.joinPath(folder, fileName);
    const watcher = this.owned.add(
      workspace.createFileSystemWatcher(new RelativePattern(folder, fileName), false, false, true),
    );
    const look = (): void => void (this.reading = this.reading.then(() => this.look()));
    this.owned.add(watcher.onDidCreate(look));
    this.owned.add(watcher.onDidChange(look));
  }

  async send(change: AccountChange): Promise<void> {
    const id = crypto.randomUUID();
    this.seen.add(id);
    try {
      const before = await this.read();
      const text = JSON.stringify([...before, { ...change, id, at: Date.now() }].slice(-keptChanges));
      await workspace.fs.createDirectory(this.folder);
      await workspace.fs.writeFile(this.file, Buffer.from(text));
    } catch (thrown) {
      // This window has the change; the others learn of it when they next look.
      this.log.warn(`other windows were not told of an account: ${String(thrown)}`);
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async look(): Promise<void> {
    for (const { id, at, ...change } of await this.read()) {
      if (at < this.openedAt || this.seen.has(id)) continue;
      this.seen.add(id);
      this.received.fire(change);
    }
  }

  private async read(): Promise<Written[]> {
    try {
      return decodeChanges(JSON.parse(Buffer.from(await workspace.fs.readFile(this.file)).toString()));
    } catch {
      // No file yet, or one that is being written: its writer's event comes again when it is whole.
      return [];
    }
  }
}

function decodeChanges(value: unknown): Written[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown): Written[] => {
    if (typeof item !== 'object' || item === null) return [];
    const { id, at, kind, account } = item as Record<string, unknown>;
    const decoded: Account | undefined = decodeAccount(account);
    if (typeof id !== 'string' || typeof at !== 'number' || !decoded) return [];
    const known = changeKinds.find((one) => one === kind);
    return known ? [{ id, at, kind: known, account: decoded }] : [];
  });
}
