import { l10n, ProgressLocation, window } from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import type { Account } from '../../core/domain/account';
import { fail, FailureError } from '../../core/domain/failure';
import type { ListenerStatus } from '../../core/events/status/listenerStatus';
import { isUnknown, phaseOf } from '../../core/events/status/phase';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { liveChatError } from '../shell/liveChatError';
import type { Attempt } from '../messages/failureMessages';
import { askTransport } from './askTransport';
import { cleanUpForCode, cleanUpWithUser } from './cleanUpWebhooks';
import { showDoctor } from './doctor';
import type { Listening } from './listening';
import { showMenu } from './menu';
import { sendTestEvent } from './sendTestEvent';
import { StartListening } from './startListening';
import { TransportChoice } from './transportChoice';

/** Every command of listening: for a user, who gets messages, and for code, which gets a status or an error. */
export function registerListeningCommands(
  app: App,
  listening: Listening,
  askClientId: (account: Account) => Promise<string | undefined>,
): Disposable {
  const { accounts, commands, session } = app;
  const { eventService, picker } = listening;
  const doctor = () => showDoctor(eventService, () => picker.isNeeded);
  const start = new StartListening(app, listening, doctor);
  const isSignedIn = (): boolean => session.current.kind === 'signed-in';
  const status = (): ListenerStatus => eventService.status();

  /** Users reach these commands only while signed in, but code may call them without an argument as well. */
  const forUser = (attempt: Attempt, work: () => Promise<unknown>) => async (): Promise<ListenerStatus> => {
    if (!isSignedIn()) throw liveChatError(new FailureError({ code: 'not-signed-in' }), attempt);
    await work();
    return status();
  };
  const forCode =
    (work: (argument: unknown) => Promise<unknown>) =>
    async (argument: unknown): Promise<ListenerStatus> => {
      if (!isSignedIn()) return fail({ code: 'not-signed-in' });
      await work(argument);
      return status();
    };

  const notStarted = (): string => l10n.t('Listening could not be started.');
  commands.register(
    commandIds.startListening,
    notStarted,
    forUser(notStarted, () => start.withUser()),
  );
  commands.serve(
    commandIds.startListening,
    forCode(() => start.forCode()),
  );

  const notChecked = (): string => l10n.t('Listening could not be checked.');
  commands.register(commandIds.listeningDoctor, notChecked, forUser(notChecked, doctor));
  commands.serve(
    commandIds.listeningDoctor,
    forCode(() => eventService.doctor()),
  );

  const notCleaned = (): string => l10n.t('The webhooks could not be cleaned up.');
  commands.register(
    commandIds.cleanUpWebhooks,
    notCleaned,
    forUser(notCleaned, () => cleanUpWithUser(eventService)),
  );
  commands.serve(
    commandIds.cleanUpWebhooks,
    forCode((argument) => cleanUpForCode(eventService, argument)),
  );

  const stop = (): Thenable<ListenerStatus> => {
    const progress = { location: ProgressLocation.Window, title: l10n.t('LiveChat: stopping') };
    return window.withProgress(progress, () => eventService.stop());
  };
  const stopIfSignedIn = async (): Promise<ListenerStatus> => (isSignedIn() ? await stop() : status());
  commands.register(
    commandIds.stopListening,
    () => l10n.t('Listening could not be stopped.'),
    stopIfSignedIn,
  );
  commands.serve(commandIds.stopListening, stopIfSignedIn);
  commands.register(
    commandIds.listeningStatus,
    () => l10n.t('The listening status could not be read.'),
    status,
  );
  commands.serve(commandIds.listeningStatus, () => Promise.resolve(status()));

  const transport = new TransportChoice({
    account: () => (session.current.kind === 'signed-in' ? session.current.account : undefined),
    ask: askTransport,
    askClientId,
    prepareTunnel: () => picker.prepare(true),
    save: (account, kind, clientId) => accounts.setTransportKind(account, kind, clientId),
    isListening: () => phaseOf(eventService.view) !== 'off' && !isUnknown(eventService.view),
    stop: async () => await stop(),
    start: () => start.withUser(),
  });
  commands.register(
    commandIds.listeningMenu,
    () => l10n.t('The action failed.'),
    () => showMenu(listening, transport),
  );
  commands.register(
    commandIds.sendTestEvent,
    () => l10n.t('The test event could not be sent.'),
    () => sendTestEvent(eventService),
  );
  return start;
}
