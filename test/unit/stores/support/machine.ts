import { Emitter } from '../../../../src/core/base/event';
import {
  AccountStore,
  type AccountChange,
  type AccountSignal,
  type AccountState,
  type SecretVault,
} from '../../../../src/core/stores/accountStore';

/** What windows of one machine share: secrets that tell every window of a change, and state that does not. */
export class Machine {
  readonly secrets = new Map<string, string>();
  readonly state = new Map<string, unknown>();
  /** While set, the vault refuses to store, as a locked keyring does. */
  locked = false;
  private readonly changed = new Emitter<{ readonly key: string }>();
  private readonly listeners: Emitter<AccountChange>[] = [];

  readonly vault: SecretVault = {
    get: (key) => Promise.resolve(this.secrets.get(key)),
    store: (key, value) => {
      if (this.locked) return Promise.reject(new Error('The keyring is locked.'));
      this.secrets.set(key, value);
      this.changed.fire({ key });
      return Promise.resolve();
    },
    delete: (key) => {
      this.secrets.delete(key);
      this.changed.fire({ key });
      return Promise.resolve();
    },
    onDidChange: this.changed.event,
  };

  readonly memento: AccountState = {
    get: (key) => this.state.get(key),
    update: (key, value) => {
      this.state.set(key, value);
      return Promise.resolve();
    },
  };

  /** The store of one window. */
  window(): AccountStore {
    return new AccountStore(this.vault, this.memento, this.signal());
  }

  /** What a window tells the others of this machine, and hears from them. */
  signal(): AccountSignal {
    const own = new Emitter<AccountChange>();
    this.listeners.push(own);
    return {
      onDidReceive: own.event,
      send: (change) => {
        for (const other of this.listeners) if (other !== own) other.fire(change);
        return Promise.resolve();
      },
    };
  }
}
