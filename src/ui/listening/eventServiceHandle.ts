import { DisposableStore } from '../../core/base/disposable';
import { Emitter, type Event } from '../../core/base/event';
import { errorName, type Log } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import type { Arrival, ArrivalKind } from '../../core/domain/arrival';
import { transportKindOf } from '../../core/domain/capabilities';
import { fail } from '../../core/domain/failure';
import type { StartOptions } from '../../core/events/listener/listener';
import type { AccountPush } from '../../core/domain/liveChat';
import type { EventService } from '../../core/events/service/eventService';
import type { ArgsOf, LeaderMethod, ResultOf } from '../../core/events/service/leaderApi';
import type { ListenerStatus, ListenerView } from '../../core/events/status/listenerStatus';
import type { ActivityEntry, ActivitySource } from '../../core/stores/activityStore';
import { accountIdOf, type Session } from '../../core/stores/sessionStore';
import type { App } from '../shell/app';

/** Lets the editor finish its own start first. */
const openAfterMs = 1_000;

export interface EventServiceHandleOptions {
  /** `livechat.webhooks.events`, for the view while the service is not open. */
  readonly events: () => readonly ArrivalKind[];
  /** A team's events arrive while signed out, too. */
  readonly team: { readonly isJoined: boolean; readonly onDidChange: Event<undefined> };
  /** Whether the leader starts listening as soon as its service is open. */
  readonly autoStarts: () => boolean;
  /** Loads and opens the event service of this window. */
  readonly open: () => Promise<EventService>;
}

/**
 * The event service of this window before and after it is open. It opens a moment after an account is signed in, or on
 * first use, and stays open until the window closes.
 */
