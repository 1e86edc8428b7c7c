import { RelativePattern, Uri, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Log } from '../../core/base/log';
import { decodeAccount, type Account } from '../../core/domain/account';
import type { AccountChange, AccountSignal } from '../../core/stores/accountStore';

const fileName = 'accounts.json';
/** A window that missed more has been suspended, and reloads all accounts on focus. */
const maxChanges = 20;

const changeKinds: readonly AccountChange['kind'][] = ['added', 'removed', 'activated', 'amended'];

interface Written extends AccountChange {
  /** Identifies changes that this window has processed. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Notifies the other windows of this machine of accounts that were added, removed, changed or activated. Not every
 * editor raises the event of its secret storage in other open windows, but a file watcher works in all. The file
 * contains no secrets.
 */
export class AccountBroadcast implements AccountSignal, Disposable {
  private readonly owned = new DisposableStore();
  private readonly received = this.owned.add(new Emitter<AccountChange>());
  readonly onDidReceive = this.received.event;
  private readonly seen = new Set<string>();
  private readonly file: Uri;
  private reading = Promise.resolve();
  /** Earlier changes are in the state that this window has loaded. */
  private readonly openedAt = Date.now();

  constructor(
    private readonly folder: Uri,
    private readonly log: Log,
  ) {
    this.file = Uri.joinPath(folder, fileName);
    const watcher = this.owned.add(
      workspace.createFileSystemWatcher(new RelativePattern(folder, fileName), false, false, true),
    );
    const receive = (): void => void (this.reading = this.reading.then(() => this.receive()));
    this.owned.add(watcher.onDidCreate(receive));
    this.owned.add(watcher.onDidChange(receive));
  }

  async send(change: AccountChange): Promise<void> {
    const id = crypto.randomUUID();
    this.seen.add(id);
    try {
      const before = await this.read();
      const text = JSON.stringify([...before, { ...change, id, at: Date.now() }].slice(-maxChanges));
      await workspace.fs.createDirectory(this.folder);
      await workspace.fs.writeFile(this.file, Buffer.from(text));
    } catch (thrown) {
      // The change is stored; other windows load it on their next focus.
      this.log.warn(`Other windows could not be notified of an account change: ${String(thrown)}`);
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async receive(): Promise<void> {
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
      // No file yet, or a partly written one: the watcher fires again when it is complete.
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
