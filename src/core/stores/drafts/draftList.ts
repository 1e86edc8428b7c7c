import { logRejection, type Log } from '../../base/log';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { DraftItem } from './draft';
import type { Drafts } from './draftStore';
import type { SessionStore } from '../sessionStore';

/** Coalesces the changes of fast typing. */
const settleMs = 500;

/** The drafts of the active account, in memory, for the view. */
export class DraftList implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private current: readonly DraftItem[] = [];
  private reading: Promise<void> | undefined;
  private again = false;
  private wanted = false;
  private waiting: Disposable | undefined;

  constructor(
    private readonly drafts: Drafts,
    private readonly session: SessionStore,
    private readonly clock: Clock,
    private readonly log: Pick<Log, 'error'>,
  ) {
    this.owned.add(drafts.onDidChange(() => this.follow()));
    this.owned.add(
      session.onDidChange(() => {
        if (this.wanted) logRejection(this.refresh(), this.log);
      }),
    );
  }

  /** Newest first. */
  get items(): readonly DraftItem[] {
    return this.current;
  }

  /** Loads the stored drafts, also those of other windows, and follows changes. One read at a time. */
  refresh(): Promise<void> {
    this.wanted = true;
    this.again = true;
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  dispose(): void {
    this.waiting?.dispose();
    this.owned.dispose();
  }

  private follow(): void {
    if (!this.wanted || this.waiting) return;
    this.waiting = this.clock.after(settleMs, () => {
      this.waiting = undefined;
      logRejection(this.refresh(), this.log);
    });
  }

  private async read(): Promise<void> {
    while (this.again) {
      this.again = false;
      const { current: session } = this.session;
      const items = session.kind === 'signed-out' ? [] : await this.drafts.list(session.account.id);
      if (this.session.current !== session) continue;
      this.current = items;
      this.changed.fire(undefined);
    }
  }
}