export class EventServiceHandle {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<ListenerView>());
  readonly onDidChange = this.changed.event;
  private readonly arrived: Emitter<Arrival>;
  /** Fires once per event in every window, after the event was stored. */
  readonly onDidArrive: Event<Arrival>;
  private readonly pushed: Emitter<AccountPush>;
  /** Fires for each push about running chats in every window, see `EventService.onDidPushChat`. */
  readonly onDidPushChat: Event<AccountPush>;
  private readonly journalChanged = this.owned.add(new Emitter<undefined>());
  /** The stored events of this machine; empty where neither an account nor a team has any. */
  readonly activity: ActivitySource = {
    page: async (query) => (this.isInUse ? (await this.eventService()).journal.page(query) : { entries: [] }),
    unreadCount: async (account) =>
      this.isInUse ? (await this.eventService()).journal.unreadCount(account) : 0,
    markRead: async (which) => await this.ask('markRead', which),
    onDidChange: this.journalChanged.event,
  };
  private opening: Promise<EventService> | undefined;
  private opened: EventService | undefined;
  private ending: Promise<void> | undefined;
  private focused = false;
  private account: string | undefined;
  /** The transport and application of the account: a change of either restarts the listener. */
  private source = '';
  private isRejected = false;
  /** Whether to start again, as a member of a team, once the account is signed out. */
  private resumes = false;

  constructor(
    private readonly app: Pick<App, 'session' | 'clock'> & { readonly log: Log },
    private readonly options: EventServiceHandleOptions,
  ) {
    this.arrived = this.owned.add(new Emitter(app.log));
    this.onDidArrive = this.arrived.event;
    this.pushed = this.owned.add(new Emitter(app.log));
    this.onDidPushChat = this.pushed.event;
    this.owned.add(app.session.onDidChange(() => this.followSession()));
    this.owned.add(options.team.onDidChange(() => this.followTeam()));
    this.followSession();
  }

  /** Whether there may be events: of an account or of a team. */
  get isInUse(): boolean {
    return this.account !== undefined || this.options.team.isJoined;
  }

  /** Id of the account of which events are shown; `undefined` for all: a team may have several. */
  get shownAccount(): string | undefined {
    return this.options.team.isJoined ? undefined : this.account;
  }

  get view(): ListenerView {
    return this.opened?.view ?? { state: 'off', events: this.options.events() };
  }

  /** Only the fields of the public status. */
  status(): ListenerStatus {
    return this.opened?.status() ?? { state: 'off', events: this.options.events() };
  }

  /** A stored event; `undefined` if it was never stored or has expired. @throws StorageError */
  async get(eventId: string): Promise<ActivityEntry | undefined> {
    return await (await this.eventService()).journal.get(eventId, this.account);
  }

  /** @throws EventServiceError */
  async start(options: StartOptions): Promise<ListenerStatus> {
    if (!this.isInUse) return fail({ code: 'not-signed-in' });
    return await (await this.eventService()).start(options);
  }

  /** @throws EventServiceError */
  async stop(): Promise<ListenerStatus> {
    return await (await this.eventService()).stop();
  }

  /** A setting changed. A service that is not open reads it on opening. */
  refresh(what: 'events' | 'tunnel' | 'presence'): void {
    if (this.opened) this.opened.refresh(what);
    else this.changed.fire(this.view);
  }

  setFocused(focused: boolean): void {
    this.focused = focused;
    this.opened?.setFocused(focused);
  }

  /**
   * Stops listening before an account is signed out, which removes its webhooks. Never rejects. A member of a team goes on
   * listening: at once if nothing is registered for it, otherwise once the account is signed out.
   * @returns whether the account was the active one
   */
  async leave({ id }: Account): Promise<boolean> {
    if (id !== this.account) return false;
    const { isJoined } = this.options.team;
    const { state, tunnel } = this.view;
    if (isJoined && (state === 'off' || tunnel === 'team')) return true;
    try {
      await this.stop();
      this.resumes = isJoined;
    } catch (thrown) {
      this.app.log.warn(`Listening could not be stopped before signing out (${errorName(thrown)}).`);
    }
    return true;
  }

  /** For a window that closes. Another window takes over, or the next start resumes. */
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

  private followSession(): void {
    const { current } = this.app.session;
    const before = this.account;
    const sourceBefore = this.source;
    this.source = sourceOf(current);
    const wasRejected = this.isRejected;
    this.account = accountIdOf(current);
    this.isRejected = current.kind === 'rejected';
    // Such as after an address in the settings was corrected.
    const { problem, chats } = this.view;
    const isWaiting = wasRejected || [problem, chats?.problem].some((one) => one?.kind === 'livechat');
    if (this.account !== before) {
      if (this.opened) this.opened.refresh('account');
      else if (current.kind === 'signed-in') this.openLazily();
      if (this.resumes) this.resume();
    } else if (this.source !== sourceBefore) {
      if (this.opened) this.opened.refresh('account');
      else this.changed.fire(this.view);
    } else if (isWaiting && current.kind === 'signed-in') {
      void this.opened
        ?.ask('retry', {})
        .catch((thrown: unknown) => this.warn('resume after signing in', thrown));
    }
  }

  private followTeam(): void {
    if (this.opened) this.opened.refresh('account');
    else if (this.options.team.isJoined) this.openLazily();
    this.changed.fire(this.view);
    this.journalChanged.fire(undefined);
  }

  private resume(): void {
    this.resumes = false;
    this.start({ interactive: false }).catch((thrown: unknown) =>
      this.warn('resume after signing out', thrown),
    );
  }

  private openLazily(): void {
    this.owned.add(
      this.app.clock.after(openAfterMs, () => {
        if (!this.isInUse) return;
        this.eventService().catch((thrown: unknown) => this.warn('be opened', thrown));
      }),
    );
  }

  /** Makes the leader do something. @throws EventServiceError */
  async ask<M extends LeaderMethod>(method: M, args: ArgsOf<M>): Promise<ResultOf<M>> {
    return await (await this.eventService()).ask(method, args);
  }

  /** Opens the event service where it is not open yet. @throws FailureError */
  eventService(): Promise<EventService> {
    if (this.ending) return fail({ code: 'cancelled' });
    const opening = (this.opening ??= this.open());
    opening.catch(() => {
      // The next call opens it again.
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
    eventService.onDidPushChat((push) => this.pushed.fire(push));
    eventService.onDidChangeJournal(() => this.journalChanged.fire(undefined));
    this.changed.fire(eventService.view);
    this.journalChanged.fire(undefined);
    this.autoStart(eventService);
    return eventService;
  }

  private autoStart(eventService: EventService): void {
    const watching = eventService.onDidChangeView(() => look());
    const look = (): void => {
      if (eventService.view.state === 'electing') return;
      watching.dispose();
      // A leader that resumes, and any other window, is listening or on its way already.
      if (eventService.role !== 'leader' || eventService.view.state !== 'off' || !this.options.autoStarts())
        return;
      eventService
        .start({ interactive: false })
        .catch((thrown: unknown) => this.warn('start automatically', thrown));
    };
    look();
  }

  private warn(what: string, thrown: unknown): void {
    this.app.log.warn(`Listening could not ${what} (${errorName(thrown)}).`);
  }
}

/** The transport of an account, and the application that its webhooks belong to. */
function sourceOf(session: Session): string {
  if (session.kind === 'signed-out') return '';
  const kind = transportKindOf(session.account);
  return JSON.stringify([kind, kind === 'webhooks' ? session.account.clientId : undefined]);
}
