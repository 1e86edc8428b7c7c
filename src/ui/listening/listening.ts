import { Uri } from 'vscode';
import { DisposableStore } from '../../core/base/disposable';
import type { Account } from '../../core/domain/account';
import type { Arrival } from '../../core/domain/arrival';
import type { EventServiceOptions } from '../../core/events/service/eventService';
import { stateFile } from '../../core/events/listener/stateFile';
import { accountIdOf } from '../../core/stores/sessionStore';
import { settingKeys } from '../../manifest';
import type { App } from '../shell/app';
import { Consents } from '../tunnels/consents';
import { EventServiceHandle } from './eventServiceHandle';
import { installIdOf, openEditorEventService, type EditorEventServiceOptions } from './editorEventService';
import { editorTunnels, type EditorTunnelsOptions } from '../tunnels/editorTunnels';
import { GithubSession } from '../tunnels/githubSession';
import { waitsForBrowser } from './listeningLabels';
import { ListeningStatus } from './listeningStatus';
import { TicketPolling } from './ticketPolling';
import { askTicketPolling } from './askTicketPolling';
import { DoNotDisturb } from './doNotDisturb';
import { Notifications } from './notifications';
import { TunnelPicker, type Providers } from '../tunnels/tunnelPicker';
import { tunnelQuestions } from '../tunnels/tunnelQuestions';

/** A tunnel at a service is not waited for any longer when somebody signs out. */
const forgetMs = 8_000;

export interface ListeningOptions {
  readonly environment: EditorTunnelsOptions['environment'];
  readonly loadEventService: EditorEventServiceOptions['load'];
  readonly loadTunnels: EditorTunnelsOptions['load'];
  readonly withAccount: NonNullable<EventServiceOptions['withAccount']>;
  /** Shows what an event is about. */
  readonly openArrival: (arrival: Arrival) => unknown;
  readonly showActivity: () => unknown;
}

/** Listening as this window has it. Making it opens nothing and reads nothing. */
export class Listening {
  private readonly owned = new DisposableStore();
  readonly eventService: EventServiceHandle;
  readonly picker: TunnelPicker;
  readonly newTickets: TicketPolling;
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
    this.consents = new Consents(this.file('consents.json'));
    this.doNotDisturb = this.owned.add(
      new DoNotDisturb(this.file('quiet.json'), clock, () => settings.listening.quietHours()),
    );
    this.owned.add(settings.onDidChange([settingKeys.quietHours], () => this.doNotDisturb.hoursChanged()));
    this.picker = new TunnelPicker({
      settings: settings.listening,
      isNeeded: () => this.needsTunnel(),
      isLocal: () => this.isLocal(),
      providers: () => this.providers(),
      isSignedIn: () => this.github.isThere(),
      consents: this.consents,
      ask: tunnelQuestions(this.github),
    });
    this.newTickets = new TicketPolling({
      consents: this.consents,
      account: () => accountIdOf(session.current),
      polled: () => (session.transportKind === 'socket' ? (session.capabilities?.events.polled ?? []) : []),
      isRefused: () => {
        const { newTickets: way } = this.eventService.view;
        return way === 'asked' || way === 'refused';
      },
      wanted: () => settings.listening.events(),
      ask: askTicketPolling,
    });
    this.eventService = new EventServiceHandle(app, {
      events: () => this.newTickets.events,
      startsByItself: () => settings.listening.autoStart() && this.mayStart(),
      open: () => this.open(),
    });
    this.status = this.owned.add(
      new ListeningStatus(this.eventService, this.doNotDisturb, this.newTickets, clock),
    );
  }

  /** Whether the active account is the demo's. */
  readonly isDemo = (): boolean => {
    const { current } = this.app.session;
    return current.kind !== 'signed-out' && current.account.demo === true;
  };

  /** Before an account leaves this machine: nothing of it stays at LiveChat, and no tunnel at a service. */
  async leave(account: Account): Promise<void> {
    const wasActive = await this.eventService.leave(account);
    await this.consents.forget(account.id).catch((thrown: unknown) => {
      this.app.log.warn(`The choice about new tickets could not be removed (${nameOf(thrown)}).`);
    });
    if (!wasActive) return;
    try {
      const { devtunnel } = await this.providers();
      await devtunnel.forget?.(AbortSignal.timeout(forgetMs));
    } catch (thrown) {
      this.app.log.warn(`The dev tunnel could not be removed (${nameOf(thrown)}).`);
    }
  }

  /** An account got a token for the socket: what waits for one goes on, whichever window it was given to. */
  signedInInBrowser(id: string): void {
    const { problem } = this.eventService.view;
    if (accountIdOf(this.app.session.current) !== id || !problem || !waitsForBrowser(problem)) return;
    this.eventService.retry().catch((thrown: unknown) => {
      this.app.log.warn(`Listening could not go on after signing in (${nameOf(thrown)}).`);
    });
  }

  async dispose(): Promise<void> {
    this.owned.dispose();
    await this.eventService.dispose();
  }

  private async open(): ReturnType<typeof openEditorEventService> {
    const { app, doNotDisturb, eventService } = this;
    await Promise.all([this.consents.load(), doNotDisturb.look()]);
    const { loadEventService, openArrival, showActivity, withAccount } = this.options;
    const tell = (text: string): void => this.status.tell(text);
    const notifications = new Notifications(app.log, {
      eventService,
      doNotDisturb,
      tell,
      openArrival,
      showActivity,
    });
    return await openEditorEventService(app, {
      load: loadEventService,
      withAccount,
      newTickets: this.newTickets,
      reread: () => this.consents.load(),
      choose: () => this.picker.choose(),
      mayAutoStart: () => this.mayStart(),
      isDoNotDisturb: () => doNotDisturb.until !== undefined,
      show: (notification) => notifications.show(notification),
    });
  }

  /** Whether a person agreed once to what listening does, or nothing of it is public. */
  private mayStart(): boolean {
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
      // Where the address is refused, nothing is served from there.
      return 'no';
    }
  }

  private providers(): Promise<Providers> {
    const { environment, loadTunnels } = this.options;
    return editorTunnels(this.app, {
      environment,
      github: this.github,
      installId: () => installIdOf(this.app.context.globalStorageUri),
      record: this.file('devtunnel.json'),
      load: loadTunnels,
    });
  }

  private file(name: string): ReturnType<typeof stateFile> {
    return stateFile(Uri.joinPath(this.app.context.globalStorageUri, 'listening', name).fsPath);
  }
}

function nameOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.name : 'fault';
}
