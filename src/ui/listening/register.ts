import { l10n, window } from 'vscode';
import type { Clock } from '../../core/base/clock';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { fail, FailureError } from '../../core/domain/failure';
import type { Account } from '../../core/domain/account';
import type { EventTransportKind } from '../../core/domain/capabilities';
import type { ListenerStatus } from '../../core/events/status/listenerTypes';
import type { SessionStore } from '../../core/stores/sessionStore';
import { commandIds, settingKeys } from '../../manifest';
import type { CommandRegistry } from '../shell/commandRegistry';
import type { ContextKeys } from '../shell/contextKeys';
import { liveChatError } from '../shell/liveChatError';
import type { Attempt } from '../shell/messages';
import type { Settings } from '../shell/settings';
import { cleanUpForCode, cleanUpWithPerson } from './cleanUp';
import type { EventServiceHandle } from './eventServiceHandle';
import { showDoctor } from './doctor';
import { TransportChoice } from './transportChoice';
import { askTransport } from './askTransport';
import { ListeningControl } from './listeningControl';
import { isUnknown, phaseOf } from './listeningLabels';
import { showMenu } from './menu';
import type { TicketPolling } from './ticketPolling';
import type { DoNotDisturb } from './doNotDisturb';
import type { TunnelPicker } from '../tunnels/tunnelPicker';

export interface ListeningDeps {
  readonly eventService: EventServiceHandle;
  readonly picker: TunnelPicker;
  readonly newTickets: TicketPolling;
  readonly doNotDisturb: DoNotDisturb;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly commands: CommandRegistry;
  readonly keys: ContextKeys;
  readonly session: Pick<SessionStore, 'current'>;
  /** Asks for the application that an account's webhooks belong to; `undefined` where the person gave up. */
  readonly askClientId: (account: Account) => Promise<string | undefined>;
  readonly saveTransport: (
    account: Account,
    way: EventTransportKind,
    clientId: string | undefined,
  ) => Promise<void>;
  readonly isSignedIn: () => boolean;
  readonly isDemo: () => boolean;
  readonly showActivity: () => unknown;
}

/** The commands of listening, and what the editor and the settings have to tell of it. */
export function registerListening(deps: ListeningDeps): Disposable {
  const { eventService, settings, keys, picker } = deps;
  const owned = new DisposableStore();
  const doctor = () => showDoctor(eventService, () => picker.isNeeded);
  const listener = owned.add(new ListeningControl({ ...deps, doctor }));

  const tellContext = (): void => {
    const phase = phaseOf(eventService.view);
    keys.set('livechat.listening', phase !== 'off' && phase !== 'stopping' && !isUnknown(eventService.view));
  };
  tellContext();
  owned.add(eventService.onDidChange(tellContext));
  eventService.setFocused(window.state.focused);
  owned.add(window.onDidChangeWindowState(({ focused }) => eventService.setFocused(focused)));
  owned.add(settings.onDidChange([settingKeys.webhookEvents], () => eventService.refresh('events')));
  const ways = [settingKeys.tunnel, settingKeys.publicUrl, settingKeys.webhookPort];
  owned.add(settings.onDidChange(ways, () => eventService.refresh('tunnel')));

  const transportKinds = new TransportChoice({
    account: () => (deps.session.current.kind === 'signed-in' ? deps.session.current.account : undefined),
    ask: askTransport,
    askClientId: deps.askClientId,
    prepareTunnel: () => picker.prepare(true),
    keep: deps.saveTransport,
    isListening: () => phaseOf(eventService.view) !== 'off' && !isUnknown(eventService.view),
    stop: () => listener.stop(),
    start: () => listener.startWithPerson(),
  });
  registerCommands(deps, listener, doctor, transportKinds);
  return owned;
}

function registerCommands(
  deps: ListeningDeps,
  listener: ListeningControl,
  doctor: () => Promise<void>,
  ways: TransportChoice,
): void {
  const { eventService, commands, isSignedIn } = deps;
  /** People reach these commands only where somebody is signed in; code is told by an error. */
  const signedIn = (attempt: Attempt): void => {
    if (!isSignedIn()) throw liveChatError(new FailureError({ code: 'not-signed-in' }), attempt);
  };
  /** Talks to the person, and gives code its result all the same. */
  const both = (attempt: Attempt, work: () => Promise<unknown>) => async (): Promise<ListenerStatus> => {
    signedIn(attempt);
    await work();
    return eventService.status();
  };

  const notStarted = () => l10n.t('Listening could not be started.');
  commands.register(
    commandIds.startListening,
    notStarted,
    both(notStarted, () => listener.startWithPerson()),
  );
  commands.serve(commandIds.startListening, () => listener.startForCode());

  const notStopped = () => l10n.t('Listening could not be stopped.');
  const stop = async (): Promise<ListenerStatus> =>
    isSignedIn() ? await listener.stop() : eventService.status();
  commands.register(commandIds.stopListening, notStopped, () => stop());
  commands.serve(commandIds.stopListening, stop);

  commands.register(
    commandIds.listeningStatus,
    () => l10n.t('The listening status could not be read.'),
    () => eventService.status(),
  );
  commands.serve(commandIds.listeningStatus, () => Promise.resolve(eventService.status()));

  const notChecked = () => l10n.t('Listening could not be checked.');
  commands.register(commandIds.listeningDoctor, notChecked, both(notChecked, doctor));
  commands.serve(commandIds.listeningDoctor, async () => {
    if (!isSignedIn()) return fail({ code: 'not-signed-in' });
    await eventService.doctor();
    return eventService.status();
  });

  const notCleaned = () => l10n.t('The webhooks could not be cleaned up.');
  commands.register(
    commandIds.cleanUpWebhooks,
    notCleaned,
    both(notCleaned, () => cleanUpWithPerson(eventService)),
  );
  commands.serve(commandIds.cleanUpWebhooks, async (argument) => {
    if (!isSignedIn()) return fail({ code: 'not-signed-in' });
    await cleanUpForCode(eventService, argument);
    return eventService.status();
  });

  commands.register(
    commandIds.listeningMenu,
    () => l10n.t('The action failed.'),
    () => showMenu({ ...deps, ways }),
  );
}
