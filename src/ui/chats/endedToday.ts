import { logRejection } from '../../core/base/log';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { ChatStore } from '../../core/chats/chatStore';
import { failureOf } from '../../core/domain/failure';
import type { LiveChat } from '../../core/domain/liveChat';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';

/** The archive can only be searched by when chats began: those that began this long before today are included. */
const lookBackMs = 12 * 3_600_000;
/** Pages of a request that brought no chat that ended today are followed by further ones. */
const maxPages = 4;

/** What was read of the archive, for one account and day. */
interface Reading {
  readonly key: string;
  /** The start of the day, in epoch milliseconds. */
  readonly day: number;
  /** Absent once everything was read. */
  next?: string;
  isBusy: boolean;
}

/**
 * Adds chats that ended today before the window opened. One call for an account and day, while the view is visible;
 * further pages on request of the person.
 */
export class EndedToday implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  /** Fires when `more` changed. */
  readonly onDidChange = this.changed.event;
  private isVisible = false;
  private reading: Reading | undefined;

  constructor(
    private readonly app: Pick<App, 'session' | 'clock'>,
    private readonly store: Pick<ChatStore, 'call' | 'addEnded'>,
  ) {
    this.owned.add(app.session.onDidChange(() => this.loadFirst()));
  }

  /** Whether there may be more chats that ended today; `undefined` if all were read, or nothing was. */
  get more(): { readonly isBusy: boolean } | undefined {
    const { reading } = this;
    return reading?.next === undefined ? undefined : { isBusy: reading.isBusy };
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    this.loadFirst();
  }

  /** Reads the next page on request of the person, or several if they bring nothing. @throws FailureError */
  async loadMore(): Promise<void> {
    const { reading } = this;
    if (reading?.next === undefined || reading.isBusy) return;
    this.setBusy(reading, true);
    try {
      for (let page = 0; page < maxPages && this.canGoOn(reading); page += 1) {
        if (await this.readPage(reading, 'interactive')) break;
      }
    } finally {
      this.setBusy(reading, false);
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private loadFirst(): void {
    const { app } = this;
    const account = accountIdOf(app.session.current);
    const day = new Date(app.clock.now()).setHours(0, 0, 0, 0);
    const key = `${account} ${day}`;
    if (!this.isVisible || account === undefined || this.reading?.key === key) return;
    const reading: Reading = { key, day, isBusy: true };
    this.reading = reading;
    logRejection(this.readFirst(reading));
  }

  private async readFirst(reading: Reading): Promise<void> {
    try {
      await this.readPage(reading, 'background');
    } catch (thrown) {
      if (!failureOf(thrown)) throw thrown;
      // Tried again when the view is shown the next time.
      if (this.isCurrent(reading)) this.reading = undefined;
    } finally {
      this.setBusy(reading, false);
    }
  }

  /** @returns whether a chat of the page ended today */
  private async readPage(reading: Reading, priority: 'background' | 'interactive'): Promise<boolean> {
    const { day, next } = reading;
    const from = new Date(day - lookBackMs).toISOString();
    const page = await this.store.call((api) => api.search({ from }, next, { priority }));
    if (!this.isCurrent(reading)) return false;
    delete reading.next;
    if (page.next !== undefined) reading.next = page.next;
    const ended = page.rows.filter((chat) => isEndedSince(chat, day));
    for (const { events: _, ...chat } of ended) this.store.addEnded(chat);
    return ended.length > 0;
  }

  private canGoOn(reading: Reading): boolean {
    return reading.next !== undefined && this.isCurrent(reading);
  }

  private isCurrent({ key }: Reading): boolean {
    const { reading, app } = this;
    return reading?.key === key && key.startsWith(`${accountIdOf(app.session.current)} `);
  }

  private setBusy(reading: Reading, isBusy: boolean): void {
    reading.isBusy = isBusy;
    this.changed.fire(undefined);
  }
}

function isEndedSince({ isActive, endedAt }: LiveChat, day: number): boolean {
  return !isActive && Date.parse(endedAt ?? '') >= day;
}
