import type { Clock } from '../../core/base/clock';
import { DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Log } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import type { Arrival, ArrivalKind } from '../../core/domain/arrival';
import { eventWayOf } from '../../core/domain/capabilities';
import { fail } from '../../core/domain/failure';
import type { Desk } from '../../core/relay/desk';
import type { Check, ForeignWebhook, RelayStatus, RelayView, TestOutcome } from '../../core/relay/relay';
import type { ActivityEntry, ActivitySource } from '../../core/stores/activityStore';
import { accountIdOf, type Session, type SessionStore } from '../../core/stores/sessionStore';

/** Long enough for the editor to finish its own start, short enough to miss nothing. */
const openAfterMs = 1_000;

export interface DeskDoorParts {
  readonly session: SessionStore;
  readonly clock: Clock;
  readonly log: Log;
  /** `livechat.webhooks.events`, for the view of a desk that is not open. */
  readonly events: () => readonly ArrivalKind[];
  /** Whether a window that leads listens without being asked, once it opened. */
  readonly startsByItself: () => boolean;
  /** Loads and opens the desk of this window. */
  readonly open: () => Promise<Desk>;
}

/**
 * The one way to listening. The desk behind it is opened once somebody is signed in, some time after start-up or
 * when first asked for, and stays as long as the window does.
 */
