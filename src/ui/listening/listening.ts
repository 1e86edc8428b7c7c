import { l10n, ProgressLocation, window } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import { Lazy } from '../../core/base/lazy';
import { errorName } from '../../core/base/log';
import type { Account } from '../../core/domain/account';
import type { EventTransportKind } from '../../core/domain/capabilities';
import type { ListenerStatus } from '../../core/events/status/listenerStatus';
import { stateValue, type StateValue } from '../../core/storage/stateStore';
import { accountIdOf } from '../../core/stores/sessionStore';
import { settingKeys } from '../../manifest';
import type { App } from '../shell/app';
import { Membership } from '../team/membership';
import { Consents } from '../tunnels/consents';
import { DoNotDisturb } from './doNotDisturb';
import { EventServiceHandle } from './eventServiceHandle';
import type { ListeningActions } from './listeningActions';
import type { ListeningContext, ListeningOptions } from './listeningContext';
import { waitsForBrowser } from './problems';
import { ListeningStatus } from './status';
import { TicketPolling } from './ticketPolling';

/** How long signing out waits for the removal of a dev tunnel. */
const forgetTimeoutMs = 8_000;

/** What listening consists of in this window at start-up. The constructor does no I/O. */
export class Listening implements ListeningContext {
  private readonly owned = new DisposableStore();
  readonly eventService: EventServiceHandle;
  readonly ticketPolling: TicketPolling;
  readonly doNotDisturb: DoNotDisturb;
  readonly status: ListeningStatus;
  readonly consents: Consents;
  readonly team: Membership;
  /** Whether this machine is the receiver of its team. A view is made of what depends on it, so it is kept. */
  private receives = false;
  private readonly loaded = this.owned.add(
    new Lazy(
      () => this.load(),
      (actions) => actions.dispose(),
    ),
  );

  constructor(
    readonly app: App,
    readonly options: ListeningOptions,
  ) {
    const { session, settings, clock } = app;
    this.team = this.owned.add(new Membership(app));
    // While the editor handles what is registered.
    this.owned.add(clock.after(0, () => void this.team.load()));
    this.consents = new Consents(this.stored('consents'));
    this.doNotDisturb = this.owned.add(
      new DoNotDisturb(this.stored('doNotDisturb'), clock, () => settings.listening.quietHours()),
    );
    this.owned.add(settings.onDidChange([settingKeys.quietHours], () => this.doNotDisturb.hoursChanged()));
    this.ticketPolling = new TicketPolling({
      consents: this.consents,
      // A team's events are all of them.
      account: () => (this.transportKind === 'team' ? undefined : accountIdOf(session.current)),
      polled: () => (this.transportKind === 'socket' ? (session.capabilities?.events.polled ?? []) : []),
      isRefused: () => {
        const { newTickets: source } = this.eventService.view;
        return source === 'polling' || source === 'refused';
      },
      wanted: () => settings.listening.events(),
      isFree: () => this.isDemo(),
      ask: async () => await (await this.actions()).askTicketPolling(),
    });
    this.eventService = new EventServiceHandle(app, {
      events: () => this.ticketPolling.events,
      team: this.team,
      autoStarts: () => settings.listening.autoStart() && this.mayAutoStart(),
      open: async () => await (await this.actions()).openEventService(),
    });
    this.owned.add(
      this.eventService.onDidChange((view) => (this.receives = view.publishing?.receives === true)),
    );
    this.status = this.owned.add(
      new ListeningStatus(this.eventService, this.doNotDisturb, this.ticketPolling, this.team, clock),
    );
    this.owned.add(app.shield.onDidChange(() => app.shield.isOn && this.status.hideBrief()));
  }

  /** Loads the bundle with everything that happens after start-up, on first use. */
  actions(): Promise<ListeningActions> {
    return this.loaded.get();
  }

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
      await (await this.actions()).forgetTunnel(AbortSignal.timeout(forgetTimeoutMs));
    } catch (thrown) {
      this.app.log.warn(`The dev tunnel could not be removed (${errorName(thrown)}).`);
    }
  }

  /** Resumes listening that waits for a browser sign-in, whichever window the user signed in from. */
  signedInInBrowser(id: string): void {
    const { problem, chats } = this.eventService.view;
    if (accountIdOf(this.app.session.current) !== id) return;
    if (![problem, chats?.problem].some((one) => one && waitsForBrowser(one))) return;
    this.eventService.ask('retry', {}).catch((thrown: unknown) => {
      this.app.log.warn(`Listening could not go on after signing in (${errorName(thrown)}).`);
    });
  }

  /** Makes all windows read again what is stored, after it was deleted. @throws EventServiceError */
  async reread(): Promise<void> {
    if (this.eventService.isInUse) await this.eventService.ask('reread', {});
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.eventService.dispose();
  }

  stop(): Thenable<ListenerStatus> {
    const progress = { location: ProgressLocation.Window, title: l10n.t('LiveChat: stopping') };
    return window.withProgress(progress, () => this.eventService.stop());
  }

  mayAutoStart(): boolean {
    return this.consents.hasAny || this.isLocal() !== 'no' || !this.needsTunnel();
  }

  get transportKind(): EventTransportKind | undefined {
    return this.team.isJoined && !this.receives ? 'team' : this.app.session.transportKind;
  }

  needsTunnel(): boolean {
    return this.transportKind !== 'socket' && this.transportKind !== 'team';
  }

  isLocal(): 'always' | 'by-default' | 'no' {
    if (this.isDemo()) return 'always';
    try {
      return this.app.settings.apiUrl().startsWith('http:') ? 'by-default' : 'no';
    } catch {
      // The setting is invalid, so no local server is in use.
      return 'no';
    }
  }

  stored(key: string): StateValue {
    return stateValue(this.app.database, key);
  }

  private async load(): Promise<ListeningActions> {
    const { ListeningActions } = await import('./listeningActions');
    const actions = new ListeningActions(this);
    this.status.detailsOf = actions.statusDetails;
    return actions;
  }
}
