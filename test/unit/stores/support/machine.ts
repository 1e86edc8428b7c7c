import { Emitter } from '../../../../src/core/base/event';
import { silentLog } from '../../../../src/core/base/log';
import {
  emptyList,
  type AccountList,
  type AccountStorage,
} from '../../../../src/core/stores/accounts/accountList';
import { AccountStore } from '../../../../src/core/stores/accounts/accountStore';
import { namesKey } from '../../../../src/core/stores/accounts/accountVault';
import { VaultError, type SecretVault } from '../../../../src/core/stores/secretVault';
import { StorageError, type StorageFault } from '../../../../src/core/storage/storageError';
import { FakeClock } from '../../support/fakeClock';

/** What the windows of one machine share: a secret storage that reports changes, and the account list. */
export class Machine {
  readonly secrets = new Map<string, string>();
  readonly clock = new FakeClock();
  /** The stored account list. */
  list: AccountList = emptyList;
  /** While set, the secret storage rejects writes and deletions, like a locked keyring. */
  locked = false;
  /** While set, the secret storage rejects reading these keys. */
  unreadable: (key: string) => boolean = () => false;
  /** While set, the account list cannot be read (`read`), or neither read nor written. */
  fault: { readonly of: 'read' | 'write'; readonly fault: StorageFault } | undefined;
  private readonly changed = new Emitter<{ readonly key: string }>();
  private readonly listChanged = new Emitter<undefined>();

  readonly vault: SecretVault = {
    get: (key) => {
      if (this.unreadable(key)) return refuse();
      return Promise.resolve(this.secrets.get(key));
    },
    store: (key, value) => {
      if (this.locked) return refuse();
      this.secrets.set(key, value);
      this.changed.fire({ key });
      return Promise.resolve();
    },
    delete: (key) => {
      if (this.locked) return refuse();
      this.secrets.delete(key);
      this.changed.fire({ key });
      return Promise.resolve();
    },
    onDidChange: this.changed.event,
  };

  readonly storage: AccountStorage = {
    read: () => {
      const { fault } = this;
      if (fault?.of === 'read') return Promise.reject(new StorageError(fault.fault, 'TEST'));
      return Promise.resolve(this.list);
    },
    update: (change) => {
      const { fault } = this;
      if (fault) return Promise.reject(new StorageError(fault.fault, 'TEST'));
      this.list = change(this.list);
      queueMicrotask(() => this.listChanged.fire(undefined));
      return Promise.resolve(this.list);
    },
    onDidChange: this.listChanged.event,
  };

  /** Keys of the secret storage, without that of the accounts' names. */
  get secretKeys(): readonly string[] {
    return [...this.secrets.keys()].filter((key) => key !== namesKey);
  }

  /** The store of one window. @param vault for a window with a secret storage of its own */
  window(vault = this.vault): AccountStore {
    return new AccountStore({ vault, storage: this.storage, clock: this.clock, log: silentLog });
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new VaultError('The keyring is locked.'));
}
