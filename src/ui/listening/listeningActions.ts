import { l10n, ProgressLocation, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { oneLine } from '../../core/base/plainText';
import { arrivalKinds, type ArrivalKind } from '../../core/domain/arrival';
import type { EventTransportKind } from '../../core/domain/capabilities';
import type { EventService } from '../../core/events/service/eventService';
import { type ListenerView, isUnknown, phaseOf } from '../../core/events/status/listenerStatus';
import { timeLimitsOf } from '../../core/stores/fetchChatTimeLimits';
import { scopesOf } from '../../core/stores/tokenScopes';
import { commandIds } from '../../manifest';
import { arrivalKindLabel } from '../messages/arrivalLabels';
import { commandAction, offer } from '../messages/failureMessages';
import { fullTime, wholeNumber } from '../messages/times';
import { presenceSwitch } from '../presence/presenceSwitch';
import type { StatusBarPart } from '../shell/statusBarPart';
import { publishingText } from '../team/publishingLabels';
import { missingKeysText, teamProgressText } from '../team/teamLabels';
import { editorTunnels } from '../tunnels/editorTunnels';
import { GithubSession } from '../tunnels/githubSession';
import { tunnelName } from '../tunnels/tunnelLabels';
import { TunnelPicker, type Providers } from '../tunnels/tunnelPicker';
import { tunnelQuestions } from '../tunnels/tunnelQuestions';
import { askTicketPolling, ticketPollingText } from './askTicketPolling';
import { askTransport } from './askTransport';
import { cleanUpForCode, cleanUpWithUser } from './cleanUpWebhooks';
import { showDoctor } from './doctor';
import { installIdOf, openEditorEventService } from './editorEventService';
import type { EventServiceHandle } from './eventServiceHandle';
import type { ListeningContext } from './listeningContext';
import { showMenu } from './menu';
import { Notifications } from './notifications';
import { problemText } from './problems';
import { StartListening } from './startListening';
import { TransportChoice } from './transportChoice';

/** What listening does after start-up: the commands, the tunnel and the event service. A bundle that loads on first use. */
export class ListeningActions implements Disposable {
  private readonly owned = new DisposableStore();
  readonly statusDetails = statusDetails;
  readonly askTicketPolling = askTicketPolling;
  private readonly github: GithubSession;
  private readonly picker: TunnelPicker;
  private readonly transport: TransportChoice;
  private presence: Disposable | undefined;
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
    const { openArrival, openChat, openConnection } = options;
    await Promise.all([consents.load(), doNotDisturb.load()]);
    const notifications = new Notifications(app.log, {
      eventService,
      doNotDisturb,
      clock: app.clock,
      shield: app.shield,
      timeLimits: () => timeLimitsOf(app.session),
      showInStatusBar: (text) => status.showBriefly(text),
      openArrival,
      openChat,
    });
    this.presence ??= this.owned.add(presenceSwitch(app, eventService));
    return await openEditorEventService(app, {
      openConnection,
      ticketPolling: this.context.ticketPolling,
      team: this.context.team,
      reread: async () => {
        await Promise.all([consents.load(), this.context.team.load()]);
      },
      choose: () => this.picker.choose(),
      mayAutoStart: () => this.context.mayAutoStart(),
      isDoNotDisturb: () => doNotDisturb.until !== undefined,
      show: (notification) => notifications.show(notification),
    });
  }

  /** @throws EventServiceError */
  async showDoctor(): Promise<void> {
    const { context } = this;
    const { session } = context.app;
    const transports = (): readonly EventTransportKind[] => {
      const { transportKind = 'webhooks' } = context;
      // Running chats are pushed beside the events of a team.
      return transportKind === 'team' && session.transportKind === 'socket'
        ? ['team', 'socket']
        : [transportKind];
    };
    const checkScopes = async () => (transports().join() === 'team' ? undefined : await scopesOf(session));
    await showDoctor(context.eventService, transports, checkScopes);
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

/**
 * The lines of the status bar item's hover about a listener that is not off.
 * @param isPollingOpen whether the user can choose to poll for new tickets
 */
function statusDetails(view: ListenerView, isPollingOpen: boolean): StatusBarPart['lines'] {
  const {
    tunnel,
    publicUrl,
    since,
    lastEventAt,
    events,
    note,
    problem,
    nextTryAt,
    settledAt,
    newTickets,
    team,
    chats,
    publishing,
  } = view;
  const lines: (readonly [string, string | undefined])[] = [
    [l10n.t('Reason'), problem && problemText(problem)],
    [l10n.t('Next try'), nextTryAt && fullTime(nextTryAt)],
    [l10n.t('Tunnel'), tunnel && note !== 'loopback-http' ? tunnelName(tunnel) : undefined],
    [l10n.t('Public host'), publicUrl && note !== 'loopback-http' ? hostOf(publicUrl) : undefined],
    [l10n.t('Note'), noteText(note)],
    [l10n.t('Since'), since && fullTime(since)],
    [l10n.t('Known to LiveChat'), note === 'loopback-http' ? undefined : settledText(settledAt)],
    [l10n.t('Last event'), since && (lastEventAt ? fullTime(lastEventAt) : l10n.t('none yet'))],
    [l10n.t('Listening to'), events.map(arrivalKindLabel).join(', ') || l10n.t('nothing: see the settings')],
    [l10n.t('Team'), team && [teamProgressText(team), missingKeysText(team)].join(' ').trim()],
    [l10n.t('Live connection to LiveChat'), chats?.problem && problemText(chats.problem)],
    [l10n.t('Publishing'), publishing && publishingText(publishing, problem, problemText)],
    [l10n.t('New tickets'), isPollingOpen || newTickets ? ticketPollingText(view) : undefined],
  ];
  return lines.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function noteText(note: ListenerView['note']): string | undefined {
  switch (note) {
    case 'loopback-http':
      return l10n.t('On this machine only, over plain http');
    case 'unencrypted-leg':
      return l10n.t('Unencrypted between the localtunnel server and this machine');
    case 'accepting-unconfirmed':
      return l10n.t(
        'You are accepting chats. Whether you set this status, or the start of listening did, is not known.',
      );
    case 'accepting':
      return l10n.t(
        'You are accepting chats, so LiveChat can assign chats to you. Your status was changed elsewhere, not by listening.',
      );
    case undefined:
      return undefined;
  }
}

function settledText(settledAt: string | undefined): string | undefined {
  return settledAt && Date.parse(settledAt) > Date.now()
    ? l10n.t('by {0} at the latest', fullTime(settledAt))
    : undefined;
}

/** Host and port of an address, without its path. */
function hostOf(address: string): string {
  return oneLine(URL.canParse(address) ? new URL(address).host : address, 80);
}

/** Sends a forged event through the public address and shows how long it took. */
async function sendTestEvent(eventService: EventServiceHandle): Promise<void> {
  if (phaseOf(eventService.view) === 'off') {
    const text = l10n.t('You are not listening for events. Start listening, then send the test event again.');
    const start = commandAction(l10n.t('Start Listening'), commandIds.startListening);
    await offer(window.showInformationMessage, text, [start]);
    return;
  }
  const picked = await window.showQuickPick(
    arrivalKinds.map((kind) => ({ label: kindLabel(kind), event: kind })),
    { title: l10n.t('Send Test Event'), placeHolder: l10n.t('Select an event') },
  );
  if (!picked) return;
  const outcome = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Sending a test event…') },
    () => eventService.ask('sendTestEvent', { kind: picked.event, name: l10n.t('Test') }),
  );
  if (outcome.kind === 'delivered') {
    const text = l10n.t('The test event was delivered in {0} ms.', wholeNumber(Math.round(outcome.ms)));
    void window.showInformationMessage(text);
    return;
  }
  const text = [l10n.t('The test event was not delivered.'), problemText(outcome.problem)].join(' ');
  const doctor = commandAction(l10n.t('Listening Doctor'), commandIds.listeningDoctor);
  await offer(window.showErrorMessage, text, [doctor]);
}

function kindLabel(kind: ArrivalKind): string {
  switch (kind) {
    case 'chat_started':
      return l10n.t('A chat starts');
    case 'chat_ended':
      return l10n.t('A chat ends');
    case 'ticket_created':
      return l10n.t('A ticket is created');
  }
}