export class DeskDoor {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<RelayView>());
  readonly onDidChange = this.changed.event;
  private readonly arrived = this.owned.add(new Emitter<Arrival>());
  /** Each event once in every window, after it was kept. */
  readonly onDidArrive = this.arrived.event;
  private readonly journalChanged = this.owned.add(new Emitter<undefined>());
  /** The journal of this machine; empty while nobody is signed in. */
  readonly activity: ActivitySource = {
    page: async (query) =>
      this.account === undefined ? { entries: [] } : (await this.desk()).journal.page(query),
    unreadCount: async (account) =>
      this.account === undefined ? 0 : (await this.desk()).journal.unreadCount(account),
    markRead: async (which) => (await this.desk()).markRead(which),
    onDidChange: this.journalChanged.event,
  };
  private opening: Promise<Desk> | undefined;
  private opened: Desk | undefined;
  private ending: Promise<void> | undefined;
  private focused = false;
  private account: string | undefined;
  /** What the window that leads must begin anew for. */
  private source = '';
  private isRejected = false;

  constructor(private readonly parts: DeskDoorParts) {
    this.owned.add(parts.session.onDidChange(() => this.follow()));
    this.follow();
  }

  get view(): RelayView {
    return this.opened?.view ?? { state: 'off', events: this.parts.events() };
  }

  /** Just what the contract names. */
  status(): RelayStatus {
    return this.opened?.status() ?? { state: 'off', events: this.parts.events() };
  }

  /** An event that was kept; `undefined` where it never was, or is too old. @throws JournalError */
  async get(eventId: string): Promise<ActivityEntry | undefined> {
    return await (await this.desk()).journal.get(eventId);
  }

  /** @throws DeskError */
  async start(options: { readonly interactive: boolean }): Promise<RelayStatus> {
    if (this.account === undefined) return fail({ code: 'not-signed-in' });
    return await (await this.desk()).start(options);
  }

  /** @throws DeskError */
  async stop(): Promise<RelayStatus> {
    return await (await this.desk()).stop();
  }

  /** @throws DeskError */
  async retry(): Promise<void> {
    await (await this.desk()).retry();
  }

  /** Something that the windows share was written. @throws DeskError */
  async reread(): Promise<void> {
    await (await this.desk()).reread();
  }

  /** A setting changed. What is not open reads it when it opens. */
  refresh(what: 'events' | 'tunnel'): void {
    if (this.opened) this.opened.refresh(what);
    else this.changed.fire(this.view);
  }

  /** @throws DeskError */
  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    return await (await this.desk()).doctor(onCheck);
  }

  /** @throws DeskError */
  async sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return await (await this.desk()).sendTestEvent(kind, name);
  }

  /** @throws FailureError */
  async foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    return await (await this.desk()).foreignWebhooks();
  }

  /** @throws FailureError */
  async removeForeign(ids: readonly string[]): Promise<void> {
    await (await this.desk()).removeForeign(ids);
  }

  setFocused(focused: boolean): void {
    this.focused = focused;
    this.opened?.setFocused(focused);
  }

  /**
   * Before an account leaves this machine: nothing of it stays behind at LiveChat. Never rejects.
   * @returns whether it was the active account, and so listening ended
   */
  async leave({ id }: Account): Promise<boolean> {
    if (id !== this.account) return false;
    try {
      await this.stop();
    } catch (thrown) {
      this.parts.log.warn(`Listening could not be stopped before signing out (${nameOf(thrown)}).`);
    }
    return true;
  }

  /** The window closes. Listening goes on in another, or with the next start. */
  dispose(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    this.owned.dispose();
    const desk = await this.opening?.catch(() => undefined);
    this.opened = undefined;
    await desk?.dispose();
  }

  private follow(): void {
    const { current } = this.parts.session;
    const before = this.account;
    const sourceBefore = this.source;
    this.source = sourceOf(current);
    const wasRejected = this.isRejected;
    this.account = accountIdOf(current);
    this.isRejected = current.kind === 'rejected';
    if (this.account !== before) {
      if (this.opened) this.opened.refresh('account');
      else if (current.kind === 'signed-in') this.openLater();
    } else if (this.source !== sourceBefore) {
      if (this.opened) this.opened.refresh('account');
      else this.changed.fire(this.view);
    } else if (wasRejected && current.kind === 'signed-in') {
      void this.opened?.retry().catch((thrown: unknown) => this.warn('go on after signing in', thrown));
    }
  }

  private openLater(): void {
    this.owned.add(
      this.parts.clock.after(openAfterMs, () => {
        if (this.account === undefined) return;
        this.desk().catch((thrown: unknown) => this.warn('be opened', thrown));
      }),
    );
  }

  private desk(): Promise<Desk> {
    if (this.ending) return fail({ code: 'cancelled' });
    const opening = (this.opening ??= this.open());
    opening.catch(() => {
      // The next call tries anew.
      if (this.opening === opening) this.opening = undefined;
    });
    return opening;
  }

  private async open(): Promise<Desk> {
    const desk = await this.parts.open();
    if (this.ending) return desk;
    this.opened = desk;
    desk.setFocused(this.focused);
    desk.onDidChangeView((view) => this.changed.fire(view));
    desk.onDidArrive((arrival) => this.arrived.fire(arrival));
    desk.onDidChangeJournal(() => this.journalChanged.fire(undefined));
    this.changed.fire(desk.view);
    this.journalChanged.fire(undefined);
    this.startByItself(desk);
    return desk;
  }

  private startByItself(desk: Desk): void {
    const watching = desk.onDidChangeView(() => look());
    const look = (): void => {
      if (desk.view.state === 'electing') return;
      watching.dispose();
      // What a leader goes on with, and what another window does, is under way already.
      if (desk.role !== 'leader' || desk.view.state !== 'off' || !this.parts.startsByItself()) return;
      desk.start({ interactive: false }).catch((thrown: unknown) => this.warn('begin by itself', thrown));
    };
    look();
  }

  private warn(what: string, thrown: unknown): void {
    this.parts.log.warn(`Listening could not ${what} (${nameOf(thrown)}).`);
  }
}

/** The way of an account's events, and the application that they belong to where that counts. */
function sourceOf(session: Session): string {
  if (session.kind === 'signed-out') return '';
  const way = eventWayOf(session.account);
  return JSON.stringify([way, way === 'webhooks' ? session.account.clientId : undefined]);
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'fault';
}
