import { logRejection } from '../base/log';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { Lazy } from '../base/lazy';
import type { Account } from '../domain/account';
import type { Grant, LiveTokens } from '../domain/grant';
import type { Audit, AuditEntry, AuditLog, AuditReading } from './auditLog';
import type { Draft, DraftFault, DraftId, DraftItem } from './drafts/draft';
import type { Drafts, DraftStore } from './drafts/draftStore';
import type { Grants, GrantStore } from './grantStore';
import { grantPrefix, type SecretVault } from './secretVault';

// Stores that a window without changes needs nothing of: each is a bundle that loads on first use.

/** See `DraftStore`. */
export class LazyDrafts implements Drafts, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<DraftId>());
  readonly onDidChange = this.changed.event;
  private readonly failed = this.owned.add(new Emitter<DraftId & { readonly fault: DraftFault }>());
  readonly onDidFail = this.failed.event;
  private readonly changedStored = this.owned.add(new Emitter<unknown>());
  readonly onDidChangeStored = this.changedStored.event;
  private readonly store: Lazy<DraftStore>;

  constructor(load: () => Promise<DraftStore>) {
    const opened = async (): Promise<DraftStore> => {
      const store = await load();
      store.onDidChange((id) => this.changed.fire(id));
      store.onDidChangeStored((change) => this.changedStored.fire(change));
      store.onDidFail((problem) => this.failed.fire(problem));
      return store;
    };
    this.store = this.owned.add(new Lazy(opened, (store) => store.dispose()));
  }

  async keep(...draft: Parameters<DraftStore['keep']>): ReturnType<DraftStore['keep']> {
    return await (await this.store.get()).keep(...draft);
  }

  async lastEditAt(id: DraftId): Promise<number> {
    return await (await this.store.get()).lastEditAt(id);
  }

  async get(id: DraftId): Promise<Draft | undefined> {
    return await (await this.store.get()).get(id);
  }

  async list(account?: string): Promise<readonly DraftItem[]> {
    return await (await this.store.get()).list(account);
  }

  async discard(id: DraftId): Promise<void> {
    await (await this.store.get()).discard(id);
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** See `AuditLog`. */
export class LazyAudit implements Audit, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private readonly recorded = this.owned.add(new Emitter<Omit<AuditEntry, 'at'>>());
  readonly onDidRecord = this.recorded.event;
  private readonly log: Lazy<AuditLog>;

  constructor(load: () => Promise<AuditLog>) {
    const opened = async (): Promise<AuditLog> => {
      const log = await load();
      log.onDidChange(() => this.changed.fire(undefined));
      log.onDidRecord((entry) => this.recorded.fire(entry));
      return log;
    };
    this.log = this.owned.add(new Lazy(opened, (log) => log.dispose()));
  }

  /** Loads the bundle before a change is made, so that recording it cannot fail. */
  async load(): Promise<void> {
    await this.log.get();
  }

  async record(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    await (await this.log.get()).record(entry);
  }

  async read(): Promise<AuditReading> {
    return await (await this.log.get()).read();
  }

  clear(): void {
    this.log.value?.clear();
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** See `GrantStore`. */
export class LazyGrants implements Grants, Disposable {
  private readonly owned = new DisposableStore();
  private readonly stored = this.owned.add(new Emitter<string>());
  readonly onDidStore = this.stored.event;
  private readonly store: Lazy<GrantStore>;

  constructor(vault: SecretVault, load: () => Promise<GrantStore>) {
    const opened = async (): Promise<GrantStore> => {
      const store = await load();
      store.onDidStore((id) => this.stored.fire(id));
      return store;
    };
    this.store = this.owned.add(new Lazy(opened, (store) => store.dispose()));
    this.owned.add(
      vault.onDidChange(({ key }) => {
        // Once it is loaded, the store follows the vault.
        if (!this.store.value && key.startsWith(grantPrefix))
          logRejection(this.notice(key.slice(grantPrefix.length)));
      }),
    );
  }

  tokensOf(account: Account): LiveTokens {
    const tokens = async (): Promise<LiveTokens> => (await this.store.get()).tokensOf(account);
    return {
      current: async () => await (await tokens()).current(),
      reportExpired: (token) => logRejection(tokens().then((known) => known.reportExpired(token))),
    };
  }

  async save(account: Account, grant: Grant): Promise<void> {
    await (await this.store.get()).save(account, grant);
  }

  async remove(account: Account): Promise<void> {
    await (await this.store.get()).remove(account);
  }

  async revoke(account: Account, grant: Grant): Promise<void> {
    await (await this.store.get()).revoke(account, grant);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async notice(id: string): Promise<void> {
    await (await this.store.get()).noticeStored(id);
  }
}
