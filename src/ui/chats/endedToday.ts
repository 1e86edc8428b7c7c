import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { ChatStore } from '../../core/chats/chatStore';
import { failureOf } from '../../core/domain/failure';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';

/**
 * Adds the newest chats that ended today before the window opened. One call for an account and day, while the view is
 * visible.
 */
export class EndedToday implements Disposable {
  private readonly owned = new DisposableStore();
  private isVisible = false;
  /** Account and day of the last call. */
  private loaded = '';

  constructor(
    private readonly app: Pick<App, 'session' | 'clock'>,
    private readonly store: Pick<ChatStore, 'call' | 'addEnded'>,
  ) {
    this.owned.add(app.session.onDidChange(() => void this.load()));
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    void this.load();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async load(): Promise<void> {
    const { app, store } = this;
    const account = accountIdOf(app.session.current);
    const day = new Date(app.clock.now()).setHours(0, 0, 0, 0);
    const key = `${account} ${day}`;
    if (!this.isVisible || account === undefined || this.loaded === key) return;
    this.loaded = key;
    try {
      const from = new Date(day).toISOString();
      const { rows } = await store.call((api) => api.search({ from }, undefined, { priority: 'background' }));
      if (this.loaded !== key || accountIdOf(app.session.current) !== account) return;
      for (const { events: _, ...chat } of rows) {
        if (!chat.isActive) store.addEnded(chat);
      }
    } catch (thrown) {
      if (!failureOf(thrown)) throw thrown;
      // Tried again when the view is shown the next time.
      if (this.loaded === key) this.loaded = '';
    }
  }
}
