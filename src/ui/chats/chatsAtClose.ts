import { handOver } from '../../core/actions/chats/handOver';
import { mayHaveExecuted } from '../../core/actions/lostResponse';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { errorName } from '../../core/base/log';
import type { ChatStore } from '../../core/chats/chatStore';
import { SoleAgentRecord } from '../../core/chats/soleAgentRecord';
import { displayName, type Account } from '../../core/domain/account';
import type { LiveChatConnection } from '../../core/domain/connection';
import { fail, failureOf } from '../../core/domain/failure';
import type { LiveChat, TransferTarget } from '../../core/domain/liveChat';
import type { EventService } from '../../core/events/service/eventService';
import { stateValues } from '../../core/storage/stateStore';
import type { OpenConnection } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';
import { handsOverAtClose } from '../shell/settings';
import type { ChatsStatus } from '../shell/statusBarPart';
import { keepLogin } from './ownLogin';
import { ClosingNotice } from './closingNotice';
import { soleAgentStatus, showSoleAgentReports, showWhatClosingDoes } from './closingMessages';

/** `deactivate` has 5 seconds for everything. */
const lastWindowMs = 700;
const handOverMs = 2_500;

/** What closing the window needs of other features. */
export interface ClosePorts {
  readonly openConnection: OpenConnection;
  /** @throws FailureError once the window closes */
  eventService(): Promise<EventService>;
  /** Shows it in the status bar item. */
  showSoleAgentStatus(status: ChatsStatus): void;
}

/** What becomes of the chats of which the person is the only agent when the last window closes: says it, and helps. */
export class ChatsAtClose implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly record: SoleAgentRecord;
  /** Accounts of which the login was looked up. */
  private readonly lookedUp = new Set<string>();
  /** Opened before it is needed: while a window closes, its secret storage may not respond. */
  private connection:
    { readonly account: Account; readonly opening: Promise<LiveChatConnection> } | undefined;

  constructor(
    private readonly app: App,
    private readonly store: ChatStore,
    private readonly ports: ClosePorts,
  ) {
    const { clock, log, session, audit } = app;
    const values = stateValues(app.database);
    this.owned.add(new ClosingNotice(audit, values, showWhatClosingDoes, log));
    this.record = this.owned.add(
      new SoleAgentRecord({
        ...{ store, clock, log, values },
        isLeading: async () => await isLeading(await ports.eventService()),
        report: (reports) => showSoleAgentReports(reports, app.shield.shown),
      }),
    );
    this.owned.add(this.record.onDidChange(() => this.draw()));
    this.owned.add(session.onDidChange(() => this.followSession()));
    this.followSession();
  }

  /**
   * The window closes. Must be called before the session is disposed of, which is why it has a connection of its own.
   * Never rejects.
   */
  async close(): Promise<void> {
    const { record, app } = this;
    const chats = record.current;
    const account = this.accountOfRecord();
    if (chats.length === 0 || !account) return;
    try {
      const service = await this.ports.eventService();
      if (!(await service.isLastWindow(lastWindowMs))) return;
      const handed = mayHandOver(account)
        ? await this.handOver(account, chats)
        : new Map<string, TransferTarget>();
      await record.close(handed);
    } catch (thrown) {
      app.log.warn(`Chats: closing was not recorded (${errorName(thrown)}).`);
    }
  }

  dispose(): void {
    this.owned.dispose();
  }

  private followSession(): void {
    const account = this.accountOfRecord();
    if (this.connection?.account !== account) this.disconnect();
    void this.open(account);
    this.draw();
  }

  private accountOfRecord(): Account | undefined {
    const { current } = this.app.session;
    return current.kind === 'signed-in' ? current.account : undefined;
  }

  private draw(): void {
    const { length } = this.record.current;
    this.ports.showSoleAgentStatus(soleAgentStatus(length));
    const account = this.accountOfRecord();
    if (length > 0 && account && mayHandOver(account)) this.connect(account).catch(() => undefined);
  }

  private connect(account: Account): Promise<LiveChatConnection> {
    this.connection ??= { account, opening: this.openConnection(account) };
    const { opening } = this.connection;
    opening.catch(() => {
      if (this.connection?.opening === opening) this.connection = undefined;
    });
    return opening;
  }

  /** Without the login, nothing can be said about the record. */
  private async open(account: Account | undefined): Promise<void> {
    if (account && !this.lookedUp.has(account.id)) {
      this.lookedUp.add(account.id);
      await keepLogin(this.app, account);
    }
    if (this.accountOfRecord()?.id === account?.id) await this.record.open(account?.id);
  }

  private async openConnection(account: Account): Promise<LiveChatConnection> {
    const secret = await this.app.accounts.secretOf(account);
    if (secret === undefined) return fail({ code: 'unauthorized' });
    return await this.ports.openConnection({ account, secret });
  }

  private disconnect(): void {
    this.connection?.opening.then(
      (connection) => connection.dispose(),
      () => undefined,
    );
    this.connection = undefined;
  }

  private async handOver(
    account: Account,
    chats: readonly LiveChat[],
  ): Promise<ReadonlyMap<string, TransferTarget>> {
    const { audit, log } = this.app;
    const signal = AbortSignal.timeout(handOverMs);
    const handed = new Map<string, TransferTarget>();
    const { login } = this.store;
    const { liveChats } = await this.connect(account);
    await Promise.all(
      chats.map(async (chat) => {
        const entry = {
          account: account.id,
          who: displayName(account),
          action: 'chat.transfer',
          target: chat.chatId,
        } as const;
        try {
          const to = await handOver(liveChats ?? fail({ code: 'unsupported', field: 'chats' }), chat, login, {
            signal,
          });
          handed.set(chat.chatId, to);
          await audit.record({ ...entry, after: { ...to }, outcome: 'done' });
        } catch (thrown) {
          const failure = failureOf(thrown);
          log.warn(`Chats: one was not handed over (${failure?.code ?? errorName(thrown)}).`);
          const outcome = failure && mayHaveExecuted(failure) ? 'lost' : 'failed';
          await audit.record({ ...entry, outcome, ...(failure && { code: failure.code }) });
        }
      }),
    );
    this.disconnect();
    return handed;
  }
}

/** The agents of a demo account end with the window, too. */
function mayHandOver({ demo }: Account): boolean {
  return demo !== true && handsOverAtClose();
}

/** Waits until this window leads or follows. */
async function isLeading(service: EventService): Promise<boolean> {
  while (service.role === 'electing') {
    await new Promise<void>((resolve) => {
      const watching = service.onDidChangeView(() => {
        watching.dispose();
        resolve();
      });
    });
  }
  return service.role === 'leader';
}
