import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { errorName, type Log } from '../base/log';
import { demoPrefix } from '../domain/account';
import { failureOf } from '../domain/failure';
import {
  decodeSoleAgentChats,
  soleAgentOutcome,
  soleAgentPrefix,
  isSoleAgent,
  type SoleAgentChat,
  type SoleAgentChats,
  type SoleAgentOutcome,
} from '../domain/soleAgentChats';
import type { LiveChat, TransferTarget } from '../domain/liveChat';
import type { StateValues } from '../storage/stateStore';
import type { ChatStore } from './chatStore';

/** A window that opens this soon after the last one closed was only reloaded. */
const reloadMs = 60_000;

/** What became of a chat since the last window closed. */
export interface SoleAgentReport {
  /** Absent if it could not be read. */
  readonly chat?: LiveChat;
  readonly outcome: SoleAgentOutcome;
}

export interface SoleAgentRecordOptions {
  readonly store: ChatStore;
  readonly values: StateValues;
  readonly clock: Clock;
  readonly log: Log;
  /** Resolves to whether this window speaks for the machine, once that is known. */
  readonly isLeading: () => Promise<boolean>;
  /** Called at the first start of a machine's windows, if there is something to say. */
  readonly report: (reports: readonly SoleAgentReport[]) => void;
}

/**
 * The chats of which the user is the only agent, and their record in the database: LiveChat moves or archives them
 * once the last window has closed, and the next start reports what became of them.
 */
export class SoleAgentRecord implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<undefined>());
  readonly onDidChange = this.changed.event;
  private account: string | undefined;
  /** What is stored; `undefined` until it was read. */
  private stored: SoleAgentChats | undefined;
  /** Of which nothing could be said yet, because they could not be read. */
  private unsaid: readonly SoleAgentChat[] = [];
  /** Threads of `current` by the ids of their chats. */
  private threads: ReadonlyMap<string, string> = new Map();
  private writing: Promise<void> = Promise.resolve();
  /** Accounts of which this window has read the record. */
  private readonly opened = new Set<string>();

  constructor(private readonly options: SoleAgentRecordOptions) {
    const { store } = options;
    this.owned.add(
      store.onDidChange(({ chatId, isIndicator }) => {
        if (!isIndicator && (chatId === undefined || this.hasChanged(chatId))) this.note();
      }),
    );
  }

  /** Chats of which the user is the only agent now, as far as this window knows. */
  get current(): readonly LiveChat[] {
    const { store } = this.options;
    return store.sections.mine.filter((chat) => isSoleAgent(chat, store.login));
  }

  /** Reads the record of an account that became active, and reports it. Never rejects. */
  async open(account: string | undefined): Promise<void> {
    if (account === this.account) return;
    [this.account, this.stored] = [account, undefined];
    if (account === undefined) return;
    try {
      const stored = decodeSoleAgentChats(await this.options.values.read(soleAgentPrefix + account));
      const isFirst = !this.opened.has(account);
      this.opened.add(account);
      const kept =
        isFirst && stored.chats.length > 0 && (await this.options.isLeading())
          ? await this.check(account, stored)
          : stored;
      if (account !== this.account) return;
      [this.stored, this.unsaid] = [kept, kept === stored ? [] : kept.chats];
      // What was said is not said again.
      if (kept !== stored) this.write(kept);
      this.note();
    } catch (thrown) {
      this.warn(thrown);
    }
  }

  /** The last window closes. @param handed who got a chat, by the chat's id */
  async close(handed: ReadonlyMap<string, TransferTarget>): Promise<void> {
    const { stored, options } = this;
    if (!stored) return;
    const chats = stored.chats.map((recorded) => {
      const handedTo = handed.get(recorded.chatId);
      return handedTo ? { ...recorded, handedTo } : recorded;
    });
    this.write({ chats, closedAt: options.clock.now() });
    await this.writing;
  }

  dispose(): void {
    this.owned.dispose();
  }

  /** Messages arrive often, and change nothing here. */
  private hasChanged(chatId: string): boolean {
    const { store } = this.options;
    const chat = store.get(chatId)?.chat;
    const threadId = chat && isSoleAgent(chat, store.login) ? chat.threadId : undefined;
    return this.threads.get(chatId) !== threadId;
  }

  private note(): void {
    const { current, stored } = this;
    const before = JSON.stringify([...this.threads]);
    this.threads = new Map(current.map(({ chatId, threadId }) => [chatId, threadId]));
    if (JSON.stringify([...this.threads]) !== before) this.changed.fire(undefined);
    if (!stored) return;
    // Before the list is loaded, chats that are not known may be the user's all the same.
    const unknown = this.options.store.listStatus.kind === 'loaded' ? this.unsaid : stored.chats;
    const chats = current.map(({ chatId, threadId }): SoleAgentChat => ({ chatId, threadId }));
    const others = unknown.filter(({ chatId }) => !this.threads.has(chatId));
    const next = { chats: [...chats, ...others] };
    if (JSON.stringify(next) !== JSON.stringify(stored)) this.write(next);
  }

  private write(next: SoleAgentChats): void {
    const { account, options } = this;
    if (account === undefined) return;
    this.stored = next;
    this.writing = this.writing
      .then(() => options.values.write(soleAgentPrefix + account, next))
      .catch((thrown: unknown) => this.warn(thrown));
  }

  /** @returns the record without the chats of which something could be said */
  private async check(account: string, { chats, closedAt }: SoleAgentChats): Promise<SoleAgentChats> {
    const { store, clock, report } = this.options;
    if (account.startsWith(demoPrefix)) {
      // Its server, and each chat there, ended with the window.
      report(chats.map(() => ({ outcome: { kind: 'restarted' } })));
      return { chats: [] };
    }
    if (store.listStatus.kind !== 'loaded') await store.refresh();
    const results = await Promise.all(
      chats.map(async (recorded) => ({ recorded, ...(await this.read(recorded)) })),
    );
    if (account !== this.account) return { chats };
    const said = results.filter(({ outcome }) => outcome.kind !== 'unknown');
    const isReload = closedAt !== undefined && clock.now() - closedAt < reloadMs;
    if (said.length > 0 && !(isReload && said.every(({ outcome }) => outcome.kind === 'mine'))) report(said);
    return {
      chats: results.flatMap(({ recorded, outcome }) => (outcome.kind === 'unknown' ? [recorded] : [])),
    };
  }

  private async read(recorded: SoleAgentChat): Promise<SoleAgentReport> {
    const { store } = this.options;
    const { chatId, threadId } = recorded;
    const known = store.current(chatId);
    const isMine =
      known?.threadId === threadId && soleAgentOutcome(recorded, known, store.login).kind === 'mine';
    if (known && isMine) return { chat: known, outcome: { kind: 'mine' } };
    try {
      const chat = await store.call((api) => api.get({ chatId, threadId }, { priority: 'background' }));
      return { chat, outcome: soleAgentOutcome(recorded, chat, store.login) };
    } catch (thrown) {
      const failure = failureOf(thrown);
      if (!failure) throw thrown;
      if (failure.code === 'not-found') return { outcome: { kind: 'ended' } };
      // Such as of a group whose chats the user cannot see.
      if (failure.code === 'forbidden') return { outcome: { kind: 'transferred' } };
      return { outcome: { kind: 'unknown' } };
    }
  }

  private warn(thrown: unknown): void {
    this.options.log.warn(
      `Chats: the record of chats without another agent could not be used (${errorName(thrown)}).`,
    );
  }
}
