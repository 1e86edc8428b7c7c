import { l10n, window } from 'vscode';
import { DisposableStore, type Disposable } from '../../core/base/disposable';
import { fail, FailureError } from '../../core/domain/failure';
import type { Account } from '../../core/domain/account';
import { isUnknown, phaseOf } from '../../core/events/status/phase';
import type { ListenerStatus } from '../../core/events/status/listenerTypes';
import { commandIds, settingKeys } from '../../manifest';
import type { App } from '../shell/app';
import { liveChatError } from '../shell/liveChatError';
import type { Attempt } from '../shell/messages';
import { cleanUpForCode, cleanUpWithPerson } from './cleanUp';
import { showDoctor } from './doctor';
import { TransportChoice } from './transportChoice';
import { askTransport } from './askTransport';
import { ListeningControl } from './listeningControl';
import type { EventServiceHandle } from './eventServiceHandle';
import type { Listening } from './listening';
import { showMenu } from './menu';
import { sendTestEvent } from './sendTestEvent';

export interface ListeningRooms {
  /** Asks for the application that an account's webhooks belong to; `undefined` where the person gave up. */
  readonly askClientId: (account: Account) => Promise<string | undefined>;
  readonly showActivity: () => unknown;
}

/** The commands of listening, and what the editor and the settings have to tell of it. */
export function registerListening(app: App, listening: Listening, rooms: ListeningRooms): Disposable {
  const { accounts, commands, keys, session, settings } = app;
  const { eventService, picker } = listening;
  const { showActivity } = rooms;
  const owned = new DisposableStore();
  const doctor = () => showDoctor(eventService, () => picker.isNeeded);
  const listener = owned.add(new ListeningControl(app, listening, { showActivity, doctor }));

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

  const transport = new TransportChoice({
    account: () => (session.current.kind === 'signed-in' ? session.current.account : undefined),
    ask: askTransport,
    askClientId: rooms.askClientId,
    prepareTunnel: () => picker.prepare(true),
    keep: (account, kind, clientId) => accounts.setTransportKind(account, kind, clientId),
    isListening: () => phaseOf(eventService.view) !== 'off' && !isUnknown(eventService.view),
    stop: () => listener.stop(),
    start: () => listener.startWithPerson(),
  });
  registerCommands(app, eventService, listener, doctor);
  commands.register(
    commandIds.listeningMenu,
    () => l10n.t('The action failed.'),
    () => showMenu(listening, transport, showActivity),
  );
  return owned;
}

function registerCommands(
  { commands, session }: App,
  eventService: EventServiceHandle,
  listener: ListeningControl,
  doctor: () => Promise<void>,
): void {
  const isSignedIn = (): boolean => session.current.kind === 'signed-in';
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
    commandIds.sendTestEvent,
    () => l10n.t('The test event could not be sent.'),
    () => sendTestEvent(eventService),
  );
}
