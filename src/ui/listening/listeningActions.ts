import { DisposableStore, type Disposable } from '../../core/base/disposable';
import type { EventService } from '../../core/events/service/eventService';
import { isUnknown, phaseOf } from '../../core/events/status/phase';
import { editorTunnels } from '../tunnels/editorTunnels';
import { GithubSession } from '../tunnels/githubSession';
import { TunnelPicker, type Providers } from '../tunnels/tunnelPicker';
import { tunnelQuestions } from '../tunnels/tunnelQuestions';
import { askTicketPolling } from './askTicketPolling';
import { askTransport } from './askTransport';
import { cleanUpForCode, cleanUpWithUser } from './cleanUpWebhooks';
import { showDoctor } from './doctor';
import { installIdOf, openEditorEventService } from './editorEventService';
import type { ListeningContext } from './listeningContext';
import { showMenu } from './menu';
import { Notifications } from './notifications';
import { sendTestEvent } from './sendTestEvent';
import { StartListening } from './startListening';
import { statusDetails } from './statusDetails';
import { TransportChoice } from './transportChoice';

/** What listening does after start-up: the commands, the tunnel and the event service. A bundle that loads on first use. */
export class ListeningActions implements Disposable {
  private readonly owned = new DisposableStore();
  readonly statusDetails = statusDetails;
  readonly askTicketPolling = askTicketPolling;
  private readonly github: GithubSession;
  private readonly picker: TunnelPicker;
  private readonly transport: TransportChoice;
  readonly start: StartListening;

  constructor(private readonly context: ListeningContext) {
    const { app, consents, eventService } = context;
    const { accounts, clock, log, session, settings } = app;
    this.github = new GithubSession(clock, (secret) => log.hide(secret));
    this.picker = new TunnelPicker({
      settings: settings.listening,
      isNeeded: () => context.needsTunnel(),
      isLocal: () => context.isLocal(),
      providers: () => this.providers(),
      isSignedIn: () => this.github.isAvailable(),
      consents,
      ask: tunnelQuestions(this.github),
    });
    this.start = this.owned.add(new StartListening(context, this.picker, () => this.showDoctor()));
    this.transport = new TransportChoice({
      account: () => (session.current.kind === 'signed-in' ? session.current.account : undefined),
      ask: askTransport,
      askClientId: context.options.askClientId,
      prepareTunnel: () => this.picker.prepare(true),
      save: (account, kind, clientId) => accounts.setTransportKind(account, kind, clientId),
      isListening: () => phaseOf(eventService.view) !== 'off' && !isUnknown(eventService.view),
      stop: async () => await context.stop(),
      start: () => this.start.withUser(),
    });
  }

  /** Opens the event service of this window. @throws the system's error, see `openEventService` */
  async openEventService(): Promise<EventService> {
    const { app, options, consents, doNotDisturb, eventService, status } = this.context;
    const { openArrival, openConnection } = options;
    await Promise.all([consents.load(), doNotDisturb.load()]);
    const notifications = new Notifications(app.log, {
      eventService,
      doNotDisturb,
      showInStatusBar: (text) => status.showBriefly(text),
      openArrival,
    });
    return await openEditorEventService(app, {
      openConnection,
      ticketPolling: this.context.ticketPolling,
      reread: () => consents.load(),
      choose: () => this.picker.choose(),
      mayAutoStart: () => this.context.mayAutoStart(),
      isDoNotDisturb: () => doNotDisturb.until !== undefined,
      show: (notification) => notifications.show(notification),
    });
  }

  /** @throws EventServiceError */
  async showDoctor(): Promise<void> {
    await showDoctor(this.context.eventService, () => this.context.needsTunnel());
  }

  /** @throws FailureError, EventServiceError */
  async cleanUpWithUser(): Promise<void> {
    await cleanUpWithUser(this.context.eventService);
  }

  /** @throws FailureError */
  async cleanUpForCode(argument: unknown): Promise<void> {
    await cleanUpForCode(this.context.eventService, argument);
  }

  async showMenu(): Promise<void> {
    await showMenu(this.context, this.transport);
  }

  async sendTestEvent(): Promise<void> {
    await sendTestEvent(this.context.eventService);
  }

  /** Removes this machine's dev tunnel. */
  async forgetTunnel(signal: AbortSignal): Promise<void> {
    const { devtunnel } = await this.providers();
    await devtunnel.forget?.(signal);
  }

  dispose(): void {
    this.owned.dispose();
  }

  private providers(): Promise<Providers> {
    const { app } = this.context;
    return editorTunnels(app, {
      github: this.github,
      installId: () => installIdOf(app.context.globalStorageUri),
      record: this.context.stored('devtunnel'),
    });
  }
}
