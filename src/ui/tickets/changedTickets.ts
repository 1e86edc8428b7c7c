import { type Disposable, DisposableStore } from '../../core/base/disposable';
import type { LocalStore } from '../../core/localData/localStore';
import { accountIdOf } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';

/** Tickets that changed since the user read them, by what is kept on this machine. Makes no call. */
export class ChangedTickets implements Disposable {
  private readonly owned = new DisposableStore();
  private ids: readonly string[] = [];
  private watched: LocalStore | undefined;

  /** @param onChange other tickets have changed, or some were read */
  constructor(
    private readonly app: Pick<App, 'local' | 'session'>,
    private readonly onChange: () => void,
  ) {}

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  /** Reads them again. They are opened with the first connection, so it is called after lists have changed. */
  look(): void {
    const { local, session } = this.app;
    const store = local.value;
    const account = accountIdOf(session.current);
    if (store && store !== this.watched) this.owned.add(store.onDidChange(() => this.look()));
    this.watched = store;
    const ids = store && account !== undefined ? store.changedTickets(account) : [];
    if (ids.join() === this.ids.join()) return;
    this.ids = ids;
    this.onChange();
  }

  dispose(): void {
    this.owned.dispose();
  }
}
