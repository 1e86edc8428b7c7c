import { Emitter } from '../../../../src/core/base/event';
import { AccountStore, type AccountState, type SecretVault } from '../../../../src/core/stores/accountStore';

/** What windows of one machine share: secrets that tell every window of a change, and state that does not. */
export class Machine {
  readonly secrets = new Map<string, string>();
  readonly state = new Map<string, unknown>();
  /** While set, the vault refuses to store, as a locked keyring does. */
  locked = false;
  private readonly changed = new Emitter<{ readonly key: string }>();

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
    return new AccountStore(this.vault, this.memento);
  }
}
