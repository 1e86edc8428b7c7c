import { DisposableStore } from '../../core/base/disposable';
import { errorName } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import type { Arrival } from '../../core/domain/arrival';
import { stateValue, type StateValue } from '../../core/storage/stateStore';
import { accountIdOf, type OpenConnection } from '../../core/stores/sessionStore';
import { settingKeys } from '../../manifest';
import type { App } from '../shell/app';
import { Consents } from '../tunnels/consents';
import { EventServiceHandle } from './eventServiceHandle';
import { installIdOf, openEditorEventService } from './editorEventService';
import { editorTunnels } from '../tunnels/editorTunnels';
import { GithubSession } from '../tunnels/githubSession';
import { waitsForBrowser } from './problems';
import { ListeningStatus } from './status';
import { TicketPolling } from './ticketPolling';
import { askTicketPolling } from './askTicketPolling';
import { DoNotDisturb } from './doNotDisturb';
import { Notifications } from './notifications';
import { TunnelPicker, type Providers } from '../tunnels/tunnelPicker';
import { tunnelQuestions } from '../tunnels/tunnelQuestions';

/** How long signing out waits for the removal of a dev tunnel. */
const forgetTimeoutMs = 8_000;

export interface ListeningOptions {
  readonly openConnection: OpenConnection;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => unknown;
}

/** Everything that listening consists of in this window. The constructor does no I/O. */
export class Listening {
  private readonly owned = new DisposableStore();
  readonly eventService: EventServiceHandle;
  readonly picker: TunnelPicker;
  readonly ticketPolling: TicketPolling;
  readonly doNotDisturb: DoNotDisturb;
  readonly status: ListeningStatus;
  private readonly github: GithubSession;
  private readonly consents: Consents;

  constructor(
    private readonly app: App,
    private readonly options: ListeningOptions,
  ) {
    const { session, settings, clock, log } = app;
    this.github = new GithubSession(clock, (secret) => log.hide(secret));
    this.consents = new Consents(this.stored('consents'));
    this.doNotDisturb = this.owned.add(
      new DoNotDisturb(this.stored('doNotDisturb'), clock, () => settings.listening.quietHours()),
    );
    this.owned.add(settings.onDidChange([settingKeys.quietHours], () => this.doNotDisturb.hoursChanged()));
    this.picker = new TunnelPicker({
      settings: settings.listening,
      isNeeded: () => this.needsTunnel(),
      isLocal: () => this.isLocal(),
      providers: () => this.providers(),
      isSignedIn: () => this.github.isAvailable(),
      consents: this.consents,
      ask: tunnelQuestions(this.github),
    });
    this.ticketPolling = new TicketPolling({
      consents: this.consents,
      account: () => accountIdOf(session.current),
      polled: () => (session.transportKind === 'socket' ? (session.capabilities?.events.polled ?? []) : []),
      isRefused: () => {
        const { newTickets: source } = this.eventService.view;
        return source === 'asked' || source === 'refused';
      },
      wanted: () => settings.listening.events(),
      ask: askTicketPolling,
    });
    this.eventService = new EventServiceHandle(app, {
      events: () => this.ticketPolling.events,
      autoStarts: () => settings.listening.autoStart() && this.mayAutoStart(),
      open: () => this.open(),
    });
    this.status = this.owned.add(
      new ListeningStatus(this.eventService, this.doNotDisturb, this.ticketPolling, clock),
    );
  }

  /** Whether the demo account is active. */
  readonly isDemo = (): boolean => {
    const { current } = this.app.session;
    return current.kind !== 'signed-out' && current.account.demo === true;
  };

  /** Removes the webhooks and the dev tunnel of an account before it is signed out. */
  async leave(account: Account): Promise<void> {
    const wasActive = await this.eventService.leave(account);
    await this.consents.forget(account.id).catch((thrown: unknown) => {
      this.app.log.warn(`The choice about new tickets could not be removed (${errorName(thrown)}).`);
    });
    if (!wasActive) return;
    try {
      const { devtunnel } = await this.providers();
      await devtunnel.forget?.(AbortSignal.timeout(forgetTimeoutMs));
    } catch (thrown) {
      this.app.log.warn(`The dev tunnel could not be removed (${errorName(thrown)}).`);
    }
  }

  /** Resumes listening that waits for a browser sign-in, whichever window the user signed in from. */
  signedInInBrowser(id: string): void {
    const { problem } = this.eventService.view;
    if (accountIdOf(this.app.session.current) !== id || !problem || !waitsForBrowser(problem)) return;
    this.eventService.retry().catch((thrown: unknown) => {
      this.app.log.warn(`Listening could not go on after signing in (${errorName(thrown)}).`);
    });
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.eventService.dispose();
  }

  private async open(): ReturnType<typeof openEditorEventService> {
    const { app, doNotDisturb, eventService } = this;
    await Promise.all([this.consents.load(), doNotDisturb.load()]);
    const { openArrival, openConnection } = this.options;
    const notifications = new Notifications(app.log, {
      eventService,
      doNotDisturb,
      showInStatusBar: (text) => this.status.showBriefly(text),
      openArrival,
    });
    return await openEditorEventService(app, {
      openConnection,
      ticketPolling: this.ticketPolling,
      reread: () => this.consents.load(),
      choose: () => this.picker.choose(),
      mayAutoStart: () => this.mayAutoStart(),
      isDoNotDisturb: () => doNotDisturb.until !== undefined,
      show: (notification) => notifications.show(notification),
    });
  }

  /** Whether the user has agreed to a tunnel before, or nothing becomes public. */
  private mayAutoStart(): boolean {
    return this.consents.hasAny || this.isLocal() !== 'no' || !this.needsTunnel();
  }

  private needsTunnel(): boolean {
    return this.app.session.transportKind !== 'socket';
  }

  private isLocal(): 'always' | 'by-default' | 'no' {
    if (this.isDemo()) return 'always';
    try {
      return this.app.settings.apiUrl().startsWith('http:') ? 'by-default' : 'no';
    } catch {
      // The setting is invalid, so no local server is in use.
      return 'no';
    }
  }

  private providers(): Promise<Providers> {
    return editorTunnels(this.app, {
      github: this.github,
      installId: () => installIdOf(this.app.context.globalStorageUri),
      record: this.stored('devtunnel'),
    });
  }

  private stored(key: string): StateValue {
    return stateValue(this.app.database, key);
  }
}
