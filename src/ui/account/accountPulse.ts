import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Log } from '../../core/base/log';
import { decodeAccount, type Account } from '../../core/domain/account';
import type { AccountChange, AccountSignal } from '../../core/stores/accountStore';

const fileName = 'accounts.json';
/** A window that missed more than this has been asleep for long, and looks at everything when it wakes. */
const keptChanges = 20;

interface Written extends AccountChange {
  /** Tells a change that this window has seen from one that it has not. */
  readonly id: string;
}

/**
 * Tells the other windows of this machine that an account was added, removed or made active. Secrets have an
 * event of their own, but not every editor raises it in windows that are already open; a file in the
 * extension's folder reaches them all. It names accounts and holds no secret.
 */
export class AccountPulse implements AccountSignal, Disposable {
  private readonly owned = new DisposableStore();
  private readonly received = this.owned.add(new Emitter<AccountChange>());
  readonly onDidReceive = this.received.event;
  private readonly seen = new Set<string>();
  private readonly file: Uri;
  private reading: Promise<void>;

  constructor(
    private readonly folder: Uri,
    private readonly log: Log,
  ) {
    this.file = Uri.joinPath(folder, fileName);
    const watcher = this.owned.add(
      workspace.createFileSystemWatcher(new RelativePattern(folder, fileName), false, false, true),
    );
    const look = (): void => void (this.reading = this.reading.then(() => this.look(true)));
    this.owned.add(watcher.onDidCreate(look));
    this.owned.add(watcher.onDidChange(look));
    // What happened before this window opened is in its state already.
    this.reading = this.look(false);
  }

  async send(change: AccountChange): Promise<void> {
    const id = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
    this.seen.add(id);
    try {
      const before = await this.read();
      const text = JSON.stringify([...before, { ...change, id }].slice(-keptChanges));
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

  private async look(tell: boolean): Promise<void> {
    for (const { id, ...change } of await this.read()) {
      if (this.seen.has(id)) continue;
      this.seen.add(id);
      if (tell) this.received.fire(change);
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
    const { id, kind, account } = item as Record<string, unknown>;
    const decoded: Account | undefined = decodeAccount(account);
    if (typeof id !== 'string' || !decoded) return [];
    return kind === 'added' || kind === 'removed' || kind === 'activated'
      ? [{ id, kind, account: decoded }]
      : [];
  });
}
