import { l10n } from 'vscode';
import { fail, FailureError } from '../../core/domain/failure';
import type { ListenerStatus } from '../../core/events/status/listenerStatus';
import { commandIds } from '../../manifest';
import type { App } from '../shell/app';
import { requireKey } from '../shell/requireKey';
import type { Attempt } from '../messages/failureMessages';
import type { Listening } from './listening';

/** Every command of listening: for a user, who gets messages, and for code, which gets a status or an error. */
export function registerListeningCommands({ commands, session }: App, listening: Listening): void {
  const { eventService } = listening;
  const isSignedOut = (): boolean => !eventService.isInUse;
  const status = (): ListenerStatus => eventService.status();

  /** Users reach these commands only while signed in, but code may call them without an argument as well. */
  const forUser = (attempt: Attempt, work: () => Promise<unknown>) => async (): Promise<ListenerStatus> => {
    if (isSignedOut()) {
      const { errorMessages } = await import('../shell/errorMessages');
      throw errorMessages.liveChatError(new FailureError({ code: 'not-signed-in' }), attempt);
    }
    await work();
    return status();
  };
  const forCode =
    (work: (argument: unknown) => Promise<unknown>) =>
    async (argument: unknown): Promise<ListenerStatus> => {
      if (isSignedOut()) return fail({ code: 'not-signed-in' });
      await work(argument);
      return status();
    };

  const notStarted = (): string => l10n.t('Listening could not be started.');
  commands.register(
    commandIds.startListening,
    notStarted,
    forUser(notStarted, async () => await (await listening.actions()).start.withUser()),
  );
  commands.serve(
    commandIds.startListening,
    forCode(async () => await (await listening.actions()).start.forCode()),
  );

  const notChecked = (): string => l10n.t('Listening could not be checked.');
  commands.register(
    commandIds.listeningDoctor,
    notChecked,
    forUser(notChecked, async () => await (await listening.actions()).showDoctor()),
  );
  commands.serve(
    commandIds.listeningDoctor,
    forCode(async () => await (await eventService.eventService()).doctor()),
  );

  const notCleaned = (): string => l10n.t('The webhooks could not be cleaned up.');
  commands.register(
    commandIds.cleanUpWebhooks,
    notCleaned,
    forUser(notCleaned, async () => {
      await requireKey(session);
      await (await listening.actions()).cleanUpWithUser();
    }),
  );
  commands.serve(
    commandIds.cleanUpWebhooks,
    forCode(async (argument) => {
      await requireKey(session);
      await (await listening.actions()).cleanUpForCode(argument);
    }),
  );

  // A refused key does not end listening, so it can be stopped.
  const stopIfSignedIn = async (): Promise<ListenerStatus> =>
    isSignedOut() ? status() : await listening.stop();
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

  commands.register(
    commandIds.listeningMenu,
    () => l10n.t('The action failed.'),
    async () => await (await listening.actions()).showMenu(),
  );
  commands.register(
    commandIds.sendTestEvent,
    () => l10n.t('The test event could not be sent.'),
    async () => await (await listening.actions()).sendTestEvent(),
  );
}
