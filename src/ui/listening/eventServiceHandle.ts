import { DisposableStore } from '../../core/base/disposable';
import { Emitter } from '../../core/base/event';
import type { Log } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import type { Arrival, ArrivalKind } from '../../core/domain/arrival';
import { transportKindOf } from '../../core/domain/capabilities';
import { fail } from '../../core/domain/failure';
import type { EventService } from '../../core/events/service/eventService';
import type {
  Check,
  ForeignWebhook,
  ListenerStatus,
  ListenerView,
  TestOutcome,
} from '../../core/events/status/listenerTypes';
import type { ActivityEntry, ActivitySource } from '../../core/stores/activityStore';
import { accountIdOf, type Session } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';

/** Long enough for the editor to finish its own start, short enough to miss nothing. */
const openAfterMs = 1_000;

export interface EventServiceHandleOptions {
  /** `livechat.webhooks.events`, for the view of a desk that is not open. */
  readonly events: () => readonly ArrivalKind[];
  /** Whether a window that leads listens without being asked, once it opened. */
  readonly startsByItself: () => boolean;
  /** Loads and opens the desk of this window. */
  readonly open: () => Promise<EventService>;
}

/**
 * The one way to listening. The desk behind it is opened once somebody is signed in, some time after start-up or
 * when first asked for, and stays as long as the window does.
 */
export class EventServiceHandle {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<ListenerView>());
  readonly onDidChange = this.changed.event;
  private readonly arrived = this.owned.add(new Emitter<Arrival>());
  /** Each event once in every window, after it was kept. */
  readonly onDidArrive = this.arrived.event;
  private readonly journalChanged = this.owned.add(new Emitter<undefined>());
  /** The journal of this machine; empty while nobody is signed in. */
  readonly activity: ActivitySource = {
    page: async (query) =>
      this.account === undefined ? { entries: [] } : (await this.eventService()).journal.page(query),
    unreadCount: async (account) =>
      this.account === undefined ? 0 : (await this.eventService()).journal.unreadCount(account),
    markRead: async (which) => (await this.eventService()).markRead(which),
    onDidChange: this.journalChanged.event,
  };
  private opening: Promise<EventService> | undefined;
  private opened: EventService | undefined;
  private ending: Promise<void> | undefined;
  private focused = false;
  private account: string | undefined;
  /** What the window that leads must begin anew for. */
  private source = '';
  private isRejected = false;

  constructor(
    private readonly app: Pick<App, 'session' | 'clock'> & { readonly log: Log },
    private readonly options: EventServiceHandleOptions,
  ) {
    this.owned.add(app.session.onDidChange(() => this.follow()));
    this.follow();
  }

  get view(): ListenerView {
    return this.opened?.view ?? { state: 'off', events: this.options.events() };
  }

  /** Just what the contract names. */
  status(): ListenerStatus {
    return this.opened?.status() ?? { state: 'off', events: this.options.events() };
  }

  /** An event that was kept; `undefined` where it never was, or is too old. @throws JournalError */
  async get(eventId: string): Promise<ActivityEntry | undefined> {
    return await (await this.eventService()).journal.get(eventId);
  }

  /** @throws DeskError */
  async start(options: { readonly interactive: boolean }): Promise<ListenerStatus> {
    if (this.account === undefined) return fail({ code: 'not-signed-in' });
    return await (await this.eventService()).start(options);
  }

  /** @throws DeskError */
  async stop(): Promise<ListenerStatus> {
    return await (await this.eventService()).stop();
  }

  /** @throws DeskError */
  async retry(): Promise<void> {
    await (await this.eventService()).retry();
  }

  /** Something that the windows share was written. @throws DeskError */
  async reread(): Promise<void> {
    await (await this.eventService()).reread();
  }

  /** A setting changed. What is not open reads it when it opens. */
  refresh(what: 'events' | 'tunnel'): void {
    if (this.opened) this.opened.refresh(what);
    else this.changed.fire(this.view);
  }

  /** @throws DeskError */
  async doctor(onCheck?: (check: Check) => void): Promise<readonly Check[]> {
    return await (await this.eventService()).doctor(onCheck);
  }

  /** @throws DeskError */
  async sendTestEvent(kind: ArrivalKind, name: string): Promise<TestOutcome> {
    return await (await this.eventService()).sendTestEvent(kind, name);
  }

  /** @throws FailureError */
  async foreignWebhooks(): Promise<readonly ForeignWebhook[]> {
    return await (await this.eventService()).foreignWebhooks();
  }

  /** @throws FailureError */
  async removeForeign(ids: readonly string[]): Promise<void> {
    await (await this.eventService()).removeForeign(ids);
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
      this.app.log.warn(`Listening could not be stopped before signing out (${nameOf(thrown)}).`);
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
    const eventService = await this.opening?.catch(() => undefined);
    this.opened = undefined;
    await eventService?.dispose();
  }

  private follow(): void {
    const { current } = this.app.session;
    const before = this.account;
    const sourceBefore = this.source;
    this.source = sourceOf(current);
    const wasRejected = this.isRejected;
    this.account = accountIdOf(current);
    this.isRejected = current.kind === 'rejected';
    if (this.account !== before) {
      if (this.opened) this.opened.refresh('account');
      else if (current.kind === 'signed-in') this.openLazily();
    } else if (this.source !== sourceBefore) {
      if (this.opened) this.opened.refresh('account');
      else this.changed.fire(this.view);
    } else if (wasRejected && current.kind === 'signed-in') {
      void this.opened?.retry().catch((thrown: unknown) => this.warn('go on after signing in', thrown));
    }
  }

  private openLazily(): void {
    this.owned.add(
      this.app.clock.after(openAfterMs, () => {
        if (this.account === undefined) return;
        this.eventService().catch((thrown: unknown) => this.warn('be opened', thrown));
      }),
    );
  }

  private eventService(): Promise<EventService> {
    if (this.ending) return fail({ code: 'cancelled' });
    const opening = (this.opening ??= this.open());
    opening.catch(() => {
      // The next call tries anew.
      if (this.opening === opening) this.opening = undefined;
    });
    return opening;
  }

  private async open(): Promise<EventService> {
    const eventService = await this.options.open();
    if (this.ending) return eventService;
    this.opened = eventService;
    eventService.setFocused(this.focused);
    eventService.onDidChangeView((view) => this.changed.fire(view));
    eventService.onDidArrive((arrival) => this.arrived.fire(arrival));
    eventService.onDidChangeJournal(() => this.journalChanged.fire(undefined));
    this.changed.fire(eventService.view);
    this.journalChanged.fire(undefined);
    this.startByItself(eventService);
    return eventService;
  }

  private startByItself(eventService: EventService): void {
    const watching = eventService.onDidChangeView(() => look());
    const look = (): void => {
      if (eventService.view.state === 'electing') return;
      watching.dispose();
      // What a leader goes on with, and what another window does, is under way already.
      if (
        eventService.role !== 'leader' ||
        eventService.view.state !== 'off' ||
        !this.options.startsByItself()
      )
        return;
      eventService
        .start({ interactive: false })
        .catch((thrown: unknown) => this.warn('begin by itself', thrown));
    };
    look();
  }

  private warn(what: string, thrown: unknown): void {
    this.app.log.warn(`Listening could not ${what} (${nameOf(thrown)}).`);
  }
}

/** The way of an account's events, and the application that they belong to where that counts. */
function sourceOf(session: Session): string {
  if (session.kind === 'signed-out') return '';
  const way = transportKindOf(session.account);
  return JSON.stringify([way, way === 'webhooks' ? session.account.clientId : undefined]);
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'fault';
}
